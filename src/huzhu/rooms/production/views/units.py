"""For a factory and what lies in it: above and below plan by month; indicators; counts of causes."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huzhu.base.access import NotAllowed, Refused, Request, Role, acting
from huzhu.base.people.queries import crumbs
from huzhu.rooms.production.access import causes_seen, plan_seen
from huzhu.rooms.production.actions.indicators import found_indicator
from huzhu.rooms.production.forms import IndicatorForm
from huzhu.rooms.production.queries.causes import cause_counts
from huzhu.rooms.production.queries.indicators import indicators_for
from huzhu.rooms.production.queries.units import UnitPlan, proposals, unit_plan
from huzhu.rooms.skills.access import catalogue_seen, keeps_catalogue
from huzhu.rooms.skills.months import month_asked


def plan(request: Request, uid: str) -> HttpResponse:
    """Groups by month, above and below plan, in the order of the tree; a leader may propose a contract to another group."""
    unit, scope = plan_seen(uid, request.scope), request.scope
    if unit.level == "group":
        return redirect("production:group", uid)
    found = unit_plan(unit, request.GET.get("indicator", ""), month_asked(request.GET.get("month", "")), scope.day)
    context = {
        "place": unit, "found": found, "lines": proposals(scope, found), "unit_path": crumbs(unit.path, scope),
        "places": _places(uid, found), "counts": unit.level == "factory" and scope.holds(*Role, at=unit.path),
    }  # fmt: skip
    return render(request, "production/unit.html", context)


def causes(request: Request, uid: str) -> HttpResponse:
    """How often each cause was found in a factory, from five people upward (Q31)."""
    unit = causes_seen(uid, request.scope)
    found = cause_counts(unit, month_asked(request.GET.get("month", "")), request.scope.day)
    context = {"place": unit, "found": found, "unit_path": crumbs(unit.path, request.scope)}
    return render(request, "production/causes.html", context)


def indicators(request: Request, uid: str) -> HttpResponse:
    """What is planned and counted here; whoever keeps the catalogue adds to it."""
    unit, scope = catalogue_seen(uid, request.scope), request.scope
    keeps = keeps_catalogue(scope, unit.path)
    if request.method == "POST" and not keeps:
        raise NotAllowed
    form = IndicatorForm(request.POST or None)
    if form.is_valid():
        try:
            found_indicator(**form.cleaned_data, unit_id=unit.id, by=acting(request), now=request.now)
            return redirect("production:indicators", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    context = {
        "place": unit,
        "lines": indicators_for(unit.path),
        "form": form,
        "keeps": keeps,
        "unit_path": crumbs(unit.path, scope),
    }
    return render(request, "production/indicators.html", context, status=422 if form.errors else 200)


def _places(uid: str, found: UnitPlan) -> list[dict[str, object]]:
    """One chip for each indicator, where there are several."""
    address = reverse("production:unit", args=[uid])
    return [
        {"url": f"{address}?indicator={line.uid}", "label": line.name, "current": line == found.indicator}
        for line in found.indicators
        if len(found.indicators) > 1
    ]
