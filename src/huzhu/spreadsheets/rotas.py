"""Workbooks of a calendar: rotas as a cross table or a list, holidays as a list; read, not yet compared with a roll.

A rota: rows are groups or people, columns are dates, cells are codes (早, 休 …); or one row a day with group or
roll number, date, shift. Holidays: a date, a name, and whether the day is free.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from huzhu.spreadsheets import cells
from huzhu.spreadsheets.cells import plain, words
from huzhu.spreadsheets.errors import RowError
from huzhu.spreadsheets.headers import TOTALS, role_of
from huzhu.spreadsheets.mapping import Role
from huzhu.spreadsheets.reading import Cell, Sheet, Workbook

HEADER_WITHIN, FEWEST, LOOKED_AT, LONGEST = 12, 3, 60, 8
WHO = (Role.GROUP, Role.WORKSHOP, Role.NUMBER, Role.NAME)
OF_MEASURES = (Role.TECHNIQUE, Role.VALUE, Role.STANDARD, Role.WISH, Role.LEARN, Role.TEACH)
SHIFT = words("班次|班种|班|shift|turn")
FREE = words("is_off_day|is off day|off day|放假|是否放假|是否休息|休假|休息|free|holiday|off")
YES, NO = (
    words("1|yes|y|true|是|休|放假|休息|free|off"),
    words("0|no|n|false|否|班|上班|补班|调休上班|work|worked|working"),
)
_SHORT_DAY = re.compile(
    r"(?:(\d{1,2})\s*[月/.\-]\s*)?(\d{1,2})\s*[日号]?\s*(?:\(?(?:周|星期)?[一二三四五六日天]\)?|\(?[A-Za-z]{2,9}\)?)?"
)


class Kind(StrEnum):
    ROTA = "rota"
    HOLIDAYS = "holidays"


@dataclass(frozen=True)
class Said:
    """One cell: whose (texts as written), which day, which code; its place as the user sees it."""

    sheet: str
    row: int
    column: int
    group: str
    workshop: str
    number: str
    name: str
    day: date
    code: str


@dataclass(frozen=True)
class Free:
    """One day of a list of holidays."""

    sheet: str
    row: int
    day: date
    working: bool
    name: str


@dataclass
class Layout:
    """Where things stand on a sheet; `days`: column -> day, of a cross table."""

    top: int
    who: dict[Role, int]
    day: int = -1
    shift: int = -1
    free: int = -1
    name: int = -1
    days: dict[int, date] = field(default_factory=dict)


@dataclass
class Found:
    """All that a workbook says of a calendar; `tops`: 0-based header row of each sheet read."""

    kind: Kind
    said: list[Said] = field(default_factory=list)
    free: list[Free] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    tops: dict[str, int] = field(default_factory=dict)


def kind_of_calendar(book: Workbook, shifts: Collection[str] = ()) -> Kind | None:
    """A rota, holidays, or neither; `shifts`: known codes, so that '1 2 3' can be told from scores."""
    layouts = [layout for sheet in book.sheets if (layout := layout_of(sheet, book.name, shifts))]
    if not layouts:
        return None
    return Kind.HOLIDAYS if any(layout.free >= 0 for layout in layouts) else Kind.ROTA


def layout_of(sheet: Sheet, book_name: str = "", shifts: Collection[str] = ()) -> Layout | None:
    """How a sheet of a calendar is laid out; None for any other sheet."""
    for top, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        heads = [plain(cell) for cell in row]
        roles = [role_of(head) for head in heads]
        if any(role in OF_MEASURES for role in roles):
            return None
        low = [head.lower() for head in heads]
        who = {role: roles.index(role) for role in WHO if role in roles}
        day = roles.index(Role.DATE) if Role.DATE in roles else -1
        shift = next((i for i, head in enumerate(low) if head in SHIFT), -1)
        free = next((i for i, head in enumerate(low) if head in FREE), -1)
        if day >= 0 and free >= 0:
            return Layout(top, {}, day, free=free, name=_name(low, roles))
        if day >= 0 and shift >= 0 and who:
            return Layout(top, who, day, shift)
        if who and (days := _days(sheet, top, book_name)) and _codes(sheet, top, days, shifts):
            return Layout(top, who, days=days)
    return None


def found_in(book: Workbook, shifts: Collection[str] = ()) -> Found:
    """Every day that the workbook speaks of, and every cell that cannot be read."""
    kind = kind_of_calendar(book, shifts) or Kind.ROTA
    found = Found(kind)
    for sheet in book.sheets:
        layout = layout_of(sheet, book.name, shifts)
        if layout is None or (layout.free >= 0) != (kind == Kind.HOLIDAYS):
            continue
        found.tops[sheet.name] = layout.top
        if layout.free >= 0:
            _read_holidays(sheet, layout, found)
        else:
            _read_rota(sheet, layout, found)
    return found


def _read_rota(sheet: Sheet, layout: Layout, found: Found) -> None:
    above = ("", "")
    for row, values in _body(sheet, layout):
        texts = {role: plain(values[column]) for role, column in layout.who.items()}
        number, name = texts.get(Role.NUMBER, ""), texts.get(Role.NAME, "")
        group, workshop = texts.get(Role.GROUP, ""), texts.get(Role.WORKSHOP, "")
        if {text.lower() for text in texts.values()} & TOTALS:
            continue
        if group:
            above = (group, workshop or above[1])
        elif number or name:
            group, workshop = above  # a merged cell stands only in its first row
        for column, day, code in _cells(row, values, layout, found, sheet.name):
            if not (group or number or name):
                found.errors.append(RowError(sheet.name, row, column, "no-one", code))
            else:
                found.said.append(Said(sheet.name, row, column, group, workshop, number, name, day, code))


def _cells(
    row: int, values: list[Cell], layout: Layout, found: Found, sheet: str
) -> Iterator[tuple[int, date, str]]:  # fmt: skip
    """(column, day, code) of a row; an empty cell says nothing."""
    if layout.days:
        yield from ((column, day, code) for column, day in layout.days.items() if (code := plain(values[column])))
    elif code := plain(values[layout.shift]):
        if day := _day(values[layout.day]):
            yield layout.shift, day, code
        else:
            found.errors.append(RowError(sheet, row, layout.day, "not-a-day", plain(values[layout.day])))


def _read_holidays(sheet: Sheet, layout: Layout, found: Found) -> None:
    for row, values in _body(sheet, layout):
        text, said = plain(values[layout.day]), plain(values[layout.free]).lower()
        if not text and not said:
            continue
        day = _day(values[layout.day])
        if day is None:
            found.errors.append(RowError(sheet.name, row, layout.day, "not-a-day", text))
        elif said not in YES and said not in NO:
            found.errors.append(RowError(sheet.name, row, layout.free, "not-free-or-worked", said))
        else:
            name = plain(values[layout.name]) if layout.name >= 0 else ""
            found.free.append(Free(sheet.name, row, day, said in NO, name))


def _body(sheet: Sheet, layout: Layout) -> Iterator[tuple[int, list[Cell]]]:
    """(row from 1, cells) below the header."""
    for number, row in enumerate(sheet.rows[layout.top + 1 :], start=layout.top + 2):
        yield number, list(row)


def _day(cell: Cell) -> date | None:
    found = cells.day(cell)
    return date.fromordinal(found) if found > 0 else None


def _name(low: list[str], roles: list[Role | None]) -> int:
    if Role.NAME in roles:
        return roles.index(Role.NAME)
    return next((i for i, head in enumerate(low) if head in ("名称", "节日", "假日", "holiday name")), -1)


def _days(sheet: Sheet, top: int, book_name: str) -> dict[int, date]:
    """Columns that are headed by a day; a day without year or month takes those of the title, the sheet or the file."""
    titles = [" ".join(plain(cell) for row in sheet.rows[:top] for cell in dict.fromkeys(row)), sheet.name, book_name]
    month = next((m for text in titles if (m := cells.month_in(text)) >= 0), cells.NO_MONTH)
    found = {}
    for column, cell in enumerate(sheet.rows[top]):
        day = _day(cell) or _short_day(plain(cell), month)
        if day:
            found[column] = day
    return found if len(found) >= FEWEST and len(set(found.values())) == len(found) else {}


def _short_day(text: str, month: int) -> date | None:
    """The day of '3', '3日', '3月1日' or '3/1 周日', in the year and month of the title."""
    read = _SHORT_DAY.fullmatch(text)
    if month < 0 or not read:
        return None
    year, number = month // 12, int(read[1] or month % 12 + 1)
    if not 1 <= number <= 12 or not 1 <= int(read[2]) <= calendar.monthrange(year, number)[1]:
        return None
    if number == 1 and month % 12 == 11:
        year += 1  # a rota of December that runs into January
    return date(year, number, int(read[2]))


def _codes(sheet: Sheet, top: int, days: dict[int, date], shifts: Collection[str]) -> bool:
    """Do most filled cells below days hold something short that is no number, or the number of a shift?"""
    filled = [
        text for row in sheet.rows[top + 1 : top + 1 + LOOKED_AT] for column in days if (text := plain(row[column]))
    ]
    short = sum(text in shifts or (len(text) <= LONGEST and not text.replace(".", "").isdecimal()) for text in filled)
    return bool(filled) and short >= 0.6 * len(filled)
