"""A group's plan and actual, the page that takes figures, and who is below plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.base.access import LEADERS, NotFound, Refused, Request, acting
from huzhu.base.people.looks import looked
from huzhu.base.people.queries import crumbs
from huzhu.rooms.production.access import PLAN, below_plan_seen, leads, plan_seen
from huzhu.rooms.production.actions.causes import find_cause
from huzhu.rooms.production.actions.figures import save_figures
from huzhu.rooms.production.forms import CauseForm, FiguresForm, PeriodForm
from huzhu.rooms.production.queries.below import BelowLine, below_plan
from huzhu.rooms.production.queries.chart import plan_chart
from huzhu.rooms.production.queries.figures import entries, group_plan
from huzhu.rooms.production.queries.indicators import indicators_for
from huzhu.rooms.skills.access import group_led
from huzhu.rooms.skills.months import month_asked


def plan(request: Request, uid: str) -> HttpResponse:
    """The group's own plan and actual by day, posted for its factory (Q29): chart, figures, days without plan."""
    group = plan_seen(uid, request.scope)
    if group.level != "group":
        return redirect("production:unit", uid)
    found = group_plan(group, request.GET.get("indicator", ""), month_asked(request.GET.get("month", "")))
    context = {
        "group": group, "found": found, "chart": plan_chart(found), "leads": leads(request.scope, group),
        "unit_path": crumbs(group.path, request.scope),
    }  # fmt: skip
    return render(request, "production/group.html", context)


def enter(request: Request, uid: str) -> HttpResponse:
    """The leaders write plan and actual of one day or month: the group's, and each person's in roll order."""
    group, scope = group_led(uid, request.scope, *LEADERS), request.scope
    known = indicators_for(group.path)
    period = PeriodForm(request.GET, indicators=known, today=scope.day)
    indicator, day, span = period.chosen()
    what = next((line for line in known if line.uid == indicator), None)
    rows = entries(group, what, day, span, scope.day) if what else []
    form = FiguresForm(request.POST or None, entries=rows)
    looked(scope, PLAN, form.people_ids)
    if what and form.is_valid() and _saved(request, form, form.said(group.id, what.id, day, span)):
        return redirect(f"{reverse('production:group', args=[uid])}?indicator={what.uid}&month={day:%Y-%m}")
    context = {
        "group": group, "period": period, "what": what, "day": day, "span": span, "form": form,
        "unit_path": crumbs(group.path, scope),
    }  # fmt: skip
    return render(request, "production/enter.html", context, status=422 if form.errors else 200)


def below(request: Request, uid: str) -> HttpResponse:
    """Everybody below plan with figures, cause, remedy and next step; who has no cause yet (S19)."""
    group, scope = below_plan_seen(uid, request.scope), request.scope
    found = below_plan(group, month_asked(request.GET.get("month", "")), scope.day)
    looked(scope, PLAN, [line.person.id for line in found.lines])
    pairs = [(line, _cause_form(line, request.POST)) for line in found.lines]
    posted = next(((line, form) for line, form in pairs if form.is_bound), None)
    if request.method == "POST" and posted is None:
        raise NotFound
    if posted and posted[1].is_valid() and _found(request, *posted, found.month):
        return redirect(f"{reverse('production:below-plan', args=[uid])}?month={found.month:%Y-%m}")
    context = {"group": group, "found": found, "pairs": pairs, "unit_path": crumbs(group.path, scope)}
    return render(request, "production/below.html", context, status=422 if posted else 200)


def _saved(request: Request, form: FiguresForm, said: list[Any]) -> bool:
    try:
        counts = save_figures(said, by=acting(request), now=request.now)
    except Refused as refused:
        form.add_error(None, str(refused.message))
        return False
    messages.success(request, _("Saved: %(n)s figures.") % {"n": counts["new"] + counts["changed"]})
    return True


def _cause_form(line: BelowLine, posted: Any) -> CauseForm:
    """The form of one person and indicator; bound where it is the one that was sent."""
    prefix = f"{line.person.uid}-{line.indicator.uid}"
    sent = posted if posted.get("of") == prefix else None
    return CauseForm(sent, prefix=prefix, auto_id=f"{prefix}-%s")


def _found(request: Request, line: BelowLine, form: CauseForm, month: Any) -> bool:
    cause, _space, remedy = form.cleaned_data["choice"].partition(" ")
    by, words = acting(request), form.cleaned_data["words"]
    try:
        find_cause(line.person.uid, line.indicator.uid, month, cause, remedy, words=words, by=by, now=request.now)
    except Refused as refused:
        form.add_error(refused.field, str(refused.message))
        return False
    return True
