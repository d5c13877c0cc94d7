"""S48, S49, S21: the fall of 740 to 281 with its reasons, bursts named for the unit, the rate per mode, on pages."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape

import pytest

from huzhu.base.access import Role
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.base.units.queries import unit_by_uid
from huzhu.rooms.checks.queries.paper import Paper, falls, paper_page
from huzhu.rooms.contracts.clauses import LIVING_FALL
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.queries.modes import modes_of, wished
from tests.cast import TODAY, Shop, make_shop
from tests.contracts.lives import at, lives, practised, remeasured, said_wish
from tests.contracts.pair import browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "cast_day")]
LAST = date(2026, 2, 28)
OPEN = date(2026, 12, 31)


def page_of(shop: Shop, unit: int) -> Paper:
    line = unit_by_uid(Unit.objects.get(id=unit).uid, TODAY)
    assert line is not None
    return paper_page(line, TODAY, tree=TODAY)


def text_of(person: Person, address: str) -> str:
    answer = browser_of(person).get(address, headers={"accept-language": "en"})
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def test_s48_f5_740_to_281_raises_the_alarm_with_the_ended_contracts_and_their_reasons() -> None:
    shop, signed = make_shop(), date(2026, 1, 10)
    member, committee = shop.person(), shop.holder(Role.COMMITTEE, unit=shop.factory, group=shop.add_group("⟦office⟧"))
    two = shop.person("⟦one⟧"), shop.person("⟦two⟧")
    stay = lives(shop, 281, signed=signed, ends=OPEN, two=two)
    gone = lives(shop, 300, signed=signed, ends=OPEN, closed=date(2026, 3, 1), because="time", two=two)
    gone += lives(shop, 159, signed=signed, ends=OPEN, closed=LAST, because="moved", two=two)
    practised(stay + gone, date(2026, 2, 20))
    found = page_of(shop, shop.factory)
    assert [month.truth.living for month in found.months][-2:] == [740, 281] and found.months[-1].fell
    assert found.alarm is not None
    assert (found.alarm.living, found.alarm.signed, found.alarm.ended) == ("−62.0\u00a0%", "−62.0\u00a0%", 459)
    assert found.alarm.reasons == [("no time together", 300), ("one of us works elsewhere now", 159)]
    assert falls(740, 281, LIVING_FALL.default) and falls(740, 281, 62) and not falls(740, 281, 63)
    factory, group = (f"/units/{Unit.objects.get(id=unit).uid}/paper" for unit in (shop.factory, shop.group))
    ended = f"/ended?first={LAST}&last={TODAY}"
    assert "−62.0" in text_of(committee, factory)
    above, own = text_of(committee, factory + ended), text_of(member, group + ended)
    assert "⟦one⟧" not in above and "no time together" in above and "⟦piecing⟧" in above
    assert "⟦one⟧" in own and "no time together" in own


def test_s48_units_and_months_sum_and_a_past_day_is_seen_as_it_was() -> None:
    shop = make_shop()
    other, leader = shop.add_group("⟦second⟧"), shop.holder(Role.SPONSOR, unit=shop.workshop)
    first = lives(shop, 4, signed=date(2026, 1, 5), ends=OPEN)
    lives(shop, 3, signed=date(2026, 2, 25), ends=OPEN, unit=other)
    practised(first[:2], date(2026, 2, 10))
    remeasured(first[0], date(2026, 2, 11), 500)
    found = page_of(shop, shop.workshop)
    assert (found.truth.living, found.truth.working, found.truth.paper, found.truth.new) == (2, 1, 2, 3)
    assert found.rate == "14.3\u00a0%" and sum(line.truth.signed for line in found.units) == 7
    assert [(m.truth.signed, m.truth.new) for m in found.months[-3:]] == [(4, 4), (7, 3), (7, 3)]
    address = f"/units/{Unit.objects.get(id=shop.workshop).uid}/paper"
    assert "You see it as of 31 Jan" in text_of(leader, address + "?day=2026-01-31")
    quiet = text_of(leader, address + "/contracts?stands=paper")
    assert "56 days without session, check or measurement" in quiet and quiet.count("paper only") == 2
    assert browser_of(leader).get(address + "?day=x").status_code == 404


def test_s49_a_burst_without_later_activity_is_named_for_the_unit_without_persons() -> None:
    shop, signed = make_shop(), date(2026, 1, 12)
    five = [lives(shop, 1, signed=signed + timedelta(days=n % 3), ends=OPEN)[0] for n in range(5)]
    assert (burst := page_of(shop, shop.workshop).bursts[0]).signed == 5 and burst.lived == 0
    sponsor = shop.holder(Role.SPONSOR, unit=shop.workshop, group=shop.add_group("⟦office⟧"))
    shown = text_of(sponsor, f"/units/{Unit.objects.get(id=shop.workshop).uid}/paper")
    assert "⟦first mill group 1⟧" in shown and "5 signed from 12 Jan to 14 Jan; 0 of them" in shown
    assert five[0].first.name not in shown
    report = text_of(sponsor, f"/units/{Unit.objects.get(id=shop.workshop).uid}/checks")
    assert "5 signed from 12 Jan to 14 Jan" in report and five[0].first.name not in report
    practised(five[:2], date(2026, 1, 20))
    assert page_of(shop, shop.workshop).bursts[0].lived == 2
    practised(five[2:3], date(2026, 2, 13))  # the 30th day after the last signature
    assert page_of(shop, shop.workshop).bursts == []
    Contract.objects.filter(pk=five[4].pk).update(signed=at(date(2026, 1, 15)))
    assert page_of(shop, shop.workshop).bursts == []  # four within three days are none


def test_s21_the_rate_stands_per_mode_and_not_really_counts_as_assigned_in_totals_of_five() -> None:
    shop = make_shop()
    found, met = (
        lives(shop, n, signed=date(2026, 1, 5), ends=OPEN, mode=m) for m, n in (("found", 4), ("introduced", 8))
    )
    listed = lives(shop, 3, signed=date(2026, 1, 5), ends=OPEN, mode="assigned")
    practised(found + met[:4], date(2026, 2, 10))
    for row in found[:3] + met[:3]:
        remeasured(row, date(2026, 2, 11), 500)
    modes = {mode.code: mode.truth for mode in modes_of(shop.path(shop.factory), LAST, tree=TODAY)}
    assert {code: (t.signed, t.working) for code, t in modes.items()} == {
        "found": (4, 3), "introduced": (8, 3), "assigned": (3, 0),
    }  # fmt: skip
    line = unit_by_uid(Unit.objects.get(id=shop.factory).uid, TODAY)
    group = unit_by_uid(Unit.objects.get(id=shop.group).uid, TODAY)
    assert line is not None and group is not None
    for row in found + met:
        said_wish(row, "yes")
    assert wished(line, LAST, tree=TODAY) == []  # none said so: nothing is told
    for row in met[3:5]:
        said_wish(row, "not-really")
    own, assigned = wished(line, LAST, tree=TODAY)
    assert (own.signed, assigned.signed) == (10, len(listed) + 2)
    assert own.working is None  # of those that work nobody said so, and that is not told either
    said_wish(met[0], "not-really")
    own, assigned = wished(line, LAST, tree=TODAY)
    assert (own.signed, own.working, assigned.signed, assigned.working) == (9, 5, 6, 1)
    assert wished(group, LAST, tree=TODAY) == []
    officer = shop.holder(Role.TRAINING_OFFICER, unit=shop.factory)
    shown = text_of(officer, f"/units/{line.uid}/paper/modes")
    assert "assigned, or not really wished" in shown and "55.6" in shown
