"""What I tell the system alone: sealed, online only, never cached."""

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
from huzhu.base.people.queries import person_by_roll
from huzhu.rooms.introductions.actions.private import set_not_with, set_readiness
from huzhu.rooms.introductions.forms import NotWithForm, ReadinessForm, refuse
from huzhu.rooms.introductions.queries.pages_wishes import flaggable, my_leaders
from huzhu.rooms.introductions.queries.private import own_words


@never_cache
def private(request: Request) -> HttpResponse:
    """Readiness: yes, not now, or first a talk with a leader whom I choose."""
    form = _readiness(request, request.POST or None)
    if form.is_valid():
        try:
            talk, chosen = form.cleaned_data.get("talk_with"), form.cleaned_data["readiness"]
            set_readiness(chosen, talk_with_id=talk if chosen == "talk" else None, by=acting(request), now=request.now)
            messages.info(request, _("Kept. Only you can see it."))
            return redirect("introductions:private")
        except Refused as refused:
            refuse(form, refused)
    return _page(request, form, _not_with(request))


@require_POST
@never_cache
def not_with(request: Request) -> HttpResponse:
    """With whom I would rather not be introduced."""
    form = _not_with(request, request.POST)
    if form.is_valid():
        try:
            roll = form.cleaned_data["roll"].strip()
            more = [person_by_roll(roll, request.scope)] if roll else []
            set_not_with(form.person_ids() + more, by=acting(request), now=request.now)
            messages.info(request, _("Kept. Only you can see it."))
            return redirect("introductions:private")
        except Refused as refused:
            refuse(form, refused)
    return _page(request, _readiness(request), form)


def _readiness(request: Request, data: Any = None) -> ReadinessForm:
    leaders, words = my_leaders(request.scope), own_words(request.scope)
    talk = next((line.uid for line in leaders if line.id == words.talk_with), "")
    return ReadinessForm(data, leaders=leaders, initial={"readiness": words.readiness, "talk_with": talk})


def _not_with(request: Request, data: Any = None) -> NotWithForm:
    people, words = flaggable(request.scope, request.now), own_words(request.scope)
    return NotWithForm(data, people=people, initial={"people": [p.uid for p in people if p.id in words.not_with]})


def _page(request: Request, readiness: forms.Form, not_with: forms.Form) -> HttpResponse:
    return render(request, "introductions/private.html", {"readiness": readiness, "not_with": not_with})
