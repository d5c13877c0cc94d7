"""Figures of a unit, and the records behind each of them."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from huzhu.base.access import NotFound, Request
from huzhu.base.people.figures import figures_of
from huzhu.base.people.looks import CONTRACTS, looked
from huzhu.base.people.queries import crumbs
from huzhu.rooms.contracts.queries.counting import COLUMNS, Counted, word_of
from huzhu.rooms.statistics.forms import PeriodForm
from huzhu.rooms.statistics.queries.figures import figures_of_contracts

AT_ONCE = 50


def figures(request: Request, uid: str) -> HttpResponse:
    """Contracts recorded and signed, by type, level, content, way and occupation, of a unit and what lies below."""
    scope = request.scope
    unit, form = figures_of(uid, scope), PeriodForm(request.GET, day=scope.day)
    since, until = form.days
    context = {
        "unit": unit, "unit_path": crumbs(unit.path, scope), "form": form, "since": since, "until": until,
        "found": figures_of_contracts(unit, since, until, scope.day),
    }  # fmt: skip
    return render(request, "statistics/figures.html", context)


def records(request: Request, uid: str) -> HttpResponse:
    """The contracts behind one figure: with names for those who see them, else number, topic, content and state."""
    scope, asked = request.scope, request.GET
    unit, form = figures_of(uid, scope), PeriodForm(asked, day=scope.day)
    by, code = asked.get("by", ""), asked.get("code", "")
    if by and by not in COLUMNS:
        raise NotFound
    since, until = form.days
    state = {"recorded": True, "signed": False}.get(asked.get("state", ""))
    after = int(asked["after"]) if asked.get("after", "").isdecimal() and len(asked["after"]) < 9 else 0
    lines, count = Counted(unit.path, since, until, scope.day).records(
        {by: code} if by else {}, state, scope, after=after, most=AT_ONCE
    )
    looked(scope, CONTRACTS, {person for line in lines for person in line.parties})
    context = {
        "unit": unit, "unit_path": crumbs(unit.path, scope), "since": since, "until": until, "lines": lines, "count": count,
        "word": word_of(by, code) if by else "", "next": _further(asked, after) if after + AT_ONCE < count else "",
        "back": f"since={since}&until={until}",
    }  # fmt: skip
    return render(request, "statistics/records.html", context)


def _further(asked: QueryDict, after: int) -> str:
    asked = asked.copy()
    asked["after"] = str(after + AT_ONCE)
    return asked.urlencode()
