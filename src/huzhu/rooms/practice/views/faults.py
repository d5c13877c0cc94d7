"""Faults named by either of the two; requests for neighbouring machines."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from huzhu.base.access import NotAllowed, Refused, Request, acting
from huzhu.rooms.contracts.access import contract_for
from huzhu.rooms.contracts.forms import MeasureForm
from huzhu.rooms.contracts.views.pages import look_at
from huzhu.rooms.practice.access import adjacency_for
from huzhu.rooms.practice.actions import adjacency
from huzhu.rooms.practice.actions.faults import close_fault, measure_fault, name_fault
from huzhu.rooms.practice.forms import AskNeighboursForm, DeclineForm, FaultForm, MachinesForm
from huzhu.rooms.practice.queries.adjacency import NeighboursPage, neighbours_page
from huzhu.rooms.practice.queries.faults import faults_page


def faults(request: Request, uid: str) -> HttpResponse:
    """What each found in the other's work, and one form for the next."""
    page = faults_page(uid, request.scope)
    form = FaultForm(request.POST or None, subjects=page.subjects)
    if form.is_valid():
        said = form.cleaned_data
        try:
            name_fault(uid, said["term"], said["symptom"], said["fault"], said["countermeasure"], by=acting(request), now=request.now)  # fmt: skip
            return redirect("practice:faults", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    look_at(contract_for(uid, by=request.scope), request.scope)
    return render(request, "practice/faults.html", {"form": form, "page": page})


@require_POST
def fault_close(request: Request, uid: str, fault_uid: str) -> HttpResponse:
    """The measurement after it is there: closed."""
    close_fault(uid, fault_uid, by=acting(request), now=request.now)
    return redirect("practice:faults", uid)


def fault_measure(request: Request, uid: str, fault_uid: str) -> HttpResponse:
    """A leader measures again whoever has the fault; from then on the two may close it."""
    page = faults_page(uid, request.scope)
    line = next((line for line in page.lines if line.uid == fault_uid and line.measurable), None)
    if line is None:
        raise NotAllowed
    form = MeasureForm(request.POST or None, levels=line.levels, measure=line.measure)
    if form.is_valid():
        try:
            measure_fault(uid, fault_uid, form.cleaned_data["value"], by=acting(request), now=request.now)
            return redirect("practice:faults", uid)
        except Refused as refused:
            form.add_error("value", str(refused.message))
    look_at(contract_for(uid, by=request.scope), request.scope)
    return render(request, "practice/fault_measure.html", {"form": form, "page": page, "line": line})


def neighbours(request: Request, uid: str) -> HttpResponse:
    """Ask for neighbouring machines; what became of it."""
    page, forms = neighbours_page(uid, request.scope), {"ask": AskNeighboursForm(request.POST or None)}
    if request.method == "POST" and forms["ask"].is_valid():
        adjacency.ask_neighbours(uid, forms["ask"].cleaned_data["words"], by=acting(request), now=request.now)
        return redirect("practice:neighbours", uid)
    look_at(contract_for(uid, by=request.scope), request.scope)
    return _neighbours(request, page, **forms)


@require_POST
def neighbours_answer(request: Request, uid: str) -> HttpResponse:
    """A production leader: yes, or no with the reason."""
    contract, form = adjacency_for(uid, by=request.scope).contract, DeclineForm(request.POST)
    if request.POST.get("answer") == "yes":
        adjacency.approve_neighbours(uid, by=acting(request), now=request.now)
    elif form.is_valid():
        adjacency.decline_neighbours(uid, form.cleaned_data["reason"], by=acting(request), now=request.now)
    else:
        return _neighbours(request, neighbours_page(contract.uid, request.scope), decline=form)
    return redirect("practice:neighbours", contract.uid)


@require_POST
def neighbours_done(request: Request, uid: str) -> HttpResponse:
    """A leader: the two machines stand side by side."""
    contract = adjacency_for(uid, by=request.scope).contract
    page = neighbours_page(contract.uid, request.scope)
    form = MachinesForm(request.POST, machines=page.machines)
    if form.is_valid():
        try:
            adjacency.do_neighbours(uid, form.cleaned_data["first"], form.cleaned_data["second"], by=acting(request), now=request.now)  # fmt: skip
            return redirect("practice:neighbours", contract.uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    return _neighbours(request, page, machines=form)


def _neighbours(request: Request, page: NeighboursPage, **forms: object) -> HttpResponse:
    fresh = {"ask": AskNeighboursForm(), "decline": DeclineForm(), "machines": MachinesForm(machines=page.machines)}
    return render(request, "practice/neighbours.html", {"page": page, **fresh, **forms})
