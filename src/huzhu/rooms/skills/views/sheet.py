"""The posted sheet of a group's month, on screen and on A4 (S16, Q5)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from huzhu.base.access import NotFound, Request
from huzhu.base.people.looks import GROUP_SHEET, looked
from huzhu.base.people.queries import crumbs
from huzhu.base.people.scopes import eyes
from huzhu.base.units.queries import UnitLine, line_up
from huzhu.rooms.skills.access import group_seen
from huzhu.rooms.skills.months import month_asked
from huzhu.rooms.skills.print import print_posted
from huzhu.rooms.skills.queries.sheet import Sheet, sheet_of


def page(request: Request, uid: str, month: str) -> HttpResponse:
    """Rows by technique, names in roll order, level and arrow; two months show the change of each item."""
    group, sheet = _asked(request, uid, month)
    context = {"group": group, "sheet": sheet, "unit_path": crumbs(group.path, request.scope)}
    return render(request, "skills/sheet.html", context)


def paper(request: Request, uid: str, month: str) -> HttpResponse:
    """The same on A4, for the wall."""
    group, sheet = _asked(request, uid, month)
    place = " ".join(line.name for line in line_up(group.path, group.day(request.scope.day)))
    headers = {
        "Content-Disposition": f'inline; filename="huzhu-{group.uid}-{sheet.month:%Y-%m}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(print_posted(sheet, group, place), content_type="application/pdf", headers=headers)


def _asked(request: Request, uid: str, month: str) -> tuple[UnitLine, Sheet]:
    scope = eyes(uid, request.scope)
    group, wanted = group_seen(uid, scope), month_asked(month)
    if wanted is None:
        raise NotFound
    sheet = sheet_of(group, wanted, scope.day, month_asked(request.GET.get("against", "")))
    looked(scope, GROUP_SHEET, [line.id for line in sheet.people])
    return group, sheet
