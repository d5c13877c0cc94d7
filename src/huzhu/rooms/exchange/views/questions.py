"""Pages of questions: a group's, one of them; asking and answering work without network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from huzhu.base.access import HuzhuError, Overtaken, Refused, Request, acting
from huzhu.base.access.requests import done_at
from huzhu.rooms.exchange.access import group_seen, own_group, pair_of, question_for
from huzhu.rooms.exchange.actions import questions as deeds
from huzhu.rooms.exchange.forms import AgainForm, AnswerForm, AskForm
from huzhu.rooms.exchange.queries.help import help_in
from huzhu.rooms.exchange.queries.questions import of_group, question_page
from huzhu.rooms.exchange.queries.techniques import of_pair, of_trade
from huzhu.rooms.skills.queries import TechniqueLine

View = Callable[..., HttpResponse]


def offline(view: View) -> View:
    """A form of this page may wait on a phone without network."""
    view.offline = True  # type: ignore[attr-defined]
    return view


@offline
def group(request: Request, uid: str) -> HttpResponse:
    """A group's questions: open ones first; what was accepted stays to be read."""
    unit = group_seen(uid, request.scope)
    running, known = of_group(unit.id, request.scope)
    context = {"unit": unit, "running": running, "known": known, "member": request.scope.group_id == unit.id}
    context["helped"] = help_in(unit.id, request.now)
    return render(request, "exchange/group.html", context)


@offline
def ask_group(request: Request, uid: str) -> HttpResponse:
    """Ask one's own group."""
    unit = own_group(uid, request.scope)
    return _ask(request, of_trade(request.scope), {"unit": unit})


@offline
def ask_partner(request: Request, uid: str) -> HttpResponse:
    """Ask about a contract: first one's partner."""
    pair = pair_of(uid, request.scope)
    return _ask(request, of_pair(pair, request.scope) or of_trade(request.scope), {"pair": pair}, uid)


def _ask(
    request: Request, techniques: Sequence[TechniqueLine], context: dict[str, Any], contract_uid: str = ""
) -> HttpResponse:
    asked = {"technique": request.GET.get("technique", "")}
    form = AskForm(request.POST or None, techniques=techniques, initial=asked if asked["technique"] else {})
    if form.is_valid():
        try:
            when = done_at(request)
            uid = deeds.ask(form.technique_id, form.cleaned_data["text"], by=acting(request), now=request.now,
                            contract_uid=contract_uid, done_at=when)  # fmt: skip
            return redirect("exchange:question", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    status = 422 if form.errors else 200
    return render(request, "exchange/ask.html", context | {"form": form, "none": not techniques}, status=status)


@offline
def question(request: Request, uid: str) -> HttpResponse:
    """One question with its answer, and what this reader may do."""
    row = question_for(uid, by=request.scope)
    context = {
        "page": question_page(row, request.scope),
        "form": AnswerForm(),
        "again": AgainForm(initial={"text": row.text}),
    }
    return render(request, "exchange/question.html", context)


@offline
@require_POST
def answer(request: Request, uid: str) -> HttpResponse:
    """Who answers second is told so, with his words kept."""
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            deeds.answer(
                uid, form.cleaned_data["answer"], by=acting(request), now=request.now, done_at=done_at(request)
            )
            return redirect("exchange:question", uid)
        except (Refused, Overtaken) as error:
            return _again(request, uid, error, form=form)
    return _again(request, uid, form=form)


@offline
@require_POST
def accept(request: Request, uid: str) -> HttpResponse:
    """One tap: the answer helps."""
    deeds.accept(uid, by=acting(request), now=request.now, done_at=done_at(request))
    return redirect("exchange:question", uid)


@offline
@require_POST
def ask_again(request: Request, uid: str) -> HttpResponse:
    """Not clear yet: asked anew."""
    form = AgainForm(request.POST)
    if form.is_valid():
        try:
            text = form.cleaned_data["text"]
            new = deeds.ask_again(uid, text, by=acting(request), now=request.now, done_at=done_at(request))
            return redirect("exchange:question", new)
        except (Refused, Overtaken) as error:
            return _again(request, uid, error, again=form)
    return _again(request, uid, again=form)


@require_POST
def withdraw(request: Request, uid: str) -> HttpResponse:
    row = question_for(uid, by=request.scope)
    deeds.withdraw(uid, by=acting(request), now=request.now)
    return redirect("exchange:group", row.unit.uid)


def _again(request: Request, uid: str, error: HuzhuError | None = None, **forms: Any) -> HttpResponse:
    """The question's page once more, with what was typed and why it did not go through."""
    row = question_for(uid, by=request.scope)
    if error is not None:
        next(iter(forms.values())).add_error(getattr(error, "field", None), str(error.message))
    context = {"page": question_page(row, request.scope), "form": AnswerForm(), "again": AgainForm()} | forms
    return render(request, "exchange/question.html", context, status=error.status if error else 422)
