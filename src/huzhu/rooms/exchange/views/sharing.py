"""Pages of sharing meetings: a unit's quarter, one meeting with its lessons."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from huzhu.base.access import NotAllowed, NotFound, Refused, Request, acting
from huzhu.base.people.queries import crumbs, person_by_roll, roster
from huzhu.base.units.queries import UnitLine, path_of
from huzhu.rooms.contracts.queries.linkable import linkable
from huzhu.rooms.exchange.access import records_for, sharing_for, sharing_unit, sharings_seen
from huzhu.rooms.exchange.actions import sharing as deeds
from huzhu.rooms.exchange.forms import LessonForm, SharingForm
from huzhu.rooms.exchange.queries.sharing import Quarter, quarter_page, sharing_page


def quarter(request: Request, uid: str) -> HttpResponse:
    """How many meetings a unit held in a quarter, and what they left."""
    unit = sharing_unit(uid, request.scope)
    asked = Quarter.asked(request.GET.get("quarter", ""), request.scope.day)
    context = {
        "unit": unit, "page": quarter_page(unit, asked, request.scope), "records": records_for(unit, request.scope),
        "unit_path": crumbs(unit.path, request.scope),
    }  # fmt: skip
    return render(request, "exchange/sharings.html", context)


def plan(request: Request, uid: str) -> HttpResponse:
    """Call a meeting, or write down one that was."""
    unit = sharing_unit(uid, request.scope)
    if not records_for(unit, request.scope):
        raise NotAllowed
    mates = roster(unit.id, request.scope.day) if unit.is_home else []
    form = SharingForm(request.POST or None, people=mates, initial={"day": request.scope.day})
    if form.is_valid():
        try:
            return redirect("exchange:sharing", _planned(request, unit, form))
        except Refused as refused:
            field = {"starts": "at", "roll": "rolls"}.get(refused.field or "")
            form.add_error(field if field in form.fields else None, str(refused.message))
    return render(
        request, "exchange/sharing_new.html", {"unit": unit, "form": form}, status=422 if form.errors else 200
    )


def _planned(request: Request, unit: UnitLine, form: SharingForm) -> str:
    said: dict[str, Any] = form.cleaned_data
    rolls = [roll for roll in said.get("rolls", "").replace("\uff0c", ",").split(",") if roll.strip()]
    people = [form.ids[one] for one in said.get("people", ())]
    people += [person_by_roll(roll, request.scope) for roll in rolls]
    starts = timezone.make_aware(datetime.combine(said["day"], said["at"])) if said["at"] else None
    starts = starts if starts and starts > request.now else None
    return deeds.plan(unit.uid, said["about"], said["day"], people, by=acting(request), now=request.now, starts=starts)


def page(request: Request, uid: str) -> HttpResponse:
    """One meeting: its lessons, and where there is none yet the place to write it."""
    row = sharing_for(uid, by=request.scope)
    found = sharing_page(row, request.scope)
    contracts = linkable(path_of(row.unit_id, request.scope.day), request.scope) if found.may_write else []
    form = LessonForm(request.POST or None, contracts=contracts)
    if form.is_valid():
        try:
            deeds.write_lesson(uid, form.cleaned_data["text"], form.uids, by=acting(request), now=request.now)
            return redirect("exchange:sharing", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    status = 422 if form.errors else 200
    return render(request, "exchange/sharing.html", {"page": found, "form": form}, status=status)


@require_POST
def drop(request: Request, uid: str) -> HttpResponse:
    row = sharing_for(uid, by=request.scope)
    deeds.drop(uid, by=acting(request), now=request.now)
    return redirect("exchange:sharings", row.unit.uid)


def of_slot(request: Request, uid: str) -> HttpResponse:
    """From the calendar to the meeting."""
    row = sharings_seen(request.scope).filter(slot__uid=uid).first()
    if row is None:
        raise NotFound
    return redirect("exchange:sharing", row.uid)
