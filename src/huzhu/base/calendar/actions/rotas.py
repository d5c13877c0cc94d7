"""Deeds on a group's rota, on days that differ, and on holidays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Refused, Scope
from huzhu.base.calendar.access import must_plan, must_set, sets_rota
from huzhu.base.calendar.hours import phase_for
from huzhu.base.calendar.models import DayException, GroupDay, Pattern, PersonDay, Rota, Shift
from huzhu.base.calendar.queries.plans import OFF, group_plans, plans_of
from huzhu.base.journal import deed, record
from huzhu.base.people.queries import groups_of
from huzhu.base.units.models import Place, Unit
from huzhu.base.units.periods import finish, succeed
from huzhu.base.units.queries import ids_of

Day = tuple[int, date]
"""A group or person, and a day."""
Said = Mapping[Day, int | None]
"""By which shift, OFF for none; None: as the rota or the group says."""


@deed("calendar.set_rota")
def set_rota(
    group_uid: str, pattern_uid: str, *, starts: date, day_of_cycle: int, by: Scope, now: datetime
) -> int:  # fmt: skip
    """From `starts` on a group works by a pattern, which stands at `day_of_cycle` (from 1) on that day."""
    group = must_set(group_uid, by)
    pattern = Pattern.objects.filter(uid=pattern_uid, unit_id__in=ids_of(group.path)).first()
    if pattern is None:
        raise Refused(_("There is no such pattern here."), field="pattern")
    if not 1 <= day_of_cycle <= pattern.days:
        raise Refused(_("This cycle has %(days)s days.") % {"days": pattern.days}, field="day_of_cycle")
    phase = phase_for(starts, day_of_cycle - 1, pattern.days)
    row = succeed(Rota, starts=starts, owner={"unit_id": group.id}, pattern=pattern, phase=phase)
    record("rota", row.id, unit_id=group.id, after={"pattern": pattern.id, "phase": phase, "from": starts.isoformat()})
    return row.id


@deed("calendar.end_rota")
def end_rota(group_uid: str, *, ends: date, by: Scope, now: datetime) -> int:
    """From `ends` on nobody knows by which rota the group works; returns the rows touched."""
    group = must_set(group_uid, by)
    touched = finish(Rota, ends=ends, owner={"unit_id": group.id})
    record("rota", 0, unit_id=group.id, after={"ends": ends.isoformat(), "rows": touched})
    return touched


@deed("calendar.set_days")
def set_days(groups: Said, persons: Said, *, by: Scope, now: datetime) -> dict[str, int]:
    """Say by which shift groups and people work on days; returns {'set', 'taken_back', 'unchanged'}.

    What a rota says already needs no row, so a day brought back to it loses its own. A person's day is set by who
    sets the rota of his group today; raises NotAllowed otherwise, Refused for a shift of elsewhere.
    """
    homes = groups_of({person for person, _day in persons}, by.day)
    if len(homes) < len({person for person, _day in persons}):
        raise NotFound
    units = {unit for unit, _day in groups} | set(homes.values())
    paths = dict(Place.objects.on(by.day).filter(unit_id__in=units, unit__level="group").values_list("unit_id", "path"))
    if units - paths.keys():
        raise NotFound
    if not all(sets_rota(by, unit, path) for unit, path in paths.items()):
        raise NotAllowed
    _must_know(groups, persons, homes, paths)
    counts = {"set": 0, "taken_back": 0, "unchanged": 0}
    _differ(GroupDay, "unit_id", groups, _rota_says(groups), counts)
    _differ(PersonDay, "person_id", persons, _group_says(persons), counts)
    record("rota", 0, unit_id=min(units, default=None), after=counts | {"groups": len(groups), "people": len(persons)})
    return counts


@deed("calendar.set_holidays")
def set_holidays(
    unit_uid: str, days: Mapping[date, tuple[bool, str]], *, by: Scope, now: datetime, imported: bool = False
) -> dict[str, int]:
    """Say which days are free (False) or worked (True) at a unit and below, each with a name; what is equal stays.

    imported: the days of a file. What was said by hand is kept; what an earlier file said between the first and the
    last of these days and this one does not say is taken back.
    """
    unit = must_plan(unit_uid, by)
    counts = {"set": 0, "taken_back": 0, "unchanged": 0, "kept": 0}
    held = {row.day: row for row in DayException.objects.select_for_update().filter(unit_id=unit.id)}
    new = []
    for day, (working, name) in sorted(days.items()):
        row = held.get(day)
        if row is not None and (row.working, row.name) == (working, name.strip()[:40]):
            counts["unchanged"] += 1
        elif row is not None and imported and not row.imported:
            counts["kept"] += 1
        else:
            new.append(
                DayException(unit_id=unit.id, day=day, working=working, name=name.strip()[:40], imported=imported)
            )
    fields = ["working", "name", "imported"]
    DayException.objects.bulk_create(new, update_conflicts=True, unique_fields=["unit", "day"], update_fields=fields)
    first, last = min(days, default=date.max), max(days, default=date.min)
    gone = [
        row.id for day, row in held.items() if imported and row.imported and first <= day <= last and day not in days
    ]
    DayException.objects.filter(id__in=gone).delete()
    counts |= {"set": len(new), "taken_back": len(gone)}
    record("holidays", 0, unit_id=unit.id, after=counts)
    return counts


@deed("calendar.set_time_zone")
def set_time_zone(unit_uid: str, zone: str, *, by: Scope, now: datetime) -> str:
    """By which clock a factory works; its shifts and deadlines are read by it."""
    unit = must_plan(unit_uid, by)
    if unit.level != "factory" or zone not in available_timezones():
        raise Refused(_("There is no such clock."), field="zone")
    before = Unit.objects.select_for_update().get(id=unit.id).time_zone
    Unit.objects.filter(id=unit.id).update(time_zone=zone)
    record("unit", unit.id, unit_id=unit.id, before={"time_zone": before}, after={"time_zone": zone})
    return zone


@deed("calendar.take_back_holiday")
def take_back_holiday(unit_uid: str, day: date, *, by: Scope, now: datetime) -> int:
    """A day is again what the weekday and the units above say."""
    unit = must_plan(unit_uid, by)
    gone, _rows = DayException.objects.filter(unit_id=unit.id, day=day).delete()
    record("holidays", 0, unit_id=unit.id, after={"taken_back": day.isoformat()})
    return gone


def _must_know(
    groups: Said, persons: Said, homes: dict[int, int], paths: dict[int, str]
) -> None:  # fmt: skip
    """Every shift belongs to the unit or one above it."""
    said = {(unit, shift) for (unit, _day), shift in groups.items()}
    said |= {(homes[person], shift) for (person, _day), shift in persons.items()}
    owner = dict(Shift.objects.filter(id__in={shift for _unit, shift in said}).values_list("id", "unit_id"))
    if any(shift and owner.get(shift) not in ids_of(paths[unit]) for unit, shift in said):
        raise Refused(_("There is no such shift here."), field="shift")


def _rota_says(days: Iterable[Day]) -> dict[Day, int]:
    """What each group would do without days of its own."""
    first, count = _window(days)
    plans = group_plans({unit for unit, _day in days}, first, count, own=False)
    return {(unit, day): plans[unit].on(day) for unit, day in days}


def _group_says(days: Iterable[Day]) -> dict[Day, int]:
    """What each person would do without days of his own."""
    first, count = _window(days)
    plans = plans_of(sorted({person for person, _day in days}), first, count, own=False)
    return {(person, day): plans[person].on(day) for person, day in days}


def _window(days: Iterable[Day]) -> tuple[date, int]:
    all_days = [day for _whose, day in days] or [date.min]
    return min(all_days), (max(all_days) - min(all_days)).days + 1


def _differ(
    model: type[GroupDay | PersonDay], owner: str, said: Said, says: dict[Day, int], counts: dict[str, int]
) -> None:  # fmt: skip
    """Write what differs from what the rota or group says, take back what no longer does; counted."""
    rows = model._default_manager.filter(**{f"{owner}__in": {whose for whose, _day in said}})
    held = {
        (whose, day): (row, shift or OFF) for row, whose, day, shift in rows.values_list("id", owner, "day", "shift_id")
    }
    said = {key: says[key] if shift is None else shift for key, shift in said.items()}
    back = [held[key][0] for key, shift in said.items() if shift == says[key] and key in held]
    new = [key for key, shift in said.items() if shift != says[key] and held.get(key, (0, None))[1] != shift]
    model._default_manager.filter(id__in=back).delete()
    manager: Any = model._default_manager
    manager.bulk_create(
        [model(**{owner: whose}, day=day, shift_id=said[whose, day] or None) for whose, day in new],
        update_conflicts=True, unique_fields=[owner.removesuffix("_id"), "day"], update_fields=["shift"],
    )  # fmt: skip
    counts["set"] += len(new)
    counts["taken_back"] += len(back)
    counts["unchanged"] += len(said) - len(new) - len(back)
