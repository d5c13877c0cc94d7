"""By which rules a unit goes: every clause with its value, who set it and in which words (S13)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huzhu.base.access import NotFound, Refused, Request, acting
from huzhu.base.charter.actions import RULERS, set_clause
from huzhu.base.charter.queries import charter, history
from huzhu.base.people.queries import crumbs
from huzhu.base.units.queries import UnitLine, unit_by_uid
from huzhu.web.forms import ClauseForm


def page(request: Request, uid: str) -> HttpResponse:
    """All clauses of a unit, own or inherited; open to whoever belongs to the unit's line or holds something above it."""
    line = _seen(request, uid)
    found = charter(line.path, request.scope.day)
    titles = {"skills": _("Skills"), "introductions": _("Introductions"), "contracts": _("Contracts")}
    sections = [
        (title, [row for row in found if row.clause.code.startswith(f"{room}.")]) for room, title in titles.items()
    ]
    return render(request, "charter.html", _context(request, line) | {"sections": sections})


def clause(request: Request, uid: str, code: str) -> HttpResponse:
    """One clause: where its value comes from, what it was; whoever has authority here sets it from a day on."""
    line = _seen(request, uid)
    row = next(iter(charter(line.path, request.scope.day, only=code)), None)
    if row is None:
        raise NotFound
    context = _context(request, line) | {"row": row, "history": history(code, line.path, request.scope.day)}
    if not (context["rules"] and row.clause.settable):
        if request.method == "POST":
            raise NotFound
        return render(request, "charter_clause.html", context)
    form = ClauseForm(request.POST or None, row=row, day=request.scope.day)
    if form.is_valid():
        said = form.cleaned_data
        try:
            set_clause(
                line.id,
                code,
                said["value"],
                starts=said["starts"],
                cited=said["cited"],
                by=acting(request),
                now=request.now,
            )
            return redirect("charter-clause", uid, code)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    return render(request, "charter_clause.html", context | {"form": form}, status=422 if form.errors else 200)


def _seen(request: Request, uid: str) -> UnitLine:
    scope, line = request.scope, unit_by_uid(uid, request.scope.day)
    if line is None:
        raise NotFound
    own = scope.group_path.startswith(line.path)
    held = (holding.path for holding in scope.holdings)
    if not own and not any(line.path.startswith(path) or path.startswith(line.path) for path in held):
        raise NotFound
    return line


def _context(request: Request, line: UnitLine) -> dict[str, object]:
    return {
        "unit": line, "unit_path": crumbs(line.path, request.scope), "rules": request.scope.holds(*RULERS, at=line.path),
    }  # fmt: skip
