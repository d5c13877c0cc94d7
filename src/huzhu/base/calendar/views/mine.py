"""One's own week, the times that don't suit, and the calendar that a phone subscribes to."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.base.access import NotFound, Request, acting, open_door
from huzhu.base.calendar.access import slots_of
from huzhu.base.calendar.actions.own import make_feed, revoke_feed, say_unsuited
from huzhu.base.calendar.actions.slots import agree, cancel_slot
from huzhu.base.calendar.forms import UnsuitedForm, UnsuitedTimeForm
from huzhu.base.calendar.hours import clock
from huzhu.base.calendar.models import Feed
from huzhu.base.calendar.queries.week import own_week
from huzhu.base.calendar.sealing import Unsuited, unsuited_of
from huzhu.base.calendar.subscribing import calendar_of
from huzhu.base.calendar.words import WEEKDAYS
from huzhu.base.people.public import public


def week(request: Request) -> HttpResponse:
    """Own slots of a week with how full it is; each can be agreed to or called off."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = request.scope.day
    if not 2000 <= day.year < 2100:
        raise NotFound
    context = {"week": own_week(request.scope.person_id or 0, day, request.now), "today": request.scope.day}
    return render(request, "calendar/week.html", context)


@require_POST
def agree_to(request: Request, uid: str) -> HttpResponse:
    """A time outside one's work suits."""
    slot = open_door(slots_of(request.scope), uid=uid)
    agree(slot.id, by=acting(request), now=request.now)
    messages.success(request, _("Noted."))
    return redirect(f"{reverse('calendar:week')}?day={slot.starts.date():%Y-%m-%d}")


@require_POST
def cancel(request: Request, uid: str) -> HttpResponse:
    """It does not take place; no reason is asked."""
    slot = open_door(slots_of(request.scope), uid=uid)
    cancel_slot(slot.id, by=acting(request), now=request.now)
    messages.success(request, _("It does not take place. The others are told."))
    return redirect(f"{reverse('calendar:week')}?day={slot.starts.date():%Y-%m-%d}")


def times(request: Request) -> HttpResponse:
    """Times, places and forms that don't suit oneself (S138)."""
    said = unsuited_of([request.scope.person_id or 0]).get(request.scope.person_id or 0, Unsuited())
    time = UnsuitedTimeForm(request.POST if "add" in request.POST else None)
    start = {"places": _(", ").join(said.places), "ways": said.forms}
    other = UnsuitedForm(request.POST if "keep" in request.POST else None, initial=start)
    if (now := _said_now(request, said, time, other)) is not None:
        say_unsuited(now, by=acting(request), now=request.now)
        messages.success(request, _("Kept. Only you can see it."))
        return redirect("calendar:times")
    lines = [(n, WEEKDAYS[day], f"{clock(low)}–{clock(high)}") for n, (day, low, high) in enumerate(said.times)]
    context = {"lines": lines, "time": time, "other": other}
    return render(request, "calendar/times.html", context, status=422 if time.errors or other.errors else 200)


def _said_now(request: Request, said: Unsuited, time: UnsuitedTimeForm, other: UnsuitedForm) -> Unsuited | None:
    """What is said after this request; None where nothing was, or not rightly."""
    if "drop" in request.POST:
        return Unsuited(
            tuple(t for n, t in enumerate(said.times) if f"{n}" != request.POST["drop"]), said.places, said.forms
        )
    if time.is_valid():
        found: dict[Any, None] = dict.fromkeys(sorted({*said.times, *time.said()}))
        return Unsuited(tuple(found), said.places, said.forms)
    if other.is_valid():
        return Unsuited(said.times, other.words(), tuple(other.cleaned_data["ways"]))
    return None


def feed(request: Request) -> HttpResponse:
    """The address of one's own calendar: made, made anew, or dead."""
    address = ""
    if request.method == "POST" and "revoke" in request.POST:
        revoke_feed(by=acting(request), now=request.now)
        return redirect("calendar:feed")
    if request.method == "POST":
        token = secrets.token_urlsafe(24)
        make_feed(token, by=request.scope, now=request.now)  # each press makes a new one, so none is answered twice
        address = request.build_absolute_uri(reverse("calendar:ics", args=[token]))
    row = Feed.objects.filter(person_id=request.scope.person_id or 0).first()
    return render(request, "calendar/feed.html", {"feed": row, "address": address})


@public
@require_safe
def ics(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody's calendar, for whoever knows its secret address."""
    text = calendar_of(token, request.now)  # type: ignore[attr-defined]
    if text is None:
        return HttpResponseNotFound(content_type="text/plain")
    headers = {"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)
