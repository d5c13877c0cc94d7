"""Pages of shifts, rotas and holidays: who plans sets, the group sees its own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from huzhu.base.access import Role, Scope
from huzhu.base.calendar.actions.rotas import set_days
from huzhu.base.calendar.models import DayException, GroupDay, Pattern, PersonDay, Rota, Shift
from huzhu.base.calendar.queries.plans import OFF, UNKNOWN, group_plans
from huzhu.base.people.models import Person
from huzhu.base.units.actions.tree import found_unit
from huzhu.base.units.models import Unit
from tests.calendar.mill import Mill, make_mill
from tests.cast import NOW, START, TODAY, client_for, make_shop

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def uid(unit: int) -> str:
    return Unit.objects.get(id=unit).uid


def reader(person: Person) -> Client:
    """Somebody's browser, in English."""
    client = client_for(person)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def officer_of(mill: Mill) -> Client:
    return reader(Person.objects.get(id=mill.officer.person_id))


def html(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_q37_an_officer_founds_a_shift_a_pattern_and_sets_a_rota_through_the_pages() -> None:
    mill = make_mill()
    client, factory, group = officer_of(mill), uid(mill.shop.factory), uid(mill.shop.group)
    said = {"code": "常", "starts": "07:30", "ends": "16:00", "meals": "11:30–12:00", "pauses": "9:30-9:40,14:00-14:10"}
    assert client.post(f"/units/{factory}/shifts/new", said).status_code == 302
    row = Shift.objects.get(code="常")
    assert (row.starts, row.minutes, [pause.meal for pause in row.pauses.all()]) == (450, 510, [False, True, False])
    pattern = {"name": "⟦five⟧", "cycle": "常 常 夜 夜 休", "holidays": ""}
    assert client.post(f"/units/{factory}/shifts/pattern", pattern).status_code == 302
    rota = {"pattern": Pattern.objects.get(name="⟦five⟧").uid, "starts": TOMORROW, "day_of_cycle": "2"}
    assert client.post(f"/groups/{group}/rota/set", rota).status_code == 302
    page = html(client, f"/units/{factory}/shifts")
    assert "⟦five⟧ from" in page and "rota not known" in page and page.count("as-figures") == 1
    plan = group_plans([mill.shop.group], TOMORROW, 2)[mill.shop.group].shifts
    assert [Shift.objects.get(id=shift).code for shift in plan] == ["常", "夜"]


def test_above_a_factory_the_page_leads_to_each_factory_instead_of_listing_all_their_groups() -> None:
    city = found_unit("⟦city⟧", "city", parent_id=None, starts=START, by=Scope.system(START), now=NOW)
    shops = [make_shop(name, parent=city) for name in ("first mill", "second mill")]
    client = reader(shops[0].holder(Role.OFFICER, unit=city))
    page = html(client, f"/units/{uid(city)}/shifts")
    for shop in shops:
        assert f'href="/units/{uid(shop.factory)}/shifts"' in page
        assert Unit.objects.get(id=shop.group).name not in page.partition("<main")[2]
        assert Unit.objects.get(id=shop.group).name in html(client, f"/units/{uid(shop.factory)}/shifts")


def test_q37_a_rota_ends_from_a_day_on_without_another_one_and_what_was_before_stays() -> None:
    mill = make_mill()
    mill.works(mill.turns)
    group, plan = mill.shop.group, lambda: group_plans([mill.shop.group], TODAY, 2)[mill.shop.group].shifts
    before = plan()
    ended = {"pattern": "none", "starts": TOMORROW}
    assert officer_of(mill).post(f"/groups/{uid(group)}/rota/set", ended | {"starts": "x"}).status_code == 422
    assert UNKNOWN not in before and plan() == before
    assert officer_of(mill).post(f"/groups/{uid(group)}/rota/set", ended).status_code == 302
    assert plan() == (before[0], UNKNOWN)


def test_q37_what_cannot_be_read_is_said_at_its_field_and_nothing_typed_is_lost() -> None:
    mill = make_mill()
    client, factory, group = officer_of(mill), uid(mill.shop.factory), uid(mill.shop.group)
    wrong = (
        (f"/units/{factory}/shifts/new", {"code": "甲", "starts": "8:00", "ends": "16:00", "meals": "noon"}, "noon"),
        (f"/units/{factory}/shifts/new", {"code": "休", "starts": "8:00", "ends": "16:00"}, "day off"),
        (f"/units/{factory}/shifts/pattern", {"name": "⟦x⟧", "cycle": "早 甲"}, "Day 2"),
        (f"/groups/{group}/rota/set", {"pattern": mill.turns, "starts": TODAY, "day_of_cycle": "5"}, "4 days"),
    )
    for address, said, words in wrong:
        answer = client.post(address, said)
        assert answer.status_code == 422 and words in answer.content.decode(), address
        assert any(str(value) in answer.content.decode() for value in said.values())
    assert not Rota.objects.exists()


def test_q37_members_see_their_own_groups_four_weeks_holidays_and_who_is_off_never_why() -> None:
    mill = make_mill()
    person, mate = mill.shop.person("⟦away⟧"), mill.shop.person()
    outsider = mill.shop.person(group=mill.shop.add_group("⟦two⟧"))
    address = f"/groups/{uid(mill.shop.group)}/rota"
    assert "No rota is known" in html(reader(mate), address)
    mill.works(mill.week, day=START.weekday() + 1)
    DayException.objects.create(unit_id=mill.shop.factory, day=date(2026, 3, 5), working=False, name="⟦feast⟧")
    set_days({}, {(person.id, TOMORROW): OFF}, by=mill.officer, now=NOW)
    page = html(reader(mate), address)
    assert page.count("<tr") == 29 and "⟦feast⟧" in page and "⟦away⟧ off" in page
    assert 'name="shift"' not in page and "reason" not in page
    assert reader(outsider).get(address).status_code == 404
    assert reader(mate).get(f"{address}/set").status_code == 404
    assert reader(mate).get(f"/units/{uid(mill.shop.factory)}/shifts").status_code == 404


def test_q37_a_leader_says_which_days_differ_for_the_group_or_one_person_and_takes_them_back() -> None:
    mill = make_mill()
    leader, person = mill.shop.holder(Role.GROUP_LEADER), mill.shop.person()
    mill.works(mill.turns)
    client, address = reader(leader), f"/groups/{uid(mill.shop.group)}/rota"
    days = {"first": TODAY, "last": TODAY + timedelta(days=2)}
    off = days | {"who": person.id, "shift": OFF}
    assert client.post(address, off).status_code == 302
    assert PersonDay.objects.filter(person=person, shift=None).count() >= 2  # one day is off anyhow
    assert client.post(address, days | {"who": "", "shift": Shift.objects.get(code="夜").id}).status_code == 302
    assert GroupDay.objects.exists()
    for who in ("", person.id):
        client.post(address, days | {"who": who, "shift": "back"})
    assert not GroupDay.objects.exists() and not PersonDay.objects.exists()
    late = days | {"who": "", "shift": OFF, "last": TODAY - timedelta(days=1)}
    assert client.post(address, late).status_code == 422
    stranger = mill.shop.person(group=mill.shop.add_group("⟦two⟧"))
    assert client.post(address, days | {"who": stranger.id, "shift": OFF}).status_code == 422
    assert not PersonDay.objects.exists()


def test_q37_holidays_are_kept_and_taken_back_by_who_plans_only() -> None:
    mill = make_mill()
    sponsor = mill.shop.holder(Role.SPONSOR, unit=mill.shop.factory)
    address = f"/units/{uid(mill.shop.factory)}/holidays"
    said = {"day": TOMORROW, "working": "0", "name": "⟦feast⟧"}
    assert reader(sponsor).post(address, said).status_code == 200 and not DayException.objects.exists()
    client = officer_of(mill)
    assert client.post(address, said).status_code == 302
    assert "⟦feast⟧" in html(client, address) and "⟦feast⟧" in html(reader(sponsor), address)
    assert reader(sponsor).post(f"{address}/back", {"day": TOMORROW}).status_code == 403
    assert client.post(f"{address}/back", {"day": TOMORROW}).status_code == 302
    assert not DayException.objects.exists()


def test_q37_another_factory_sees_and_sets_nothing_here() -> None:
    mill, other = make_mill(), make_mill(make_shop("second mill"))
    client, factory, group = officer_of(other), uid(mill.shop.factory), uid(mill.shop.group)
    for address in (f"/units/{factory}/shifts", f"/units/{factory}/shifts/new", f"/units/{factory}/holidays",
                    f"/groups/{group}/rota", f"/groups/{group}/rota/set"):  # fmt: skip
        assert client.get(address).status_code == 404, address
    rota = {"pattern": other.turns, "starts": TODAY}
    assert client.post(f"/groups/{group}/rota/set", rota).status_code == 404
    assert officer_of(mill).post(f"/groups/{group}/rota/set", rota).status_code == 422
    assert not Rota.objects.exists()


def test_q37_an_officer_sets_the_factorys_clock_and_only_the_factorys() -> None:
    mill = make_mill()
    client, factory = officer_of(mill), uid(mill.shop.factory)
    assert client.post(f"/units/{factory}/clock", {"zone": "Mars/Olympus"}).status_code == 422
    assert client.post(f"/units/{factory}/clock", {"zone": "Asia/Urumqi"}).status_code == 302
    assert Unit.objects.get(id=mill.shop.factory).time_zone == "Asia/Urumqi"
    assert client.get(f"/units/{uid(mill.shop.workshop)}/clock").status_code == 404
    leader = reader(mill.shop.holder(Role.GROUP_LEADER))
    assert leader.post(f"/units/{factory}/clock", {"zone": "Asia/Tokyo"}).status_code == 404


def test_q37_many_groups_come_twenty_at_a_time() -> None:
    mill = make_mill()
    for number in range(24):
        mill.shop.add_group(f"⟦{number}⟧")
    client, address = officer_of(mill), f"/units/{uid(mill.shop.factory)}/shifts"
    assert html(client, address).count("as-figures") == 20
    assert html(client, f"{address}?page=2").count("as-figures") == 5
    assert html(client, f"{address}?page=x99").count("as-figures") == 20
