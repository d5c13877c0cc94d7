"""D.3, Q34: what a phone may keep and send later: its owner's pages, no sealed word, nothing on a shared tablet."""

from __future__ import annotations

import json
import re

import pytest
import time_machine
from django.core import signing

from tests.cast import client_for
from tests.contracts.pair import days_later, make_pair
from tests.web.test_today import a_step_waits

pytestmark = pytest.mark.django_db


def test_pages_that_ask_for_sealed_words_are_never_kept() -> None:
    """That no page of anybody's is kept with one, and no form waits that may not, is asked of every address by
    `kept_right` in the access matrix."""
    pair = make_pair()
    client = client_for(pair.second)
    pages = {
        url: client.get(url) for url in ("/", f"/contracts/{pair.uid}/", f"/contracts/{pair.uid}/sign", "/me/private")
    }
    assert [("X-Huzhu-Keep" in page.headers) for page in pages.values()] == [True, True, False, False]


def test_a_deed_from_a_queue_is_done_for_its_own_person_alone_and_never_by_a_view_that_knows_of_none() -> None:
    pair = make_pair().signed()
    step = a_step_waits(pair)
    with time_machine.travel(days_later(1), tick=False):
        own, other = client_for(pair.second), client_for(pair.first)
        url, mine = f"/contracts/{pair.uid}/steps/{step.uid}", {"X-Huzhu-Queue": pair.second.uid}
        said = {"done": "yes", "request_id": "r" * 12, "done_at": days_later(0).isoformat()}
        assert other.post(url, said, headers=mine).status_code == 401
        assert own.post("/me/notices", {}, headers=mine).status_code == 400
        step.refresh_from_db()
        assert step.done is None
        for _again in range(2):
            answer = own.post(url, said, headers=mine)
            assert (answer.status_code, answer.headers["X-Huzhu-To"]) == (204, f"/contracts/{pair.uid}/")
        step.refresh_from_db()
        assert (step.done, step.done_on) == (True, days_later(0).date())
        assert own.get("/queue/token").json()["person"] == pair.second.uid
        own.logout()
        assert own.post(url, said, headers=mine).status_code == own.get("/queue/token").status_code == 401


def test_a_shared_tablet_is_told_to_keep_nothing() -> None:
    pair = make_pair()
    own, tablet = client_for(pair.first), client_for(pair.second)
    session = tablet.session
    session["tablet"] = True
    session.save()
    tablet.cookies["seen"] = signing.get_cookie_signer(salt="seenhuzhu.people.seen").sign("1")
    pages = [client.get("/") for client in (own, tablet)]
    assert [page.status_code for page in pages] == [200, 200]
    assert ["X-Huzhu-Keep" in page.headers for page in pages] == [True, False]
    assert ["data-person" in page.content.decode() for page in pages] == [True, False]
    assert tablet.get("/queue/token").status_code == 401


def test_huzhu_can_be_put_on_a_home_screen_and_its_worker_is_of_this_release() -> None:
    pair = make_pair()
    client = client_for(pair.second)
    manifest = client.get("/manifest.webmanifest")
    said = json.loads(manifest.content)
    assert manifest.headers["Content-Type"] == "application/manifest+json"
    assert "互助" in said["name"] and "Huzhu" in said["name"] and said["display"] == "standalone"
    assert {icon["purpose"] for icon in said["icons"]} == {"any", "maskable"}
    worker = client.get("/sw.js")
    release = re.search(r'data-release="(\w+)"', client.get("/").content.decode())
    assert release and release[1] in worker.content.decode()
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert "no-cache" in worker.headers["Cache-Control"] or "no-store" in worker.headers["Cache-Control"]
