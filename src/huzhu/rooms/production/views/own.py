"""One's own plan and actual."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from huzhu.base.access import NotFound, Refused, Request, acting
from huzhu.rooms.production.actions.causes import say_own_view
from huzhu.rooms.production.actions.own import keep_wage
from huzhu.rooms.production.forms import OwnViewForm, WageForm
from huzhu.rooms.production.queries.before_after import own_wages
from huzhu.rooms.production.queries.own import OwnMonth, own_months
from huzhu.rooms.production.queries.words import taken_at


def mine(request: Request) -> HttpResponse:
    """My months with plan and actual; what was found, the remedy, the next step; and my own words beside it (S19)."""
    months = own_months(request.scope.person_id or 0)
    place = request.POST.get("of", "")
    forms = [
        (one, OwnViewForm(request.POST if one.place == place else None, auto_id=f"{n}-%s"))
        for n, one in enumerate(months)
    ]
    posted = next(((one, form) for one, form in forms if form.is_bound), None)
    if request.method == "POST" and posted is None:
        raise NotFound
    if posted and posted[1].is_valid() and _said(request, *posted):
        return redirect("production:mine")
    lines = [(one, form, [(told, taken_at(told.address)) for told in one.findings]) for one, form in forms]
    return render(request, "production/mine.html", {"lines": lines}, status=422 if posted else 200)


def wage(request: Request) -> HttpResponse:
    """My wage, month by month: only I write and read it (F14)."""
    form = WageForm(request.POST or None, initial={"month": request.scope.day})
    if form.is_valid():
        try:
            keep_wage(form.cleaned_data["month"], form.cleaned_data["yuan"], by=acting(request), now=request.now)
            return redirect("production:wage")
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    lines = sorted(own_wages(request.scope).items(), reverse=True)
    return render(request, "production/wage.html", {"form": form, "lines": lines}, status=422 if form.errors else 200)


def _said(request: Request, one: OwnMonth, form: OwnViewForm) -> bool:
    try:
        say_own_view(one.indicator.uid, one.month, form.cleaned_data["words"], by=acting(request), now=request.now)
    except Refused as refused:
        form.add_error(refused.field, str(refused.message))
        return False
    return True
