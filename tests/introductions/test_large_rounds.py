"""A round too large for a page to wait for: compared, frozen and sent by background jobs, each of which can be left."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from huzhu.base.access import Role
from huzhu.base.jobs import run_waiting
from huzhu.base.jobs.models import Job
from huzhu.rooms.introductions.actions import sending
from huzhu.rooms.introductions.actions.private import set_readiness
from huzhu.rooms.introductions.actions.waves import send_rest
from huzhu.rooms.introductions.models import Answer, Introduction, Round, Wave, Wish
from huzhu.rooms.introductions.queries import comparison
from tests.cast import NOW, Shop, client_for, learner, make_shop, star
from tests.introductions.test_pages_rounds import gathering, post, text

pytestmark = [pytest.mark.django_db, pytest.mark.db_both, pytest.mark.usefixtures("no_mail")]


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five requests count as many, and two introductions go out at a time."""
    monkeypatch.setattr(comparison, "LARGE", 5)
    monkeypatch.setattr(sending, "PART", 2)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


def gathered() -> tuple[Client, str]:
    """A large round whose gathering is over."""
    _shop, _organiser, client, uid = gathering(6)
    post(client, "round-end", {"because": "⟦all have wished⟧"}, uid)
    return client, uid


def test_a_large_round_is_compared_by_a_job_and_not_while_somebody_waits_for_the_page():
    client, uid = gathered()
    page = text(client, "round", uid)
    assert "6 requests are open" in page and "<table" not in page
    post(client, "round-compute", {"teaching": "3", "learning": "2"}, uid)
    assert "are being read" in text(client, "round", uid)
    assert 'hx-trigger="every 1s"' in text(client, "round-compare", uid)
    run_waiting()
    page = text(client, "round", uid)
    assert "6 requests, 2 offers. Places: 3 per teacher" in page and "recomputed" in page
    assert "Compared at" in page


def test_q15_who_is_not_ready_makes_a_round_no_larger_than_who_has_withdrawn(monkeypatch):
    monkeypatch.setattr(comparison, "LARGE", 6)
    shop, _organiser, client, uid = gathering(6)
    sleeper = Wish.objects.filter(kind="request").order_by("id")[0].person
    set_readiness("not-now", by=shop.scope(sleeper), now=NOW)
    post(client, "round-end", {"because": "⟦all have wished⟧"}, uid)
    assert "5 requests, 2 offers" in text(client, "round", uid), "compared at once, as without that wish"


def test_the_same_answer_comes_out_of_the_job_as_out_of_the_page(monkeypatch):
    client, uid = gathered()
    post(client, "round-compute", {"teaching": "1", "learning": "1"}, uid)
    run_waiting()
    by_job = client.get(reverse("introductions:round", args=[uid])).context["found"]
    monkeypatch.setattr(comparison, "LARGE", 1000)
    here = client.get(reverse("introductions:round", args=[uid]), {"teaching": "1", "learning": "1"}).context["found"]
    assert by_job == here and by_job.teaching == 1


def test_a_job_that_was_stopped_or_run_twice_changes_nothing():
    client, uid = gathered()
    post(client, "round-compute", {}, uid)
    post(client, "round-compute", {}, uid)
    assert Job.objects.count() == 1, "while one is at work nobody starts another"
    post(client, "round-stop", {}, uid)
    run_waiting()
    assert Job.objects.get().state == "cancelled"
    assert "Compare now" in text(client, "round", uid)


def test_a_large_round_is_frozen_and_sent_part_by_part_under_one_deadline():
    client, uid = gathered()
    post(client, "round-freeze", {"rule": "stable", "teaching": "3", "learning": "2"}, uid)
    assert Round.objects.get().state == "gathering" and not Introduction.objects.exists()
    run_waiting()
    assert Round.objects.get().state == "computed" and Introduction.objects.count() == 6
    post(client, "round-send", {}, uid)
    assert Introduction.objects.filter(state="sent").count() == 2, "the first part at once"
    run_waiting()
    sent = Introduction.objects.filter(state="sent")
    assert sent.count() == 6 and sent.values("deadline").distinct().count() == 1
    assert Answer.objects.count() == 12
    send_rest(Wave.objects.get().id, now=NOW)
    assert Answer.objects.count() == 12, "done again it does nothing"


def test_what_cannot_be_frozen_says_why_on_the_page():
    client, uid = gathered()
    refused = post(client, "round-freeze", {"rule": "stable", "teaching": "9", "learning": "2"}, uid)
    assert "The charter allows 1 to 3" in refused.content.decode()
    assert not Job.objects.exists()


def test_nobody_but_the_organiser_starts_or_stops_a_job():
    client, uid = gathered()
    post(client, "round-compute", {}, uid)
    stranger: Shop = make_shop("⟦other mill⟧")
    learner(stranger), star(stranger)
    other = client_for(stranger.holder(Role.ORGANISER))
    assert post(other, "round-compute", {}, uid).status_code == 404
    assert post(other, "round-stop", {}, uid).status_code == 404
    assert not Job.objects.get().cancel
