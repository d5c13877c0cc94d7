"""The mapping page: a workbook as the user sees it, how it is read, and what is wrong in it, each at its place."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Refused, Scope
from huzhu.base.drawing.words import month_words
from huzhu.base.people.looks import IMPORT, looked
from huzhu.base.people.queries import people
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.skills.actions.measuring import foreseen
from huzhu.rooms.skills.queries import techniques
from huzhu.spreadsheets.errors import SHOWN, RowError
from huzhu.spreadsheets.founding import kind_of
from huzhu.spreadsheets.mapping import ROLE_NAMES, Column, How, Kind, Mapping, Role, SheetMapping
from huzhu.spreadsheets.models import Upload
from huzhu.spreadsheets.planning import Plan, rows_of
from huzhu.spreadsheets.posting import place
from huzhu.spreadsheets.reading import letter
from huzhu.spreadsheets.saving import Reading, compared, proposed_trade, understood
from huzhu.spreadsheets.understanding import sample
from huzhu.spreadsheets.validating import Understood

AGGREGATIONS = {
    How.NONE: _("nothing: every row counts"),
    How.SHARE: _("share correct"),
    How.MEDIAN: _("median"),
    How.MEAN: _("mean"),
    How.LAST: _("the last one"),
}
KINDS = {
    Kind.POINTS: _("points"),
    Kind.QUANTITY: _("a quantity, e.g. seconds"),
    Kind.LEVELS: _("levels 1 to 4"),
    Kind.STANDARD: _("beside their standard"),
}
DAY_ORDERS = {
    "": _("year first: 2026-10-31"),
    "mdy": _("month first: 10/31/2026"),
    "dmy": _("day first: 31/10/2026"),
}
MEND = _("There are places to look at; mend them, or leave those rows out.")


@dataclass(frozen=True)
class CellView:
    text: str
    number: int = 0  # of the error in the list, 0 for none

    @property
    def blank(self) -> bool:
        return self.text == ""


@dataclass(frozen=True)
class RowView:
    row: int
    number: int  # of an error of the whole row, 0 for none
    cells: list[CellView]


@dataclass(frozen=True)
class ErrorView:
    """One entry of the list. Values of its buttons; '' where that repair does not fit."""

    number: int
    place: str
    sheet: str
    message: str
    repair: str
    repair_text: str
    write: str
    same: str
    as_meant: str
    spell: str
    spell_write: str
    text: str
    untick: str


@dataclass(frozen=True)
class ScaleView:
    index: int
    technique: str
    kind: str
    zero: str
    full: str
    proposed: bool


@dataclass(frozen=True)
class ConflictView:
    value: str
    sentence: str
    taken: bool


@dataclass
class Judged:
    """All that is known of an upload before it is saved."""

    reading: Reading
    plan: Plan
    errors: list[RowError] = field(default_factory=list)
    questions: list[RowError] = field(default_factory=list)
    rows_of_person: dict[int, list[tuple[str, int]]] = field(default_factory=dict)

    def rows(self, error: RowError) -> list[tuple[str, int]]:
        """The rows to leave out for an error: all of a person's, where it is about the person."""
        who = self.plan.people_of.get((error.sheet, error.row))
        own = self.rows_of_person.get(who, []) if who is not None else []
        return list(dict.fromkeys([(error.sheet, error.row), *own]))

    @property
    def bad(self) -> set[tuple[str, int]]:
        """(sheet, row) that would be left out."""
        return {row for error in self.errors for row in self.rows(error)}


@dataclass(frozen=True)
class Page:
    """Everything the mapping page prints; `ready` rows are saved, the others are left out."""

    upload: Upload
    unit: UnitLine
    mapping: Mapping
    found: Understood
    plan: Plan
    number: int
    sheet: SheetMapping
    sheets: list[tuple[int, str, bool]]
    unread: list[str]
    titles: list[tuple[int, str]]
    letters: list[str]
    columns: list[tuple[Column, str]]
    rows: list[RowView]
    height: int
    errors: list[ErrorView]
    questions: list[ErrorView]
    error_count: int
    ready: int
    scales: list[ScaleView]
    effects: dict[str, int]
    conflicts: list[ConflictView]
    left_out: list[tuple[str, str, int]]
    trade: str

    @property
    def long_list(self) -> bool:
        return not self.sheet.cross and bool(self.sheet.of(Role.VALUE))

    @property
    def day_orders(self) -> list[tuple[str, str]]:
        return [(code, str(words)) for code, words in DAY_ORDERS.items()]

    @property
    def roles(self) -> list[tuple[str, str]]:
        return [(role.value, str(name)) for role, name in ROLE_NAMES.items()]

    @property
    def only(self) -> tuple[str, str]:
        """Header and texts of the rows that are read alone."""
        return (self.mapping.only[0].header, ", ".join(self.mapping.only[0].texts)) if self.mapping.only else ("", "")


def judge(upload: Upload, by: Scope) -> Judged:
    """Read, judge and compare with the roll; nothing is changed."""
    reading = understood(upload)
    todo = compared(upload, reading, by)
    order = {sheet.name: index for index, sheet in enumerate(reading.book.sheets)}
    errors = sorted(
        [*reading.found.errors, *todo.errors], key=lambda error: (order[error.sheet], error.row, error.column)
    )
    meant = {(sheet, row, column) for sheet, row, column in upload.as_meant}
    asked = [*reading.found.questions, *todo.questions]
    questions = [one for one in asked if (one.sheet, one.row, one.column) not in meant]
    judged = Judged(reading, todo, errors, questions)
    found = reading.found
    for who in set(todo.people_of.values()):
        rows = np.unique(found.measurements.row[found.measurements.person == who]).tolist()
        judged.rows_of_person[who] = [(found.people[who].sheet, int(row)) for row in rows]
    return judged


def page(upload: Upload, number: int, by: Scope) -> Page:
    """The page of one sheet of an upload."""
    judged = judge(upload, by)
    book, mapping, found = judged.reading
    number = number if 0 <= number < len(mapping.sheets) else 0
    sheet = mapping.sheets[number]
    full = book.sheet(sheet.name)
    shown, asked = judged.errors[:SHOWN], judged.questions[:SHOWN]
    listed = [_entry(n, one, judged) for n, one in enumerate([*shown, *asked], start=1)]
    at = {(one.sheet, one.row, one.column): n for n, one in enumerate([*shown, *asked], start=1)}
    effects, conflicts = _effects(judged, upload, by)
    lines = sample(book, mapping, sheet.name)
    repairs = {(row, column): text for name, row, column, text in upload.repairs if name == sheet.name}
    return Page(
        upload=upload, unit=judged.plan.unit, mapping=mapping, found=found, plan=judged.plan, number=number, sheet=sheet,
        sheets=[(index, one.name, one is sheet) for index, one in enumerate(mapping.sheets)],
        unread=[
            one.name for one in book.sheets if one.name not in {s.name for s in mapping.sheets} and not kind_of(one)
        ],
        titles=[
            (row + 1, " ".join(dict.fromkeys(str(cell) for cell in cells if cell != "")))
            for row, cells in enumerate(full.rows[: min(sheet.header_row, 3)] if full else [])
        ],
        letters=[letter(column.index) for column in sheet.columns],
        columns=[(column, str(ROLE_NAMES[column.role])) for column in sheet.columns],
        rows=[
            RowView(
                line.row, at.get((sheet.name, line.row, -1), 0),
                [CellView(repairs.get((line.row, i), text), at.get((sheet.name, line.row, i), 0)) for i, text in enumerate(line.texts)],
            )
            for line in lines
        ],
        height=len(full.rows) - sheet.first_row if full else 0,
        errors=listed[: len(shown)], questions=listed[len(shown) :], error_count=len(judged.errors),
        ready=max(0, found.rows - len(judged.bad)), scales=_scales(mapping), effects=effects, conflicts=conflicts,
        left_out=[(place(name, row), name, row) for name, row in upload.unticked[:SHOWN]],
        trade=upload.trade or proposed_trade(upload, judged.plan.unit),
    )  # fmt: skip


def rows_without_errors(upload: Upload, by: Scope) -> list[tuple[str, int]]:
    """The rows left out so that no error remains: leaving one out may bring up another, so it is judged again."""
    unticked = [(str(sheet), int(row)) for sheet, row in upload.unticked]
    for _again in range(5):
        upload.unticked = [list(row) for row in unticked]
        if not (bad := judge(upload, by).bad):
            return unticked
        unticked = list(dict.fromkeys([*unticked, *sorted(bad)]))
    raise Refused(MEND)


def _effects(judged: Judged, upload: Upload, by: Scope) -> tuple[dict[str, int], list[ConflictView]]:
    """What would happen to measurements of people already on the roll, and cells that were corrected by hand since."""
    todo = judged.plan
    rows = rows_of(judged.reading.found, todo.person_ids, todo.techniques, by.day)
    if not rows:
        return {}, []
    try:
        judgement = foreseen(rows, by=by)
    except (NotAllowed, Refused):
        return {}, []
    cells = list(dict.fromkeys(row.cell for row, effect in zip(rows, judgement, strict=True) if effect == "conflict"))
    looked(by, IMPORT, {person for person, _technique, _month in cells})
    names, lines = people({person for person, _t, _m in cells}), techniques(technique for _p, technique, _m in cells)
    taken = {(person, technique, month) for person, technique, month in upload.take}
    conflicts = [
        ConflictView(
            place(p, t, m.isoformat()),
            f"{names[p].name} · {lines[t].name} · {month_words(m)}",
            (p, t, m.isoformat()) in taken,
        )
        for p, t, m in cells[:SHOWN]
    ]
    return {str(word): judgement.count(word) for word in dict.fromkeys(judgement)}, conflicts


def _scales(mapping: Mapping) -> list[ScaleView]:
    scales = mapping.scales or (mapping.scale(""),)
    return [
        ScaleView(index, scale.technique, scale.kind.value, f"{scale.zero:g}", f"{scale.full:g}", scale.proposed)
        for index, scale in enumerate(scales[:SHOWN])
    ]


def _entry(number: int, error: RowError, judged: Judged) -> ErrorView:
    cell = (error.sheet, error.row, error.column)
    question = error.code in ("outlier", "trimmed", "almost", "new-unit")
    unit = error.code in ("almost", "new-unit")
    person = error.code in ("other-name", "two-names", "same-name")
    return ErrorView(
        number, error.place, error.sheet, error.message,
        repair=place(*cell, error.repair) if error.repair and error.column >= 0 else "", repair_text=error.repair or "",
        write=place(*cell, number) if error.column >= 0 and not person else "",
        spell=place(error.text, error.repair) if unit and error.repair else "",
        spell_write=place(error.text, number) if unit else "",
        same=place(error.text) if error.code == "other-name" else "",
        as_meant=place(*cell) if question else "", text=error.text,
        untick=place(error.sheet, [row for _name, row in judged.rows(error)]),
    )  # fmt: skip
