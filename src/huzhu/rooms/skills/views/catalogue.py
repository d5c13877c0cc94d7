"""A unit's catalogue: its trades and techniques, one technique, and which common one each is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huzhu.base.access import NotAllowed, NotFound, Refused, Request, Scope, acting
from huzhu.base.people.queries import crumbs
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.skills import forms_catalogue as fields
from huzhu.rooms.skills.access import catalogue_seen, curates, drafts_standards, keeps_catalogue
from huzhu.rooms.skills.actions import catalogue as deeds
from huzhu.rooms.skills.actions import linking
from huzhu.rooms.skills.queries.catalogue import TechniqueLine, scale_of, technique_by_uid, trades_for
from huzhu.rooms.skills.queries.pages_catalogue import TechniquePage, catalogue_of, map_page, technique_page


def catalogue(request: Request, uid: str) -> HttpResponse:
    """Trades and techniques that a unit uses, own and inherited; whoever keeps it adds here."""
    unit, scope = catalogue_seen(uid, request.scope), request.scope
    keeps = keeps_catalogue(scope, unit.path)
    form = fields.TechniqueForm(request.POST or None)
    if request.method == "POST" and not keeps:
        raise NotAllowed
    if form.is_valid() and _added(request, unit, form):
        return redirect("skills:catalogue", uid)
    context = {
        "place": unit, "found": catalogue_of(unit), "keeps": keeps, "curates": curates(scope, unit.path), "technique": form,
        "unit_path": crumbs(unit.path, scope),
    }  # fmt: skip
    return render(request, "skills/catalogue.html", context)


def technique(request: Request, uid: str, technique: str) -> HttpResponse:
    """One technique as the unit uses it, with what whoever curates may change of it."""
    unit, line = _seen(request.scope, uid, technique)
    page = technique_page(line, unit)
    found = _forms(request, unit, page)
    asked = request.POST.get("what", "")
    if request.method == "POST" and asked not in found:
        raise NotAllowed
    if asked in found and found[asked].is_valid() and _done(asked, found[asked], request, unit, line):
        return redirect("skills:technique", uid, line.uid)
    context = {
        "place": unit, "page": page, "line": line, "forms": found, "owns": "change" in found,
        "drafts": drafts_standards(request.scope, unit.path), "unit_path": crumbs(unit.path, request.scope),
    }  # fmt: skip
    return render(request, "skills/catalogue_technique.html", context)


@require_POST
def move(request: Request, uid: str, technique: str) -> HttpResponse:
    """One place up or down in its trade."""
    _unit, line = _seen(request.scope, uid, technique)
    deeds.move_technique(line.uid, request.POST.get("up") == "1", by=acting(request), now=request.now)
    return redirect("skills:technique", uid, technique)


@require_POST
def bring_back(request: Request, uid: str, technique: str) -> HttpResponse:
    """A retired technique is in use again."""
    _unit, line = _seen(request.scope, uid, technique)
    deeds.retire_technique(line.uid, None, by=acting(request), now=request.now)
    return redirect("skills:technique", uid, technique)


@require_POST
def drop_need(request: Request, uid: str, technique: str, need: str) -> HttpResponse:
    """One need not be able to do that first any more."""
    _unit, line = _seen(request.scope, uid, technique)
    linking.set_prerequisite(line.uid, need, None, by=acting(request), now=request.now)
    return redirect("skills:technique", uid, technique)


def mapping(request: Request, uid: str) -> HttpResponse:
    """Which common technique each of the unit's own is, with proposals; `?technique=` opens the whole list for one."""
    unit = _curated(request.scope, uid)
    page, asked = map_page(unit), request.POST.get("technique")
    whole = asked if request.POST.get("whole") else request.GET.get("technique")
    rows = [
        (row, fields.MapForm(request.POST if asked == row.line.uid else None, row=row, above=page.above if whole == row.line.uid else None))
        for row in page.rows
    ]  # fmt: skip
    form = next((form for row, form in rows if form.is_bound), None)
    if form is not None and form.is_valid() and _mapped(request, str(asked), form):
        return redirect("skills:map", uid)
    context = {"place": unit, "page": page, "rows": rows, "whole": whole, "unit_path": crumbs(unit.path, request.scope)}
    return render(request, "skills/catalogue_map.html", context)


@require_POST
def unmap(request: Request, uid: str, technique: str) -> HttpResponse:
    """Take a mapping back."""
    unit = _curated(request.scope, uid)
    try:
        linking.unmap_technique(technique, by=acting(request), now=request.now)
    except Refused as refused:
        messages.error(request, str(refused.message))
    return redirect("skills:map", unit.uid)


def _seen(scope: Scope, uid: str, technique: str) -> tuple[UnitLine, TechniqueLine]:
    unit = catalogue_seen(uid, scope)
    line = technique_by_uid(technique, unit.path)
    if line is None:
        raise NotFound
    return unit, line


def _curated(scope: Scope, uid: str) -> UnitLine:
    unit = catalogue_seen(uid, scope)
    if not curates(scope, unit.path):
        raise NotAllowed
    return unit


def _forms(request: Request, unit: UnitLine, page: TechniquePage) -> dict[str, forms.Form]:
    """What this person may change of the technique, by its word; the one that was sent is filled in."""
    if not curates(request.scope, unit.path):
        return {}
    asked = request.POST.get("what")

    def data(what: str) -> Any:
        return request.POST if asked == what else None

    if page.line.unit_id != unit.id:
        return {"local": fields.LocalNameForm(data("local"), prefix="local", initial={"name": page.local})}
    today = {"day": request.scope.day.isoformat()}
    found: dict[str, forms.Form] = {
        "change": fields.ChangeForm(data("change"), prefix="change", line=page.line),
        "retire": fields.RetireForm(data("retire"), prefix="retire", initial=today),
    }
    if page.others:
        scale = scale_of(unit.path)
        found["need"] = fields.NeedForm(data("need"), prefix="need", others=page.others, scale=scale)
        found["merge"] = fields.MergeForm(data("merge"), prefix="merge", others=page.others)
    return found


def _done(what: str, form: forms.Form, request: Request, unit: UnitLine, line: TechniqueLine) -> bool:
    """Do what a form asks for; a refusal goes to its field."""
    said, by, now = form.cleaned_data, acting(request), request.now
    try:
        if what == "change":
            deeds.change_technique(line.uid, **said, by=by, now=now)
        elif what == "retire":
            deeds.retire_technique(line.uid, said["day"], by=by, now=now)
        elif what == "local":
            deeds.name_locally(line.uid, unit.id, said["name"], by=by, now=now)
        elif what == "need":
            linking.set_prerequisite(line.uid, said["needs"], said["level"], by=by, now=now)
        else:
            linking.merge_techniques(line.uid, said["into"], by=by, now=now)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
        return False
    messages.success(request, _("Written into the catalogue."))
    return True


def _added(request: Request, unit: UnitLine, form: fields.TechniqueForm) -> bool:
    """Add a technique to a trade that the unit uses already, or to a new one of its own."""
    by, now, said = acting(request), request.now, form.cleaned_data
    known = {name: trade for trade, name in (*trades_for(unit.path), *trades_for(unit.path, as_written=True))}
    try:
        trade = known.get(said["trade"].strip()) or deeds.found_trade(
            said["trade"], unit_id=unit.id, by=by.for_request(None), now=now
        )
        deeds.found_technique(
            said["technique"], name_en=said["name_en"], trade_id=trade, unit_id=unit.id, measure=said["measure"],
            worth_0=said["worth_0"], worth_1000=said["worth_1000"], by=by, now=now,
        )  # fmt: skip
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
        return False
    return True


def _mapped(request: Request, technique: str, form: fields.MapForm) -> bool:
    try:
        linking.map_technique(technique, form.cleaned_data["common"], by=acting(request), now=request.now)
    except Refused as refused:
        form.add_error("common", str(refused.message))
        return False
    return True
