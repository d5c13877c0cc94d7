"""Contracts of a list: found again by their id nothing changes, elsewhere they become recorded (Q18)."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from huzhu.base.access import Scope
from huzhu.base.db import is_uid
from huzhu.rooms.contracts.actions.recording import MODES, RECORDERS, Recorded, RecordedTerm, record_contracts
from huzhu.rooms.contracts.queries.export import known_contracts
from huzhu.spreadsheets import cells
from huzhu.spreadsheets.cells import LEVEL, plain
from huzhu.spreadsheets.errors import RowError
from huzhu.spreadsheets.founding import kind_of
from huzhu.spreadsheets.mapping import Mapping, Role, SheetMapping
from huzhu.spreadsheets.reading import Cell, Workbook

(
    CONTRACT,
    KIND,
    _STATE,
    MODE,
    FIRST,
    _A,
    SECOND,
    _B,
    _DRAFTED,
    _SIGNED,
    STARTS,
    _ENDS,
    CLOSED,
    _WHY,
    DUTIES_A,
    DUTIES_B,
) = range(16)
_VERSION, _TERM, TEACHER, TECHNIQUE, INDICATOR, MEASURE, BASELINE, _MONTH, TARGET, TERM_ENDS, _O, _R, _C, STEPS = range(
    16, 30
)
CONTENT, LEVEL_OF = 30, 31
"""Columns of an exported contract, in the order of `contracts.queries.export.columns`."""


@dataclass(frozen=True)
class Listed:
    """One contract of a sheet: its rows (number from 1, cells), one a term."""

    uid: str
    sheet: str
    rows: list[tuple[int, list[Cell]]]

    @property
    def rolls(self) -> tuple[str, str]:
        return plain(self.rows[0][1][FIRST]), plain(self.rows[0][1][SECOND])


def unmapped(book: Workbook, mapping: Mapping) -> Mapping:
    """The mapping without a role for the columns of our own sheets: they are read by their own heads."""
    theirs = {sheet.name for sheet in book.sheets if kind_of(sheet)}
    return dataclasses.replace(
        mapping, sheets=tuple(_ignored(layout) if layout.name in theirs else layout for layout in mapping.sheets)
    )


def contracts_in(book: Workbook) -> list[Listed]:
    """Every running contract of two people in the workbook that this house does not know by its id; one statement."""
    found: dict[str, Listed] = {}
    for sheet in (one for one in book.sheets if kind_of(one) == "contracts"):
        for number, row in enumerate(sheet.rows[1:], start=2):
            uid = plain(row[CONTRACT])
            of_units = len(row) > LEVEL_OF and plain(row[LEVEL_OF]) not in ("", "person")
            if uid and not of_units and not plain(row[CLOSED]):
                found.setdefault(uid, Listed(uid, sheet.name, [])).rows.append((number, list(row)))
    known = known_contracts(found) if found else set()
    return [one for uid, one in found.items() if uid not in known]


def check(listed: list[Listed], rolls: set[str], path: str, by: Scope) -> list[RowError]:
    """Contracts of people whom neither roll nor file knows, under an id that is none, or not this person's to record."""
    may = by.holds(*RECORDERS, at=path)
    found = []
    for one in listed:
        if may and is_uid(one.uid):
            said = [("not-on-roll", roll) for roll in one.rolls if roll not in rolls]
        else:
            said = [("contract-not-yours", one.uid)]
        found += [RowError(one.sheet, number, -1, code, text) for code, text in said for number, _row in one.rows]
    return found


def record_all(
    listed: list[Listed], people: dict[str, int], techniques: dict[str, int], levels: dict[str, int], *, by: Scope,
    now: datetime,
) -> int:  # fmt: skip
    """Put contracts on record; how many there were. levels: {name of a level: its middle}, beside the usual ones."""
    rows = []
    for one in listed:
        top = one.rows[0][1]
        mode, content = plain(top[MODE]), plain(top[CONTENT]) if len(top) > CONTENT else ""
        first, second = (people[roll] for roll in one.rolls)
        rows.append(Recorded(
            first, second, tuple(_terms(one, techniques, levels)), one.uid, plain(top[KIND]),
            mode if mode in MODES else MODES[0], content or "operations", _day(top[STARTS]),
            duties_first=str(top[DUTIES_A]), duties_second=str(top[DUTIES_B]),
        ))  # fmt: skip
    record_contracts(rows, by=by, now=now)
    return len(listed)


def _terms(one: Listed, techniques: dict[str, int], levels: dict[str, int]) -> Iterator[RecordedTerm]:
    for _number, row in one.rows:
        technique = plain(row[TECHNIQUE])
        yield RecordedTerm(
            taught_by_first=plain(row[TEACHER]) == "A", technique_id=techniques.get(technique),
            measure=plain(row[MEASURE]),
            indicator=plain(row[INDICATOR]) or ("" if technique in techniques else technique),
            baseline=_value(row[BASELINE], levels), target=_value(row[TARGET], levels), ends=_day(row[TERM_ENDS]), steps=_steps(str(row[STEPS])),
        )  # fmt: skip


def _steps(text: str) -> tuple[str, ...]:
    """'1: this' and '3: that' stand in their weeks."""
    weeks: dict[int, str] = {}
    for line in text.splitlines():
        week, colon, words = line.partition(":")
        if colon and week.strip().isdecimal() and 1 <= int(week) <= 60:
            weeks[int(week)] = words.strip()
    return tuple(weeks.get(week, "") for week in range(1, max(weeks, default=0) + 1))


def _value(cell: Cell, levels: dict[str, int]) -> float | None:
    if (middle := levels.get(plain(cell))) is not None:
        return middle
    read = cells.number(cell)
    if not math.isfinite(read):
        return None
    return read - LEVEL if read >= LEVEL / 2 else read


def _day(cell: Cell) -> date | None:
    found = cells.day(cell)
    return date.fromordinal(found) if found > 0 else None


def _ignored(layout: SheetMapping) -> SheetMapping:
    nothing = tuple(dataclasses.replace(column, role=Role.IGNORE, technique="") for column in layout.columns)
    return dataclasses.replace(layout, columns=nothing)
