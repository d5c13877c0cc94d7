"""A group's people, for whoever keeps its roll: who joins, and whose sign-in waits."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huzhu.base.access import LEADERS, Refused, Request, acting
from huzhu.base.people.access import group_kept
from huzhu.base.people.actions import accounts, roll
from huzhu.base.people.confirmations import sign_ins_of
from huzhu.base.people.devices import device_of, keep_device, new_device
from huzhu.base.people.forms import NewPersonForm
from huzhu.base.people.models import Device
from huzhu.base.people.qr import qr_of
from huzhu.base.people.rights import NONE
from huzhu.base.people.sign_in import leave
from huzhu.base.people.views.first_sign_in import showing
from huzhu.base.units.queries import UnitLine, at_level


def people(request: Request, uid: str) -> HttpResponse:
    """The roll with the state of each sign-in; adds one person."""
    unit = group_kept(uid, request.scope)
    form = NewPersonForm(request.POST or None)
    if form.is_valid():
        try:
            _enrol(request, unit, form.cleaned_data)
            return redirect("group-people", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    join = _join(unit)
    context = {
        "group": unit,
        "lines": sign_ins_of(unit.id, request.scope.day),
        "form": form,
        "join": join,
        "qr": qr_of(join),
    }
    leads = request.scope.holds_exactly(*LEADERS, unit_id=unit.id)
    return render(request, "people/group.html", context | {"leads": leads}, status=422 if form.errors else 200)


def cards(request: Request, uid: str) -> HttpResponse:
    """A card for the phone of everybody who has not signed in yet, and beside them who shows digits now."""
    unit = group_kept(uid, request.scope)
    waiting = [line.person for line in sign_ins_of(unit.id, request.scope.day) if line.state == NONE]
    made = [(person, card := f"{_join(unit)}?{urlencode({'roll': person.roll})}", qr_of(card)) for person in waiting]
    context = showing(request) | {"group": unit, "cards": made, "list": request.path}
    return render(request, "people/cards.html", context)


def tablet(request: Request, uid: str) -> HttpResponse:
    """Make this device the group's shared tablet, or none any more; the leader is signed off here at once."""
    unit = group_kept(uid, request.scope)
    if request.method == "POST" and "end" in request.POST:
        accounts.end_tablets(unit.id, by=acting(request), now=request.now)
        return redirect("group-tablet", uid)
    if request.method == "POST":
        return _become_tablet(request, unit)
    device = device_of(request)
    context = {"group": unit, "count": Device.objects.filter(unit_id=unit.id).count()}
    return render(request, "people/tablet.html", context | {"here": device is not None and device.unit_id == unit.id})


def _become_tablet(request: Request, unit: UnitLine) -> HttpResponse:
    """A fresh cookie: no device that somebody owns is turned into a tablet."""
    fresh, token = new_device(request.now)
    accounts.make_tablet(unit.id, fresh.id, by=acting(request), now=request.now)
    response = leave(request, redirect("sign-in"))
    keep_device(response, token)
    return response


def _join(unit: UnitLine) -> str:
    return f"{settings.ADDRESS}{reverse('join', args=[unit.uid])}"


def _enrol(request: Request, unit: UnitLine, typed: dict[str, Any]) -> int:
    by, post_id = acting(request), None
    factory = at_level(unit.path, "factory", by.day)
    if typed["post"] and factory:
        post_id = roll.found_post(typed["post"], factory_id=factory.id, by=by.for_request(None), now=request.now)
    return roll.enrol(typed["name"], typed["roll"], group_id=unit.id, post_id=post_id, by=by, now=request.now)
