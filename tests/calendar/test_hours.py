"""Arithmetic of shifts: any cycle, over midnight, over a change of the clocks; beside a slow obvious twin."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu.base.calendar.hours import Hours, clock, covered, instant, meeting, phase_for, position, spans

SHANGHAI, BERLIN, LORD_HOWE = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe")
NIGHT = Hours(22 * 60, 8 * 60)
ZONES = st.sampled_from([SHANGHAI, BERLIN, LORD_HOWE, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu")])
DAYS = st.dates(date(1971, 1, 1), date(2037, 12, 1))


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    minutes = draw(st.integers(1, 1440))
    cuts = sorted(draw(st.lists(st.integers(0, minutes), max_size=6, unique=True)))
    pauses = tuple((a, b - a) for a, b in zip(cuts[::2], cuts[1::2], strict=False))
    return Hours(draw(st.integers(0, 1439)), minutes, pauses)


def wall(at: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at * 60, UTC).astimezone(zone).replace(tzinfo=None)


def test_a_night_shift_ends_on_the_next_day_of_the_wall_clock() -> None:
    ((first, last),) = spans(date(2026, 3, 2), NIGHT, SHANGHAI)
    assert wall(first, SHANGHAI) == datetime(2026, 3, 2, 22) and wall(last, SHANGHAI) == datetime(2026, 3, 3, 6)
    assert last - first == 8 * 60


def test_a_night_over_the_change_of_the_clocks_is_an_hour_shorter_or_longer() -> None:
    for day, minutes in ((date(2026, 3, 28), 7 * 60), (date(2026, 10, 24), 9 * 60), (date(2026, 10, 25), 8 * 60)):
        ((first, last),) = spans(day, NIGHT, BERLIN)
        assert (last - first, wall(last, BERLIN).time()) == (minutes, time(6)), day


def test_meals_and_rests_are_no_work() -> None:
    work = spans(date(2026, 3, 2), Hours(8 * 60, 540, ((240, 60), (480, 15))), SHANGHAI)
    at = {
        text: instant(date(2026, 3, 2), int(text[:2]) * 60 + int(text[3:]), SHANGHAI)
        for text in ("11:59", "12:30", "13:00")
    }
    assert [covered(minute, work) for minute in at.values()] == [True, False, True]
    assert sum(b - a for a, b in work) == 540 - 75


@given(day=DAYS, shift=hours(), zone=ZONES)
def test_work_is_in_order_within_its_shift_and_as_long_as_the_clocks_say(
    day: date, shift: Hours, zone: ZoneInfo
) -> None:
    work = spans(day, shift, zone)
    first, last = instant(day, shift.starts, zone), instant(day, shift.starts + shift.minutes, zone)
    edges = [at for span in work for at in span]
    assert edges == sorted(edges) and all(first <= at <= last for at in edges) and all(a < b for a, b in work)
    if last - first == shift.minutes:  # the clocks were not moved meanwhile
        assert sum(b - a for a, b in work) == shift.minutes - sum(minutes for _after, minutes in shift.pauses)


@given(day=DAYS, minutes=st.integers(0, 2879), zone=ZONES)
def test_an_instant_is_read_from_the_wall_again_unless_the_clocks_skip_it(
    day: date, minutes: int, zone: ZoneInfo
) -> None:
    meant = datetime.combine(day, time()) + timedelta(minutes=minutes)
    there = wall(instant(day, minutes, zone), zone)
    skipped = meant.replace(tzinfo=zone).utcoffset() != meant.replace(tzinfo=zone, fold=1).utcoffset()
    assert there == meant or skipped


@given(day=DAYS, days=st.integers(1, 366), at=st.integers(0, 365), later=st.integers(0, 5000))
def test_a_cycle_of_any_length_goes_round(day: date, days: int, at: int, later: int) -> None:
    at %= days
    phase = phase_for(day, at, days)
    assert 0 <= phase < days and position(day, days, phase) == at
    assert position(day + timedelta(days=later), days, phase) == (at + later) % days


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.lists(hours(), min_size=1, max_size=3), ZONES, st.booleans()), min_size=2, max_size=5))
def test_minutes_together_are_those_of_a_minute_by_minute_count(
    people: list[tuple[list[Hours], ZoneInfo, bool]],
) -> None:
    day = date(2026, 10, 24)  # clocks go back in Berlin
    works = [
        [span for n, shift in enumerate(shifts) for span in spans(day + timedelta(days=n), shift, zone)]
        for shifts, zone, _known in people
    ]
    found = meeting([((tuple(p[0]), p[1].key, p[2]), work, p[2]) for p, work in zip(people, works, strict=True)])
    pairs = [(a, b) for a in range(len(people)) for b in range(len(people))]
    minutes, known = found.minutes(*np.array(pairs).T)
    slow = [{at for a, b in work for at in range(a, b)} for work in works]
    assert minutes.tolist() == [len(slow[a] & slow[b]) for a, b in pairs]
    assert known.tolist() == [people[a][2] and people[b][2] for a, b in pairs]


def test_nobody_meets_nobody() -> None:
    assert meeting([]).minutes(np.empty(0, np.int64), np.empty(0, np.int64))[0].size == 0
    assert clock(25 * 60 + 5) == "01:05"
