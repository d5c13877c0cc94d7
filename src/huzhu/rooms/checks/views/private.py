"""What stands between one of the two and a leader: pages that need the network and are kept nowhere."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huzhu.base.access import NotFound, Refused, Request, acting
from huzhu.rooms.checks.actions import private
from huzhu.rooms.checks.forms import ObstacleForm, QuestionsForm
from huzhu.rooms.checks.queries.private import Needs, group_led, needs_page, own_page


def own(request: Request, uid: str) -> HttpResponse:
    """One of the two answers two questions for himself; says what stands in his way to one leader of his choice."""
    page = own_page(uid, request.scope)
    said = {"going": page.answers.going, "missing": page.answers.missing}
    questions = QuestionsForm(request.POST if "going" in request.POST else None, initial=said)
    obstacle = ObstacleForm(request.POST if "code" in request.POST else None, who=page.leaders, label=_("With whom"))
    if questions.is_valid():
        private.say(uid, **questions.cleaned_data, by=acting(request), now=request.now)
        messages.success(request, _("Noted for yourself. The other does not see it."))
        return redirect("checks:own", uid)
    if obstacle.is_valid() and _filed(request, uid, obstacle, role=obstacle.cleaned_data["who"]):
        return redirect("checks:own", uid)
    errors = bool(questions.errors or obstacle.errors)
    context = {"page": page, "questions": questions, "obstacle": obstacle}
    return render(request, "checks/own.html", context, status=422 if errors else 200)


def talks(request: Request, uid: str) -> HttpResponse:
    """For a leader: where help is wanted, and talks that are his alone."""
    unit, lines = needs_page(uid, request.scope)
    forms = [(line, _form(line, request)) for line in lines]
    for line, form in forms:
        if form.is_valid() and _filed(request, line.uid, form, side=form.cleaned_data["who"]):
            return redirect("checks:talks", uid)
    errors = any(form.errors for _line, form in forms)
    return render(request, "checks/talks.html", {"unit": unit, "forms": forms}, status=422 if errors else 200)


def my_talks(request: Request) -> HttpResponse:
    """A leader's talks stand at his group."""
    led = group_led(request.scope)
    if led is None:
        raise NotFound
    return redirect("checks:talks", led)


@require_POST
def talked(request: Request, uid: str) -> HttpResponse:
    """The two have talked."""
    side, role = request.POST.get("side", ""), request.POST.get("role", "")
    private.talked(uid, side=side, role=role, by=acting(request), now=request.now)
    return redirect("checks:talks", request.POST["unit"]) if request.POST.get("unit") else redirect("checks:own", uid)


def _form(line: Needs, request: Request) -> ObstacleForm:
    data = request.POST if request.POST.get("contract") == line.uid else None
    return ObstacleForm(data, who=line.sides, label=_("On whose side"), prefix=line.uid)


def _filed(request: Request, uid: str, form: ObstacleForm, *, side: str = "", role: str = "") -> bool:
    said = form.cleaned_data
    try:
        private.file_obstacle(
            uid, said["code"], side=side, role=role, talk=said["talk"], by=acting(request), now=request.now
        )
    except Refused as refused:
        form.add_error("code" if refused.field == "code" else "who", str(refused.message))
        return False
    messages.success(request, _("Noted between you two: a talk stands in both your days."))
    return True
