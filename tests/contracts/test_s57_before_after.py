"""S57, F14, F18: before and after of one contract; what is missing is missing, and a wage is for nobody but oneself."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from huzhu.base.access import NotFound, Role, Scope
from huzhu.base.journal.models import Entry
from huzhu.base.people.models import Person
from huzhu.rooms.contracts.actions.drafting import draft_from_introduction
from huzhu.rooms.contracts.queries.effect import Wage, effect_of, wage_of
from huzhu.rooms.production.actions.figures import Said, save_figures
from huzhu.rooms.production.actions.indicators import found_indicator
from huzhu.rooms.production.actions.own import keep_wage
from huzhu.rooms.production.models import OwnFigure
from tests.cast import NOW, TODAY, Shop
from tests.contracts.pair import Pair, browser_of, introduced, make_pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "cast_day")]
SYSTEM = Scope.system(TODAY)
LATER = datetime(2026, 7, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def figures(shop: Shop, name: str, person: Person, *, less: bool = False, **actual: int) -> None:
    """Plan 100 and an actual in months of 2026, e.g. feb=80."""
    months = {"feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6}
    what = found_indicator(name, unit_id=shop.factory, less_is_better=less, by=SYSTEM, now=NOW)
    said = [
        Said(what, date(2026, months[key], day), Decimal(100), Decimal(value), person_id=person.id)
        for key, value in actual.items()
        for day in (3, 4)
    ]
    save_figures(said, by=Scope.system(LATER.date()), now=LATER)


def both_learn() -> Pair:
    """Each learns from the other, signed on 2 March."""
    pair = make_pair()
    back = introduced(pair.shop, pair.second, pair.first, "doffing")
    draft_from_introduction(back, by=SYSTEM, now=NOW)
    return pair.signed()


def test_s57_f14_a_wage_of_27_before_and_37_after_is_37_percent_more_and_nobody_else_reads_it(
    cast_day: time_machine.Coordinates,
) -> None:
    pair = make_pair()
    leader = pair.shop.holder(Role.GROUP_LEADER)
    pair.signed()
    cast_day.move_to(LATER)
    own = pair.scope(pair.second, day=LATER.date())
    assert wage_of(pair.contract, own) == Wage(None, None) and Wage(None, Decimal(37)).percent is None
    for month, yuan in ((2, 27), (6, 37)):
        keep_wage(date(2026, month, 1), Decimal(yuan), by=own, now=LATER)
    wage = wage_of(pair.contract, own)
    assert (wage.before, wage.after, wage.more, str(wage.percent)) == (27, 37, 10, "37.0")
    url = reverse("contracts:wage", args=[pair.uid])
    page = browser_of(pair.second).get(url, headers={"Accept-Language": "en"})
    assert "+37.0 %" in page.text and "data-sealed" in page.text and "X-Huzhu-Keep" not in page.headers
    for other in (pair.first, leader):
        assert browser_of(other).get(url).status_code == 404
        with pytest.raises(NotFound):
            wage_of(pair.contract, pair.scope(other))
    contract = reverse("contracts:page", args=[pair.uid])
    assert all("37.0" not in browser_of(person).get(contract).text for person in (pair.second, leader))
    seen = effect_of(pair.contract, pair.scope(leader, day=LATER.date()))
    assert seen and effect_of(pair.contract, pair.scope(pair.first)) is None
    assert not Entry.objects.filter(deed="production.keep-wage").exists()
    assert all(b"27" not in bytes(row.value) and len(bytes(row.value)) > 90 for row in OwnFigure.objects.all())
    form = {"month": "2026-06-01", "yuan": ""}
    assert browser_of(pair.second).post(reverse("production:wage"), form).status_code == 302
    assert OwnFigure.objects.count() == 1, "empty takes it back"


def test_s57_f18_two_persons_never_at_plan_are_at_plan_in_may_and_june() -> None:
    pair = both_learn()
    for person in (pair.first, pair.second):
        figures(pair.shop, "⟦pieces⟧", person, feb=80, mar=90, apr=95, may=100, jun=104)
    foreman = pair.shop.holder(Role.FOREMAN)
    shown = effect_of(pair.contract, pair.scope(foreman, day=LATER.date()))
    assert shown and [(one.reached, one.counted) for one in shown.at_plan] == [(0, 2)] * 3 + [(2, 2)] * 2
    course = shown.learners[0].courses[0]
    assert course.before.total and str(course.before.total.percent) == "80.0"
    assert course.after and course.after.total and str(course.after.total.percent) == "104.0"


def test_s57_a_missing_month_is_missing_and_never_0_and_less_spoiled_is_better() -> None:
    pair = make_pair().signed()
    figures(pair.shop, "⟦spoiled⟧", pair.second, less=True, mar=110, may=90)
    by = pair.scope(pair.second, day=LATER.date())
    shown = effect_of(pair.contract, by)
    assert shown
    (course,) = shown.learners[0].courses
    assert [(one.month.month, one.reached) for one in course.months] == [
        (2, None), (3, False), (4, None), (5, True), (6, None),
    ]  # fmt: skip
    assert course.before.total is None and [one.counted for one in shown.at_plan] == [0, 1, 0, 1, 0]
    with time_machine.travel(LATER, tick=False):
        text = (
            browser_of(pair.second)
            .get(reverse("contracts:page", args=[pair.uid]), headers={"Accept-Language": "en"})
            .text
        )
    assert "missing → <b>90\u00a0%</b>" in text and "0\u00a0% →" not in text
    assert effect_of(pair.contract, pair.scope(pair.shop.person(), day=LATER.date())) is None
