"""Which times fit several people, pure: shifts, rests and meals on the one clock of the world, in minutes since 1970."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from huzhu.base.calendar.hours import Hours, Span, instant, spans
from huzhu.base.calendar.kinds import AFTER_MEAL, AFTER_SHIFT, BEFORE_SHIFT, END_OF_SHIFT, REST_DAY, SHIFT

GRID = 15
"""Proposed times begin on a quarter of an hour."""
DAYTIME = (8 * 60, 20 * 60)
"""Between these minutes of the clock a day off is asked for."""
USUAL = Hours(8 * 60, 9 * 60, ((4 * 60, 60),))
"""A day of which nobody knows anything is taken to be like this; all are asked then."""


@dataclass
class Timetable:
    """One person's shifts, work (without meals and rests), ends of meals, and the days on which no rota says."""

    zone: ZoneInfo
    shifts: list[Span] = field(default_factory=list)
    work: list[Span] = field(default_factory=list)
    meal_ends: set[int] = field(default_factory=set)
    unknown: set[date] = field(default_factory=set)

    def add(self, day: date, hours: Hours, meals: Sequence[tuple[int, int]]) -> None:
        """A shift that begins on `day`; meals: (minutes after its start, minutes)."""
        start = instant(day, hours.starts, self.zone)
        self.shifts.append((start, instant(day, hours.starts + hours.minutes, self.zone)))
        self.work += spans(day, hours, self.zone)
        self.meal_ends |= {start + after + minutes for after, minutes in meals}

    def day(self, at: int) -> date:
        return datetime.fromtimestamp(at * 60, UTC).astimezone(self.zone).date()

    def is_unknown(self, at: int) -> bool:
        return self.day(at) in self.unknown

    def works(self, a: int, b: int) -> bool:
        """At work throughout [a, b), rests and meals apart."""
        return any(start <= a and b <= end for start, end in self.work)

    def off(self, a: int, b: int) -> bool:
        """No shift begins on the day of `a`, and none reaches into [a, b)."""
        day = self.day(a)
        return not any((s < b and a < e) or self.day(s) == day for s, e in self.shifts)


def fits(within: str, tables: Sequence[Timetable], a: int, b: int) -> bool:
    """Does [a, b) lie `within` for all: each at work throughout, or at the edge that is meant, or without a known rota?"""
    if within == REST_DAY:
        return all(table.is_unknown(a) or table.off(a, b) for table in tables)
    edges = [_edge(within, table, a, b) for table in tables]
    edge_will_do = within in (BEFORE_SHIFT, AFTER_SHIFT)
    return (within == SHIFT or any(edges)) and all(
        table.is_unknown(a) or table.works(a, b) or (edge and edge_will_do)
        for table, edge in zip(tables, edges, strict=True)
    )


def _edge(within: str, table: Timetable, a: int, b: int) -> bool:
    if within == BEFORE_SHIFT:
        return any(start == b for start, _end in table.shifts)
    if within == AFTER_SHIFT:
        return any(end == a for _start, end in table.shifts)
    if within == END_OF_SHIFT:
        return any(end == b for _start, end in table.shifts)
    return within == AFTER_MEAL and a in table.meal_ends


def candidates(within: str, tables: Sequence[Timetable], first: date, days: int, minutes: int) -> Iterator[int]:
    """Starts at which [start, start + minutes) fits all, in order, each once."""
    said = _with_usual_days(tables, first, days)
    starts = sorted({a for table in said for a in _starts(within, table, first, days, minutes)})
    return (a for a in starts if fits(within, said, a, a + minutes))


def _starts(within: str, table: Timetable, first: date, days: int, minutes: int) -> Iterator[int]:
    if within == REST_DAY:
        for n in range(days):
            for at in range(DAYTIME[0], DAYTIME[1] - minutes + 1, 2 * GRID):
                yield instant(first + timedelta(days=n), at, table.zone)
    elif within == SHIFT:
        for start, end in table.work:
            yield from range(-(-start // GRID) * GRID, end - minutes + 1, GRID)
    elif within == AFTER_MEAL:
        yield from table.meal_ends
    else:
        for start, end in table.shifts:
            yield {BEFORE_SHIFT: start - minutes, AFTER_SHIFT: end}.get(within, end - minutes)


def _with_usual_days(tables: Sequence[Timetable], first: date, days: int) -> Sequence[Timetable]:
    """Where on a weekday nobody's rota is known, a usual day stands beside, so that something can be proposed."""
    if not tables:
        return tables
    nobody = set.intersection(*(table.unknown for table in tables))
    usual = Timetable(tables[0].zone, unknown=set())
    for n in range(days):
        if (day := first + timedelta(days=n)) in nobody and day.weekday() < 5:
            usual.add(day, USUAL, USUAL.pauses)
        elif day not in nobody:
            usual.unknown.add(day)
    return [*tables, usual] if usual.shifts else tables


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)
