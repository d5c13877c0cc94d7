"""What saving a workbook would do: who joins, moves, is not in it; which units and techniques are new. Changes nothing."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date

from huzhu.base.people.models import Membership, Person
from huzhu.base.people.queries import members_under, people
from huzhu.base.units.queries import UnitLine, subtree
from huzhu.rooms.skills.queries import techniques_for
from huzhu.spreadsheets.errors import RowError
from huzhu.spreadsheets.gathering import Person as FilePerson
from huzhu.spreadsheets.validating import Understood

NO_ROLL_FROM = 1


@dataclass(frozen=True)
class Joining:
    """Somebody new. `index`: in the file's people; `group`: id of an existing group, or a name to found it by."""

    index: int
    roll: str
    name: str
    group: int | str
    workshop: str = ""


@dataclass(frozen=True)
class Moving:
    person_id: int
    name: str
    from_group: str
    group: int | str
    workshop: str = ""


@dataclass
class Plan:
    """`person_ids`: file index -> person id of those already on the roll. `absent`: on the roll, not in the file."""

    joining: list[Joining] = field(default_factory=list)
    moving: list[Moving] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    person_ids: dict[int, int] = field(default_factory=dict)
    new_groups: list[tuple[str, str]] = field(default_factory=list)  # (workshop name or '', group name)
    techniques: dict[str, int] = field(default_factory=dict)
    new_techniques: list[str] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


def plan(found: Understood, unit: UnitLine, factory: UnitLine, day: date) -> Plan:
    """Compare a file's people and techniques with the roll and the catalogue of a unit; a handful of statements."""
    result = Plan()
    groups = {line.name: line for line in subtree(unit.path, day, level="group")}
    belongs = dict(members_under(factory.path, day))
    by_roll, by_name = _roll(factory.id, belongs, {line.id for line in groups.values()})
    next_roll = _next_roll(factory.id)
    names = {line.id: line.name for line in subtree(factory.path, day)}
    for index, person in enumerate(found.people):
        group = _group(person, unit, groups)
        if group == "":
            result.errors.append(RowError(person.sheet, person.row, -1, "no-group"))
            continue
        known = by_roll.get(person.number) if person.number else by_name.get(person.name)
        if known is None:
            roll = person.number or str(next_roll)
            next_roll += 0 if person.number else 1
            result.joining.append(Joining(index, roll, person.name or roll, group, person.workshop))
        elif person.name and known.name != person.name:
            result.errors.append(
                RowError(
                    person.sheet,
                    person.row,
                    -1,
                    "other-name",
                    person.number,
                    known.name,
                    (("known", known.name), ("here", person.name)),
                )
            )
        else:
            result.person_ids[index] = known.id
            now_in = belongs.get(known.id)
            if now_in != group and person.group:
                result.moving.append(Moving(known.id, known.name, names.get(now_in or 0, ""), group, person.workshop))
        if isinstance(group, str) and (person.workshop, group) not in result.new_groups:
            result.new_groups.append((person.workshop, group))
    result.errors += _out_of_time(found, result.person_ids, day)
    in_file = set(result.person_ids.values())
    here = {person_id for person_id, group in belongs.items() if group in {line.id for line in groups.values()}}
    result.absent = [line.name for line in people(here - in_file).values()]
    result.techniques = {line.name_zh or line.name: line.id for line in techniques_for(unit.path)}
    result.new_techniques = [name for name in found.techniques if name not in result.techniques]
    return result


def day_of(month: int, day: int, today: date) -> date | None:
    """The day a measurement counts for: its own, else its month's last day or today; None in the future.

    month: year * 12 + month - 1, or -1 for the month of today; day: proleptic ordinal, 0 unknown.
    """
    if day:
        found = date.fromordinal(day)
    elif month < 0:
        found = today
    else:
        year, number = divmod(month, 12)
        found = date(year, number + 1, calendar.monthrange(year, number + 1)[1])
        if (found.year, found.month) == (today.year, today.month):
            found = today
    return found if found <= today else None


def _out_of_time(found: Understood, person_ids: dict[int, int], today: date) -> list[RowError]:
    """Measurements of a month to come, or of one in which somebody did not belong to any group yet."""
    rows = Membership.objects.filter(person_id__in=set(person_ids.values())).values_list("person_id", "starts")
    since: dict[int, date] = {}
    for person_id, starts in rows:
        since[person_id] = min(starts, since.get(person_id, starts))
    m, errors = found.measurements, []
    months = {key: day_of(*key, today) for key in set(zip(m.month.tolist(), m.day.tolist(), strict=True))}
    early = {on for on in months.values() if on and any(_last_day(on) < first for first in since.values())}
    if None not in months.values() and not early:
        return []
    for person, month, day, row in zip(
        m.person.tolist(), m.month.tolist(), m.day.tolist(), m.row.tolist(), strict=True
    ):
        on, sheet = months[month, day], found.people[person].sheet
        if on is None:
            errors.append(RowError(sheet, row, -1, "future"))
        elif person in person_ids and _last_day(on) < since.get(person_ids[person], on):
            errors.append(RowError(sheet, row, -1, "not-here-then", found.people[person].name))
    return list(dict.fromkeys(errors))


def _last_day(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _roll(factory_id: int, belongs: dict[int, int], here: set[int]) -> tuple[dict[str, Person], dict[str, Person]]:
    rows = list(Person.objects.filter(factory_id=factory_id, tombstone=False).order_by("id"))
    own = [row for row in rows if belongs.get(row.id) in here]
    names: dict[str, Person] = {}
    for row in own:
        names.setdefault(row.name, row)
    return {row.roll: row for row in rows}, names


def _group(person: FilePerson, unit: UnitLine, groups: dict[str, UnitLine]) -> int | str:
    if unit.level == "group":
        return unit.id
    if person.group in groups:
        return groups[person.group].id
    return person.group


def _next_roll(factory_id: int) -> int:
    rolls = Person.objects.filter(factory_id=factory_id).values_list("roll", flat=True)
    return max((int(roll) for roll in rolls if roll.isdigit() and len(roll) < 12), default=NO_ROLL_FROM - 1) + 1
