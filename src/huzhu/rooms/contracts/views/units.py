"""Contracts of units: proposed, answered, and who carries out a term (Q19, S30)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huzhu.base.access import NotAllowed, NotFound, Refused, Request, acting
from huzhu.base.people.queries import crumbs
from huzhu.base.units.queries import unit_by_uid
from huzhu.rooms.contracts.access import ANSWER, EDIT, contract_for, leads, proposal_for
from huzhu.rooms.contracts.actions import proposing, taking_part
from huzhu.rooms.contracts.forms import AnswerForm, ProposalForm, ShowForm
from huzhu.rooms.contracts.queries.page import contract_page
from huzhu.rooms.contracts.queries.proposals import partners, proposal_page, proposals_of


def propose(request: Request, uid: str) -> HttpResponse:
    """One figure of the work, to another unit of the same level."""
    unit = unit_by_uid(uid, request.scope.day)
    if unit is None or not unit.path.startswith(request.scope.factory_path or "/"):
        raise NotFound
    if not leads(request.scope, unit.id, unit.level):
        raise NotAllowed(_("Only the leaders of a unit propose a contract for it."))
    given = {"second": request.GET.get("with"), "indicator": request.GET.get("indicator", "")[:80]}
    form = ProposalForm(request.POST or None, units=partners(unit, request.scope.day), initial=given)
    if form.is_valid():
        try:
            other, said = form.cleaned_data["second"], form.said()
            return redirect(
                "contracts:proposal", proposing.propose(uid, other, said, by=acting(request), now=request.now)
            )
        except Refused as refused:
            _refuse(form, refused)
    context = {
        "form": form,
        "unit": unit,
        "lines": proposals_of(unit.id),
        "unit_path": crumbs(unit.path, request.scope),
    }
    return render(request, "contracts/propose.html", context)


def proposal(request: Request, uid: str) -> HttpResponse:
    """What is proposed, and the answer: open to both sides' leaders."""
    page = proposal_page(proposal_for(uid, by=request.scope), request.scope)
    return render(request, "contracts/proposal.html", {"page": page, "form": AnswerForm()})


@require_POST
def answer(request: Request, uid: str) -> HttpResponse:
    """Yes makes the draft; no is no, with or without a reason; one's own can be taken back."""
    word, by = request.POST.get("word"), acting(request)
    if word == "yes":
        return redirect("contracts:page", proposing.accept(uid, by=by, now=request.now))
    if word == "no":
        proposing.decline(uid, request.POST.get("reason", "")[:200], by=by, now=request.now)
    else:
        proposing.withdraw(uid, by=by, now=request.now)
    return redirect("contracts:proposal", uid)


def counter(request: Request, uid: str) -> HttpResponse:
    """The other side answers with a proposal of its own."""
    row = proposal_for(uid, by=request.scope, to=ANSWER)
    unit, other = (unit_by_uid(side.uid, request.scope.day) for side in (row.second_unit, row.first_unit))
    names = ("indicator", "measure", "baseline", "target", "ends")
    given: dict[str, Any] = {name: getattr(row, name) for name in names}
    given |= {"first_teaches": "they" if row.first_teaches else "we"}
    form = ProposalForm(request.POST or None, units=[other] if other else [], initial=given)
    if form.is_valid():
        try:
            return redirect(
                "contracts:proposal", proposing.counter(uid, form.said(), by=acting(request), now=request.now)
            )
        except Refused as refused:
            _refuse(form, refused)
    return render(request, "contracts/propose.html", {"form": form, "unit": unit, "counters": uid})


def ask(request: Request, uid: str, term_uid: str) -> HttpResponse:
    """A leader asks somebody to carry out a term."""
    contract = contract_for(uid, by=request.scope, to=EDIT)
    page = contract_page(contract, request.scope)
    term = next((line for line in page.terms if line.uid == term_uid), None)
    if term is None or not contract.of_units:
        raise NotFound
    form = ShowForm(request.POST or None)
    if form.is_valid():
        try:
            taking_part.ask(uid, term_uid, form.cleaned_data["roll"], by=acting(request), now=request.now)
            messages.success(request, _("Asked. The name is written once the person has said yes."))
            return redirect("contracts:page", uid)
        except Refused as refused:
            _refuse(form, refused)
    return render(request, "contracts/ask.html", {"form": form, "page": page, "term": term})


def part(request: Request, uid: str) -> HttpResponse:
    """Whoever is asked says yes or no from his own sign-in."""
    contract = contract_for(uid, by=request.scope)
    if request.method == "POST":
        term, yes = request.POST.get("term", ""), request.POST.get("word") == "yes"
        taking_part.answer(uid, term, yes, by=acting(request), now=request.now)
        return redirect("contracts:part", uid) if yes else redirect("/")
    page = contract_page(contract, request.scope)
    asked = [line for line in page.terms if any(one.own for one in line.people)]
    if not asked:
        raise NotFound
    return render(request, "contracts/part.html", {"page": page, "terms": asked})


def _refuse(form: Any, refused: Refused) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
