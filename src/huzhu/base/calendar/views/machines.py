"""Machines and posts of a group, each with its page behind a QR code."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huzhu.base.access import NotAllowed, Refused, Request, acting
from huzhu.base.calendar.access import machine_seen, machines_group, must_set, sets_rota
from huzhu.base.calendar.actions.machines import keep_machine
from huzhu.base.calendar.forms import MachineForm
from huzhu.base.calendar.queries.machines import machine_line, machines_of
from huzhu.base.people.qr import qr_of
from huzhu.base.people.queries import crumbs


def machines(request: Request, uid: str) -> HttpResponse:
    """The group's machines in the order of the floor, with their neighbours."""
    group = machines_group(uid, request.scope)
    may = sets_rota(request.scope, group.id, group.path)
    lines = machines_of([group.id], also_gone=may)
    context = {"group": group, "lines": lines, "may": may, "unit_path": crumbs(group.path, request.scope)}
    return render(request, "calendar/machines.html", context)


def new(request: Request, uid: str) -> HttpResponse:
    """Note a machine or post."""
    group = must_set(uid, request.scope)
    lines = machines_of([group.id])
    start = {"room": lines[-1].room, "position": lines[-1].position + 1} if lines else {"position": 1}
    form = MachineForm(request.POST or None, others=lines, initial=start)
    if form.is_valid():
        try:
            keep_machine(uid, **form.said(), by=acting(request), now=request.now)
            return redirect("calendar:machines", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    return render(
        request, "calendar/machine_form.html", {"group": group, "form": form}, status=422 if form.errors else 200
    )


def change(request: Request, uid: str) -> HttpResponse:
    """How it stands now."""
    row, group = machine_seen(uid, request.scope)
    if not sets_rota(request.scope, group.id, group.path):
        raise NotAllowed
    line, others = machine_line(row.id), [one for one in machines_of([group.id]) if one.id != row.id]
    start = {"name": row.name, "room": row.room, "position": row.position, "in_use": row.in_use}
    beside = [uid for uid, _name in line.neighbours] if line else []
    form = MachineForm(request.POST or None, others=others, initial=start | {"neighbours": beside})
    if form.is_valid():
        try:
            keep_machine(group.uid, **form.said(), uid=uid, by=acting(request), now=request.now)
            return redirect("calendar:machine", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    context = {"group": group, "form": form, "machine": line}
    return render(request, "calendar/machine_form.html", context, status=422 if form.errors else 200)


def machine(request: Request, uid: str) -> HttpResponse:
    """What stands there, what beside it, and the code to stick on it."""
    row, group = machine_seen(uid, request.scope)
    may = sets_rota(request.scope, group.id, group.path)
    address = request.build_absolute_uri(reverse("calendar:machine", args=[uid]))
    context = {
        "group": group, "machine": machine_line(row.id), "may": may, "qr": qr_of(address),
        "unit_path": crumbs(group.path, request.scope),
    }  # fmt: skip
    return render(request, "calendar/machine.html", context)
