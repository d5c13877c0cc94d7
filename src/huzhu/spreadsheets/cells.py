"""What a single cell says: a number, a named level, yes or no, a month, a day; in Chinese or English."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .reading import Cell

BAD = math.inf  # something stands there that cannot be read; missing is NaN
LEVEL = 1e12  # a named level is LEVEL + its score, so that it passes beside plain numbers
NO_MONTH = -1
WRONG = -2


def words(text: str) -> frozenset[str]:
    """The words between bars."""
    return frozenset(text.split("|"))


_MISSING = words("-|--|—|——|–|/|\\|.|n/a|na|#n/a|nan|null|none|无|缺|缺测|未测|没测|空|absent|病假|请假|缺勤") | {""}
_LEVELS = {
    100: "not yet|notyet|never|i|没学过|未学过|未学|没学|不会|还不会|◔",
    350: "with help|learning|l|有人带|有人帮|在学|学习中|需指导|◑",
    650: "alone|independent|u|独立做|独立|会做|独立操作|◕",
    900: "can teach|teach|teaches|o|能教|可教|会教|能带人|●",
}
_LEVEL_OF = {word: score for score, words in _LEVELS.items() for word in words.split("|")}
_YES = words("yes|y|true|1|x|✓|√|✔|是|有|要|想|愿|愿意|想学|愿教|能|可以|对|correct|right|ok")
_NO = words("no|n|false|0|否|不|无|没有|不要|不想|不愿|不愿意|暂不|错|incorrect|wrong|mistake")
_MONTHS = {"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"[4 * i : 4 * i + 3]: i + 1 for i in range(12)}
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_YEAR_MONTH = re.compile(r"((?:19|20)\d\d)\s*(?:年|[-/._ ])\s*(\d{1,2})(?!\d)\s*月?")
_COMPACT_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(?!\d)")
_NAMED_MONTH = re.compile(
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[\s,\-/_']*((?:19|20)\d\d)", re.I
)
_NAMED_MONTH_LAST = re.compile(r"((?:19|20)\d\d)[\s,\-/_]*(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.I)
_DAY = re.compile(r"((?:19|20)\d\d)\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})\s*日?(?:[T_ ].*)?")


def plain(cell: Cell) -> str:
    """The cell as one clean line of text: 12.0 is '12', dates are ISO, full-width letters and digits are narrow."""
    if isinstance(cell, str):
        text = cell if cell.isascii() else unicodedata.normalize("NFKC", cell)
        return " ".join(text.split())
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ", "minutes")
    return str(cell)


def number(cell: Cell) -> float:
    """A number, LEVEL + score for a named level, NaN for nothing, BAD otherwise; 86% is 0.86, 1,234 is 1234, 3,5 is 3.5."""
    if isinstance(cell, int | float):
        return float(cell) if abs(cell) < LEVEL else BAD
    if isinstance(cell, datetime.timedelta):
        return cell.total_seconds()
    text = plain(cell).lower()
    if text in _MISSING:
        return math.nan
    if text in _LEVEL_OF:
        return LEVEL + _LEVEL_OF[text]
    part = 0.01 if text.endswith("%") else 1.0
    text = text.rstrip("% ").replace(" ", "")
    text = (
        text.replace(",", "")
        if _THOUSANDS.fullmatch(text)
        else text.replace(",", ".")
        if text.count(",") == 1
        else text
    )
    if not _NUMBER.fullmatch(text):
        return BAD
    value = float(text) * part
    return value if abs(value) < LEVEL else BAD


def yes_no(cell: Cell) -> float:
    """1 yes, 0 no, NaN nothing, BAD otherwise."""
    text = plain(cell).lower()
    return math.nan if text == "" or text in "-—/" else 1.0 if text in _YES else 0.0 if text in _NO else BAD


def month(cell: Cell) -> int:
    """year · 12 + month - 1; NO_MONTH for nothing, WRONG for what names no month."""
    if isinstance(cell, datetime.date):
        return cell.year * 12 + cell.month - 1
    text = plain(cell)
    if not text:
        return NO_MONTH
    found = month_in(text)
    return WRONG if found == NO_MONTH else found


def month_in(text: str) -> int:
    """The month named somewhere in a text, such as a sheet's name or a title: 2026年10月, 2026-10, Oct 2026."""
    text = unicodedata.normalize("NFKC", text)
    if found := _YEAR_MONTH.search(text) or _COMPACT_MONTH.search(text):
        year, number_ = int(found[1]), int(found[2])
    elif found := _NAMED_MONTH.search(text):
        year, number_ = int(found[2]), _MONTHS[found[1].lower()]
    elif found := _NAMED_MONTH_LAST.search(text):
        year, number_ = int(found[1]), _MONTHS[found[2].lower()]
    else:
        return NO_MONTH
    return year * 12 + number_ - 1 if 1 <= number_ <= 12 else NO_MONTH


def month_text(value: int) -> str:
    """'2026-10' of a month's number, '' of none."""
    return "" if value < 0 else f"{value // 12:04d}-{value % 12 + 1:02d}"


_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-]((?:19|20)\d\d)")


def day_order(values: Iterable[Cell]) -> str:
    """'mdy' or 'dmy' of days that end with their year, where a number beyond 12 tells; '' for all else."""
    found = [match for cell in values if (match := _SLASHED.fullmatch(plain(cell)))]
    if any(int(match[2]) > 12 for match in found):
        return "mdy"
    return "dmy" if any(int(match[1]) > 12 for match in found) else ""


def day(cell: Cell, order: str = "") -> int:
    """The day as proleptic ordinal, 0 for nothing, WRONG for what is no day (year first, as ISO and Chinese write it;
    'mdy' and 'dmy' read also what ends with its year)."""
    if isinstance(cell, datetime.datetime):
        return cell.date().toordinal()
    if isinstance(cell, datetime.date):
        return cell.toordinal()
    text = plain(cell)
    if not text:
        return 0
    found = _DAY.fullmatch(text)
    ended = _SLASHED.fullmatch(text) if order and not found else None
    try:
        if ended:
            month, number = (1, 2) if order == "mdy" else (2, 1)
            return datetime.date(int(ended[3]), int(ended[month]), int(ended[number])).toordinal()
        return datetime.date(int(found[1]), int(found[2]), int(found[3])).toordinal() if found else WRONG
    except ValueError:
        return WRONG


def repair_number(text: str) -> str | None:
    """The one number inside a text, where only one can be meant: '约35' is 35, '35秒' is 35, '130*6=780' none."""
    found = _NUMBER.findall(unicodedata.normalize("NFKC", text).replace(",", "").lower())
    return found[0] if len(found) == 1 else None


class Memo(dict[Any, Any]):
    """Each distinct cell is read once: a hundred thousand rows hold few different values."""

    def __init__(self, read: Callable[[Cell], Any]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, cell: Any) -> Any:
        value = self[cell] = self.read(cell)
        return value


def texts(cells: Iterable[Cell]) -> list[str]:
    """`plain` of every cell."""
    return list(map(Memo(plain).__getitem__, cells))


def floats(cells: list[Cell], read: Callable[[Cell], float] = number) -> NDArray[np.float64]:
    """`read` of every cell, float64[len(cells)]."""
    return np.fromiter(map(Memo(read).__getitem__, cells), np.float64, len(cells))


def integers(cells: list[Cell], read: Callable[[Cell], int]) -> NDArray[np.int64]:
    """`read` of every cell, int64[len(cells)]."""
    return np.fromiter(map(Memo(read).__getitem__, cells), np.int64, len(cells))
