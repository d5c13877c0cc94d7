"""Pages on which a time for practice is booked, agreed to and cancelled."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from huzhu.base.access import NotFound, Refused, Request, acting
from huzhu.base.calendar.actions.slots import agree as agree_to
from huzhu.base.calendar.kinds import SlotTemplate
from huzhu.base.calendar.queries.slots import load_of_week
from huzhu.base.people.queries import groups_of, people
from huzhu.rooms.contracts.queries.couples import Couple
from huzhu.rooms.practice.access import session_for
from huzhu.rooms.practice.actions.booking import book_every_week, book_session, cancel_session, stop_weekly
from huzhu.rooms.practice.forms_booking import BookForm
from huzhu.rooms.practice.queries.book import (
    couples_for,
    machines_of,
    needs_relief,
    template_called,
    templates_of,
    times_for,
)
from huzhu.rooms.practice.queries.lines import session_of_slot
from huzhu.rooms.practice.queries.log import what_of
from huzhu.rooms.practice.queries.reliefs import reliefs_for


def book(request: Request, uid: str) -> HttpResponse:
    """At most five times at which all can; beneath what, how long, where and who minds the machines, to be changed."""
    kind, couples = couples_for(uid, request.scope)
    said = request.POST if request.method == "POST" else request.GET
    do = said["do"] if request.method == "POST" and said.get("do") in ("book", "weekly") else ""
    now = template_called(said.get("form", ""), kind) or templates_of(kind)[0]
    form = _form(request, now, couples, do)
    form.offer(times_for(form.wanted(), request.now) if form.ready else [])
    if do and (done := _booked(request, uid, form, do)):
        return done
    load = [load_of_week(request.scope.person_id or 0, request.scope.day + timedelta(days=n)) for n in (0, 7)]
    others = [template for template in templates_of(kind) if template is not now]
    context = {"form": form, "uid": uid, "now": now, "others": others, "load": load}
    return render(request, "practice/book.html", context, status=422 if do else 200)


def _form(request: Request, template: SlotTemplate, couples: list[Couple], do: str) -> BookForm:
    scope, said = request.scope, request.POST if request.method == "POST" else request.GET
    both = {person for couple in couples for person in couple.two}
    names = {line.id: line.name for line in people(both).values()}
    needed = needs_relief(template)
    reliefs = {person: reliefs_for(person, couples[0].two, scope) if needed else [] for person in both}
    return BookForm(
        said, template=template, couples=couples, names=names, what=what_of(couples, names, scope), reliefs=reliefs,
        machines=machines_of(set(groups_of(both, scope.day).values())), scope=scope, do=do,
    )  # fmt: skip


def _booked(request: Request, uid: str, form: BookForm, do: str) -> HttpResponse | None:
    starts, by, now = form.chosen(), acting(request), request.now
    if not form.is_valid():
        return None
    try:
        if do == "weekly":
            book_every_week(uid, form.wanted(), by=by, now=now)
            return redirect("contracts:page", uid)
        session = book_session(uid, form.wanted(), starts or now, by=by, now=now)
        return redirect("practice:session", session)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
        return None


@require_POST
def cancel(request: Request, uid: str) -> HttpResponse:
    """Either of the two: it does not take place; no reason asked."""
    return redirect("contracts:page", cancel_session(uid, by=acting(request), now=request.now))


@require_POST
def stop(request: Request, uid: str) -> HttpResponse:
    """Either of the two: not every week any more."""
    return redirect("contracts:page", stop_weekly(uid, by=acting(request), now=request.now))


@require_POST
def agree(request: Request, uid: str) -> HttpResponse:
    """One's own yes to a time outside one's work."""
    row = session_for(uid, by=request.scope)
    if row.slot_id is None:
        raise NotFound
    agree_to(row.slot_id, by=acting(request), now=request.now)
    return redirect("practice:session", uid)


def slot(request: Request, uid: str) -> HttpResponse:
    """From an appointment in a calendar to its session."""
    return redirect("practice:session", session_of_slot(uid, request.scope))
