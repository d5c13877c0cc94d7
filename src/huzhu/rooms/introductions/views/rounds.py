"""Rounds: opened, compared by three rules, frozen, looked at once, sent, closed (Q14)."""

from __future__ import annotations

from contextlib import suppress

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huzhu.base.access import NotAllowed, Refused, Request, Role, acting
from huzhu.base.charter import rule
from huzhu.rooms.introductions.access import round_for
from huzhu.rooms.introductions.actions import rounds as deeds
from huzhu.rooms.introductions.actions.computing import start_computing, stop_computing
from huzhu.rooms.introductions.actions.waves import close_round
from huzhu.rooms.introductions.clauses import GATHERING
from huzhu.rooms.introductions.forms import BecauseForm, FreezeForm, OneForm, RoundForm, refuse
from huzhu.rooms.introductions.queries import pages_rounds as shown
from huzhu.rooms.introductions.queries.comparison import comparison
from huzhu.rooms.introductions.queries.rounds import RoundPage, job_of, proposals, round_page, rounds
from huzhu.rooms.introductions.queries.wishes import my_wishes

CLOSING = "close_%s"
"""Ids of the fields that end a round: the page may hold another form with a reason."""


def rounds_page(request: Request) -> HttpResponse:
    """Rounds that I organise, and those that reach my group."""
    scope = request.scope
    context = {"lines": rounds(scope), "around": shown.rounds_around(scope), "organises": scope.has(Role.ORGANISER)}
    return render(request, "introductions/rounds.html", context)


def new(request: Request) -> HttpResponse:
    """Begin to gather wishes; the unit's key problems must be posted, or 'none' with a reason."""
    if not request.scope.has(Role.ORGANISER):
        raise NotAllowed(_("Only a round organiser opens a round."))
    form = RoundForm(request.POST or None, units=shown.units_to_open(request.scope))
    if form.is_valid():
        try:
            unit = shown.unit_id_of(form.cleaned_data["unit"])
            uid = deeds.open_round(unit, by=acting(request), now=request.now)
            return redirect("introductions:round", uid)
        except Refused as refused:
            refuse(form, refused)
    path = request.scope.paths(Role.ORGANISER)[0]
    days = rule(GATHERING, path=path, day=request.scope.day)
    return render(request, "introductions/round_new.html", {"form": form, "days": days, "path": path})


@never_cache
def one(request: Request) -> HttpResponse:
    """A round of one: I need not wait for the next round."""
    open_ = {
        wish.uid: wish.technique for wish in my_wishes(request.scope) if wish.state == "open" and wish.kind == "request"
    }
    form = OneForm(request.POST or None, wishes=open_, initial={"wish": request.GET.get("wish")})
    if form.is_valid():
        try:
            uid = deeds.introduce_one(form.cleaned_data["wish"], by=acting(request), now=request.now)
            return redirect("introductions:page", uid)
        except Refused as refused:
            refuse(form, refused)
    return render(request, "introductions/round_one.html", {"form": form, "none": not open_})


def page(request: Request, uid: str) -> HttpResponse:
    """A round by its state."""
    return _page(request, round_page(request.scope, uid, request.now))


def compare(request: Request, uid: str) -> HttpResponse:
    """The three columns alone, recomputed under the limits of the sliders; or how far the job of a large round is."""
    found = round_page(request.scope, uid, request.now, moving="moving" in request.GET)
    told = {"told": request.htmx and "moving" not in request.GET}  # aloud once, when the finger has left
    return render(request, "introductions/compared.html", _compared(request, found) | told)


@require_POST
def compute(request: Request, uid: str) -> HttpResponse:
    """Compare a large round in the background, under the limits of the sliders."""
    limits = FreezeForm({"rule": "stable"} | {key: request.POST.get(key) for key in ("teaching", "learning")})
    limits.is_valid()
    said = limits.cleaned_data
    with suppress(Refused):  # it is at work already: the page shows how far
        start_computing(
            uid, teaching=said.get("teaching"), learning=said.get("learning"), by=acting(request), now=request.now
        )
    return redirect("introductions:round", uid)


@require_POST
def stop(request: Request, uid: str) -> HttpResponse:
    """Stop the job of a large round."""
    stop_computing(uid, by=acting(request), now=request.now)
    return redirect("introductions:round", uid)


@require_POST
def end(request: Request, uid: str) -> HttpResponse:
    """End the gathering before its day, with a reason."""
    form = BecauseForm(request.POST)
    round_for(uid, by=request.scope)
    if form.is_valid():
        try:
            deeds.end_gathering(uid, form.cleaned_data["because"], by=acting(request), now=request.now)
            return redirect("introductions:round", uid)
        except Refused as refused:
            refuse(form, refused)
    return _page(request, round_page(request.scope, uid, request.now), form)


@require_POST
def freeze_page(request: Request, uid: str) -> HttpResponse:
    """Keep one rule and its limits; from here on one look, then out."""
    form = FreezeForm(request.POST, auto_id="%s")
    large = round_page(request.scope, uid, request.now).large
    if form.is_valid():
        try:
            data, freeze = form.cleaned_data, start_computing if large else deeds.freeze
            freeze(
                uid, data["rule"], teaching=data["teaching"], learning=data["learning"], by=acting(request), now=request.now
            )  # fmt: skip
            return redirect("introductions:round", uid)
        except Refused as refused:
            refuse(form, refused)
    return _page(request, round_page(request.scope, uid, request.now), form)


@require_POST
def hold(request: Request, uid: str) -> HttpResponse:
    """Hold one prepared introduction back, with a reason."""
    form = BecauseForm(request.POST)
    if not form.is_valid():
        return _page(request, round_page(request.scope, uid, request.now), form)
    deeds.hold_back(
        request.POST.get("introduction", ""), form.cleaned_data["because"], by=acting(request), now=request.now
    )
    return redirect("introductions:round", uid)


@require_POST
def send_page(request: Request, uid: str) -> HttpResponse:
    """Everything that was not held back goes out, with one deadline."""
    sent = deeds.send(uid, by=acting(request), now=request.now)
    messages.info(request, _("Sent. Each of the two answers alone.") if sent else _("Nothing could be sent."))
    return redirect("introductions:round", uid)


@require_POST
def close(request: Request, uid: str) -> HttpResponse:
    """End a round that has not gone out, with a reason."""
    closing = BecauseForm(request.POST, auto_id=CLOSING)
    round_for(uid, by=request.scope)
    if closing.is_valid():
        try:
            close_round(uid, closing.cleaned_data["because"], by=acting(request), now=request.now)
            return redirect("introductions:round", uid)
        except Refused as refused:
            refuse(closing, refused)
    return _page(request, round_page(request.scope, uid, request.now), closing=closing)


def _page(
    request: Request, found: RoundPage, form: forms.Form | None = None, closing: forms.Form | None = None
) -> HttpResponse:
    state = "compare" if found.may_freeze else found.line.state
    context = {
        "page": found, "steps": shown.ribbon(found), "state": state, "form": form or BecauseForm(),
        "closing": closing or BecauseForm(auto_id=CLOSING),
        "keys": shown.keys_of_round(found, request.scope),
    }  # fmt: skip
    if state == "compare":
        context |= _compared(request, found)
    if state == "computed":
        context["lines"] = proposals(request.scope, found.line.uid, request.GET.get("page", 1))
    if state == "closed":
        context["endings"] = shown.endings(request.scope, found)
    return render(request, f"introductions/round_{state}.html", context)


def _compared(request: Request, page: RoundPage) -> dict[str, object]:
    """Limits come from the sliders, or from the freeze that was refused."""
    given = request.POST or request.GET
    form = FreezeForm(
        {"rule": given.get("rule") or "stable", **{key: given.get(key) for key in ("teaching", "learning")}}
    )
    form.is_valid()
    limits = {key: form.cleaned_data.get(key) for key in ("teaching", "learning")}
    found = comparison(request.scope, page.line.uid, **limits, moving="moving" in request.GET)
    chosen = form.cleaned_data.get("rule", "stable")
    return {
        "page": page, "found": found, "columns": shown.drawn(found), "chosen": chosen, "rules": shown.RULE_WORDS,
        "job": job_of(request.scope, page.line.uid) if page.large else None,
    }  # fmt: skip
