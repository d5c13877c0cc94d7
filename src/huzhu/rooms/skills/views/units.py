"""For those above a group: totals."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from huzhu.base.access import Request
from huzhu.base.people.queries import crumbs
from huzhu.base.people.scopes import eyes
from huzhu.rooms.skills.access import unit_above
from huzhu.rooms.skills.queries.agreed import agreed_below
from huzhu.rooms.skills.queries.totals import totals_of


def totals(request: Request, uid: str) -> HttpResponse:
    """Per technique how many can help and need help (S18): totals of one's own level, no persons (Q31)."""
    scope = eyes(uid, request.scope)
    unit = unit_above(uid, scope)
    if unit.level == "group":
        return redirect("skills:group", uid)
    context = {
        "place": unit,
        "totals": totals_of(unit, scope.day),
        "agreed": agreed_below(unit, scope.day),
        "unit_path": crumbs(unit.path, scope),
    }
    return render(request, "skills/totals.html", context)
