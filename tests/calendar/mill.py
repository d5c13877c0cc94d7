"""A mill that works in four days' turns, and a day shift that keeps holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huzhu.base.access import Role, Scope
from huzhu.base.calendar.actions.rotas import set_rota
from huzhu.base.calendar.actions.shifts import PauseSaid, keep_pattern, keep_shift
from huzhu.base.units.models import Unit
from tests.cast import NOW, START, Shop, make_shop

HOUR = 60
EARLY, LATE, NIGHT, DAY = (6, 14), (14, 22), (22, 6), (8, 17)


@dataclass
class Mill:
    """`turns`: 早 中 夜 休. `week`: Monday to Friday 日, keeps holidays."""

    shop: Shop
    officer: Scope
    turns: str
    week: str

    def works(self, pattern: str, *, group: int = 0, day: int = 1, starts: date = START) -> int:
        """A group works by a pattern from a day on."""
        uid = Unit.objects.get(id=group or self.shop.group).uid
        return set_rota(uid, pattern, starts=starts, day_of_cycle=day, by=self.officer, now=NOW)


def make_mill(shop: Shop | None = None) -> Mill:
    shop = shop or make_shop()
    officer = shop.scope(shop.holder(Role.TRAINING_OFFICER, unit=shop.factory))
    factory = Unit.objects.get(id=shop.factory).uid
    for code, (starts, ends) in {"早": EARLY, "中": LATE, "夜": NIGHT}.items():
        keep_shift(factory, code, starts * HOUR, ends * HOUR, by=officer, now=NOW)
    meal = PauseSaid(12 * HOUR, 13 * HOUR, meal=True)
    keep_shift(factory, "日", DAY[0] * HOUR, DAY[1] * HOUR, [meal], by=officer, now=NOW)
    turns = keep_pattern(factory, "⟦turns⟧", ["早", "中", "夜", "休"], holidays=False, by=officer, now=NOW)
    week = keep_pattern(factory, "⟦week⟧", ["日"] * 5 + ["休"] * 2, holidays=True, by=officer, now=NOW)
    return Mill(shop, officer, turns, week)
