"""A workbook of units: founded through the mapping page, with committees, officers, contacts; errors by row (S2, F40)."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huzhu.base.access import Role, Scope
from huzhu.base.people.queries import holders_at
from huzhu.base.units.actions.tree import found_unit
from huzhu.base.units.models import Unit
from huzhu.base.units.queries import labels_at, path_of, stand_of, subtree, unit_by_uid
from huzhu.spreadsheets.models import Upload
from tests.cast import NOW, START, TODAY, client_for, make_shop
from tests.spreadsheets.desk import Desk

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system(TODAY)
HEADS = ["name", "English name", "level", "under", "from", "state", "committee", "officer", "contact", "product"]
SAID = ["English name", "from", "state", "committee", "officer", "contact", "product"]


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def province_desk(role: Role = Role.ADMINISTRATOR) -> Desk:
    """An officer of a province without anything below it."""
    shop = make_shop()
    province = found_unit("⟦province⟧", "province", parent_id=None, starts=START, by=SYSTEM, now=NOW)
    officer = shop.holder(role, unit=province)
    return Desk(shop, officer, client_for(officer), Unit.objects.get(id=province).uid)


def row(name: str, level: str, under: str = "", **said: Any) -> list[Any]:
    words = {head: said.get(head.replace(" ", "_")) for head in SAID}
    return [name, words["English name"], level, under, *(words[head] for head in SAID[1:])]


def f40() -> list[list[Any]]:
    """The counts of F40: 12 cities and 2 railway bureaus, 2,200 base units, 285, 2,470 and 6,000 below them."""
    rows = [row(f"⟦city {n}⟧", "city") for n in range(12)] + [row(f"⟦bureau {n}⟧", "system") for n in range(2)]
    above = [one[0] for one in rows]
    rows += [row(f"⟦mill {n}⟧", "factory", above[n % 14]) for n in range(2200)]
    rows += [row(f"⟦pool {n}⟧", "team", above[n % 12]) for n in range(285)]
    rows += [row(f"⟦team {n}⟧", "专业队", f"⟦mill {n % 2200}⟧") for n in range(2470)]
    return rows + [row(f"⟦group {n}⟧", "小组", f"⟦mill {n % 2200}⟧") for n in range(6000)]


def statements(desk: Desk) -> list[int]:
    """How many statements the tree's page and the unit's take."""
    counts = []
    for address in (reverse("units"), reverse("unit", args=[desk.unit])):
        desk.client.get(address)
        with CaptureQueriesContext(connection) as found:
            desk.client.get(address)
        counts.append(len(found))
    return counts


def test_s2_importing_the_counts_of_f40_gives_them_back_by_level_on_the_page() -> None:
    desk = province_desk()
    desk.save(desk.table([row("⟦city 0⟧", "city"), row("⟦mill 0⟧", "factory", "⟦city 0⟧")], HEADS, "⟦units⟧"))
    before = statements(desk)
    assert desk.save(desk.table(f40(), HEADS, "⟦units⟧"))["units"] == 10_967
    assert statements(desk) == before
    answer = desk.client.get(reverse("unit", args=[desk.unit]))
    counts = Counter({line.word: line.count for line in answer.context["counts"]})
    assert sorted(counts.values()) == sorted([12, 2, 2200, 285, 2470, 6000]) and counts.total() == 10_969
    html = answer.content.decode()
    assert all(words in html for words in ("2,200", "285", "2,470", "6,000"))
    assert len(answer.context["below"].object_list) == 14
    assert len(desk.client.get(reverse("units")).context["rows"]) == 15
    again = desk.page(desk.table(f40(), HEADS, "⟦units⟧"))
    assert (again.plan.founding.units, again.error_count) == ([], 0)


@pytest.mark.db_both
def test_s2_committee_officer_contact_state_and_day_come_with_the_sheet_whatever_its_order() -> None:
    desk = province_desk()
    clerk, other = desk.shop.person(), desk.shop.person()
    rows = [
        row("⟦mill⟧", "factory", "⟦city⟧", **{"English_name": "⟦Mill⟧", "from": "2025-06-01", "state": "forming"}),
        row(
            "⟦city⟧",
            "city",
            committee=f"{clerk.roll}、{other.roll}",
            officer=clerk.roll,
            contact="⟦Wang⟧",
            product="⟦yarn⟧",
        ),
    ]
    desk.save(desk.table(rows, HEADS, "⟦units⟧"))
    city, mill = Unit.objects.get(name="⟦city⟧"), Unit.objects.get(name="⟦mill⟧")
    assert path_of(mill.id, TODAY).startswith(path_of(city.id, TODAY)) and mill.name_en == "⟦Mill⟧"
    assert not path_of(mill.id, START) and stand_of(mill.id, TODAY).state == "forming"
    held = Counter((one.person_id, one.code) for one in holders_at(city.id, TODAY))
    assert held == Counter([(clerk.id, "committee"), (other.id, "committee"), (clerk.id, "officer")])
    assert {(one.kind, one.text) for one in labels_at(city.id, TODAY)} == {("contact", "⟦Wang⟧"), ("product", "⟦yarn⟧")}
    desk.save(desk.table(rows, HEADS, "⟦units⟧"))
    assert len(holders_at(city.id, TODAY)) == 3 and Unit.objects.filter(name="⟦city⟧").count() == 1


def test_every_row_that_cannot_be_founded_is_named_and_the_others_are_saved() -> None:
    desk = province_desk()
    rows = [
        row("⟦city⟧", "city"), row("", "city"), row("⟦a⟧", "village"), row("⟦b⟧", "factory", "⟦nowhere⟧"),
        row("⟦c⟧", "city", **{"from": "soon"}), row("⟦d⟧", "city", state="gone"), row("⟦e⟧", "city", officer="999999"),
        row("⟦f⟧", "city", officer=desk.officer.roll), row("⟦twin⟧", "factory", "⟦city⟧"), row("⟦twin⟧", "team", "⟦city⟧"),
        row("⟦g⟧", "workshop", "⟦twin⟧"), row("⟦h⟧", "city", **{"from": "2024-01-01"}),
    ]  # fmt: skip
    uid = desk.table(rows, HEADS, "⟦units⟧")
    page = desk.page(uid)
    assert sorted(int(re.search(r"\d+", one.place)[0]) for one in page.errors) == [3, 4, 5, 6, 7, 8, 9, 12, 13]  # type: ignore[index]
    assert desk.press(uid, save="all") == 422 and not Unit.objects.filter(name="⟦city⟧").exists()
    desk.save(uid, "without")
    names = {line.name for line in subtree(path_of(Unit.objects.get(uid=desk.unit).id, TODAY), TODAY)}
    assert names == {"⟦province⟧", "⟦city⟧", "⟦twin⟧"}


def test_of_equal_names_the_one_is_meant_whose_upper_unit_is_written_before_it() -> None:
    desk = province_desk()
    rows = [row(f"⟦city {n}⟧", "city") for n in (1, 2)] + [row("⟦mill⟧", "factory", f"⟦city {n}⟧") for n in (1, 2)]
    rows.append(row("⟦shop⟧", "workshop", "⟦city 2⟧ / ⟦mill⟧"))
    desk.save(desk.table(rows, HEADS, "⟦units⟧"))
    shop = unit_by_uid(Unit.objects.get(name="⟦shop⟧").uid, TODAY)
    assert shop is not None and shop.path.startswith(path_of(Unit.objects.get(name="⟦city 2⟧").id, TODAY))


def test_a_leader_founds_no_units_and_an_officer_gives_no_roles_by_a_sheet() -> None:
    shop = make_shop()
    leader = shop.holder(Role.GROUP_LEADER)
    desk = Desk(shop, leader, client_for(leader), Unit.objects.get(id=shop.group).uid)
    assert desk.page(desk.table([row("⟦x⟧", "group")], HEADS, "⟦units⟧")).error_count == 1
    officer = province_desk(Role.TRAINING_OFFICER)
    page = officer.page(officer.table([row("⟦x⟧", "city", officer="101")], HEADS, "⟦units⟧"))
    assert page.error_count == 1 and Upload.objects.count() == 2


def test_more_units_than_one_page_holds_are_read_page_by_page() -> None:
    desk = province_desk()
    desk.save(desk.table([row(f"⟦city {n}⟧", "city") for n in range(120)], HEADS, "⟦units⟧"))
    address = reverse("unit", args=[desk.unit])
    first, second = (desk.client.get(f"{address}?page={n}").content.decode() for n in (1, 2))
    assert "⟦city 99⟧" in first and "?page=2" in first and "⟦city 119⟧" not in first and "⟦city 119⟧" in second
