"""Every table out, as XLSX or CSV, without a text that a spreadsheet program would run as a formula."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterable, Sequence
from typing import Literal

from django.utils.translation import gettext as _

from .errors import RowError
from .reading import Cell, Workbook

TableKind = Literal["xlsx", "csv"]
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_RISKY = re.compile(
    r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
)  # full-width signs are turned into narrow ones by some programs
_NUMBER = re.compile(r"[-+]?\d{1,15}(?:\.\d{1,15})?")
_PARTS = re.compile(r'[,;"\t\r\n]')
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
MAX_TEXT = 32_767
GUARD = "'"  # what spreadsheet programs themselves write before a text that must stay one


def safe_text(text: str) -> str:
    """The text, with an apostrophe before it where its first sign could start a formula; plain numbers stay as they are."""
    text = _UNWRITABLE.sub("", text)[: MAX_TEXT - 1]
    return GUARD + text if _RISKY.match(text) and not _NUMBER.fullmatch(text) else text


def write_table(
    headers: Sequence[str], rows: Iterable[Sequence[Cell | None]], kind: TableKind = "xlsx", *, sheet: str = "Huzhu"
) -> bytes:
    """One table as a file. None is an empty cell; numbers, dates and days stay numbers; row memory is constant in XLSX.

    XLSX keeps texts as texts (an apostrophe guards a formula's first sign there too, so that saving it as CSV is harmless).
    CSV is UTF-8 with a byte order mark, comma, CRLF.
    """
    return write_sheets([(sheet, headers, rows)]) if kind == "xlsx" else _csv(headers, rows)


def write_sheets(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Cell | None]]]]) -> bytes:
    """Several tables (name, headers, rows) as one XLSX workbook."""
    import xlsxwriter  # a fifth of a second to load: only whoever writes a workbook pays it

    out = io.BytesIO()
    options = {
        "constant_memory": True, "in_memory": False, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "nan_inf_to_errors": True,
    }  # fmt: skip
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        moments = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        taken: set[str] = set()
        for name, headers, rows in sheets:
            page = book.add_worksheet(_sheet_name(name, taken))
            page.freeze_panes(1, 0)
            for column, header in enumerate(headers):
                page.write_string(0, column, safe_text(str(header)), bold)
            for at, row in enumerate(rows, 1):
                for column, cell in enumerate(row):
                    if cell is None or cell == "":
                        continue
                    if isinstance(cell, bool):
                        page.write_boolean(at, column, cell)
                    elif isinstance(cell, int | float):
                        page.write_number(at, column, cell)
                    elif isinstance(cell, datetime.datetime):
                        page.write_datetime(at, column, cell.replace(tzinfo=None), moments)
                    elif isinstance(cell, datetime.date):
                        page.write_datetime(at, column, cell, days)
                    else:
                        page.write_string(at, column, safe_text(str(cell)))
    return out.getvalue()


def error_rows(book: Workbook, errors: Sequence[RowError], header_rows: dict[str, int] | None = None) -> bytes:
    """The rows with errors, sheet by sheet as XLSX, each with its row number and its reasons in two columns at the end.

    header_rows: 0-based header row of each sheet (first row otherwise). The file can be corrected and imported again.
    """
    reasons: dict[str, dict[int, list[str]]] = {}
    for error in errors:
        words = f"{error.letter}: {error.message}" if error.letter else error.message
        reasons.setdefault(error.sheet, {}).setdefault(error.row, []).append(words)
    sheets = []
    for sheet in book.sheets:
        if sheet.name in reasons:
            top = (header_rows or {}).get(sheet.name, 0)
            headers = [str(cell) for cell in sheet.rows[top]] + [_("row"), _("reason")]
            rows = [
                [*sheet.rows[row - 1], row, " ".join(dict.fromkeys(said))]
                for row, said in sorted(reasons[sheet.name].items())
            ]
            sheets.append((sheet.name, headers, rows))
    return write_sheets(sheets or [("Huzhu", [_("row"), _("reason")], [])])


def _csv(headers: Sequence[str], rows: Iterable[Sequence[Cell | None]]) -> bytes:
    lines = [[safe_text(str(header)) for header in headers], *([_csv_cell(cell) for cell in row] for row in rows)]
    text = "".join((",".join(map(_quoted, line)) or '""') + "\r\n" for line in lines)
    return b"\xef\xbb\xbf" + text.encode()


def _quoted(text: str) -> str:
    """In quotes where any program would part it, by comma, semicolon or tab: else what comes behind is a cell of its own."""
    return '"' + text.replace('"', '""') + '"' if _PARTS.search(text) else text


def _csv_cell(cell: Cell | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return safe_text(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime.datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    return str(cell)


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes: at most 31 signs, none forbidden, none twice."""
    base = _SHEET_NAME.sub(" ", name).strip(" '")[:28] or "Huzhu"
    number, found = 2, base
    while found.casefold() in taken:
        number, found = number + 1, f"{base[:25]} {number}"
    taken.add(found.casefold())
    return found
