"""All rows of a workbook as columns of numbers, as the mapping says; nothing is judged yet but what cannot be read."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import cells
from .cells import BAD, LEVEL, plain
from .errors import RowError
from .headers import TOTALS
from .mapping import Column, Mapping, Role, SheetMapping
from .reading import Cell, Sheet, Workbook

Ints = NDArray[np.int64]
BELONGING = (Role.NUMBER, Role.NAME, Role.GROUP, Role.WORKSHOP, Role.POST, Role.TRADE, Role.TECHNIQUE, Role.MONTH)


@dataclass(slots=True)
class Person:
    """One person of the file; empty where the file is silent. row: first row that names him, from 1."""

    number: str = ""
    name: str = ""
    group: str = ""
    workshop: str = ""
    post: str = ""
    trade: str = ""
    hired: int = 0  # proleptic ordinal day, 0 unknown
    sheet: str = ""
    row: int = 0
    number_column: int = -1  # 0-based, where the roll number stands


@dataclass
class Gathered:
    """Raw values. Each part of `values` is one sheet's column: see `Values`."""

    people: list[Person] = field(default_factory=list)
    techniques: list[str] = field(default_factory=list)
    parts: list[Values] = field(default_factory=list)
    wishes: list[tuple[int, int, Role, str, int]] = field(
        default_factory=list
    )  # person, technique or -1, role, sheet, row
    errors: list[RowError] = field(default_factory=list)
    rows: int = 0  # data rows read
    vacant: int = 0  # rows with a post but nobody in it and nothing measured
    unticked: int = 0
    empty: int = 0  # cells without a value: not measured, never 0
    person_of: dict[tuple[str, ...], int] = field(default_factory=dict)
    technique_of: dict[str, int] = field(default_factory=dict)

    def technique(self, name: str) -> int:
        """The technique's index, -1 for no name."""
        if not name:
            return -1
        index = self.technique_of.setdefault(name, len(self.technique_of))
        if index == len(self.techniques):
            self.techniques.append(name)
        return index


@dataclass
class Values:
    """Readable values of one column: all arrays of one length. value: number, or LEVEL + score; row: from 1."""

    sheet: str
    column: int
    person: Ints
    technique: Ints
    month: Ints
    day: Ints
    row: Ints
    value: NDArray[np.float64]


def gather(
    book: Workbook,
    mapping: Mapping,
    *,
    unticked: Collection[tuple[str, int]] = (),
    repairs: Dict[tuple[str, int, int], str] | None = None,
) -> Gathered:
    """Read every mapped sheet. unticked: (sheet, row) left out. repairs: (sheet, row, column) -> text put there."""
    result = Gathered()
    for layout in mapping.sheets:
        sheet = book.sheet(layout.name)
        if sheet is not None and not layout.planned:  # plan and actual: `figures`
            Reader(result, sheet, layout, mapping, unticked, repairs or {}).read()
    return result


class Reader:
    """One sheet's columns on their way into `Gathered`."""

    def __init__(
        self,
        result: Gathered,
        sheet: Sheet,
        layout: SheetMapping,
        mapping: Mapping,
        unticked: Collection[tuple[str, int]],
        repairs: Dict[tuple[str, int, int], str],
    ) -> None:
        self.result, self.sheet, self.layout, self.mapping = result, sheet, layout, mapping
        self.rows = sheet.rows[layout.first_row :]
        self.height = len(self.rows)
        self.row = np.arange(self.height) + layout.first_row + 1
        self.repairs = {(row, column): text for (name, row, column), text in repairs.items() if name == sheet.name}
        self.unticked = [row for name, row in unticked if name == sheet.name]

    def column(self, column: Column) -> list[Cell]:
        """The cells below the header; a merged cell of a unit, a post or a technique holds for all its rows."""
        values = [row[column.index] for row in self.rows]
        if column.role in BELONGING:
            first = self.layout.first_row
            for top, left, bottom, _right in self.sheet.merged:
                if left == column.index and first <= top < bottom and top - first < self.height:
                    end = min(bottom - first + 1, self.height)
                    values[top - first : end] = [values[top - first]] * (end - top + first)
        for (row, index), text in self.repairs.items():
            if index == column.index and 0 <= row - 1 - self.layout.first_row < self.height:
                values[row - 1 - self.layout.first_row] = text
        return values

    def texts(self, role: Role) -> list[str]:
        """One text per row, several columns of a role joined by a space."""
        parts = [cells.texts(self.column(column)) for column in self.layout.of(role)]
        if len(parts) < 2:
            return parts[0] if parts else [""] * self.height
        return [" ".join(filter(None, row)) for row in zip(*parts, strict=True)]

    def error(self, at: Any, column: int, code: str, text: str = "", repair: str | None = None, **more: Any) -> None:
        words = tuple((key, str(value)) for key, value in more.items())
        self.result.errors.append(RowError(self.sheet.name, int(self.row[at]), column, code, text, repair, words))

    def read(self) -> None:
        self.taken = self.rows_taken()
        values = self._values()
        self._find_people(values)
        self.month, self.day = self._months()
        for column, technique, value in values:
            self._keep(column, technique, value)
        self._read_wishes()
        self.result.rows += int(self.taken.sum())

    def rows_taken(self) -> NDArray[np.bool_]:
        """Rows to be read: filled, ticked, passing every `only`, and no line of totals."""
        taken = np.fromiter(map(any, self.rows), bool, self.height)
        if not taken.all():  # 0 and False are filled cells too
            for at in np.flatnonzero(~taken):
                taken[at] = any(cell != "" for cell in self.rows[at])
        for only in self.mapping.only:
            for column in self.layout.columns:
                if column.header == only.header:
                    allowed = {plain(text) for text in only.texts}
                    taken &= np.array([text in allowed for text in cells.texts(self.column(column))], bool)
        off = np.array([row - 1 - self.layout.first_row for row in self.unticked], int)
        off = off[(off >= 0) & (off < self.height)]
        self.result.unticked += int(taken[off].sum())
        taken[off] = False
        self.number, self.name = self.texts(Role.NUMBER), self.texts(Role.NAME)
        for role_texts in (self.number, self.name):
            taken &= np.fromiter((text.lower() not in TOTALS for text in role_texts), bool, self.height)
        return taken

    def _values(self) -> list[tuple[int, Ints, NDArray[np.float64]]]:
        """(column, technique of each row, value of each row) of every column that measures something."""
        found = []
        for column in self.layout.of(Role.MEASURE):
            one = self.result.technique(column.technique or column.header)
            found.append((column.index, np.full(self.height, one), self._numbers(column)))
        main = self.layout.of(Role.VALUE)
        if not main or self.layout.cross:
            return found
        names = [name if ok else "" for name, ok in zip(self.texts(Role.TECHNIQUE), self.taken, strict=True)]
        technique = np.fromiter(map(self.result.technique, names), np.int64, self.height)
        value = self._numbers(main[0])
        for other in main[1:]:
            more = self._numbers(other)
            value = np.where(np.isnan(value), more, value)
        plain_number = np.isfinite(value) & (value < LEVEL / 2)
        for start in self.layout.of(Role.START):
            value = np.where(plain_number, value - self._numbers(start), value)
        if self.mapping.factor != 1:
            value = np.where(plain_number, value * self.mapping.factor, value)
        for standard in self.layout.of(Role.STANDARD):
            norm = self._numbers(standard)
            value = self._against(norm, value, plain_number, standard.index)
        lost = np.flatnonzero(self.taken & np.isfinite(value) & (technique < 0))
        for at in lost:
            self.error(at, -1, "no-technique")
        value[lost] = np.nan
        return [*found, (main[0].index, technique, value)]

    def _numbers(self, column: Column) -> NDArray[np.float64]:
        """The column's numbers; what cannot be read becomes an error and then NaN."""
        raw = self.column(column)
        read = cells.yes_no if self.mapping.aggregation.how == "share" and column.role == Role.VALUE else cells.number
        value = cells.floats(raw, read)
        for at in np.flatnonzero((value == BAD) & self.taken):
            text = plain(raw[at])
            code = "not-a-number" if read is cells.number else "not-right-or-wrong"
            self.error(at, column.index, code, text, cells.repair_number(text) if read is cells.number else None)
        value[value == BAD] = np.nan
        return value

    def _against(
        self, norm: NDArray[np.float64], value: NDArray[np.float64], numeric: NDArray[np.bool_], column: int
    ) -> NDArray[np.float64]:
        """Value / standard; a value without a standard is an error."""
        good = np.isfinite(norm) & (norm > 0)
        for at in np.flatnonzero(self.taken & numeric & ~good):
            self.error(at, column, "no-standard")
        return np.where(numeric, np.divide(value, norm, out=np.full(self.height, np.nan), where=good), value)

    def _find_people(self, values: list[tuple[int, Ints, NDArray[np.float64]]]) -> None:
        """self.person: each row's person, -1 where nobody stands."""
        measured = np.zeros(self.height, bool)
        for _column, _technique, value in values:
            measured |= ~np.isnan(value)
        by_number = Role.NUMBER in self.mapping.key and bool(self.layout.of(Role.NUMBER))
        attributes = {role: self.texts(role) for role in (Role.GROUP, Role.WORKSHOP, Role.POST, Role.TRADE)}
        if by_number:
            keys: list[Any] = [
                (n,) if n else ("", m) if m else None for n, m in zip(self.number, self.name, strict=True)
            ]
        else:
            extra = [attributes[role] for role in self.mapping.key if role in attributes]
            keys = [("", name, *more) if name else None for name, *more in zip(self.name, *extra, strict=True)]
        hired = [(column, self.column(column)) for column in self.layout.of(Role.HIRED)]
        people, index = self.result.people, self.result.person_of
        self.person = np.full(self.height, -1)
        seen: dict[int, int] = {}
        cross = self.layout.cross
        number_column = next((c.index for c in self.layout.of(Role.NUMBER)), -1)
        name_column = next((c.index for c in self.layout.of(Role.NAME)), -1)
        person_at, line, name, belonging = self.person.tolist(), self.row.tolist(), self.name, list(attributes.values())
        for at in np.flatnonzero(self.taken).tolist():
            key = keys[at]
            if key is None:
                if measured[at]:
                    self.error(at, -1, "nobody")
                else:
                    self.result.vacant += 1
                continue
            who = index.get(key)
            if who is None:
                who = index[key] = len(people)
                group, shop, post, trade = [texts[at] for texts in belonging]
                people.append(
                    Person(
                        self.number[at], name[at], group, shop, post, trade, 0, self.sheet.name, line[at], number_column
                    )
                )
            elif name[at] and name[at] != people[who].name:
                first = people[who]
                if first.name:
                    self.error(at, number_column, "two-names", self.number[at], other=first.name, row=first.row)
                    continue
                first.name = name[at]
            if cross and key[0] == "":
                if who in seen:
                    self.error(at, name_column, "same-name", name[at], row=seen[who])
                    continue
                seen[who] = line[at]
            person_at[at] = who
        self.person = np.array(person_at, np.int64)
        for role, texts in attributes.items():
            lacking = {i for i, person in enumerate(people) if not getattr(person, role)} if any(texts) else ()
            for at in np.flatnonzero(self.person >= 0).tolist() if lacking else ():
                if texts[at] and self.person[at] in lacking and not getattr(people[self.person[at]], role):
                    setattr(people[self.person[at]], role, texts[at])
        for column, raw in hired:
            days = cells.integers(raw, cells.day)
            for at in np.flatnonzero((self.person >= 0) & (days != 0)).tolist():
                if days[at] == cells.WRONG:
                    self.error(at, column.index, "not-a-day", plain(raw[at]))
                elif not people[self.person[at]].hired:
                    people[self.person[at]].hired = int(days[at])

    def _months(self) -> tuple[Ints, Ints]:
        """Month and day of each row: own month, else own date's, else the sheet's."""
        known = cells.month(self.layout.month) if self.layout.month else cells.NO_MONTH
        month, day = np.full(self.height, known), np.zeros(self.height, np.int64)
        for column in self.layout.of(Role.DATE):
            raw = self.column(column)
            day = cells.integers(raw, cells.day)
            months = cells.integers(raw, cells.month)
            for at in np.flatnonzero((day == cells.WRONG) & self.taken):
                self.error(at, column.index, "not-a-day", plain(raw[at]))
            month = np.where(months >= 0, months, month)
            day = np.maximum(day, 0)
        for column in self.layout.of(Role.MONTH):
            raw = self.column(column)
            months = cells.integers(raw, cells.month)
            for at in np.flatnonzero((months == cells.WRONG) & self.taken):
                self.error(at, column.index, "not-a-month", plain(raw[at]))
            month = np.where(months >= 0, months, month)
        return month, day

    def _keep(self, column: int, technique: Ints, value: NDArray[np.float64]) -> None:
        here = self.taken & (self.person >= 0)
        good = here & ~np.isnan(value) & (technique >= 0)
        self.result.empty += int((here & np.isnan(value)).sum())
        self.result.parts.append(
            Values(
                self.sheet.name, column, self.person[good], technique[good],
                self.month[good], self.day[good], self.row[good], value[good],
            )
        )  # fmt: skip

    def _read_wishes(self) -> None:
        """Yes means this row's technique, in a cross table all of them; names mean those techniques."""
        known = {name.casefold(): i for i, name in enumerate(self.result.techniques)}
        own = self.texts(Role.TECHNIQUE) if not self.layout.cross else [""] * self.height
        for role in (Role.WISH, Role.LEARN, Role.TEACH):
            for column in self.layout.of(role):
                raw = self.column(column)
                answer = cells.floats(raw, cells.yes_no)
                for at in np.flatnonzero((self.person >= 0) & ~np.isnan(answer) & (answer != 0)).tolist():
                    if answer[at] == 1:
                        wanted = [known.get(own[at].casefold(), -1)]
                    else:
                        names = plain(raw[at]).replace("、", ",").replace(";", ",").split(",")
                        wanted = [known.get(name.strip().casefold(), -2) for name in names if name.strip()]
                        if role == Role.WISH or -2 in wanted or not wanted:
                            self.error(at, column.index, "not-yes-or-no", plain(raw[at]))
                            continue
                    self.result.wishes += [
                        (int(self.person[at]), t, role, self.sheet.name, int(self.row[at])) for t in wanted
                    ]
