"""English words, and mail that goes nowhere: what is told is tested in `notices`."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huzhu.base.notices.channels.deliver", lambda notice_id: None)
