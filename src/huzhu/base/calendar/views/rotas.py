"""A group's rota: for its own people, and for who sets it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huzhu.base.access import Refused, Request, acting
from huzhu.base.calendar.access import group_seen, must_set, sets_rota
from huzhu.base.calendar.actions.rotas import end_rota, set_days, set_rota
from huzhu.base.calendar.actions.shifts import shifts_by_code
from huzhu.base.calendar.forms import DaysForm, RotaForm
from huzhu.base.calendar.queries.pages import four_weeks, patterns_at
from huzhu.base.people.queries import crumbs, roster


def rota(request: Request, uid: str) -> HttpResponse:
    """The group's next four weeks with holidays and who is off; a leader says which days differ."""
    group, scope = group_seen(uid, request.scope), request.scope
    form = None
    if sets_rota(scope, group.id, group.path):
        people, shifts = roster(group.id, scope.day), shifts_by_code(group.path)
        form = DaysForm(request.POST or None, people=people, shifts=list(shifts.values()), initial={"first": scope.day})
    if form is not None and form.is_valid():
        try:
            set_days(*form.said(group.id), by=acting(request), now=request.now)
            messages.success(request, _("Noted."))
            return redirect("calendar:rota", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    days = four_weeks(group, scope.day)
    known = any(day.turn.code is not None for day in days)
    context = {"group": group, "days": days, "known": known, "form": form, "unit_path": crumbs(group.path, scope)}
    return render(request, "calendar/rota.html", context, status=422 if form and form.errors else 200)


def setting(request: Request, uid: str) -> HttpResponse:
    """By which pattern the group works from a day on, or that nobody knows."""
    group = must_set(uid, request.scope)
    patterns = patterns_at(group.path)
    form = RotaForm(request.POST or None, patterns=patterns, initial={"starts": request.scope.day})
    if form.is_valid():
        try:
            if said := form.said():
                set_rota(uid, **said, by=acting(request), now=request.now)
            else:
                end_rota(uid, ends=form.cleaned_data["starts"], by=acting(request), now=request.now)
            messages.success(request, _("Kept. What was before stays as it was."))
            return redirect("calendar:shifts", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    context = {"group": group, "form": form, "patterns": patterns}
    return render(request, "calendar/rota_set.html", context, status=422 if form.errors else 200)
