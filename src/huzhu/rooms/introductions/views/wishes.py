"""Wishes: made in two taps, renewed and withdrawn in one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huzhu.base.access import NotFound, Refused, Request, acting
from huzhu.rooms.introductions.access import wish_for
from huzhu.rooms.introductions.actions import wishes as deeds
from huzhu.rooms.introductions.forms import NameForm, WishForm, refuse
from huzhu.rooms.introductions.queries import pages_wishes as offer
from huzhu.rooms.introductions.queries.pages_rounds import rounds_around
from huzhu.rooms.introductions.queries.wishes import alternatives, my_wishes, suggestions
from huzhu.rooms.skills.queries import current_key_problems

KINDS = ("request", "offer")


@never_cache
def my_wishes_page(request: Request) -> HttpResponse:
    """My wishes with whom I named, which nobody else sees, and where a round left them."""
    lines = my_wishes(request.scope)
    context = {
        "open": [line for line in lines if line.state == "open"], "past": [line for line in lines if line.state != "open"],
        "suggestions": suggestions(request.scope, request.now), "life": offer.wish_life(request.scope),
        "rounds": rounds_around(request.scope), "reaches": {unit.level: unit for unit in offer.reaches(request.scope)},
    }  # fmt: skip
    return render(request, "introductions/wishes.html", context)


@never_cache
def new(request: Request) -> HttpResponse:
    """A wish: the technique comes chosen from one's own card, so that one tap here makes it."""
    kind = request.GET.get("kind", "request")
    if kind not in KINDS:
        raise NotFound
    form, context = _form(request, kind)
    if form.is_valid():
        try:
            deed = deeds.wish_to_learn if kind == "request" else deeds.offer_to_teach
            deed(**form.wish(), by=acting(request), now=request.now)
            messages.info(request, _("Your wish is noted. You can change it at any time."))
            return redirect("introductions:my-wishes")
        except Refused as refused:
            refuse(form, refused)
    return render(request, "introductions/wish_new.html", context)


@require_POST
@never_cache
def likely(request: Request) -> HttpResponse:
    """Whether a wish is likely to stay unmet, and whom else one could name; posted, so that no log holds the name."""
    technique = offer.techniques_to_wish(request.scope, "request").id_of(request.POST.get("technique", ""))
    names = {line.uid: line.id for line in offer.nameable(request.scope, request.now)}
    said = ""
    if technique:
        said, _others = alternatives(request.scope, technique, names.get(request.POST.get("named", "")), request.now)
    return render(request, "introductions/likely.html", {"likely": said})


@require_POST
def suggestion(request: Request) -> HttpResponse:
    """What an imported list suggests becomes my wish by one tap."""
    deeds.take_up(request.POST.get("suggestion", ""), by=acting(request), now=request.now)
    return redirect("introductions:my-wishes")


@require_POST
def again(request: Request, uid: str) -> HttpResponse:
    deeds.renew(uid, by=acting(request), now=request.now)
    return redirect("introductions:my-wishes")


@require_POST
def back(request: Request, uid: str) -> HttpResponse:
    deeds.withdraw(uid, by=acting(request), now=request.now)
    return redirect("introductions:my-wishes")


@require_POST
def shown(request: Request, uid: str) -> HttpResponse:
    """Show my name, or no longer, to the leader who looks for somebody."""
    deeds.show_name(uid, request.POST.get("shown") == "yes", by=acting(request), now=request.now)
    return redirect("introductions:my-wishes")


@never_cache
def name(request: Request, uid: str) -> HttpResponse:
    """Whom I would like; sealed."""
    wish_for(uid, by=request.scope)
    wish = next(line for line in my_wishes(request.scope) if line.uid == uid)
    if wish.state != "open":
        raise NotFound
    given = request.GET.get("person") or (wish.named.uid if wish.named else "")
    form = NameForm(request.POST or None, people=offer.nameable(request.scope, request.now), initial={"named": given})
    if form.is_valid():
        try:
            deeds.name_somebody(uid, form.cleaned_data["named"], by=acting(request), now=request.now)
            return redirect("introductions:my-wishes")
        except Refused as refused:
            refuse(form, refused)
    return render(request, "introductions/wish_name.html", {"form": form, "wish": wish})


def _form(request: Request, kind: str) -> tuple[WishForm, dict[str, object]]:
    """The form of a kind of wish; techniques of another trade are a page of their own, since they need a reason."""
    scope, uid = request.scope, request.GET.get("technique", "")
    found = offer.techniques_to_wish(scope, kind)
    other = "other" in request.GET or found.is_other(uid) or not found.own
    form = WishForm(
        request.POST or None, kind=kind, techniques=found.other if other else found.own, reaches=offer.reaches(scope),
        people=offer.nameable(scope, request.now), other_trade=other, initial={"technique": uid},
        keys=current_key_problems(scope.group_path, scope.day) if kind == "request" else (),
    )  # fmt: skip
    said = (
        alternatives(scope, found.id_of(uid) or 0, None, request.now)[0]
        if kind == "request" and found.id_of(uid)
        else ""
    )
    switch = [
        {"url": "?kind=request", "label": _("I want to learn"), "current": kind == "request"},
        {"url": "?kind=offer", "label": _("I can teach"), "current": kind == "offer"},
    ]
    return form, {
        "form": form, "kind": kind, "other": other, "others": bool(found.other and found.own), "likely": said,
        "life": offer.wish_life(scope), "switch": switch, "none": not form.ids,
    }  # fmt: skip
