"""Plan and actual of people or groups in a workbook: read row by row, each error at its place (B.4)."""

from __future__ import annotations

import difflib
import math
from collections.abc import Collection, Iterable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial

from huzhu.spreadsheets import cells
from huzhu.spreadsheets.cells import LEVEL, plain
from huzhu.spreadsheets.errors import RowError
from huzhu.spreadsheets.gathering import Gathered, Person, Reader
from huzhu.spreadsheets.mapping import Mapping, Role, SheetMapping
from huzhu.spreadsheets.reading import Sheet, Workbook

UNITS = (Role.WORKSHOP, Role.GROUP)


@dataclass(frozen=True)
class Figured:
    """One row: whose, what is counted, which day or month (then its first), plan and actual; None = missing."""

    sheet: str
    row: int
    party: Person
    indicator: str
    day: date
    span: str
    plan: Decimal | None
    actual: Decimal | None


@dataclass
class Figures:
    """All rows that can be read. questions: names of units that are not written as they are read."""

    rows: list[Figured] = field(default_factory=list)
    questions: list[RowError] = field(default_factory=list)


def figures_of(
    book: Workbook, mapping: Mapping, result: Gathered, *, unticked: Collection[tuple[str, int]] = (),
    repairs: Dict[tuple[str, int, int], str] | None = None,
) -> Figures:  # fmt: skip
    """Read every sheet of plan and actual; errors and counts of rows go to `result`."""
    found = Figures()
    for layout in mapping.sheets:
        sheet = book.sheet(layout.name)
        if sheet is not None and layout.planned:
            _read(Reader(result, sheet, layout, mapping, unticked, repairs or {}), sheet, layout, mapping, found)
    return found


def _read(reader: Reader, sheet: Sheet, layout: SheetMapping, mapping: Mapping, found: Figures) -> None:
    taken = reader.rows_taken()
    spelled = dict(mapping.spelled)
    shop, group = ([spelled.get(text, text) for text in reader.texts(role)] for role in UNITS)
    indicator, days, months = reader.texts(Role.INDICATOR), *(_first(reader, role) for role in (Role.DATE, Role.MONTH))
    plan, actual = (_amounts(reader, role, mapping.factor) for role in (Role.PLAN, Role.ACTUAL))
    known = cells.month(layout.month) if layout.month else cells.NO_MONTH
    seen: dict[tuple[object, ...], tuple[int, Decimal | None, Decimal | None]] = {}
    for at in taken.nonzero()[0].tolist():
        values = plan.get(at), actual.get(at)
        if values == (None, None):
            continue
        if not reader.number[at] and reader.name[at]:
            reader.error(at, -1, "no-number", reader.name[at])
            continue
        when = _when(reader, at, days, months, known, mapping.days)
        what = indicator[at] or mapping.indicator
        if when is None or not what:
            if not what:
                reader.error(at, -1, "no-indicator")
            continue
        party = Person(number=reader.number[at], group=group[at], workshop=shop[at], sheet=sheet.name)
        key = (party.number or (party.workshop, party.group), what, when)
        if key in seen and seen[key][1:] != values:
            reader.error(at, -1, "twice", row=seen[key][0])
        if key not in seen:
            row = int(reader.row[at])
            seen[key] = (row, *values)
            found.rows.append(Figured(sheet.name, row, party, what[:80], *when, *values))
    for role in UNITS:
        found.questions += _trimmed(reader, layout, role, taken.nonzero()[0].tolist())
    reader.result.rows += int(taken.sum())


def _first(reader: Reader, role: Role) -> tuple[int, list[object]]:
    """Index and cells of the first column of a role; (-1, blanks) without one."""
    columns = reader.layout.of(role)
    return (columns[0].index, list(reader.column(columns[0]))) if columns else (-1, [""] * reader.height)


def _amounts(reader: Reader, role: Role, factor: float) -> dict[int, Decimal]:
    """{row: amount} of the first column of a role; what cannot be read becomes an error."""
    index, raw = _first(reader, role)
    amounts = {}
    for at in reader.rows_taken().nonzero()[0].tolist() if index >= 0 else ():
        read = cells.number(raw[at])  # type: ignore[arg-type]
        if math.isnan(read):
            continue
        if not 0 <= read < LEVEL / 2:
            code = "negative" if read < 0 else "not-a-number"
            text = plain(raw[at])  # type: ignore[arg-type]
            reader.error(at, index, code, text, cells.repair_number(text) if code == "not-a-number" else None)
            continue
        amounts[at] = Decimal(repr(read)) * Decimal(repr(factor))
    return amounts


def _when(
    reader: Reader, at: int, days: tuple[int, list[object]], months: tuple[int, list[object]], known: int, order: str
) -> tuple[date, str] | None:
    """The row's day, else its month, else the sheet's, with the span; None after an error."""
    column, raw = days
    day = partial(cells.day, order=order)(raw[at])  # type: ignore[arg-type]
    if day == cells.WRONG:
        reader.error(at, column, "not-a-day", plain(raw[at]))  # type: ignore[arg-type]
        return None
    if day > 0:
        return date.fromordinal(day), "day"
    month = cells.month(months[1][at])  # type: ignore[arg-type]
    if month == cells.WRONG:
        reader.error(at, months[0], "not-a-month", plain(months[1][at]))  # type: ignore[arg-type]
        return None
    month = known if month < 0 else month
    if month < 0:
        reader.error(at, -1, "no-day")
        return None
    return date(month // 12, month % 12 + 1, 1), "month"


def _trimmed(reader: Reader, layout: SheetMapping, role: Role, rows: Iterable[int]) -> list[RowError]:
    """Names of units with blanks around or within that are read without them: once per text, with how many rows."""
    found: dict[str, tuple[int, int, int]] = {}
    for column in layout.of(role):
        raw = reader.column(column)
        for at in rows:
            text = raw[at]
            if isinstance(text, str) and text != plain(text):
                first, index, count = found.get(text, (at, column.index, 0))
                found[text] = (first, index, count + 1)
    return [
        RowError(
            reader.sheet.name, int(reader.row[at]), index, "trimmed", plain(text), None,
            (("written", text), ("rows", str(count))),
        )
        for text, (at, index, count) in found.items()
    ]  # fmt: skip


def almost(name: str, known: Iterable[str]) -> str | None:
    """The known name that is written almost like this one, its figures the same ('group 1' is not 'group 11')."""
    digits = [letter for letter in name if letter.isdigit()]
    near = difflib.get_close_matches(name.lower(), {one.lower() for one in known}, 3, 0.75)
    fits = (one for one in known if one.lower() in near and [letter for letter in one if letter.isdigit()] == digits)
    return next(fits, None) if not name.isdigit() else None
