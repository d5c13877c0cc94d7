"""An uploaded XLSX or CSV file becomes a `Workbook` of plain cells, or one named refusal (issue A.4)."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

Cell = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta

MAX_BYTES = 50 * 2**20
MAX_UNPACKED = 400 * 2**20
MAX_RATIO = 200  # only asked above RATIO_FROM: small workbooks of equal cells pack very well
RATIO_FROM = 20 * 2**20
MAX_ENTRIES = 2_000
MAX_ROWS = 1_000_000
MAX_COLUMNS = 1_000
MAX_CELLS = 12_000_000
MAX_FIELD = 32_767  # the longest text that Excel keeps in a cell
MAX_MERGED = 100_000

# What calamine needs to see; everything else (external links, drawings, macros, pictures) is left behind unread.
_NEEDED = re.compile(
    r"(?:\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|"
    r"xl/sharedStrings\.xml|xl/styles\.xml|xl/worksheets/[^/]+\.xml)",
    re.IGNORECASE,
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
# A wide column or a row from 200,000 on; only then the exact extent is worth a slower look.
_FAR = re.compile(rb"\br\s*=\s*[\"'](?:[A-Za-z]{2,8}[0-9]|[A-Za-z]?(?:[2-9][0-9]{5}|[0-9]{7}))")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# A cell's or row's address, unless its tag closes at once and so holds nothing.
_REFERENCE = re.compile(
    rb"\br\s*=\s*[\"']([A-Za-z]{0,8})([0-9]+)(?![\"'](?:\s+[\w:]+\s*=\s*\"[^\"<>&]*\")*\s*/>)(?![0-9])"
)


class UnreadableFile(Exception):
    """A file that is not taken in; `code` is stable, `str()` is the message in the user's language."""

    code = "unreadable"
    text = _("This file cannot be read.")

    def __str__(self) -> str:
        return str(self.text)


class WrongKind(UnreadableFile):
    code = "wrong-kind"
    text = _("This is neither an XLSX workbook nor a CSV text. Save it as .xlsx or .csv and choose it again.")


class OldExcel(UnreadableFile):
    code = "old-excel"
    text = _("This is an old .xls workbook or one protected by a password. Save it as .xlsx without a password.")


class Damaged(UnreadableFile):
    code = "damaged"
    text = _("The file is damaged: it ends early or its parts do not fit. Save it again and choose it anew.")


class EmptyFile(UnreadableFile):
    code = "empty"
    text = _("There is nothing in this file: no sheet has a filled cell.")


class TooLarge(UnreadableFile):
    code = "too-large"
    text = _("The file is larger than 50 MB. Leave out pictures, or split it by workshop.")


class Bomb(UnreadableFile):
    code = "bomb"
    text = _("The file unpacks to far more than a workbook of this size can hold, so it was not opened.")


class TooManyCells(UnreadableFile):
    code = "too-many-cells"
    text = _("A sheet reaches beyond 1,000,000 rows, 1,000 columns or 12 million cells. Delete the far cells and rows.")


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows[i]` is the row that the user sees as i + 1; all rows are equally long, empty cells are ''.

    merged: inclusive ranges (first row, first column, last row, last column), 0-based; only the first cell holds the value.
    """

    name: str
    rows: list[Sequence[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True)
class Workbook:
    """What a file holds, sheets in its own order; hidden sheets and sheets without a filled cell are left out."""

    name: str
    sheets: list[Sheet] = field(default_factory=list)

    def sheet(self, name: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def letter(column: int) -> str:
    """The letter of a 0-based column: 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def read(source: bytes | str | Path, name: str = "") -> Workbook:
    """Read a file's bytes or path; raises a subclass of `UnreadableFile`. The kind is told by content, not by name."""
    if isinstance(source, str | Path):
        path = Path(source)
        if path.stat().st_size > MAX_BYTES:
            raise TooLarge
        name, source = name or path.name, path.read_bytes()
    if len(source) > MAX_BYTES:
        raise TooLarge
    if not source.strip(b"\0 \r\n\t"):
        raise EmptyFile
    if source.startswith(b"PK"):
        sheets = _read_xlsx(source)
    elif source.startswith(b"\xd0\xcf\x11\xe0"):
        raise OldExcel
    else:
        text = _decode(source)
        rows = _csv_rows(text)
        sheets = [Sheet(Path(name).stem or "CSV", _rectangle(map(_unguarded, rows) if "'" in text else rows))]
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise EmptyFile
    return Workbook(name, sheets)


def _rectangle(rows: Iterable[Sequence[Cell]]) -> list[Sequence[Cell]]:
    """Trim empty rows below and empty columns to the right, pad short rows; empty rows share one tuple."""
    kept: list[Sequence[Cell]] = []
    width = gap = 0
    for row in rows:
        if not row or (row[0] == "" and not any(cell != "" for cell in row)):
            gap += 1
            continue
        if len(row) > width:
            width = max(width, max(i for i, cell in enumerate(row, 1) if cell != ""))
        if len(kept) + gap > MAX_ROWS or width > MAX_COLUMNS:
            raise TooManyCells
        if gap:
            kept += [()] * gap
            gap = 0
        kept.append(row)
    if len(kept) * width > MAX_CELLS:
        raise TooManyCells
    empty = ("",) * width
    return [
        empty if not row else row if len(row) == width else [*row[:width], *[""] * (width - len(row))] for row in kept
    ]


def _unguarded(row: Sequence[Cell]) -> Sequence[Cell]:
    """Without the one apostrophe that `writing` put before what looks like a formula."""
    if any(isinstance(cell, str) and cell[:1] == "'" for cell in row):
        return [cell[1:] if isinstance(cell, str) and _GUARDED.match(cell) else cell for cell in row]
    return row


def _decode(source: bytes) -> str:
    """UTF-8 (with or without mark), UTF-16 with mark, else GB18030; anything else is no text."""
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in source:
        raise WrongKind
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = source.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(ord(char) < 32 and char not in "\t\r\n\x0b\x0c" for char in text[:4096]) or text.lstrip()[:1] in "<{%":
            raise WrongKind
        return text
    raise WrongKind


def _csv_rows(text: str) -> Iterable[list[str]]:
    """Rows of a CSV text; its separator is the one of comma, semicolon and tab that cuts most rows alike."""
    head = text[:50_000]

    def fit(separator: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=separator)][:50]
        widths = [count for count in counts if count > 1]
        common = max(set(widths), key=widths.count) if widths else 0
        return widths.count(common), common

    csv.field_size_limit(MAX_FIELD * 4)
    try:
        separator = max(",\t;", key=fit)
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if len(row) > 1 or (row and row[0].strip()):
                yield row
            else:
                yield []
    except csv.Error as error:
        raise Damaged from error


def _read_xlsx(source: bytes) -> list[Sheet]:
    try:
        plain, apostrophes = _cleaned(source)
        book = CalamineWorkbook.from_filelike(io.BytesIO(plain))
        sheets = []
        for meta in book.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet or meta.visible != SheetVisibleEnum.Visible:
                continue
            data = book.get_sheet_by_name(meta.name)
            cells = data.to_python(skip_empty_area=False)
            rows = _rectangle(map(_unguarded, cells) if apostrophes else cells)
            merged = data.merged_cell_ranges or []
            if len(merged) > MAX_MERGED:
                raise TooManyCells
            sheets.append(
                Sheet(meta.name, rows, tuple((top, left, end, right) for (top, left), (end, right) in merged))
            )
        return sheets
    except PasswordError as error:
        raise OldExcel from error
    except (CalamineError, ValueError, OverflowError) as error:
        raise Damaged from error


def _cleaned(source: bytes) -> tuple[bytes, bool]:
    """The needed parts, unpacked within limits, in a plain archive: what a header claims no longer matters.

    And whether an apostrophe stands in any of them.
    """
    apostrophes = False
    try:
        archive = zipfile.ZipFile(io.BytesIO(source))
        entries = archive.infolist()
        total = sum(entry.file_size for entry in entries)
        if len(entries) > MAX_ENTRIES or total > MAX_UNPACKED:
            raise Bomb
        if total > RATIO_FROM and total > MAX_RATIO * len(source):
            raise Bomb
        needed = [entry for entry in entries if _NEEDED.fullmatch(entry.filename.replace("\\", "/"))]
        if not any(_SHEET.fullmatch(entry.filename.replace("\\", "/")) for entry in needed):
            raise WrongKind
        plain = io.BytesIO()
        with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as copy:
            for entry in needed:
                if entry.flag_bits & 0x1:
                    raise OldExcel
                with archive.open(entry) as part:
                    data = part.read(entry.file_size + 1)
                if b"<!DOCTYPE" in data[:2048] or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
                    raise WrongKind
                if _SHEET.fullmatch(entry.filename):
                    _check_extent(data)
                    apostrophes |= any(sign in data for sign in (b"'", b"&apos;", b"&#39;", b"&#x27;"))
                apostrophes |= entry.filename.lower().endswith("sharedstrings.xml") and b"'" in data
                copy.writestr(entry.filename, data)
        return plain.getvalue(), apostrophes
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Damaged from error


def _check_extent(xml: bytes) -> None:
    """Refuse a sheet whose farthest cell would make the reader hold a giant, mostly empty rectangle."""
    if not _FAR.search(xml):
        return
    rows = columns = 1
    for match in _REFERENCE.finditer(xml):
        letters, digits = match.groups()
        if len(letters) > 3 or len(digits) > 7:
            raise TooManyCells
        rows = max(rows, int(digits))
        column = 0
        for char in letters.upper():
            column = column * 26 + char - 64
        columns = max(columns, column)
    if columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise TooManyCells
