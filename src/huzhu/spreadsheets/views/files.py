"""A table as a file to keep: what every page with a table may answer with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from huzhu.spreadsheets.reading import Cell
from huzhu.spreadsheets.writing import CONTENT_TYPES, TableKind, write_table


def as_file(data: bytes, name: str) -> HttpResponse:
    """Bytes as an attachment; `name` is plain ASCII and ends in .xlsx or .csv."""
    response = HttpResponse(data, content_type=CONTENT_TYPES[name.rpartition(".")[2]])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def table_file(
    name: str, headers: Sequence[str], rows: Iterable[Sequence[Cell | None]], kind: TableKind = "xlsx"
) -> HttpResponse:
    """One table as XLSX or CSV, formulas defused; `name` without its ending."""
    return as_file(write_table(headers, rows, kind), f"{name}.{kind}")
