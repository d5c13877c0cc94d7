"""Tables out."""

from __future__ import annotations

from django.http import HttpResponse

from huzhu.base.access import Request
from huzhu.spreadsheets.access import importing_unit
from huzhu.spreadsheets.exporting import export
from huzhu.spreadsheets.writing import CONTENT_TYPES


def unit(request: Request, uid: str) -> HttpResponse:
    """A unit's people and measurements as a workbook that comes in again unchanged."""
    line = importing_unit(uid, request.scope)
    response = HttpResponse(export(line, request.scope), content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="huzhu-{uid}.xlsx"'
    return response
