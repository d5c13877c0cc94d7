"""A rota or a list of holidays comes in: looked at, then saved."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from huzhu.base.access import Refused, Request, acting
from huzhu.spreadsheets.actions.importing import start_saving
from huzhu.spreadsheets.calendars import Judged, judge_calendar
from huzhu.spreadsheets.cells import plain
from huzhu.spreadsheets.errors import SHOWN
from huzhu.spreadsheets.models import Upload
from huzhu.spreadsheets.page import MEND, CellView, RowView
from huzhu.spreadsheets.reading import letter
from huzhu.spreadsheets.views.files import as_file
from huzhu.spreadsheets.writing import error_rows

ROWS = 10


def reading(request: Request, upload: Upload) -> HttpResponse:
    """How the calendar is read, what is wrong in it, each at its place; saves it."""
    judged = judge_calendar(upload, request.scope)
    trouble: Refused | None = None
    if request.method == "POST":
        leave = request.POST.get("save") == "without"
        if not judged.errors or leave:
            start_saving(upload.uid, by=acting(request), now=request.now, leave=leave)
            return redirect("spreadsheets:progress", upload.uid)
        trouble = Refused(MEND)
    context = {"upload": upload, "judged": judged, "trouble": trouble, "shown": judged.errors[:SHOWN]}
    status = 422 if trouble else 200
    return render(request, "spreadsheets/calendar.html", context | {"sheets": _sheets(judged)}, status=status)


def errors(request: Request, upload: Upload) -> HttpResponse:
    """The rows with errors, to be mended and brought in again."""
    judged = judge_calendar(upload, request.scope)
    return as_file(error_rows(judged.book, judged.errors, judged.found.tops), f"errors-{upload.uid}.xlsx")


def _sheets(judged: Judged) -> list[dict[str, Any]]:
    """The first rows of each sheet as the user sees them, errors numbered as in the list."""
    at = {(one.sheet, one.row, one.column): n for n, one in enumerate(judged.errors[:SHOWN], start=1)}
    found = []
    for sheet in (one for one in judged.book.sheets if one.name in judged.found.tops):
        top = judged.found.tops[sheet.name]
        rows = [
            RowView(
                row + 1, at.get((sheet.name, row + 1, -1), 0),
                [CellView(plain(cell), at.get((sheet.name, row + 1, i), 0)) for i, cell in enumerate(sheet.rows[row])],
            )
            for row in range(top, min(top + 1 + ROWS, len(sheet.rows)))
        ]  # fmt: skip
        found.append({"name": sheet.name, "letters": [letter(i) for i in range(sheet.width)], "rows": rows})
    return found
