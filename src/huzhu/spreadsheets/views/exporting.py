"""Tables out."""

from __future__ import annotations

from django.http import HttpResponse

from huzhu.base.access import Request
from huzhu.base.people.scopes import eyes
from huzhu.spreadsheets.access import importing_unit
from huzhu.spreadsheets.exporting import export
from huzhu.spreadsheets.tables import TABLES
from huzhu.spreadsheets.views.files import as_file, table_file
from huzhu.spreadsheets.writing import TableKind


def unit(request: Request, uid: str) -> HttpResponse:
    """A unit's people, skills, measurements and contracts as a workbook that comes in again unchanged."""
    scope = eyes(uid, request.scope)
    return as_file(export(importing_unit(uid, scope), scope), f"huzhu-{uid}.xlsx")


def table(request: Request, uid: str = "", *, name: str, kind: TableKind) -> HttpResponse:
    """The table of a page as XLSX or CSV, behind the page's own door."""
    headers, rows = TABLES[name].make(uid, eyes(uid, request.scope), request.now, request.GET.dict())
    return table_file("-".join(filter(None, ("huzhu", name, uid))), headers, rows, kind)
