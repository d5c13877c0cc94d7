"""Whatever goes wrong is said in the reader's language, with the next step."""

from __future__ import annotations

import json
import logging
import re

import pytest
import time_machine
from django.test import Client, RequestFactory

from huzhu.base.access.requests import done_at
from huzhu.base.followup.signs import in_time
from huzhu.conf.logging import Lines
from tests.cast import NOW, client_for, make_shop
from tests.checks.sat import Group
from tests.contracts.pair import make_pair

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "这一页不在，或者不归你看。"), ("en", "This page does not exist")]
)
def test_an_unknown_address_is_answered_in_the_readers_language(language: str, words: str) -> None:
    signed_in = client_for(make_shop().person())
    for client in (signed_in, Client()):
        answer = client.get("/no/such/page", headers={"accept-language": language})
        assert answer.status_code == 404
        assert words in answer.content.decode()


def test_a_form_that_is_too_old_changes_nothing_and_says_so() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in", {"number": "1"}, headers={"accept-language": "en"})
    assert answer.status_code == 403
    assert "Nothing was changed." in answer.content.decode()


def test_more_than_any_form_takes_is_refused_before_it_is_read() -> None:
    client = client_for(make_shop().person())
    sent = {"CONTENT_LENGTH": f"{10**9}", "headers": {"accept-language": "en"}}
    answer = client.post("/me/language", b"x", content_type="multipart/form-data; boundary=x", **sent)
    assert answer.status_code == 413 and "At most 64 MB" in answer.content.decode()


@time_machine.travel(NOW, tick=False)
def test_days_and_numbers_out_of_reach_break_no_page() -> None:
    group, pair = Group(), make_pair().signed()
    leader, second = client_for(group.leader), client_for(pair.second)
    for url in ("units/{}/checks?month=0001-01", "groups/{}/sitting?half=0001-01-01", "units/{}/paper?day=0001-01-01"):
        assert leader.get(f"/{url.format(group.uid)}").status_code == 404
    assert second.get(f"/contracts/{pair.uid}/sessions/book?minutes={'1' * 5000}").status_code == 200
    form = {"what": "x", "done_at": "0001-01-01T00:00:00+14:00"}
    request = RequestFactory().post("/", form)
    request.now = NOW  # type: ignore[attr-defined]
    assert not in_time(done_at(request), NOW)  # type: ignore[arg-type]


def test_an_unknown_host_is_refused_without_a_bare_page() -> None:
    answer = Client().get("/sign-in", headers={"host": "⟦other⟧.example", "accept-language": "en"})
    assert answer.status_code == 400
    assert '<main id="content"' in answer.content.decode()


def test_a_server_error_shows_a_number_that_the_log_has_too(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_all: object) -> None:
        raise RuntimeError("⟦typed words⟧")

    client = client_for(make_shop().person())
    client.raise_request_exception = False
    monkeypatch.setattr("huzhu.web.views.today.waiting_for", breaks)
    with caplog.at_level(logging.ERROR, "django.request"):
        answer = client.get("/", headers={"accept-language": "en"})
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "Tell this number" in page
    assert "typed words" not in page
    shown = re.search(r'<dd class="code">([0-9a-f]{8})<', page)
    logged = [json.loads(Lines().format(record)) for record in caplog.records if record.name == "django.request"]
    assert shown
    assert [line["number"] for line in logged] == [shown[1]]
