"""The group's sitting: one page, a tap each, one button for the rest."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from huzhu.base.access import Refused, Request, acting
from huzhu.base.access.requests import done_at, opened_at
from huzhu.base.followup.halves import half_of
from huzhu.rooms.checks.access import leads, sitting_group
from huzhu.rooms.checks.actions import findings
from huzhu.rooms.checks.actions.conditions import add_condition, end_condition
from huzhu.rooms.checks.actions.sitting import decide as take_version
from huzhu.rooms.checks.actions.sitting import hold_sitting
from huzhu.rooms.checks.forms import ConditionForm, FindingForm, LineForm
from huzhu.rooms.checks.queries.sitting import Line, SittingPage, conditions_of, sitting_page


def sitting(request: Request, uid: str) -> HttpResponse:
    """All contracts of the group in a half month; saved all or one, nothing typed is lost."""
    page = sitting_page(uid, request.GET.get("half", "") or request.POST.get("half", ""), request.scope)
    forms = [(line, _form(line, request)) for line in page.lines]
    open_forms = [form for line, form in forms if form is not None]
    wrong = [form for form in open_forms if not form.is_valid()] if request.method == "POST" else []
    if request.method == "POST" and not wrong and _saved(request, page, forms):
        return redirect(f"{reverse('checks:sitting', args=[uid])}?half={page.half.isoformat()}")
    errors = [(form, form.errors) for form in open_forms if form.is_bound and form.errors]
    context = {"page": page, "forms": forms, "errors": errors, "ticked": request.POST, "finding": FindingForm()}
    return render(request, "checks/sitting.html", context, status=422 if errors else 200)


sitting.offline = True  # type: ignore[attr-defined]


def _form(line: Line, request: Request) -> LineForm | None:
    """The form of a line that this reader may check: to rate it, or to say another thing than stands there."""
    if not line.mine:
        return None
    data = request.POST if request.method == "POST" else None
    return LineForm(data, prefix=line.uid, initial={"shown": line.proposed})


def _saved(request: Request, page: SittingPage, forms: list[tuple[Line, LineForm | None]]) -> bool:
    said = {line.uid: form.said() for line, form in forms if form is not None}
    kept = {c.uid: request.POST[f"kept-{c.uid}"] == "yes" for c in page.conditions if f"kept-{c.uid}" in request.POST}
    try:
        ids = hold_sitting(
            page.unit.uid, page.half, said, rest="rest" in request.POST, kept=kept, done_at=done_at(request), opened=opened_at(request),
            by=acting(request), now=request.now,
        )  # fmt: skip
    except Refused as refused:
        place, _dash, field = (refused.field or "").partition("-")
        form = next(form for line, form in forms if form is not None and line.uid == place)
        form.add_error(field, str(refused.message))
        return False
    messages.success(
        request, ngettext("%(n)s contract is noted.", "%(n)s contracts are noted.", len(ids)) % {"n": len(ids)}
    )
    return True


@require_POST
def decide(request: Request, uid: str) -> HttpResponse:
    """Of two versions this one."""
    group, half = take_version(uid, by=acting(request), now=request.now)
    return redirect(f"{reverse('checks:sitting', args=[group])}?half={half}")


def conditions(request: Request, uid: str) -> HttpResponse:
    """What the group has set itself in the competition; the leaders add and strike."""
    unit = sitting_group(uid, request.scope)
    form = ConditionForm(request.POST if request.method == "POST" and "end" not in request.POST else None)
    if "end" in request.POST:
        end_condition(request.POST["end"], by=acting(request), now=request.now)
        return redirect("checks:conditions", uid)
    if form.is_valid():
        add_condition(uid, **form.cleaned_data, by=acting(request), now=request.now)
        return redirect("checks:conditions", uid)
    rows = conditions_of(unit.id, half_of(request.scope.day), later=True)
    context = {"unit": unit, "rows": rows, "form": form, "leads": leads(request.scope, unit.id)}
    return render(request, "checks/conditions.html", context, status=422 if form.errors else 200)


@require_POST
def raise_finding(request: Request, uid: str) -> HttpResponse:
    """A point beyond the group's power, in one tap from the sitting."""
    form = FindingForm(request.POST)
    if form.is_valid():
        try:
            said = form.cleaned_data
            found = findings.raise_finding(uid, said["level"], said["text"], by=acting(request), now=request.now)
            messages.success(request, _("Raised. The answer comes back here."))
            return redirect("checks:finding", found)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    unit = sitting_group(uid, request.scope)
    return render(request, "checks/raise.html", {"unit": unit, "form": form}, status=422)
