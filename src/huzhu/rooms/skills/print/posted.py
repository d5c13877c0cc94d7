"""A group's posted sheet on A4 across, on as many pages as its names need (Q5)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huzhu.base.drawing.words import day_words, month_words
from huzhu.base.printing import press
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.skills.queries.sheet import Cell, Sheet

HERE = Path(__file__).parent
ACROSS = 10
"""Names beside each other on one page."""

ARROWS = {"up": "↑", "down": "↓", "still": "→", "": ""}


def print_posted(sheet: Sheet, group: UnitLine, place: str) -> bytes:
    """Print the sheet in the reader's language; PDF bytes. Raises MissingCharacter for a sign without type."""
    address = settings.ADDRESS + reverse("skills:sheet", args=[group.uid, f"{sheet.month:%Y-%m}"])
    names = [person.name for person in sheet.people]
    parts = [
        {
            "heads": [_("Technique"), *names[start : start + ACROSS]],
            "rows": [[name, *map(_words, cells[start : start + ACROSS])] for name, cells in sheet.lines],
        }
        for start in range(0, len(names), ACROSS)
    ]
    against = month_words(sheet.against) if sheet.against else ""
    data = {
        "language": _language(), "title": _("Skills of %(month)s") % {"month": month_words(sheet.month)}, "place": place,
        "words": {
            "page": _("Page"), "empty": _empty(sheet),
            "late": _("Corrections beside the closed month"),
            "note": _("Names stand as in the roll. No totals and no order of persons."),
            "arrows": _("↑ rising, ↓ falling, → as before, against %(month)s") % {"month": against} if against else "",
            "scan": _("Scan to see this sheet."),
        },
        "closed": day_words(sheet.row.closed_at, year=True) if sheet.row and sheet.row.closed_at else "",
        "agreed": _("%(share)s %% agreed by all four, the rest only measured") % {"share": sheet.agreed} if sheet.lines else "",
        "parts": parts if sheet.lines else [],
        "late": [
            _("%(name)s, %(technique)s: closed as %(closed)s; %(level)s, %(day)s, %(by)s: %(reason)s")
            % {**vars(line), "day": day_words(line.day)}
            for line in sheet.late
        ],
    }  # fmt: skip
    return press(HERE / "posted.typ", data, address)


def _words(cell: Cell) -> str:
    """'alone ↑' and beneath it a correction; a dash where nothing was measured."""
    said = f"{cell.level} {ARROWS[cell.trend]}".strip() if cell.level else "–"
    return f"{said}\n({cell.late})" if cell.late else said


def _empty(sheet: Sheet) -> str:
    if sheet.row is not None and not sheet.closed:
        return _("This month is still open; its sheet is filled when it is closed.")
    return _("Nothing was measured in this month; that is not counted as 0.")


def _language() -> Literal["zh_Hans", "en"]:
    return "en" if (get_language() or "").startswith("en") else "zh_Hans"
