"""How a contract goes on: its next version, the contracts before and after it, a missed date, what comes next."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huzhu.base.access import NotAllowed, Refused, Request, acting
from huzhu.rooms.contracts.access import contract_for
from huzhu.rooms.contracts.actions.going_on import go_on as wish_on
from huzhu.rooms.contracts.actions.reviewing import hold_review, say_for_review
from huzhu.rooms.contracts.actions.revising import revise as make_next_version
from huzhu.rooms.contracts.forms import HoldForm, WordForm
from huzhu.rooms.contracts.queries.chain import chain_of
from huzhu.rooms.contracts.queries.effect import wage_of
from huzhu.rooms.contracts.queries.lists import title_of
from huzhu.rooms.contracts.queries.reviews import review_page
from huzhu.rooms.contracts.queries.story import story as story_query
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


def review(request: Request, uid: str) -> HttpResponse:
    """A missed date: both sides' words, and the leader's form; each of the two says his own here."""
    page = review_page(contract_for(uid, by=request.scope), request.scope)
    word = WordForm(request.POST or None, initial={"words": page.own})
    if word.is_bound and not page.speaks:
        raise NotAllowed
    if word.is_valid():
        say_for_review(uid, word.cleaned_data["words"], by=acting(request), now=request.now)
        return redirect("contracts:review", uid)
    context = {"page": page, "word": word, "held": HoldForm(may_extend=page.may_extend)}
    return render(request, "contracts/review.html", context, status=422 if word.is_bound else 200)


@require_POST
def hold(request: Request, uid: str) -> HttpResponse:
    """The leader writes down what both came to; an error stands at its field."""
    page = review_page(contract_for(uid, by=request.scope), request.scope)
    held = HoldForm(request.POST, may_extend=page.may_extend)
    if held.is_valid():
        said = held.cleaned_data
        try:
            hold_review(uid, said["decision"], said["words"], said["until"], by=acting(request), now=request.now)
            return redirect("contracts:review", uid)
        except Refused as refused:
            held.add_error(refused.field, str(refused.message))
    context = {"page": page, "word": WordForm(initial={"words": page.own}), "held": held}
    return render(request, "contracts/review.html", context, status=422)


@require_POST
def go_on(request: Request, uid: str) -> HttpResponse:
    """One tap after closing: a wish of one's own, with the same partner or with somebody else."""
    said = request.POST
    together = said.get("together") == "yes"
    try:
        wish_on(uid, said.get("technique", ""), said.get("kind", ""), together, by=acting(request), now=request.now)
        messages.success(
            request, _("Your wish is open. Whom you named, only you see; if both name each other, you meet.")
        )
    except Refused as refused:
        messages.error(request, str(refused.message))
    return redirect("contracts:page", uid)


def wage(request: Request, uid: str) -> HttpResponse:
    """One's own wage before and after one's own contract; nobody else has this page."""
    contract = contract_for(uid, by=request.scope)
    context = {"contract": contract, "wage": wage_of(contract, request.scope)}
    return render(request, "contracts/wage.html", context)


def story(request: Request, uid: str) -> HttpResponse:
    """The contract's story on one timeline, for the two to look at together, and to print."""
    contract = contract_for(uid, by=request.scope)
    look_at(contract, request.scope)
    return render(request, "contracts/story.html", {"story": story_query(contract, request.scope)})
