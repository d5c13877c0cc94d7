"""Pages are opened on the cast's day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.utils import translation

from tests.conftest import MONDAY_MORNING


@pytest.fixture
def cast_day() -> Iterator[time_machine.Coordinates]:
    """The clock of the cast: Monday 2 March 2026, 9:00 in Shanghai."""
    with time_machine.travel(MONDAY_MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def english() -> Iterator[None]:
    """Words are compared in the language they are written in."""
    with translation.override("en"):
        yield
