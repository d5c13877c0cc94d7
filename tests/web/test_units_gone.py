"""A unit that is no more: every address of a group or unit still answers, and nothing is done there any more (S14)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from huzhu.base.access import Role
from huzhu.base.journal.models import Entry
from huzhu.base.people.actions.dissolving import dissolve_unit
from huzhu.base.people.actions.roll import move_person
from huzhu.base.people.models import Mandate, Membership
from huzhu.base.people.queries import roster
from huzhu.base.units.models import Unit
from huzhu.rooms.skills.actions.measuring import record_grid
from huzhu.rooms.skills.models import Month
from tests.cast import NOW, TODAY, client_for, make_shop, offers
from tests.web.world import SYSTEM, addresses, make_world

pytestmark = pytest.mark.django_db
WALKERS = ("administrator", "training officer", "leader", "workshop sponsor")
FORMS = ({}, {"save": "all", "name": "⟦x⟧", "level": "group", "roll": "101", "role": "assessor", "ends": "2026-05-01"})


@time_machine.travel(NOW, tick=False)
def test_every_address_of_a_group_that_is_no_more_answers_without_an_error_and_changes_nothing_of_it() -> None:
    world = make_world()
    shop = world.shop
    second = Unit.objects.get(name="⟦first mill group 2⟧")
    members = Membership.objects.on(TODAY).filter(unit_id=shop.group).values_list("person_id", flat=True)
    dissolve_unit(shop.group, dict.fromkeys(members, second.id), ends=TODAY, reason="⟦merged⟧", by=SYSTEM, now=NOW)
    gone = Unit.objects.get(id=shop.group)
    before = Entry.objects.latest("id").id
    places = [reverse(name, args=[gone.uid]) for name, words in addresses() if words == ("uid",)]
    own = [place for place in places if place.startswith(("/groups/", "/units/")) and not place.endswith("/rebuild")]
    clients = {who: client_for(world.people[who]) for who in WALKERS}  # type: ignore[arg-type]
    wrong = []
    for who, client in clients.items():
        client.raise_request_exception = False
        for place in own:
            codes = [client.get(place).status_code, *(client.post(place, form).status_code for form in FORMS)]
            wrong += [(who, place, code) for code in codes if code >= 500]
    assert len(own) > 20 and wrong == []
    assert list(Entry.objects.filter(id__gt=before, unit_id=gone.id).values_list("deed", "after")) == []
    assert not Mandate.objects.on(TODAY).filter(unit_id=gone.id).exists()
    assert not Membership.objects.on(TODAY).filter(unit_id=gone.id).exists()


@time_machine.travel(NOW, tick=False)
def test_q35_who_led_a_group_that_is_no_more_sees_nothing_that_came_after_it() -> None:
    shop = make_shop()
    second, leader, mate = shop.add_group("⟦second⟧"), shop.holder(Role.GROUP_LEADER), shop.person()
    shop.measured(mate, "piecing", 650, month=date(2026, 1, 1))
    Month.objects.update(closed_at=NOW - timedelta(days=20))
    people = {line.id: second for line in roster(shop.group, TODAY)}
    dissolve_unit(shop.group, people, ends=TODAY, reason="⟦merged⟧", by=SYSTEM, now=NOW)
    assessor, offering = shop.holder(Role.ASSESSOR, unit=second, group=second), shop.person(group=second)
    record_grid(second, [(mate.id, shop.technique("piecing").id, 4)], by=shop.scope(assessor), now=NOW)
    shop.measured(offering, "piecing", 900)
    offers(shop, offering)
    offers(shop, mate)
    group, client = Unit.objects.get(id=shop.group).uid, client_for(leader)
    page = client.get(reverse("skills:records", args=[group, mate.uid, shop.technique("piecing").uid])).content.decode()
    assert "650" in page and assessor.name not in page and 'name="reason"' not in page
    assert client.get(f"/groups/{group}/board").status_code == 404
    assert client.get(f"/groups/{group}/board.csv").status_code == 404
    assert client.get(f"/groups/{group}/skills.csv").status_code == 200
    own, theirs = (f"/groups/{Unit.objects.get(id=unit).uid}/skills" for unit in (shop.group, second))
    assert [marks(client_for(who), place) for who, place in ((leader, own), (assessor, theirs))] == [0, 2]


@time_machine.travel(NOW, tick=False)
def test_q31_the_sheet_of_a_month_marks_no_offer_of_who_has_left() -> None:
    shop = make_shop()
    mate, leader = shop.person(), shop.holder(Role.GROUP_LEADER)
    shop.measured(mate, "piecing", 900)
    move_person(mate.id, to_group_id=shop.add_group("⟦second⟧"), starts=TODAY, by=SYSTEM, now=NOW)
    offers(shop, mate, reach="group")
    place = f"/groups/{Unit.objects.get(id=shop.group).uid}/skills?month=2026-02"
    answer = client_for(leader).get(place)
    assert mate.name in answer.content.decode() and marks(client_for(leader), place) == 0


def marks(client: Client, place: str) -> int:
    """How many offers a matrix marks."""
    heat = client.get(place).context["heat"]
    return sum(bool(cell and cell.offers) for row in heat.rows for cell in row.cells)
