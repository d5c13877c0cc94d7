"""What saving a workbook would do: who joins, moves, is not in it; which units and techniques are new. Changes nothing."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Min

from huzhu.base.access import Scope
from huzhu.base.people.access import KEEPERS
from huzhu.base.people.models import Person
from huzhu.base.people.queries import members_under, people
from huzhu.base.units.actions.tree import BUILDERS
from huzhu.base.units.models import Place
from huzhu.base.units.queries import UnitLine, at_level, subtree
from huzhu.rooms.skills.access import IMPORTERS, assesses
from huzhu.rooms.skills.alike import Name, proposals
from huzhu.rooms.skills.arrivals import Row
from huzhu.rooms.skills.queries import TechniqueLine, techniques_for, trades_for
from huzhu.rooms.skills.queries.export import labels_of
from huzhu.spreadsheets.cells import plain
from huzhu.spreadsheets.errors import RowError
from huzhu.spreadsheets.figures import Figured, almost
from huzhu.spreadsheets.founding import Founding, missing
from huzhu.spreadsheets.gathering import Person as FilePerson
from huzhu.spreadsheets.mapping import Role
from huzhu.spreadsheets.reading import Workbook
from huzhu.spreadsheets.recording import Listed, check, contracts_in
from huzhu.spreadsheets.validating import Understood

Group = int | tuple[str, str]
"""Id of a group that exists, or (name of its workshop or '', its name) of one to be founded."""


@dataclass(frozen=True)
class Joining:
    """Somebody new. `index`: in the file's people."""

    index: int
    roll: str
    name: str
    group: Group


@dataclass(frozen=True)
class Moving:
    """Somebody of the roll whom the file names in another group."""

    person_id: int
    name: str
    from_group: str
    to_group: str
    group: Group


@dataclass
class Plan:
    """`person_ids`: file index -> person id of those already on the roll. `absent`: on the roll, not in the file."""

    unit: UnitLine
    factory: UnitLine
    joining: list[Joining] = field(default_factory=list)
    moving: list[Moving] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    person_ids: dict[int, int] = field(default_factory=dict)
    new_groups: list[tuple[str, str]] = field(default_factory=list)  # (workshop name or '', group name)
    techniques: dict[str, int] = field(default_factory=dict)
    new_techniques: list[str] = field(default_factory=list)
    likely: dict[str, list[str]] = field(default_factory=dict)  # new technique -> known ones of almost this name
    founding: Founding = field(default_factory=Founding)
    contracts: list[Listed] = field(default_factory=list)
    rolls: dict[str, int] = field(default_factory=dict)  # roll number -> person id, of the whole factory
    errors: list[RowError] = field(default_factory=list)
    figures: list[tuple[Figured, Group | None, int | None]] = field(default_factory=list)  # row, group or person id
    questions: list[RowError] = field(default_factory=list)
    people_of: dict[tuple[str, int], int] = field(default_factory=dict)  # (sheet, row) of an error -> file index

    @property
    def coming_techniques(self) -> list[str]:
        """Names of all techniques that would be founded."""
        return [*(new.name for new in self.founding.techniques if new.name), *self.new_techniques]

    @property
    def coming_with_likely(self) -> list[tuple[str, list[str]]]:
        """The same, each with the known techniques that may be meant."""
        return [(name, self.likely.get(name, [])) for name in self.coming_techniques]

    @property
    def coming_units(self) -> list[str]:
        """Names of the units to be founded that nobody of the file belongs to."""
        groups = {name for _shop, name in self.new_groups}
        return [new.name for new in self.founding.units if new.name not in groups]


class _House:
    """The groups of a unit by workshop and name: several workshops each have a 'group 1'."""

    def __init__(self, unit: UnitLine, lines: list[UnitLine]) -> None:
        self.unit, self.lines = unit, {line.id: line for line in lines}
        shops = {line.path: plain(line.name_zh) for line in lines if line.level == "workshop"}
        self.groups = [line for line in lines if line.level == "group" and line.path.startswith(unit.path)]
        self.shops = set(shops.values())
        self.shop_of = {
            g.id: next((name for path, name in shops.items() if g.path.startswith(path)), "") for g in self.groups
        }
        self.named: dict[str, list[UnitLine]] = defaultdict(list)
        for group in self.groups:
            self.named[plain(group.name_zh)].append(group)

    def elsewhere(self, person: FilePerson) -> bool:
        """Does the row name another group than the one into which the file is brought?"""
        return self.unit.level == "group" and person.group != plain(self.unit.name_zh)

    def find(self, person: FilePerson, now_in: int | None) -> Group | None:
        """The group a row means, one to be founded, or None where that cannot be told; of equal ones his own."""
        if self.unit.level == "group":
            return self.unit.id
        if not person.group:
            return None
        same = self.named[person.group]
        shop = person.workshop if self.unit.level == "factory" else ""
        here = [group for group in same if self.shop_of[group.id] == shop] if shop else same
        if not here and shop not in self.shops and len(same) == 1:
            here = same
        if not here:
            return shop, person.group
        if len(here) == 1:
            return here[0].id
        return now_in if now_in in {group.id for group in here} else None


def plan(
    found: Understood, book: Workbook, unit: UnitLine, by: Scope, same: Collection[str] = (),
    unticked: Collection[tuple[str, int]] = (),
) -> Plan:  # fmt: skip
    """Compare a file's people and techniques with the roll and the catalogue of a unit; a handful of statements.

    same: roll numbers whose other name in the file is known to be the same person's.
    """
    day = by.day
    factory = at_level(unit.path, "factory", day) or unit
    result, same = Plan(unit, factory), set(same)
    house = _House(unit, subtree(factory.path, day))
    belongs = dict(members_under(factory.path, day))
    here = {group.id for group in house.groups}
    by_roll, by_name = _roll(factory.id, belongs, here)
    next_roll = 1 + max(
        (int(roll) for roll in by_roll if roll.isascii() and roll.isdigit() and len(roll) < 12), default=0
    )
    keeps, builds = by.holds(*KEEPERS, at=unit.path), by.holds(*BUILDERS, at=unit.path)

    def wrong(index: int, code: str, text: str = "", column: int = -1, **more: str) -> None:
        one = found.people[index]
        result.errors.append(RowError(one.sheet, one.row, column, code, text, None, tuple(more.items())))
        result.people_of[one.sheet, one.row] = index

    scored = set(found.measurements.person.tolist()) if assesses(by) else set()
    for index, person in enumerate(found.people):
        known = by_roll.get(person.number) if person.number else by_name.get(person.name)
        now_in = belongs.get(known.id) if known else None
        group = house.find(person, now_in)
        home = house.lines[now_in].path if now_in else factory.path
        his = known is not None and by.holds(*IMPORTERS, at=home)
        other_name = (
            known is not None and person.name and plain(known.name) != person.name and person.number not in same
        )
        if known is not None and known.tombstone:
            wrong(index, "deleted", person.number, person.number_column)
        elif known is not None and not his and (now_in or other_name):
            wrong(index, "elsewhere", person.name or person.number)  # whose number it is he does not learn
        elif known is not None and known.id == by.person_id and index in scored:
            wrong(index, "own-scores", person.name or person.number)
        elif known is not None and other_name:
            wrong(index, "other-name", person.number, person.number_column, known=known.name, here=person.name)
        elif known is not None and (group is None or not person.group or house.elsewhere(person)):
            result.person_ids[index] = known.id
        elif group is None:
            wrong(index, "which-group" if house.named.get(person.group) else "no-group", person.group)
        elif isinstance(group, tuple) and not builds:
            wrong(index, "no-such-group", person.group)
        elif known is None and not keeps:
            wrong(index, "not-on-roll", person.name or person.number)
        else:
            if known is None:
                roll, next_roll = (person.number, next_roll) if person.number else (str(next_roll), next_roll + 1)
                result.joining.append(Joining(index, roll, person.name or roll, group))
            else:
                result.person_ids[index] = known.id
                if now_in != group:
                    left = house.lines[now_in].name if now_in else ""
                    to = house.lines[group].name if isinstance(group, int) else group[1]
                    result.moving.append(Moving(known.id, known.name, left, to, group))
            if isinstance(group, tuple) and group not in result.new_groups:
                result.new_groups.append(group)
    _plan_figures(result, found, house, by_roll, belongs, by, builds=builds)
    result.errors += _in_future(found, day)
    off = set(unticked)
    result.contracts = [
        one for one in contracts_in(book) if not any((one.sheet, row) in off for row, _cells in one.rows)
    ]
    rolls = by_roll.keys() | {new.roll for new in result.joining}
    result.errors += check(result.contracts, rolls, unit.path, by)
    result.rolls = {roll: person.id for roll, person in by_roll.items()}
    in_file = set(result.person_ids.values())
    absent = {person_id for person_id, group in belongs.items() if group in here and found.people} - in_file
    result.absent = [line.name for line in people(absent).values()] if absent else []
    lines, trades = techniques_for(unit.path), dict(trades_for(unit.path, as_written=True))
    result.techniques = known_techniques(lines, trades)
    result.founding = missing(book, unit, factory, lines, trades, by, builds=builds, off=off)
    result.errors += result.founding.errors
    to_come = {name for new in result.founding.techniques for name in (new.name, f"{new.name} ({new.trade})")}
    result.new_techniques = [
        name for name in found.techniques if technique_id(result.techniques, name) is None and name not in to_come
    ]
    result.likely = _likely(result.coming_techniques, lines)
    return result


def _likely(coming: list[str], lines: list[TechniqueLine]) -> dict[str, list[str]]:
    """Known techniques, common or local, whose names are spelled, sound or read in English almost like a new one's."""
    shown = {line.id: line.name for line in lines}
    among = [Name(line.id, line.name_zh, line.name_en) for line in lines]
    found = proposals([Name(number, name) for number, name in enumerate(coming)], among, most=2)
    return {coming[number]: [shown[one.key] for one in likely] for number, likely in found.items() if likely}


def _plan_figures(
    result: Plan, found: Understood, house: _House, by_roll: dict[str, Person], belongs: dict[int, int], by: Scope,
    *, builds: bool,
) -> None:  # fmt: skip
    """Whose plan and actual each row is: somebody of the roll, a group, or one to be founded."""
    unknown: dict[tuple[Role, str], list[Figured]] = defaultdict(list)
    for row in found.figures:
        known = by_roll.get(row.party.number)
        group = None if row.party.number else house.find(row.party, None)
        if row.actual is not None and row.day > by.day:
            wrong = "actual-ahead", ""
        elif row.party.number and (known is None or known.id not in belongs):
            wrong = "not-on-roll", row.party.number
        elif known is not None and not by.holds(*IMPORTERS, at=house.lines[belongs[known.id]].path):
            wrong = "elsewhere", row.party.number
        elif not row.party.number and house.unit.level == "group" and row.party.group and house.elsewhere(row.party):
            wrong = "no-such-group", row.party.group
        elif not row.party.number and group is None:
            wrong = "which-group" if house.named.get(row.party.group) else "no-party", row.party.group
        elif isinstance(group, tuple) and not builds:
            wrong = "no-such-group", row.party.group
        else:
            result.figures.append((row, group, known.id if known else None))
            if isinstance(group, tuple):
                named = (
                    (Role.WORKSHOP, group[0]) if group[0] and group[0] not in house.shops else (Role.GROUP, group[1])
                )
                unknown[named].append(row)
                if group not in result.new_groups:
                    result.new_groups.append(group)
            continue
        result.errors.append(RowError(row.sheet, row.row, -1, *wrong))
    for (role, name), rows in unknown.items():
        meant = almost(name, house.shops - {""} if role == Role.WORKSHOP else house.named)
        said = (("rows", str(len(rows))), *((("meant", meant),) if meant else ()))
        result.questions.append(
            RowError(rows[0].sheet, rows[0].row, -1, "almost" if meant else "new-unit", name, meant, said)
        )


def known_techniques(lines: list[TechniqueLine], trades: dict[int, str]) -> dict[str, int]:
    """Id by name, Chinese or English; of two trades' equal names the first, and each with its trade behind it."""
    names = {plain(label): technique for technique, label in labels_of(lines, trades).items()}
    for line in lines:
        for name in (line.name_zh, line.name_en, line.name, f"{line.name_zh} ({trades[line.trade_id]})"):
            if name:
                names.setdefault(plain(name), line.id)
    return names


def technique_id(techniques: dict[str, int], name: str) -> int | None:
    """The technique of a name in a file, which may have been cut when it was founded."""
    return techniques.get(name) or techniques.get(name[:80].strip())


def rows_of(found: Understood, persons: dict[int, int], techniques: dict[str, int], today: date) -> list[Row]:
    """The measurements of people and techniques that have ids, as they are saved."""
    m, rows, days = found.measurements, [], {}
    ids = [technique_id(techniques, name) for name in found.techniques]
    for person, technique, score, month, day in zip(
        m.person.tolist(), m.technique.tolist(), m.score.tolist(), m.month.tolist(), m.day.tolist(), strict=True
    ):
        if (month, day) not in days:
            days[month, day] = day_of(month, day, today)
        on, who, what = days[month, day], persons.get(person), ids[technique]
        if on is not None and who is not None and what is not None:
            rows.append(Row(who, what, score, on))
    return rows


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


def first_day(found: Understood, todo: Plan, today: date) -> date:
    """From when on new people and groups stand on the roll: the first month measured, if the unit existed by then."""
    m = found.measurements
    days = [on for key in set(zip(m.month.tolist(), m.day.tolist(), strict=True)) if (on := day_of(*key, today))]
    days += [row.day for row in found.figures if row.day <= today]
    start = min([today, *days]).replace(day=1)
    lines = [line.id for line in subtree(todo.factory.path, today)]
    born = (
        Place.objects.filter(unit_id__in=lines)
        .values("unit_id")
        .annotate(first=Min("starts"))
        .values_list("first", flat=True)
    )
    return min(today, max([start, *born]))


def _in_future(found: Understood, today: date) -> list[RowError]:
    """Measurements of a month or day to come."""
    m = found.measurements
    keys = set(zip(m.month.tolist(), m.day.tolist(), strict=True))
    ahead = {key for key in keys if day_of(*key, today) is None}
    if not ahead:
        return []
    rows = zip(m.person.tolist(), m.month.tolist(), m.day.tolist(), m.row.tolist(), strict=True)
    errors = [
        RowError(found.people[p].sheet, row, -1, "future") for p, month, day, row in rows if (month, day) in ahead
    ]
    return list(dict.fromkeys(errors))


def _roll(factory_id: int, belongs: dict[int, int], here: set[int]) -> tuple[dict[str, Person], dict[str, Person]]:
    """Everybody of the factory by roll number, and those of these groups by name."""
    rows = Person.objects.filter(factory_id=factory_id).only("id", "roll", "name", "tombstone").order_by("id")
    names: dict[str, Person] = {}
    for row in rows:
        if not row.tombstone and belongs.get(row.id) in here:
            names.setdefault(plain(row.name), row)
    return {plain(row.roll): row for row in rows}, names
