"""How a contract goes on: its next version, the contracts before and after it, a missed date, what comes next."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from huzhu.base.access import Request, acting
from huzhu.rooms.contracts.access import contract_for
from huzhu.rooms.contracts.actions.revising import revise as make_next_version
from huzhu.rooms.contracts.queries.chain import chain_of
from huzhu.rooms.contracts.queries.lists import title_of
from huzhu.rooms.contracts.views.pages import look_at


@require_POST
def revise(request: Request, uid: str) -> HttpResponse:
    """One tap: the next version as a draft for both; this one runs until all have signed that."""
    return redirect("contracts:edit", make_next_version(uid, by=acting(request), now=request.now))


def chain(request: Request, uid: str) -> HttpResponse:
    """What the two have agreed one after the other, the last two versions side by side."""
    contract = contract_for(uid, by=request.scope)
    look_at(contract, request.scope)
    context = {"contract": contract, "title": title_of(contract, request.scope)}
    return render(request, "contracts/chain.html", context | {"chain": chain_of(contract, request.scope)})
