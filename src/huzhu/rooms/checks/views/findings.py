"""Findings and reports."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huzhu.base.access import Refused, Request, acting
from huzhu.rooms.checks.access import checks_finding, finding_for, leads
from huzhu.rooms.checks.actions import findings
from huzhu.rooms.checks.actions.reporting import post_report
from huzhu.rooms.checks.forms import AnswerForm, CheckFindingForm, ReportForm
from huzhu.rooms.checks.kinds import LEVELS
from huzhu.rooms.checks.queries.bursts import bursts_at
from huzhu.rooms.checks.queries.reports import month_told, report_page


def finding(request: Request, uid: str) -> HttpResponse:
    """One finding: its owner answers, somebody else checks."""
    row = finding_for(uid, by=request.scope)
    answers = row.state == "open" and row.owner_id == request.scope.person_id
    looks = row.state != "closed" and checks_finding(row, request.scope)
    kind = AnswerForm if answers else CheckFindingForm
    form = kind(request.POST or None)
    if form.is_valid() and (answers or looks):
        try:
            _done(request, uid, form.cleaned_data["text"], answers)
            return redirect("checks:finding", uid)
        except Refused as refused:
            form.add_error("text", str(refused.message))
    context = {"row": row, "form": form, "answers": answers, "looks": looks, "level": LEVELS[row.level],
               "came_from": LEVELS.get(row.from_level, "")}  # fmt: skip
    return render(request, "checks/finding.html", context, status=422 if form.errors else 200)


def _done(request: Request, uid: str, text: str, answers: bool) -> None:
    if answers:
        findings.answer(uid, text, by=acting(request), now=request.now)
    else:
        findings.check_finding(uid, "again" not in request.POST, text, by=acting(request), now=request.now)


def unit_checks(request: Request, uid: str) -> HttpResponse:
    """A unit's month: ratings, difficulties, causes, findings, reports; from the same checks at every level."""
    page = report_page(uid, request.GET.get("month", ""), request.scope)
    held = {"obstacles": page.report.obstacles, "lessons": page.report.lessons} if page.report else {}
    named = bursts_at(page.unit.path, request.scope.day)
    context = {"page": page, "unit_path": page.crumbs, "form": ReportForm(initial=held), "bursts": named}
    context["sits"] = page.unit.is_home and leads(request.scope, page.unit.id)
    return render(request, "checks/unit.html", context)


@require_POST
def report(request: Request, uid: str) -> HttpResponse:
    """The workshop's sponsor posts the month's report."""
    text = request.POST.get("month", "")
    month, form = month_told(text, request.scope.day), ReportForm(request.POST)
    if form.is_valid():
        post_report(uid, month, **form.cleaned_data, by=acting(request), now=request.now)
        messages.success(request, _("The report is posted."))
        return redirect(f"{reverse('checks:unit', args=[uid])}?month={month:%Y-%m}")
    page = report_page(uid, text, request.scope)
    named = bursts_at(page.unit.path, request.scope.day)
    context = {"page": page, "unit_path": page.crumbs, "form": form, "bursts": named}
    return render(request, "checks/unit.html", context, status=422)
