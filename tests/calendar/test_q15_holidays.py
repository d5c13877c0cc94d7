"""Deadlines in working days by the factory's own holidays, make-up days counted (Q15, Q37)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from huzhu.base.access import Role
from huzhu.base.calendar.actions.rotas import set_holidays
from huzhu.base.calendar.models import DayException
from huzhu.base.calendar.working import working_day_after
from huzhu.base.units.models import Unit
from huzhu.rooms.introductions.models import Wave
from tests.cast import TODAY, Shop, learner, make_shop, sent_round, star

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]
SHANGHAI = ZoneInfo("Asia/Shanghai")
NATIONAL = {date(2026, 10, day): (False, "国庆节") for day in range(1, 8)} | {
    date(2026, 9, 27): (True, "国庆节"), date(2026, 10, 10): (True, "国庆节"),
}  # fmt: skip
"""In the shape of the State Council's notices: a week off, a Sunday before and a Saturday after it worked."""
TUESDAY = datetime(2026, 9, 29, 9, 0, tzinfo=SHANGHAI)


def keep(shop: Shop, unit: int, days: dict[date, tuple[bool, str]]) -> dict[str, int]:
    officer = shop.scope(shop.holder(Role.TRAINING_OFFICER, unit=unit))
    return set_holidays(Unit.objects.get(id=unit).uid, days, by=officer, now=TUESDAY)


def wave_of(shop: Shop) -> Wave:
    star(shop)
    learner(shop)
    sent_round(shop, now=TUESDAY)
    return Wave.objects.get(round__unit_id=shop.workshop)


def test_q15_a_wave_sent_before_a_holiday_week_ends_on_the_third_working_day_make_up_days_counted() -> None:
    kept, plain = make_shop(), make_shop("second mill")
    keep(kept, kept.factory, NATIONAL)
    assert wave_of(kept).deadline == datetime(2026, 10, 9, 20, 0, tzinfo=SHANGHAI)  # 30 Sep, 8 Oct, 9 Oct
    assert wave_of(plain).deadline == datetime(2026, 10, 2, 20, 0, tzinfo=SHANGHAI)  # another factory's, not kept
    four = working_day_after(TUESDAY.date(), 4, unit_ids=(kept.factory, kept.workshop))
    assert four == date(2026, 10, 10)  # a Saturday worked for the holidays


def test_q15_the_nearest_units_word_counts_for_its_own_deadlines() -> None:
    shop = make_shop()
    keep(shop, shop.factory, NATIONAL)
    keep(shop, shop.workshop, {date(2026, 10, 2): (True, "⟦urgent order⟧"), date(2026, 10, 8): (False, "")})
    way = (shop.factory, shop.workshop)
    assert working_day_after(TUESDAY.date(), 3, unit_ids=way) == date(2026, 10, 9)  # 30 Sep, 2 Oct, 9 Oct
    assert working_day_after(TUESDAY.date(), 3, unit_ids=way[:1]) == date(2026, 10, 9)
    assert working_day_after(TUESDAY.date(), 2, unit_ids=way) == date(2026, 10, 2)
    assert working_day_after(TUESDAY.date(), 2, unit_ids=way[:1]) == date(2026, 10, 8)


def test_q15_a_factory_closed_for_a_year_has_its_next_working_day_after_it() -> None:
    shop = make_shop()
    keep(shop, shop.factory, {TODAY + timedelta(days=n): (False, "⟦rebuilt⟧") for n in range(1, 400)})
    day = working_day_after(TODAY, 1, unit_ids=(shop.factory,))
    assert day >= TODAY + timedelta(days=400) and day.weekday() < 5


def test_q15_a_file_brought_again_changes_only_what_changed_and_keeps_what_was_said_by_hand() -> None:
    shop = make_shop()
    by = shop.scope(shop.holder(Role.TRAINING_OFFICER, unit=shop.factory))
    factory = Unit.objects.get(id=shop.factory).uid

    def bring(days: dict[date, tuple[bool, str]]) -> list[int]:
        return [*set_holidays(factory, days, imported=True, by=by, now=TUESDAY).values()]

    own = date(2026, 10, 6)
    set_holidays(factory, {own: (True, "⟦urgent order⟧"), date(2026, 12, 31): (False, "")}, by=by, now=TUESDAY)
    assert bring(NATIONAL) == [8, 0, 0, 1]
    assert bring(NATIONAL) == [0, 0, 8, 1]
    moved = {day: said for day, said in NATIONAL.items() if day != date(2026, 10, 4)}
    moved[date(2026, 10, 11)] = (True, "国庆节")
    assert bring(moved) == [1, 1, 7, 1]
    held = dict(DayException.objects.values_list("day", "name"))
    assert held.pop(date(2026, 12, 31)) == "" and set(held) == set(moved) and held[own] == "⟦urgent order⟧"
