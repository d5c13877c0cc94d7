"""Times at which several people can: few proposals, never who is busy when, never why a time is missing (S35, S138)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from huzhu.base.calendar.fitting import Timetable, candidates
from huzhu.base.calendar.hours import Hours
from huzhu.base.calendar.models import TICK, Claim, Pause, Shift
from huzhu.base.calendar.queries.plans import UNKNOWN, plans_of
from huzhu.base.calendar.sealing import unsuited_of

MOST = 5


def free_times(
    person_ids: Sequence[int], *, first: date, days: int, minutes: int, within: str, machine_id: int | None = None,
    form: str = "", place: str = "", most: int = MOST, after: datetime | None = None,
) -> list[datetime]:  # fmt: skip
    """At most `most` (≤ 5) starts, in order and spread over the days, at which all of these can and the machine is free.

    within: one of calendar.kinds.WITHIN; where several templates would do, ask for each. after: nothing before it.
    form (of calendar.kinds.FORMS), place: none is proposed to somebody whom they don't suit.
    Which of a day's times is proposed hangs on the people and the day alone, so that the list is no view of who is
    busy. Own work, claims and what somebody said doesn't suit him are kept in silence. Constant number of statements.
    """
    asked = _Asked(person_ids, machine_id, first, days, minutes, within, form, place, after)
    return [_moment(a) for a in sorted(_spread(_by_day(asked), min(most, MOST)))]


def next_time(
    person_ids: Sequence[int], *, first: date, days: int, minutes: int, within: str, machine_id: int | None = None,
    form: str = "", place: str = "", after: datetime | None = None, like: datetime | None = None,
) -> datetime | None:  # fmt: skip
    """The one time a series takes: on the weekday and at the hour of `like` if it can, else on the first day that can."""
    found = _by_day(_Asked(person_ids, machine_id, first, days, minutes, within, form, place, after))
    starts = [_moment(a) for day in found for a in day]
    same = [start for start in starts if like and (start - like) % timedelta(weeks=1) == timedelta()]
    return next(iter(same or starts), None)


@dataclass(frozen=True)
class _Asked:
    people: Sequence[int]
    machine: int | None
    first: date
    days: int
    minutes: int
    within: str
    form: str
    place: str
    after: datetime | None


def _by_day(asked: _Asked) -> list[list[int]]:
    """The starts of each day on which there is one, in an order that tells nothing of who is busy."""
    tables = timetables(asked.people, asked.first, asked.days)
    said = unsuited_of(asked.people)
    taken = taken_ticks(asked.people, asked.machine, asked.first, asked.days)
    if any(one.place_or_form(asked.place, asked.form) for one in said.values()):
        return []
    last, not_before = asked.first + timedelta(days=asked.days), _tick(asked.after) if asked.after else 0
    seed = ",".join(map(str, sorted(asked.people)))
    found: dict[date, list[int]] = {}
    for a in candidates(asked.within, list(tables.values()), asked.first, asked.days, asked.minutes):
        day = tables[asked.people[0]].day(a)
        spoken = any(one.time(tables[person].zone, a, a + asked.minutes) for person, one in said.items())
        if asked.first <= day < last and a // TICK >= not_before and not spoken and free(a, asked.minutes, taken):
            found.setdefault(day, []).append(a)
    for starts in found.values():
        starts.sort(key=lambda a: hashlib.blake2b(f"{seed}/{a}".encode()).digest())
    return list(found.values())


def _moment(a: int) -> datetime:
    return datetime.fromtimestamp(a * 60, UTC)


def timetables(person_ids: Sequence[int], first: date, days: int) -> dict[int, Timetable]:
    """Each person's timetable of these days, by the clock of his factory, with the shift before that reaches in."""
    plans = plans_of(sorted(set(person_ids)), first - timedelta(days=1), days + 2)
    hours, meals = _hours({shift for plan in plans.values() for shift in plan.shifts})
    found = {}
    for person in person_ids:
        plan = plans[person]
        table = Timetable(ZoneInfo(plan.zone))
        for n, shift in enumerate(plan.shifts):
            day = plan.first + timedelta(days=n)
            if shift == UNKNOWN:
                table.unknown.add(day)
            elif shift in hours:
                table.add(day, hours[shift], meals.get(shift, ()))
        found[person] = table
    return found


def outside_of(tables: Mapping[int, Timetable], starts: datetime, minutes: int) -> set[int]:
    """Those of these people for whom a time lies outside their known work, or in a rest or meal."""
    a = int(starts.timestamp() // 60)
    return {person for person, table in tables.items() if not table.works(a, a + minutes)}


def ticks_of(starts: datetime, minutes: int) -> range:
    """The claims of a slot: five-minute steps since 1970."""
    return range(_tick(starts), _tick(starts) + -(-minutes // TICK))


def _tick(at: datetime) -> int:
    return int(at.timestamp() // 60) // TICK


def taken_ticks(person_ids: Iterable[int], machine_id: int | None, first: date, days: int) -> set[int]:
    """Ticks around these days at which one of them, or the machine, is claimed; one statement."""
    low = int(datetime.combine(first - timedelta(days=1), datetime.min.time(), UTC).timestamp()) // 60 // TICK
    whose = Q(person_id__in=sorted(set(person_ids)))
    if machine_id is not None:
        whose |= Q(machine_id=machine_id)
    rows = Claim.objects.filter(whose, tick__gte=low, tick__lt=low + (days + 3) * 24 * 60 // TICK)
    return set(rows.values_list("tick", flat=True))


def free(a: int, minutes: int, taken: set[int]) -> bool:
    return taken.isdisjoint(range(a // TICK, (a + minutes - 1) // TICK + 1))


def _hours(shift_ids: set[int]) -> tuple[dict[int, Hours], dict[int, list[tuple[int, int]]]]:
    """Hours of shifts, and their meals as (after, minutes); two statements."""
    pauses: dict[int, list[tuple[int, int]]] = {}
    meals: dict[int, list[tuple[int, int]]] = {}
    for shift, after, minutes, meal in Pause.objects.filter(shift_id__in=shift_ids).values_list(
        "shift_id", "after", "minutes", "meal"
    ):
        pauses.setdefault(shift, []).append((after, minutes))
        if meal:
            meals.setdefault(shift, []).append((after, minutes))
    rows = Shift.objects.filter(id__in=shift_ids).values_list("id", "starts", "minutes")
    return {i: Hours(starts, minutes, tuple(pauses.get(i, ()))) for i, starts, minutes in rows}, meals


def _spread(days: list[list[int]], most: int) -> list[int]:
    """One of each day, the days evenly apart; a second of each only where there are fewer days than `most`."""
    found: list[int] = []
    for turn in range(max(map(len, days), default=0)):
        left = [starts[turn] for starts in days if turn < len(starts)]
        room = most - len(found)
        found += left if len(left) <= room else [left[n * len(left) // room] for n in range(room)]
    return found
