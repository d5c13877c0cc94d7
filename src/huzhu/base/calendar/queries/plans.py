"""Who is at work when: what rota, days that differ and holidays say together; few statements for any number (Q37)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np

from huzhu.base.calendar.hours import Hours, Meeting, Span, covered, meeting, position, spans
from huzhu.base.calendar.models import CycleDay, GroupDay, PersonDay, Rota, Shift
from huzhu.base.calendar.sealing import unsuited_of
from huzhu.base.calendar.working import nearest, spoken_of
from huzhu.base.people.models import Membership
from huzhu.base.units.models import Place, Unit
from huzhu.base.units.queries import ids_of

OFF, UNKNOWN = 0, -1
WINDOW = 28
"""Days over which the minutes of two people are counted (Q8)."""

K = TypeVar("K")


@dataclass(frozen=True)
class Plan:
    """Shift ids of consecutive days from `first` on, OFF or UNKNOWN among them; `zone`: the factory's."""

    first: date
    shifts: tuple[int, ...]
    zone: str

    def on(self, day: date) -> int:
        return self.shifts[(day - self.first).days]

    @property
    def known(self) -> bool:
        return UNKNOWN not in self.shifts


def at_work(person_id: int, at: datetime) -> bool | None:
    """Is somebody at work at a moment, meals and rests apart? None where no rota says."""
    here = at.astimezone(UTC).date()
    plan = plans_of([person_id], here - timedelta(days=2), 4)[person_id]
    if covered(int(at.timestamp() // 60), work_of({0: plan})[0]):
        return True
    day = at.astimezone(ZoneInfo(plan.zone)).date()
    return None if UNKNOWN in (plan.on(day), plan.on(day - timedelta(days=1))) else False


def work_of(plans: Mapping[K, Plan]) -> dict[K, list[Span]]:
    """Spans of work of shifts that begin within each plan; one statement and one more for pauses."""
    hours = hours_of({shift for plan in plans.values() for shift in plan.shifts})
    made: dict[tuple[date, tuple[int, ...], str], list[Span]] = {}
    found = {}
    for key, plan in plans.items():
        same = (plan.first, plan.shifts, plan.zone)
        if same not in made:
            zone = ZoneInfo(plan.zone)
            made[same] = [
                span
                for n, shift in enumerate(plan.shifts)
                if shift in hours
                for span in spans(plan.first + timedelta(days=n), hours[shift], zone)
            ]
        found[key] = made[same]
    return found


def hours_of(shift_ids: Iterable[int]) -> dict[int, Hours]:
    """The hours of these shifts by id; two statements."""
    rows = Shift.objects.filter(id__in=sorted(set(shift_ids))).prefetch_related("pauses")
    return {
        row.id: Hours(row.starts, row.minutes, tuple((p.after, p.minutes) for p in row.pauses.all())) for row in rows
    }


def meeting_of(person_ids: Sequence[int], day: date, days: int = WINDOW) -> Meeting:
    """Minutes at work together of any two of these, row by row, in the `days` after `day`; counted by distinct rota."""
    return meetings_of(person_ids, day, days)[0]


def meetings_of(person_ids: Sequence[int], day: date, days: int = WINDOW) -> tuple[Meeting, Meeting]:
    """The same twice: by the rotas alone, which may be shown, and without the times that somebody said don't suit him.

    The second one decides who is introduced and is shown to nobody (S138): else one could subtract the two.
    """
    plans = plans_of(person_ids, day + timedelta(days=1), days)
    work = work_of(plans)
    plain = meeting([((plans[i].shifts, plans[i].zone), work[i], plans[i].known) for i in person_ids])
    said = {person: one for person, one in unsuited_of(person_ids).items() if one.times}
    if not said:
        return plain, plain
    rows = []
    for person in person_ids:
        plan, one = plans[person], said.get(person)
        left = one.without(work[person], ZoneInfo(plan.zone)) if one else work[person]
        rows.append(((plan.shifts, plan.zone, one and one.times), left, plan.known))
    return plain, meeting(rows)


def minutes_of(a: int, b: int, day: date, *, enough: int = 0) -> int:
    """Minutes that two are at work together in the 28 days after `day`; -1 where days without a rota might bring enough."""
    return int(meeting_of([a, b], day).minutes_or_unknown(np.array([0]), np.array([1]), enough)[0])


def plans_of(person_ids: Sequence[int], first: date, days: int, *, own: bool = True) -> dict[int, Plan]:
    """The plan of each person: the home group's of each day and, if `own`, the days of one's own; without a group: off."""
    last = first + timedelta(days=days)
    rows = list(
        Membership.objects.filter(person_id__in=person_ids, starts__lt=last, ends__gt=first)
        .order_by("starts")
        .values_list("person_id", "unit_id", "starts", "ends")
    )
    groups = group_plans({unit for _person, unit, _starts, _ends in rows}, first, days)
    nowhere = Plan(first, (OFF,) * days, Unit._meta.get_field("time_zone").default)
    found = dict.fromkeys(person_ids, nowhere)
    for person, unit, starts, ends in rows:
        if starts <= first and ends >= last:
            found[person] = groups[unit]
        else:
            low, high = max(0, (starts - first).days), min(days, (ends - first).days)
            before = found[person].shifts
            found[person] = Plan(first, before[:low] + groups[unit].shifts[low:high] + before[high:], groups[unit].zone)
    exceptions = PersonDay.objects.filter(person_id__in=person_ids if own else (), day__gte=first, day__lt=last)
    different: dict[int, dict[int, int]] = {}
    for person, day, shift in exceptions.values_list("person_id", "day", "shift_id"):
        different.setdefault(person, {})[(day - first).days] = shift or OFF
    for person, differs in different.items():
        plan = found[person]
        found[person] = Plan(first, tuple(differs.get(n, s) for n, s in enumerate(plan.shifts)), plan.zone)
    return found


def group_plans(group_ids: Iterable[int], first: date, days: int, *, own: bool = True) -> dict[int, Plan]:
    """The plan of each group, with its own days if `own`; a cycle is laid over the days once for each pattern, phase and calendar of holidays."""
    ids, last = sorted(set(group_ids)), first + timedelta(days=days)
    paths = _paths(ids, first, last)
    zones = zones_of(set(paths.values()))
    spoken = list(spoken_of(u for p in paths.values() for u in ids_of(p)).filter(day__gte=first, day__lt=last))
    speaking = {unit for unit, _day, _working in spoken}
    rotas = list(Rota.objects.filter(unit_id__in=ids, starts__lt=last, ends__gt=first).select_related("pattern"))
    cycles: dict[int, dict[int, int]] = {}
    for pattern, at, shift in CycleDay.objects.filter(pattern_id__in={r.pattern_id for r in rotas}).values_list(
        "pattern_id", "position", "shift_id"
    ):
        cycles.setdefault(pattern, {})[at] = shift
    laid: dict[tuple[int, int, tuple[int, ...]], list[int]] = {}
    shifts = {unit: [UNKNOWN] * days for unit in ids}
    for row in rotas:
        owners = tuple(u for u in ids_of(paths.get(row.unit_id, "")) if u in speaking) if row.pattern.holidays else ()
        key = (row.pattern_id, row.phase, owners)
        if key not in laid:
            laid[key] = _laid(row, cycles.get(row.pattern_id, {}), nearest(spoken, owners), first, days)
        low, high = max(0, (row.starts - first).days), min(days, (row.ends - first).days)
        shifts[row.unit_id][low:high] = laid[key][low:high]
    differs = GroupDay.objects.filter(unit_id__in=ids if own else (), day__gte=first, day__lt=last)
    for unit, day, shift in differs.values_list("unit_id", "day", "shift_id"):
        shifts[unit][(day - first).days] = shift or OFF
    default = Unit._meta.get_field("time_zone").default
    return {unit: Plan(first, tuple(shifts[unit]), zones.get(paths.get(unit, ""), default)) for unit in ids}


def _laid(row: Rota, cycle: dict[int, int], exceptions: dict[date, bool], first: date, days: int) -> list[int]:
    """The cycle over the days; a make-up day that the cycle leaves free is worked in its first shift."""
    first_shift = next(iter(cycle.values()), OFF)
    found = []
    for n in range(days):
        day = first + timedelta(days=n)
        shift = cycle.get(position(day, row.pattern.days, row.phase), OFF)
        working = exceptions.get(day)
        found.append(OFF if working is False else shift or first_shift if working else shift)
    return found


def zones_of(paths: set[str]) -> dict[str, str]:
    """The time zone of each path's factory, else of its root; one statement."""
    ids = {unit for path in paths for unit in ids_of(path)}
    units = {row[0]: row[1:] for row in Unit.objects.filter(id__in=ids).values_list("id", "level", "time_zone")}
    found = {}
    for path in paths:
        way = [units[unit] for unit in ids_of(path)]
        if way:
            found[path] = next((zone for level, zone in way if level == "factory"), way[0][1])
    return found


def _paths(ids: list[int], first: date, last: date) -> dict[int, str]:
    """Where each unit hangs within the window, at its beginning where it can be told."""
    rows = Place.objects.filter(unit_id__in=ids, starts__lt=last, ends__gt=first).order_by("-starts")
    return dict(rows.values_list("unit_id", "path"))
