"""Help now: one tap asks, one tap takes, two close."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huzhu.base.access import NotAllowed, Overtaken, Refused, Request, acting
from huzhu.rooms.exchange.access import call_for, machine_seen
from huzhu.rooms.exchange.actions import help as deeds
from huzhu.rooms.exchange.forms import CloseCallForm
from huzhu.rooms.exchange.queries.help import call_page, help_given, running_calls
from huzhu.rooms.exchange.queries.techniques import of_trade
from huzhu.rooms.skills.queries.catalogue import technique_by_uid


def start(request: Request, uid: str = "") -> HttpResponse:
    """What one is stuck at: a tap on it asks. With `uid` from the code at a machine, which is then named."""
    scope = request.scope
    if scope.group_id is None:
        raise NotAllowed
    context = {
        "machine": machine_seen(uid, scope) if uid else None, "techniques": of_trade(scope),
        "running": running_calls(scope, request.now), "given": help_given(scope.person_id or 0),
    }  # fmt: skip
    return render(request, "exchange/help.html", context)


@require_POST
def call(request: Request) -> HttpResponse:
    """The one tap."""
    technique = technique_by_uid(request.POST.get("technique", ""), request.scope.group_path)
    machine = request.POST.get("machine", "")
    uid = deeds.call_help(technique.id if technique else 0, by=acting(request), now=request.now, machine_uid=machine)
    return redirect("exchange:help-call", uid)


def page(request: Request, uid: str) -> HttpResponse:
    """A call, for the caller and those it asks; while it runs the page renews its part."""
    row = call_for(uid, by=request.scope)
    form = CloseCallForm(request.POST or None)
    if form.is_valid():
        try:
            deeds.close(uid, form.cleaned_data["helped"] == "yes", by=acting(request), now=request.now)
            return redirect("exchange:help-call", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    context = {"page": call_page(row, request.scope, request.now), "form": form}
    template = "exchange/call_state.html" if request.htmx else "exchange/call.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_POST
def take(request: Request, uid: str) -> HttpResponse:
    """Two who take it at once: one goes, the other is thanked."""
    try:
        deeds.take(uid, by=acting(request), now=request.now)
    except Overtaken:
        messages.info(request, _("Thank you; somebody else is already on the way, or it is settled."))
    return redirect("exchange:help-call", uid)


@require_POST
def take_back(request: Request, uid: str) -> HttpResponse:
    deeds.take_back(uid, by=acting(request), now=request.now)
    return redirect("exchange:help")
