"""What contracts look like: one's own, one of them, a group's, the page behind the QR code."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from huzhu.base.access import NotFound, Request, Scope
from huzhu.base.people.looks import CONTRACT, CONTRACTS, looked
from huzhu.base.people.queries import crumbs
from huzhu.base.people.scopes import eyes
from huzhu.base.units.queries import unit_by_uid
from huzhu.rooms.contracts.access import contract_for, is_party, leads, measurable, sees_names
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.queries.chain import pace_at
from huzhu.rooms.contracts.queries.effect import effect_of
from huzhu.rooms.contracts.queries.going_on import offers_of
from huzhu.rooms.contracts.queries.lists import counts, draft_of, group_page, own_contracts, own_lately
from huzhu.rooms.contracts.queries.page import contract_page
from huzhu.rooms.contracts.queries.reviews import missed_dates
from huzhu.rooms.contracts.sections import sections_of


def look_at(contract: Contract, by: Scope) -> None:
    """The two of a contract read what is their own; everybody else is written down as having looked (Q35)."""
    if not contract.of_units and not is_party(contract, by):
        looked(by, CONTRACT, [contract.first_id, contract.second_id])


def mine(request: Request) -> HttpResponse:
    """A person's own contracts, running ones first; from an introduction straight to its draft."""
    introduction = request.GET.get("introduction")
    if introduction and (draft := draft_of(introduction, request.scope)):
        return redirect("contracts:page", draft)
    lines, earlier = (own_contracts(request.scope), False) if "all" in request.GET else own_lately(request.scope)
    context = {
        "lines": lines,
        "earlier": earlier,
        "missed": missed_dates(request.scope),
        "prepared": bool(introduction),
    }
    return render(request, "contracts/mine.html", context)


mine.offline = True  # type: ignore[attr-defined]


def page(request: Request, uid: str) -> HttpResponse:
    """One contract: who teaches whom what, the weeks, the text and its signatures."""
    contract = contract_for(uid, by=request.scope)
    look_at(contract, request.scope)
    context = {"page": contract_page(contract, request.scope), "measurable": measurable(contract, request.scope)}
    context["effect"] = effect_of(contract, request.scope)
    context["offers"] = offers_of(contract, request.scope)
    context["sections"] = sections_of(contract, request.scope, request.now)
    return render(request, "contracts/page.html", context)


page.offline = True  # type: ignore[attr-defined]


def proof(request: Request, uid: str) -> HttpResponse:
    """The page behind the printed code: does each signature still verify?"""
    contract = contract_for(uid, by=request.scope)
    look_at(contract, request.scope)
    return render(request, "contracts/proof.html", {"page": contract_page(contract, request.scope)})


def group(request: Request, uid: str) -> HttpResponse:
    """A group's contracts with names for those who see it; counts for those above (Q31)."""
    scope = eyes(uid, request.scope)
    unit = unit_by_uid(uid, scope.day)
    if unit is None:
        raise NotFound
    path = crumbs(unit.path, scope)
    if unit.level == "group" and sees_names(scope, unit.id):
        led = leads(scope, unit.id, unit.level)
        lines = group_page(scope, unit.id, request.GET.get("page", ""))
        looked(scope, CONTRACTS, {person for line in lines for person in line.parties})
        context = {"unit": unit, "lines": lines, "leads": led, "unit_path": path}
        return render(request, "contracts/group.html", context | {"pace": pace_at(unit.path, scope.day)})
    if not any(unit.path.startswith(holding.path) for holding in scope.holdings):
        raise NotFound
    found, pace = counts(unit.path, scope.day), pace_at(unit.path, scope.day)
    return render(
        request,
        "contracts/counts.html",
        {"unit": unit, "counts": found, "pace": pace, "unit_path": path, "leads": leads(scope, unit.id, unit.level)},
    )
