"""S18 above a factory: what was counted in the background, and only techniques that factories have in common."""

from __future__ import annotations

import pytest
import time_machine

from huzhu.base.access import Role, Scope
from huzhu.base.jobs import run_waiting, sweep, sweep_hourly
from huzhu.base.people.actions.dissolving import dissolve_unit
from huzhu.base.people.queries import roster
from huzhu.base.units.actions.tree import found_unit
from huzhu.base.units.queries import UnitLine, subtree
from huzhu.rooms.skills.actions.correcting import correct
from huzhu.rooms.skills.actions.linking import merge_techniques
from huzhu.rooms.skills.actions.tallying import month_moved, stale_factories, tally
from huzhu.rooms.skills.models import Counted, Month, MonthScore, Tally, Technique, Trade
from huzhu.rooms.skills.queries.totals import totals_of
from tests.cast import LAST_MONTH, NOW, START, TODAY, Shop, make_shop

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]
SCORES = (900, 300, 300, 900, 650, 300)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


def line(unit: int, top: str = "/") -> UnitLine:
    return next(found for found in subtree(top, TODAY) if found.id == unit)


def city_of(count: int) -> tuple[int, list[Shop]]:
    """A city whose factories use the city's technique of piecing; six people measured in each."""
    city = found_unit("⟦city⟧", "city", parent_id=None, starts=START, by=Scope.system(START), now=NOW)
    trade = Trade.objects.create(unit_id=city, name="⟦spinning⟧")
    piecing = Technique.objects.create(unit_id=city, trade=trade, name="⟦piecing⟧")
    shops = [make_shop(f"mill {number}", parent=city) for number in range(count)]
    for shop in shops:
        shop.techniques["piecing"] = piecing
        for score in SCORES:
            shop.measured(shop.person(), "piecing", score)
    return city, shops


def figures(unit: int) -> list[tuple[int, int, int]]:
    return [
        (found.own.count.base, found.own.count.can, found.own.count.need)
        for found in totals_of(line(unit), TODAY).lines if found.own
    ]  # fmt: skip


def test_s18_a_counted_factory_shows_the_same_as_one_counted_while_the_page_waits():
    _city, [shop] = city_of(1)
    live = figures(shop.factory), figures(shop.workshop)
    tally(shop.factory)
    tally(shop.factory)
    assert (figures(shop.factory), figures(shop.workshop)) == live
    assert totals_of(line(shop.factory), TODAY).at == NOW
    assert Tally.objects.count() == 3, "group, workshop and factory, once each"


def test_s18_what_a_closed_month_brings_is_counted_within_the_minute():
    _city, [shop] = city_of(1)
    tally(shop.factory)
    shop.measured(shop.person(), "piecing", 900)
    assert figures(shop.factory) == [(6, 3, 4)]
    month_moved(Month.objects.get().id, TODAY)
    sweep(NOW)
    assert figures(shop.factory) == [(7, 4, 4)] and not Counted.objects.get().stale


def test_s18_a_month_of_a_group_that_is_no_more_is_counted_too():
    _city, [shop, other] = city_of(2)
    month, second = Month.objects.get(unit_id=shop.group), shop.add_group("⟦2⟧")
    homes = {person.id: second for person in roster(shop.group, TODAY)}
    for factory in (shop.factory, other.factory):
        tally(factory)
    dissolve_unit(shop.group, homes, ends=TODAY, reason="⟦merged⟧", by=Scope.system(TODAY), now=NOW)
    month_moved(month.id, TODAY)
    assert stale_factories() == [shop.factory]


def test_s18_a_correction_is_counted_within_the_minute():
    _city, [shop, other] = city_of(2)
    weak = MonthScore.objects.filter(month__unit_id=shop.group, score=300)[0]
    for factory in (shop.factory, other.factory):
        tally(factory)
    assessor = shop.scope(shop.holder(Role.ASSESSOR))
    correct(shop.group, weak.person_id, weak.technique_id, LAST_MONTH, 900, reason="⟦wrong row⟧", by=assessor, now=NOW)
    run_waiting()
    assert stale_factories() == [shop.factory] and figures(shop.factory) == [(6, 3, 4)]
    sweep(NOW)
    assert figures(shop.factory) == [(6, 4, 3)] and stale_factories() == []


def test_s18_a_merged_technique_is_counted_under_the_other_within_the_minute():
    _city, [shop, other] = city_of(2)
    for name in ("goes", "stays"):
        for person in shop.people(6):
            shop.measured(person, name, 900)
    for factory in (shop.factory, other.factory):
        tally(factory)
    own = Scope.system(TODAY)
    merge_techniques(shop.technique("goes").uid, shop.technique("stays").uid, by=own, now=NOW)
    run_waiting()
    assert stale_factories() == [shop.factory]
    sweep(NOW)
    assert figures(shop.factory) == [(6, 3, 4), (12, 12, 0)]


def test_s18_once_a_day_every_factory_below_a_city_is_counted_by_a_job():
    city, _shops = city_of(4)
    sweep_hourly(NOW)
    run_waiting()
    assert Counted.objects.count() == 4
    sweep_hourly(NOW)
    assert figures(city) == [(24, 12, 16)]
    assert [part.count.base for part in totals_of(line(city), TODAY).lines[0].parts] == [6, 6, 6, 6]


def test_s110_factories_that_were_never_counted_are_named_and_few_are_counted_at_once():
    city, shops = city_of(4)
    assert len(totals_of(line(city), TODAY).missing) == 4 and figures(city) == []
    tally(shops[0].factory)
    found = totals_of(line(city), TODAY)
    assert found.missing == [] and figures(city) == [(24, 12, 16)]


def test_s18_a_technique_of_one_factory_stays_in_it_until_it_is_mapped():
    city, shops = city_of(2)
    own = Technique.objects.create(unit_id=shops[0].factory, trade=shops[0].trade, name="⟦joining⟧")
    shops[0].techniques["joining"] = own
    for person in shops[0].people(6):
        shops[0].measured(person, "joining", 300)
    assert figures(city) == [(12, 6, 8)]
    Technique.objects.filter(id=own.id).update(common_id=shops[0].techniques["piecing"].id)
    assert figures(city) == [(12, 6, 8)], "of two in one factory one counts, so that nobody counts twice"
    for person in shops[0].people(2):
        shops[0].measured(person, "joining", 900)
    assert figures(city) == [(14, 5, 10)]
