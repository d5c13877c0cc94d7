"""A unit's shifts, patterns and holidays, and which of its groups works by which."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from huzhu.base.access import NotFound, Refused, Request, acting
from huzhu.base.calendar.access import must_plan, plans, unit_held
from huzhu.base.calendar.actions.rotas import set_holidays, set_time_zone, take_back_holiday
from huzhu.base.calendar.actions.shifts import keep_pattern, keep_shift
from huzhu.base.calendar.forms import ClockForm, DayForm, HolidayForm, PatternForm, ShiftForm
from huzhu.base.calendar.queries.pages import holidays as holidays_from
from huzhu.base.calendar.queries.pages import shifts_at, shifts_page
from huzhu.base.calendar.queries.plans import zones_of
from huzhu.base.people.queries import crumbs


def shifts(request: Request, uid: str) -> HttpResponse:
    """Shifts, patterns, and each group's next two weeks."""
    unit = unit_held(uid, request.scope)
    asked = request.GET.get("page", "1")
    page = shifts_page(unit, request.scope, int(asked) if asked.isdecimal() and len(asked) < 6 else 1)
    context = {"unit": unit, "page": page, "unit_path": crumbs(unit.path, request.scope)}
    return render(request, "calendar/shifts.html", context)


def new_shift(request: Request, uid: str) -> HttpResponse:
    """Found a shift with its meals and rests."""
    unit = must_plan(uid, request.scope)
    form = ShiftForm(request.POST or None)
    if form.is_valid():
        try:
            keep_shift(uid, **form.said(), by=acting(request), now=request.now)
            return redirect("calendar:shifts", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    context = {"unit": unit, "form": form, "shifts": shifts_at(unit.path)}
    return render(request, "calendar/shift.html", context, status=422 if form.errors else 200)


def new_pattern(request: Request, uid: str) -> HttpResponse:
    """Found a pattern of any cycle."""
    unit = must_plan(uid, request.scope)
    form = PatternForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            keep_pattern(
                uid, said["name"], form.codes(), holidays=said["holidays"], by=acting(request), now=request.now
            )
            return redirect("calendar:shifts", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    context = {"unit": unit, "form": form, "shifts": shifts_at(unit.path)}
    return render(request, "calendar/pattern.html", context, status=422 if form.errors else 200)


def clock(request: Request, uid: str) -> HttpResponse:
    """By which clock a factory works."""
    unit = must_plan(uid, request.scope)
    if unit.level != "factory":
        raise NotFound
    form = ClockForm(request.POST or None, initial={"zone": zones_of({unit.path})[unit.path]})
    if form.is_valid():
        set_time_zone(uid, form.cleaned_data["zone"], by=acting(request), now=request.now)
        return redirect("calendar:shifts", uid)
    context = {"unit": unit, "form": form}
    return render(request, "calendar/clock.html", context, status=422 if form.errors else 200)


def holidays(request: Request, uid: str) -> HttpResponse:
    """Days off and days worked from today on; whoever plans adds one."""
    unit = unit_held(uid, request.scope)
    may = plans(request.scope, unit.path)
    form = HolidayForm(request.POST or None) if may else None
    if form is not None and form.is_valid():
        said = form.cleaned_data
        days = {said["day"]: (said["working"], said["name"])}
        set_holidays(uid, days, by=acting(request), now=request.now)
        return redirect("calendar:holidays", uid)
    context = {
        "unit": unit, "days": holidays_from(unit.path, request.scope.day), "form": form,
        "unit_path": crumbs(unit.path, request.scope),
    }  # fmt: skip
    return render(request, "calendar/holidays.html", context, status=422 if form and form.errors else 200)


@require_POST
def holiday_back(request: Request, uid: str) -> HttpResponse:
    """One of the unit's own days is again what the weekday says."""
    must_plan(uid, request.scope)
    form = DayForm(request.POST)
    if form.is_valid():
        take_back_holiday(uid, form.cleaned_data["day"], by=acting(request), now=request.now)
    return redirect("calendar:holidays", uid)
