"""A group's practice, for its members and whoever leads it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from huzhu.base.access import NotFound, Request
from huzhu.base.people.looks import CONTRACTS, looked
from huzhu.base.people.queries import crumbs
from huzhu.base.units.queries import unit_by_uid
from huzhu.rooms.contracts.access import sees_names
from huzhu.rooms.practice.queries.group import group_practice


def practice(request: Request, uid: str) -> HttpResponse:
    """Contracts without a session in this half of the month, pairs that need help today, everybody's week."""
    unit = unit_by_uid(uid, request.scope.day)
    if unit is None or unit.level != "group" or not sees_names(request.scope, unit.id):
        raise NotFound
    page = group_practice(unit.id, request.scope, request.now)
    looked(request.scope, CONTRACTS, page.people)
    context = {"unit": unit, "page": page, "unit_path": crumbs(unit.path, request.scope)}
    return render(request, "practice/group.html", context)
