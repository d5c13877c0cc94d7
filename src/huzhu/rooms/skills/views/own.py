"""One's own card, curve and word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST

from huzhu.base.access import NotFound, Refused, Request, Scope, acting
from huzhu.base.drawing.words import month_words
from huzhu.base.people.queries import people
from huzhu.base.units.queries import UnitLine, line_up
from huzhu.rooms.skills.actions.saying import say_of_oneself
from huzhu.rooms.skills.forms import LevelForm
from huzhu.rooms.skills.forms_measuring import OwnWordForm
from huzhu.rooms.skills.months import first_of, month_asked
from huzhu.rooms.skills.queries.catalogue import scale_of, technique_by_uid
from huzhu.rooms.skills.queries.own import own_card
from huzhu.rooms.skills.queries.parts import OwnWord, month_to_talk_about, open_months, own_words, parts_of
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


def assess(request: Request) -> HttpResponse:
    """My own word on each technique of my trade (S17): before I see what others say, one tap each."""
    group, scope = _own_group(request.scope), request.scope
    months = open_months(group.id) if group else []
    month = month_to_talk_about(months, month_asked(request.GET.get("month", ""))) or first_of(scope.day)
    lines = own_words(group, scope.person_id or 0, month, scope.day) if group else []
    if request.method == "POST" and group:
        return _own_said(request, group, month, lines)
    here = reverse("skills:assess-me")
    context = {
        "lines": lines, "month": month, "scale": scale_of(scope.group_path), "here": f"{here}?month={month:%Y-%m}",
        "places": [{"url": f"{here}?month={at:%Y-%m}", "label": month_words(at), "current": at == month} for at in months],
    }  # fmt: skip
    return render(request, "skills/assess_me.html", context)


def _own_said(request: Request, group: UnitLine, month: date, lines: list[OwnWord]) -> HttpResponse:
    """One word of mine: the row as it stands now where htmx asks, else the page again."""
    line = next((line for line in lines if line.technique.uid == request.POST.get("technique")), None)
    if line is None:
        raise NotFound
    scale, scope = scale_of(group.path), request.scope
    form = OwnWordForm(request.POST, scale=scale, standard=line.standard)
    if form.is_valid():
        try:
            say_of_oneself(
                line.technique.id, form.cleaned_data["level"], marks=form.marks, month=month, by=acting(request),
                now=request.now,
            )  # fmt: skip
            if not request.htmx:
                return redirect(f"{reverse('skills:assess-me')}?month={month:%Y-%m}")
            (parts,) = parts_of(group, month, scope.day, person_id=scope.person_id, technique_id=line.technique.id)
            line = replace(line, parts=parts)
        except Refused as refused:
            form.add_error(None, str(refused.message))
    context = {
        "line": line, "form": form, "scale": scale, "said": not form.errors,
        "here": f"{reverse('skills:assess-me')}?month={month:%Y-%m}",
    }  # fmt: skip
    template = "skills/own_word.html" if request.htmx else "skills/own_word_again.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _own_group(scope: Scope) -> UnitLine | None:
    return next(iter(line_up(scope.group_path, scope.day)[-1:]), None) if scope.group_path else None


def _wish_new() -> str:
    """The address where a wish is made; the room above may be absent."""
    try:
        return reverse("introductions:wish-new")
    except NoReverseMatch:
        return ""
