"""One's own card and curve."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST

from huzhu.base.access import NotFound, Request, acting
from huzhu.base.people.queries import people
from huzhu.rooms.skills.actions.saying import say_of_oneself
from huzhu.rooms.skills.forms import LevelForm
from huzhu.rooms.skills.queries.catalogue import scale_of, technique_by_uid
from huzhu.rooms.skills.queries.own import own_card
from huzhu.rooms.skills.queries.records import own_course


def me(request: Request) -> HttpResponse:
    """The own card (S18): strengths, what to learn, where; in words first."""
    scope = request.scope
    context = {
        "card": own_card(scope, scope.day),
        "name": people({scope.person_id or 0})[scope.person_id or 0].name,
        "wish_new": _wish_new(),
    }
    return render(request, "skills/me.html", context)


def curve(request: Request, technique: str) -> HttpResponse:
    """My own course in one technique, with scores: this page is mine alone."""
    scope = request.scope
    form = LevelForm(scale=scale_of(scope.group_path), with_reason=False)
    context = {"course": own_course(technique, scope, scope.day), "form": form, "today": scope.day}
    return render(request, "skills/curve.html", context)


@require_POST
def opinion(request: Request, technique: str) -> HttpResponse:
    """What I say myself (S17): stands beside the assessor's word."""
    scope = request.scope
    line = technique_by_uid(technique, scope.group_path)
    if line is None:
        raise NotFound
    form = LevelForm(request.POST, scale=scale_of(scope.group_path), with_reason=False)
    if form.is_valid():
        say_of_oneself(line.id, form.cleaned_data["level"], by=acting(request), now=request.now)
    return redirect("skills:curve", technique)


def _wish_new() -> str:
    """The address where a wish is made; the room above may be absent."""
    try:
        return reverse("introductions:wish-new")
    except NoReverseMatch:
        return ""
