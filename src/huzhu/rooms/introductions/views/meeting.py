"""An introduction: read, answered privately, concluded or not."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huzhu.base.access import Overtaken, Refused, Request, acting
from huzhu.rooms.introductions.actions.answers import answer
from huzhu.rooms.introductions.queries.introductions import introduction
from huzhu.rooms.introductions.queries.limits import sending_of
from huzhu.rooms.introductions.queries.pages_meeting import closed_round, next_steps
from huzhu.rooms.introductions.views import days_left


@never_cache
def page(request: Request, uid: str) -> HttpResponse:
    """One introduction to one of its two; the same whatever the other did, until both accepted or the date has come."""
    shown = introduction(request.scope, uid, request.now)
    context = {
        "shown": shown,
        "days": days_left(shown, request),
        "full": request.scope.full,
        "sent": sending_of(shown.id),
    }
    if shown.state == "not concluded":
        context["next"] = next_steps(request.scope, shown, request.now)
    if not shown.open:
        context["round"] = closed_round(shown.id)
    return render(request, f"introductions/{'sent' if shown.open else 'ended'}.html", context)


@require_POST
def word(request: Request, uid: str) -> HttpResponse:
    """Accept or decline; who comes after both have accepted, or too late, sees that instead."""
    with suppress(Overtaken, Refused):
        answer(uid, request.POST.get("word", ""), by=acting(request), now=request.now)
    return redirect("introductions:page", uid)
