"""Entering the grid, and closing months."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.base.access import LEADERS, NotFound, Refused, Request, Role, Scope, acting
from huzhu.base.charter import rule
from huzhu.base.people.looks import GRID, looked
from huzhu.base.people.queries import crumbs
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.skills.access import MEASURERS, group_led, group_seen, holds_here
from huzhu.rooms.skills.actions.closing import close_month
from huzhu.rooms.skills.actions.measuring import record_grid
from huzhu.rooms.skills.clauses import CLOSE_BY
from huzhu.rooms.skills.queries.grid import cells_of, grid_of
from huzhu.rooms.skills.queries.months import months_of


def grid(request: Request, uid: str) -> HttpResponse:
    """A grid of four taps' choice (A.9): empty is missing, one's own row is somebody else's."""
    group = group_led(uid, request.scope)
    found = grid_of(group, request.scope.person_id, request.scope.day)
    starting = "start" in request.GET
    if request.method == "POST":
        try:
            counts = record_grid(group.id, cells_of(found, request.POST.dict()), by=acting(request), now=request.now)  # type: ignore[arg-type]
            messages.success(request, _("Saved: %(n)s levels.") % {"n": counts["new"] + counts["correction"]})
            return redirect("skills:start-first" if starting else "skills:group", uid)
        except Refused as refused:
            messages.error(request, str(refused.message))
    looked(request.scope, GRID, {choice.person.id for line in found.lines for choice in line.choices})
    context = {
        "group": group,
        "grid": found,
        "starting": starting,
        "frame": "base_deed.html" if starting else "base.html",
        "unit_path": crumbs(group.path, request.scope),
    }
    return render(request, "skills/grid.html", context)


def months(request: Request, uid: str) -> HttpResponse:
    """A group's months (S16): open, closed, by whom, each with its posted sheet; the two leaders close here."""
    group = group_seen(uid, request.scope)
    last = rule(CLOSE_BY, path=group.path, day=request.scope.day)
    if request.method == "POST":
        try:
            answer = close_month(group.id, _month(request), by=acting(request), now=request.now)
            said = _("The month is closed.") if answer["closed"] else _("Noted. One more voice closes the month.")
            messages.success(request, said)
            return redirect("skills:months", uid)
        except Refused as refused:
            messages.error(request, str(refused.message))
    context = {
        "group": group,
        "months": months_of(group, request.scope.day, last.value),
        "rule": last,
        "closes": holds_here(request.scope, group.id),
        "words": _words(request.scope, group),
        "unit_path": crumbs(group.path, request.scope),
    }
    return render(request, "skills/months.html", context)


def _words(scope: Scope, group: UnitLine) -> list[tuple[str, str]]:
    """(address, verb) of the pages on which this person says his part."""
    pages = (
        ("assess", _("Measure"), (Role.ASSESSOR,)), ("central", _("Central opinion"), (Role.FOREMAN, Role.ASSESSOR)),
        ("supplement", _("The group's word"), LEADERS), ("differences", _("Differences"), MEASURERS),
    )  # fmt: skip
    return [
        (reverse(f"skills:{name}", args=[group.uid]), verb)
        for name, verb, roles in pages
        if scope.holds_exactly(*roles, unit_id=group.id)
    ]


def _month(request: Request) -> date:
    try:
        return date.fromisoformat(request.POST.get("month", ""))
    except ValueError:
        raise NotFound from None
