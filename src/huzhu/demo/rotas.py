"""By which shifts the city's groups work, and the days on which nobody does; written in bulk (Q37)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from huzhu.base.calendar.hours import phase_for
from huzhu.base.calendar.models import CycleDay, DayException, Pattern, Pause, Rota, Shift
from huzhu.demo.house import House

SHIFTS = {  # code: (name, minutes after midnight, minutes, meal after); twenty minutes for handing over
    "早": ("早班", 6 * 60, 500, 240),
    "中": ("中班", 14 * 60, 500, 240),
    "夜": ("夜班", 22 * 60, 500, 240),
    "常": ("常日班", 8 * 60, 540, 240),
}
PATTERNS = {"四班三运转": "早早中中夜夜休休", "两班倒": "早早早早早休休中中中中中休休", "常日班": "常常常常常休休"}
THREE, TWO, DAYS = PATTERNS
BY_SHIFTS = {"细纱车间": THREE, "织布车间": TWO, "金工车间": TWO, "糕点车间": TWO, "护理部": THREE}
"""Workshops whose groups take turns; all others work by day."""
FESTIVALS = {(1, 1): "元旦", (5, 1): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节"}


def set_rotas(houses: Iterable[House], city: int, founded: date, today: date) -> None:
    """Shifts and patterns of the city, a rota for every group, and the city's holidays from today on."""
    shifts = {
        shift.code: shift
        for shift in Shift.objects.bulk_create(
            Shift(unit_id=city, code=code, name=name, starts=starts, minutes=minutes)
            for code, (name, starts, minutes, _) in SHIFTS.items()
        )
    }
    Pause.objects.bulk_create(
        Pause(shift=shifts[code], after=after, minutes=60 if code == "常" else 30, meal=True)
        for code, (_, _, _, after) in SHIFTS.items()
    )
    patterns = {
        pattern.name: pattern
        for pattern in Pattern.objects.bulk_create(
            Pattern(unit_id=city, name=name, days=len(cycle), holidays=name == DAYS) for name, cycle in PATTERNS.items()
        )
    }
    CycleDay.objects.bulk_create(
        CycleDay(pattern=patterns[name], position=at, shift=shifts[code])
        for name, cycle in PATTERNS.items()
        for at, code in enumerate(cycle)
        if code in shifts
    )
    Rota.objects.bulk_create(
        rota(patterns[name], group, turn, founded) for house in houses for group, name, turn in _turns(house)
    )
    DayException.objects.bulk_create(
        DayException(unit_id=city, day=day, working=False, name=name) for day, name in _holidays(today).items()
    )


def rota(pattern: Pattern, group: int, turn: int, starts: date) -> Rota:
    """`turn` of a workshop's groups: each begins a part of the cycle later than the one before; Monday is its first day."""
    monday = starts - timedelta(days=starts.weekday())
    step = 2 if pattern.name == THREE else 7
    return Rota(
        unit_id=group, pattern=pattern, phase=phase_for(monday, turn * step % pattern.days, pattern.days), starts=starts
    )


def _turns(house: House) -> Iterable[tuple[int, str, int]]:
    """(group, pattern, turn) of every group of a factory."""
    seen: dict[str, int] = {}
    for group in house.groups.values():
        turn = seen[group.workshop] = seen.get(group.workshop, -1) + 1
        yield group.id, BY_SHIFTS.get(group.workshop, DAYS), turn


def _holidays(today: date) -> dict[date, str]:
    """The workers' sports day, a Friday within three weeks, and a year's festivals from today on."""
    sports = today + timedelta(days=(4 - today.weekday()) % 7 + 7)
    year = {date(year, *day): name for year in (today.year, today.year + 1) for day, name in FESTIVALS.items()}
    return {day: name for day, name in year.items() if day >= today} | {sports: "全市职工运动会"}
