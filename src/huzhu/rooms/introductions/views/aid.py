"""Mutual aid: what is open for me, and what I carry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huzhu.base.access import Refused, Request, acting
from huzhu.rooms.introductions.actions.loads import pause, set_own_limits
from huzhu.rooms.introductions.forms import LimitsForm, PauseForm, refuse
from huzhu.rooms.introductions.queries.introductions import my_introductions
from huzhu.rooms.introductions.queries.places import OwnPlaces, own_places
from huzhu.rooms.introductions.queries.private import own_words
from huzhu.rooms.introductions.queries.wishes import my_wishes, suggestions


@never_cache
def aid(request: Request) -> HttpResponse:
    """Open introductions, my wishes, what I could wish, my places."""
    return _page(request, own_places(request.scope, request.now))


@require_POST
def limits(request: Request) -> HttpResponse:
    """My own most learners and teachers; fewer stops new introductions and breaks none."""
    own = own_places(request.scope, request.now)
    form = _limits(own, request.POST)
    if form.is_valid():
        try:
            set_own_limits(**form.cleaned_data, by=acting(request), now=request.now)
            messages.info(request, _("Noted. What is open goes on."))
            return redirect("introductions:aid")
        except Refused as refused:
            refuse(form, refused)
    return _page(request, own, limits_form=form)


@require_POST
def pause_until(request: Request) -> HttpResponse:
    """A pause with an end."""
    form = PauseForm(request.POST)
    if form.is_valid():
        try:
            pause(form.cleaned_data["until"], by=acting(request), now=request.now)
            return redirect("introductions:aid")
        except Refused as refused:
            refuse(form, refused)
    return _page(request, own_places(request.scope, request.now), pause_form=form)


def _limits(own: OwnPlaces, data: Any = None) -> LimitsForm:
    initial = {"teaching": own.own_teaching, "learning": own.own_learning}
    return LimitsForm(data, teaching=own.teaching_rule, learning=own.learning_rule, initial=initial)


def _page(
    request: Request, own: OwnPlaces, limits_form: forms.Form | None = None, pause_form: forms.Form | None = None
) -> HttpResponse:
    scope = request.scope
    found = my_introductions(scope, request.now)
    wishes = my_wishes(scope)
    context = {
        "open": [line for line in found if line.open], "past": [line for line in found if not line.open],
        "wishes": [wish for wish in wishes if wish.state == "open"], "suggestions": suggestions(scope, request.now), "own": own, "words": own_words(scope),
        "limits_form": limits_form or _limits(own),
        "pause_form": pause_form or PauseForm(initial={"until": own.places.paused_until}),
    }  # fmt: skip
    return render(request, "introductions/aid.html", context)
