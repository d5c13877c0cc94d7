"""A unit's named levels, and what the posts of a factory ask for by them (Q1, Q4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huzhu.base.access import NotAllowed, NotFound, Refused, Request, acting
from huzhu.base.people.queries import crumbs
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.skills.access import catalogue_seen, curates
from huzhu.rooms.skills.actions.catalogue import set_scale, set_wanted_table
from huzhu.rooms.skills.forms_catalogue import LevelForms, WantedTableForm, levels_of
from huzhu.rooms.skills.queries.catalogue import own_scale, scale_of
from huzhu.rooms.skills.queries.pages_catalogue import wanted_table
from huzhu.rooms.skills.scores import Level


def levels(request: Request, uid: str) -> HttpResponse:
    """The named levels that hold here; whoever curates gives the unit its own, looking at them first."""
    unit = catalogue_seen(uid, request.scope)
    may = curates(request.scope, unit.path)
    if request.method == "POST" and not may:
        raise NotAllowed
    own = own_scale(unit.id)
    rows = LevelForms(request.POST if "look" in request.POST or "save" in request.POST else None, initial=own)
    shown: Sequence[Level] = ()
    if request.method == "POST" and (not rows.is_bound or rows.is_valid()):
        shown, english = levels_of(row.cleaned_data for row in rows) if rows.is_bound else ([], [])
        if "look" not in request.POST and _kept(request, unit, rows, shown, english):
            return redirect("skills:levels", uid)
    context = {
        "place": unit, "scale": scale_of(unit.path), "rows": rows if may else None, "own": bool(own), "shown": shown,
        "unit_path": crumbs(unit.path, request.scope),
    }  # fmt: skip
    return render(request, "skills/catalogue_levels.html", context)


def posts(request: Request, uid: str) -> HttpResponse:
    """What each post asks of each technique of its trade (Q4)."""
    unit = catalogue_seen(uid, request.scope)
    if unit.level != "factory":
        raise NotFound
    may = curates(request.scope, unit.path)
    if request.method == "POST" and not may:
        raise NotAllowed
    form = WantedTableForm(request.POST or None, table=wanted_table(unit, request.scope.day), scale=scale_of(unit.path))
    if request.method == "POST" and form.is_valid():
        set_wanted_table(unit.id, form.cells(), by=acting(request), now=request.now)
        messages.success(request, _("What the posts ask for is written down."))
        return redirect("skills:posts", uid)
    context = {"place": unit, "form": form, "curates": may, "unit_path": crumbs(unit.path, request.scope)}
    return render(request, "skills/catalogue_posts.html", context)


def _kept(request: Request, unit: UnitLine, rows: Any, shown: Sequence[Level], english: Sequence[str]) -> bool:
    """Give the unit these levels, or with none those from above again; a refusal stands at the first row."""
    try:
        set_scale(unit.id, shown, names_en=english, by=acting(request), now=request.now)
    except Refused as refused:
        rows[0].add_error("low", str(refused.message))
        return False
    messages.success(request, _("The levels are written down."))
    return True
