"""Whether a round of introductions was healthy."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from huzhu.base.access import Request
from huzhu.base.units.queries import names
from huzhu.rooms.introductions.access import round_for
from huzhu.rooms.statistics.queries.healthy import healthy_round


def healthy(request: Request, uid: str) -> HttpResponse:
    """For whoever organises the round: both shares, from 30 days after its last signature on."""
    row = round_for(uid, by=request.scope)
    found = healthy_round(row.id, row.unit_id, request.scope.day)
    context = {"found": found, "uid": uid, "unit": names([row.unit_id])[row.unit_id]}
    return render(request, "statistics/healthy.html", context)
