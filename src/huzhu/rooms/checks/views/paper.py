"""The truth about paper: a unit's figures, and the contracts behind each of them."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from huzhu.base.access import NotFound, Request
from huzhu.base.people.figures import figures_of
from huzhu.base.people.looks import CONTRACTS, looked
from huzhu.base.people.queries import crumbs
from huzhu.base.units.queries import unit_by_uid
from huzhu.rooms.checks.queries.paper import mode_lines, paper_page, wished_lines
from huzhu.rooms.checks.queries.suspicion import look_first as order_of
from huzhu.rooms.checks.queries.suspicion import may_look
from huzhu.rooms.contracts.queries.living_records import ended_records, records_standing
from huzhu.rooms.skills.months import last_day, later

AT_ONCE = 50
FIRST_YEAR = 1900


def paper(request: Request, uid: str) -> HttpResponse:
    """Signed, living, working, paper only of a unit on a day: as one bar, by unit below, month by month."""
    scope = request.scope
    unit, day = figures_of(uid, scope), _day(request, "day")
    found = paper_page(unit, day, tree=scope.day)
    context = {"unit": unit, "unit_path": crumbs(unit.path, scope), "day": day, "past": day < scope.day, "found": found}
    context["may_look"] = may_look(unit, scope)
    return render(request, "checks/paper.html", context)


def standing(request: Request, uid: str) -> HttpResponse:
    """The contracts behind one figure, longest silent first: with names for those who see them."""
    scope = request.scope
    unit, day, page = figures_of(uid, scope), _day(request, "day"), _page(request)
    lines, count = records_standing(unit.path, day, request.GET.get("stands", ""), scope, page=page, most=AT_ONCE)
    looked(scope, CONTRACTS, {person for line in lines for person in line.parties})
    context = {"unit": unit, "unit_path": crumbs(unit.path, scope), "day": day, "lines": lines, "count": count}
    return render(request, "checks/paper_records.html", context | _further(request, page, count))


def ended(request: Request, uid: str) -> HttpResponse:
    """The contracts that ended between two days, each with its reason."""
    scope = request.scope
    unit, first, last, page = figures_of(uid, scope), _day(request, "first"), _day(request, "last"), _page(request)
    lines, count = ended_records(unit.path, first, last, scope, page=page, most=AT_ONCE)
    looked(scope, CONTRACTS, {person for line in lines for person in line.parties})
    context = {"unit": unit, "unit_path": crumbs(unit.path, scope), "first": first, "last": last, "lines": lines}
    return render(request, "checks/paper_records.html", context | {"count": count} | _further(request, page, count))


def modes(request: Request, uid: str) -> HttpResponse:
    """By how they came about, at the end of the last month that is over: as recorded, and with what the two said."""
    scope = request.scope
    unit = figures_of(uid, scope)
    day = last_day(later(scope.day, -1))
    context = {
        "unit": unit, "unit_path": crumbs(unit.path, scope), "day": day, "lines": mode_lines(unit, day, tree=scope.day),
        "wished": wished_lines(unit, day, tree=scope.day),
    }  # fmt: skip
    return render(request, "checks/paper_modes.html", context)


def look_first(request: Request, uid: str) -> HttpResponse:
    """Which contracts to look at first, and why; for the keeping leaders and the sponsor alone (Q27)."""
    scope = request.scope
    unit = unit_by_uid(uid, scope.day)
    if unit is None or not may_look(unit, scope):
        raise NotFound
    found = order_of(unit, scope)
    looked(scope, CONTRACTS, {person for line in (*found.first, *found.unlogged) for person in line.parties})
    context = {"unit": unit, "unit_path": crumbs(unit.path, scope), "found": found}
    return render(request, "checks/look_first.html", context)


def _day(request: Request, name: str) -> date:
    """A day of the address, today at the latest; today without one. NotFound for what is none."""
    try:
        day = min(date.fromisoformat(request.GET.get(name) or request.scope.day.isoformat()), request.scope.day)
    except ValueError as wrong:
        raise NotFound from wrong
    if day.year < FIRST_YEAR:
        raise NotFound
    return day


def _page(request: Request) -> int:
    asked = request.GET.get("page", "1")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1


def _further(request: Request, page: int, count: int) -> dict[str, str]:
    """The address of the next page, where there is one."""
    asked = request.GET.copy()
    asked["page"] = str(page + 1)
    return {"next": asked.urlencode() if page * AT_ONCE < count else "", "stands": asked.get("stands", "")}
