"""A person's calendar by a secret, revocable address; the own week with its yes and no; machines (S35, S36)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from huzhu.base.access import Role
from huzhu.base.calendar.models import Feed, Machine, Slot, SlotPerson
from huzhu.base.journal.models import Answered, Entry
from huzhu.base.units.models import Unit
from tests.calendar.booked import TUESDAY, at, booked, day_shift
from tests.cast import NOW, client_for, make_shop

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def on_the_day(time_machine):  # type: ignore[no-untyped-def]
    time_machine.move_to(NOW)


def made(client: Client) -> str:
    page = client.post("/me/calendar", {"make": "1"}).content.decode()
    found = re.search(r"http://testserver(/calendar/[\w-]+\.ics)", page)
    assert found
    return found[1]


def test_a_calendar_holds_ones_own_slots_by_title_only_and_a_new_or_dead_address_answers_nobody_else() -> None:
    mill = day_shift()
    learner, teacher, other = mill.shop.people(3)
    by = mill.shop.scope(learner)
    booked(mill, at(9), learner.id, teacher.id, by=by)
    booked(mill, at(17), learner.id, teacher.id, by=by)
    booked(mill, at(9), other.id, by=mill.shop.scope(other))
    client, phone = client_for(teacher), Client()
    address = made(client)
    answer = phone.get(address)
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8" and len(events) == 2
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "TENTATIVE"]
    assert events[0].decoded("DTSTART") == at(9) and events[0].decoded("DTEND") == at(9, 30)
    assert all("30" in str(event["SUMMARY"]) and len(str(event["SUMMARY"])) < 24 for event in events)
    assert set(events[0].keys()) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS"}
    token = address.split("/")[-1].removesuffix(".ics")
    kept = [
        *Feed.objects.values_list("token"),
        *Entry.objects.values_list("after"),
        *Answered.objects.values_list("answer"),
    ]
    assert not any(token in str(one) for one in kept)
    again = made(client)
    assert phone.get(address).status_code == 404 and phone.get(again).status_code == 200
    client.post("/me/calendar", {"revoke": "1"})
    assert phone.get(again).status_code == 404 and phone.get("/calendar/x.ics").status_code == 404


def test_in_my_week_i_say_that_a_time_suits_or_call_it_off_and_no_outsider_can() -> None:
    mill = day_shift()
    learner, teacher = mill.shop.people(2)
    outsider = client_for(make_shop("second mill").person())
    slot = Slot.objects.get(id=booked(mill, at(17), learner.id, teacher.id, by=mill.shop.scope(learner)))
    mine, theirs = client_for(teacher), client_for(learner)
    assert "Does this time suit you?" in _english(mine, "/")
    page = _english(mine, "/me/week")
    assert "17:00–17:30" in page and "waits for your word" in page and "It suits me" in page
    assert "(asked)" in _english(theirs, "/me/week") and "17:00" not in _english(outsider, "/me/week")
    for deed in ("agree", "cancel"):
        assert outsider.post(f"/slots/{slot.uid}/{deed}").status_code == 404
    mine.post(f"/slots/{slot.uid}/agree")
    assert SlotPerson.objects.get(slot=slot, person=teacher).agreed and "(asked)" not in _english(theirs, "/me/week")
    theirs.post(f"/slots/{slot.uid}/cancel")
    assert "17:00" not in _english(mine, "/me/week") and "Nothing is booked" in _english(mine, "/me/week")
    later = TUESDAY + timedelta(days=7)
    assert (
        mine.get(f"/me/week?day={later}").status_code == 200 and mine.get("/me/week?day=9999-12-31").status_code == 404
    )


def test_s36_leaders_note_machines_with_place_and_neighbours_and_the_factory_sees_the_page_behind_the_code() -> None:
    mill = day_shift()
    group = Unit.objects.get(id=mill.shop.group).uid
    leader, member = client_for(mill.shop.holder(Role.GROUP_LEADER)), client_for(mill.shop.person())
    outsider = client_for(make_shop("second mill").holder(Role.GROUP_LEADER))
    first = {"name": "⟦loom 1⟧", "room": "⟦hall 1⟧", "position": "1", "in_use": "on"}
    assert leader.post(f"/groups/{group}/machines/new", first).status_code == 302
    assert leader.post(f"/groups/{group}/machines/new", first).status_code == 422
    one = Machine.objects.get()
    two = {"name": "⟦loom 2⟧", "position": "2", "in_use": "on", "neighbours": [one.uid]}
    leader.post(f"/groups/{group}/machines/new", two)
    page = _english(member, f"/machines/{one.uid}")
    assert "⟦loom 2⟧" in page and "<svg" in page and "Change" not in page
    assert "⟦loom 1⟧" in _english(member, f"/groups/{group}/machines")
    leader.post(f"/machines/{one.uid}/change", first | {"neighbours": []})
    assert "⟦loom 2⟧" not in _english(member, f"/machines/{one.uid}")
    assert member.post(f"/machines/{one.uid}/change", first).status_code == 403
    assert member.get(f"/groups/{group}/machines/new").status_code in (403, 404)
    for path in (f"/machines/{one.uid}", f"/groups/{group}/machines", f"/machines/{one.uid}/change"):
        assert outsider.get(path).status_code == 404


def _english(client: Client, path: str) -> str:
    return client.get(path, headers={"Accept-Language": "en"}).content.decode()
