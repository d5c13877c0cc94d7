"""The pages of sessions: log, confirm, book, the group's list; errors at their field."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from huzhu.base.access import Role
from huzhu.base.jobs import run_waiting
from huzhu.base.notices import waiting_for
from huzhu.base.units.models import Unit
from huzhu.rooms.practice.models import Session
from tests.cast import NOW
from tests.exchange.browsers import client_for as browser_of
from tests.practice.sessions import log, signed_pair
from tests.practice.test_s35_booking import mill_pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_day", "english")]
LOG = {"minutes": "30", "share": "2", "alone": "no", "kind": "practice"}


def test_s35_a_session_is_logged_with_plain_fields_and_a_refusal_stands_at_its_field_with_status_422():
    pair = signed_pair()
    page, learner = reverse("practice:log", args=[pair.uid]), browser_of(pair.second)
    shown = learner.get(page).content.decode()
    assert 'data-queue="' in shown and shown.count("checked") >= 3  # the likely is chosen already
    what = learner.get(page).context["page"].chosen
    wrong = learner.post(page, LOG | {"what": what, "minutes": "other"})
    assert wrong.status_code == 422 and "How many minutes was it?" in wrong.content.decode()
    done_at = (NOW - timedelta(days=1)).isoformat()
    early = learner.post(page, LOG | {"what": what, "done_at": done_at})
    assert early.status_code == 422 and "did not run on that day" in early.content.decode()
    sent = LOG | {"what": what, "request_id": "one", "decided": "show it once more first"}
    for _ in range(2):  # a phone sends it twice
        assert learner.post(page, sent).status_code == 302
    row = Session.objects.get()
    assert (row.minutes, row.learner_minutes, row.decision) == (30, 15, "show it once more first")
    assert browser_of(pair.shop.person()).get(page).status_code == 403


def test_s35_the_other_says_in_one_tap_on_today_that_it_happened_and_the_contract_shows_it():
    pair = signed_pair()
    uid, today = log(pair, pair.second), reverse("today")
    run_waiting()
    (line,) = [line for line in waiting_for(pair.scope(pair.first), NOW) if line.deed and "session" in line.url]
    assert line.deed is not None and [choice[2] for choice in line.deed.choices] == ["no", "yes"]
    assert browser_of(pair.first).post(line.deed.url, {"said": "yes"}).status_code == 302
    assert Session.objects.get(uid=uid).state == "confirmed"
    shown = browser_of(pair.first).get(reverse("contracts:page", args=[pair.uid])).content.decode()
    assert "30 minutes, 20 of them run by the learner" in shown and "it happened" in shown
    assert shown.count(reverse("practice:log", args=[pair.uid])) == 1  # the next one is noted from the tap bar
    assert "did it happen?" not in browser_of(pair.first).get(today).content.decode()  # a question with its answer
    assert not [line for line in waiting_for(pair.scope(pair.first), NOW) if line.url.startswith("/sessions/")]


def test_s35_booking_shows_at_most_five_times_and_books_one_with_its_relief():
    pair = mill_pair()
    relief, foreman = pair.shop.holder(Role.RELIEF), pair.shop.holder(Role.FOREMAN)
    page, learner = reverse("practice:book", args=[pair.uid]), browser_of(pair.second)
    shown = learner.get(page)
    assert 1 <= len(shown.context["form"].times) <= 5  # with the reliefs that are likely
    fields = {"form": "in-shift", "kind": "observation", "minutes": "30", "at": "elsewhere", "what": ""}
    fields["what"] = shown.context["form"]["what"].value()
    both = {"relief_of_teacher": relief.uid, "relief_of_learner": foreman.uid}
    none = learner.post(page, fields | {"relief_of_teacher": "", "relief_of_learner": "", "do": "show"})
    assert none.context["form"].times == [] and "Choose who minds each machine" in none.content.decode()
    assert "Choose one of the times" in learner.post(page, fields | both | {"do": "book"}).content.decode()
    at = learner.post(page, fields | both | {"do": "show"}).context["form"].times[0]
    taken = learner.post(page, fields | both | {"do": "book", "starts": (at + timedelta(minutes=5)).isoformat()})
    assert taken.status_code == 422 and "not free for everybody" in taken.content.decode()
    booked = learner.post(page, fields | both | {"do": "book", "starts": at.isoformat()})
    row = Session.objects.get()
    assert booked["Location"] == reverse("practice:session", args=[row.uid]) and row.slot.starts == at
    for person in (pair.first, relief):
        assert (
            learner.get(booked["Location"]).status_code == browser_of(person).get(booked["Location"]).status_code == 200
        )
    assert browser_of(pair.second).post(reverse("practice:cancel", args=[row.uid])).status_code == 302
    assert Session.objects.get().state == "cancelled"


def test_s35_the_groups_page_is_for_its_own_people():
    pair = signed_pair()
    page = reverse("practice:group", args=[Unit.objects.get(id=pair.shop.group).uid])
    shown = browser_of(pair.first).get(page).content.decode()
    assert "Without a session in this half of the month" in shown and pair.first.name in shown
    stranger = pair.shop.person(group=pair.shop.add_group("⟦elsewhere⟧"))
    assert browser_of(stranger).get(page).status_code == 404
