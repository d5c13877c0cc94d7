"""Tables out."""

from __future__ import annotations

from django.http import HttpResponse

from huzhu.base.access import Request
from huzhu.spreadsheets.access import importing_unit
from huzhu.spreadsheets.exporting import export
from huzhu.spreadsheets.views.files import as_file


def unit(request: Request, uid: str) -> HttpResponse:
    """A unit's people and measurements as a workbook that comes in again unchanged."""
    line = importing_unit(uid, request.scope)
    return as_file(export(line, request.scope), f"huzhu-{uid}.xlsx")
