"""A sheet of units: name, level, what each hangs below; from when, how it stands, its committee, officer, contact, labels.

Whatever is known by its name stays as it is; what is missing is founded, named to a role or labelled (S2).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import override

from huzhu.base.access import Role, Scope
from huzhu.base.people.actions.roll import give_mandate
from huzhu.base.people.models import Mandate, Person
from huzhu.base.units.actions import tree as deeds
from huzhu.base.units.kinds import LABELS, LEVELS
from huzhu.base.units.models import Label, Place
from huzhu.base.units.moves import ACTIVE, FORMING, STATE_NAMES, SUSPENDED
from huzhu.base.units.queries import UnitLine, ids_of, subtree
from huzhu.spreadsheets import cells
from huzhu.spreadsheets.cells import plain
from huzhu.spreadsheets.errors import RowError
from huzhu.spreadsheets.reading import Sheet, Workbook

HEADS = {
    "name": "单位|单位名称|名称|name|unit|unit name|name of the unit",
    "name_en": "英文名|英文名称|单位英文名|english name|name in english|unit in english",
    "level": "级别|层级|单位级别|level|level of unit|kind of unit",
    "under": "上级|上级单位|隶属|隶属单位|under|below|upper unit|unit above",
    "from": "起|自|从|成立日期|from|since|founded",
    "state": "状态|state",
    "committee": "委员|委员会|committee|committee members",
    "officer": "专干|干事|officer|office officer",
    "contact": "联系人|联系方式|contact",
    "trade": "工种|trade",
    "line": "生产线|line",
    "product": "产品|product",
}
_HEAD = {word: name for name, words in HEADS.items() for word in words.split("|")}
NEEDED = {"name", "level", "under"}
ROLES = {"committee": Role.COMMITTEE, "officer": Role.OFFICER}
LEVEL_WORDS = {
    "组": "group", "技协小组": "group", "专业队": "team", "专业组": "team", "技协队": "team", "办公室": "office", "科室": "office",
    "工段": "shift", "轮班": "shift", "厂": "factory", "工厂": "factory", "县": "county", "区": "county", "市": "city", "地": "city",
    "系统": "system", "铁路局": "system", "省": "province", "国家": "nation", "全国": "nation",
}  # fmt: skip


@dataclass(frozen=True)
class NewUnit:
    """A unit to be founded below one that stands (`parent` > 0: its id) or an earlier new one (-1: the first …).

    `starts` None: as soon as whatever else the file brings.
    """

    level: str
    name: str
    name_en: str
    parent: int
    starts: date | None = None
    state: str = ACTIVE


@dataclass
class Tree:
    """What is to be founded and said; a unit by its id, or as `NewUnit.parent` counts."""

    units: list[NewUnit] = field(default_factory=list)
    roles: list[tuple[int, Role, int]] = field(default_factory=list)  # unit, role, person id
    labels: list[tuple[int, str, str]] = field(default_factory=list)  # unit, kind, text
    errors: list[RowError] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    sheet: str
    number: int
    columns: dict[str, int]
    texts: dict[str, str]
    starts: date | None
    level: str
    state: str

    def wrong(self, column: str, code: str, text: str = "") -> RowError:
        return RowError(self.sheet, self.number, self.columns.get(column, -1), code, text)


def tree_columns(sheet: Sheet) -> dict[str, int]:
    """Which column says what, if the sheet lists units; else nothing."""
    heads = [_HEAD.get(plain(cell).lower(), "") for cell in sheet.rows[0]] if sheet.rows else []
    found = {head: at for at, head in reversed(list(enumerate(heads))) if head}
    return found if found.keys() >= NEEDED else {}


@functools.cache
def levels() -> dict[str, str]:
    """{word: level} in every language of the house."""
    return _words({code: level.name for code, level in LEVELS.items()}) | LEVEL_WORDS


@functools.cache
def _states() -> dict[str, str]:
    return _words({code: STATE_NAMES[code] for code in (ACTIVE, FORMING, SUSPENDED)}) | {"": ACTIVE}


def read_tree(
    book: Workbook, unit: UnitLine, by: Scope, into: Tree, *, builds: bool, off: Collection[tuple[str, int]] = ()
) -> None:
    """What the book's sheets of units say beyond what hangs below `unit`; five statements however many rows."""
    rows = [row for row in _rows(book) if (row.sheet, row.number) not in off]
    if not builds:
        into.errors += [row.wrong("name", "unit-not-yours", row.texts["name"]) for row in rows]
    if not (rows and builds):
        return
    house = _Known(unit, by, into)
    good = [row for row in rows if not _faults(row, into)]
    while good:
        later = [row for row in good if not house.hung(row)]
        if len(later) == len(good):
            into.errors += [row.wrong("under", *house.why(row)) for row in later]
            break
        good = later
    house.name_roles(by)
    house.label()


class _Known:
    """Units by name, those that stand and those to come; each with the names above it."""

    def __init__(self, unit: UnitLine, by: Scope, into: Tree) -> None:
        lines = subtree(unit.path, by.day)
        self.unit, self.into = unit, into
        self.above = {line.id: ids_of(line.path)[-2] if line.id != unit.id else 0 for line in lines}
        self.levels = {line.id: line.level for line in lines}
        self.names = {line.id: plain(line.name_zh) for line in lines}
        self.by_name: dict[str, list[int]] = {}
        for line in lines:
            for name in {plain(line.name_zh), plain(line.name_en)} - {""}:
                self.by_name.setdefault(name, []).append(line.id)
        self.here = {(self.above[line.id], line.level, plain(line.name_zh)): line.id for line in lines}
        self.starts = dict(
            Place.objects.on(by.day).filter(unit_id__in=list(self.names)).values_list("unit_id", "starts")
        )
        self.rows: list[tuple[_Row, int]] = []
        new = [(-number, one) for number, one in enumerate(into.units, start=1)]
        for ref, one in new:
            self._add(ref, one)

    def hung(self, row: _Row) -> bool:
        """Whether the unit above is known by now; then this one is, too."""
        found = self._above(row.texts["under"])
        if len(found) != 1:
            return False
        parent = found[0]
        ref = self.here.get((parent, row.level, row.texts["name"]), 0)
        if not ref:
            born = self.starts.get(parent)
            if row.starts and born and row.starts < born:
                self.into.errors.append(row.wrong("from", "before-above", row.starts.isoformat()))
            one = NewUnit(
                row.level, row.texts["name"][:80], row.texts.get("name_en", "")[:80], parent, row.starts, row.state
            )
            self.into.units.append(one)
            ref = -len(self.into.units)
            self._add(ref, one)
        self.rows.append((row, ref))
        return True

    def why(self, row: _Row) -> tuple[str, str]:
        """What keeps a row from being hung: an unknown unit, or one of several."""
        text = row.texts["under"]
        return ("which-above" if len(self._above(text)) > 1 else "no-above", text)

    def name_roles(self, by: Scope) -> None:
        """Persons by roll number, of the unit's factory or of who imports; nobody twice in the same role."""
        asked = [
            (row, ref, column, roll)
            for row, ref in self.rows
            for column in ROLES
            for roll in re.split(r"[\s,;/、，；]+", row.texts.get(column, ""))
            if roll
        ]
        if not asked:
            return
        people: dict[tuple[int | None, str], int] = {
            (factory, roll): person
            for person, factory, roll in Person.objects.filter(
                factory_id__in={self._factory(ref, by) for _row, ref, _column, _roll in asked},
                roll__in={roll for *_rest, roll in asked}, tombstone=False,
            ).values_list("id", "factory_id", "roll")
        }  # fmt: skip
        held = set(
            Mandate.objects.on(by.day).filter(unit_id__in=[ref for ref in self.names if ref > 0])
            .values_list("unit_id", "role", "person_id")
        )  # fmt: skip
        gives = by.is_system or by.holds(Role.ADMINISTRATOR, at=self.unit.path)
        for row, ref, column, roll in asked:
            person = people.get((self._factory(ref, by), roll))
            if person is None:
                self.into.errors.append(row.wrong(column, "no-roll", roll))
            elif not gives or person == by.person_id:
                self.into.errors.append(row.wrong(column, "role-not-yours", roll))
            elif (ref, ROLES[column].value, person) not in held:
                self.into.roles.append((ref, ROLES[column], person))

    def label(self) -> None:
        """Labels and contacts that the units do not bear yet."""
        said = {
            (ref, kind, row.texts[kind][:120]) for row, ref in self.rows for kind in LABELS if row.texts.get(kind)
        }  # fmt: skip
        if said:
            ids = [ref for ref, _kind, _text in said if ref > 0]
            borne = set(Label.objects.filter(unit_id__in=ids).values_list("unit_id", "kind", "text"))
            self.into.labels += sorted(said - borne)

    def _add(self, ref: int, one: NewUnit) -> None:
        self.names[ref], self.above[ref], self.levels[ref] = one.name, one.parent, one.level
        self.by_name.setdefault(one.name, []).append(ref)
        if one.name_en and one.name_en != one.name:
            self.by_name.setdefault(one.name_en, []).append(ref)
        self.here[one.parent, one.level, one.name] = ref
        if start := one.starts or self.starts.get(one.parent):
            self.starts[ref] = start

    def _above(self, text: str) -> list[int]:
        """The units that 'mill / workshop' may mean; nothing written is the unit into which the file is brought."""
        if not text:
            return [self.unit.id]
        *way, name = [part.strip() for part in text.split("/")]
        found = self.by_name.get(name, [])
        return [ref for ref in found if set(way) <= set(self._way(ref))] if way else found

    def _way(self, ref: int) -> Iterable[str]:
        while ref:
            yield self.names[ref]
            ref = self.above.get(ref, 0)
            if ref and ref not in self.names:
                return

    def _factory(self, ref: int, by: Scope) -> int | None:
        while ref in self.names:
            if self.levels[ref] == "factory" and ref > 0:
                return ref
            ref = self.above.get(ref, 0)
        return by.factory_id


def found_tree(said: Tree, *, starts: date, by: Scope, now: datetime) -> None:
    """Found the units, those above first; then name to roles and label. Run inside a deed."""
    days: list[date] = []
    new = []
    for one in said.units:
        above = days[-one.parent - 1] if one.parent < 0 else date.min
        days.append(max(above, one.starts or starts))
        new.append(deeds.NewUnit(one.name, one.level, one.parent, days[-1], one.name_en, one.state, _reason(one)))
    ids = deeds.found_units(new, by=by, now=now) if new else []
    for ref, role, person in said.roles:
        day = max(by.day, days[-ref - 1]) if ref < 0 else by.day
        give_mandate(person, role, unit_id=_id(ref, ids), starts=day, by=by, now=now)
    for ref, kind, text in said.labels:
        day = max(by.day, days[-ref - 1]) if ref < 0 else by.day
        deeds.label_unit(_id(ref, ids), kind, text, starts=day, by=by, now=now)


def _reason(one: NewUnit) -> str:
    return str(STATE_NAMES[one.state]) if one.state != ACTIVE else ""


def _id(ref: int, ids: list[int]) -> int:
    return ref if ref > 0 else ids[-ref - 1]


def _rows(book: Workbook) -> Iterable[_Row]:
    for sheet in book.sheets:
        columns = tree_columns(sheet)
        for number, cells_of_row in enumerate(sheet.rows[1:] if columns else [], start=2):
            texts = {head: plain(cells_of_row[at]) for head, at in columns.items() if at < len(cells_of_row)}
            if any(texts.values()):
                at = columns.get("from", -1)
                day = cells.day(cells_of_row[at]) if 0 <= at < len(cells_of_row) and texts["from"] else 0
                yield _Row(
                    sheet.name, number, columns, texts, date.fromordinal(day) if day > 0 else None,
                    levels().get(texts["level"].lower(), ""), _states().get(texts.get("state", "").lower(), ""),
                )  # fmt: skip


def _faults(row: _Row, into: Tree) -> list[RowError]:
    """What is wrong in a row by itself."""
    found = []
    if not row.texts["name"]:
        found.append(row.wrong("name", "no-unit-name"))
    if not row.level:
        found.append(row.wrong("level", "no-unit-level", row.texts["level"]))
    if row.texts.get("from") and row.starts is None:
        found.append(row.wrong("from", "not-a-day", row.texts["from"]))
    if not row.state:
        found.append(row.wrong("state", "no-unit-state", row.texts["state"]))
    into.errors += found
    return found


def _words(names: dict[str, object]) -> dict[str, str]:
    found = {code: code for code in names}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {str(name).lower(): code for code, name in names.items()}
    return found
