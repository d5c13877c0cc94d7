"""The steps of a cycle, one tap each; the check by a third person; the review of progress that stands still."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huzhu.base.access import NotAllowed, NotFound, Refused, Request, acting
from huzhu.base.access.requests import done_at
from huzhu.rooms.contracts.access import contract_for
from huzhu.rooms.contracts.views.pages import look_at
from huzhu.rooms.practice.actions import cycles, stalls
from huzhu.rooms.practice.forms import CheckForm, ReviewForm
from huzhu.rooms.practice.queries.reviews import review_page
from huzhu.rooms.practice.queries.terms import DEBRIEF, OBSERVE, PRACTISE, READY, practice_of


@require_POST
def step(request: Request, uid: str, term_uid: str) -> HttpResponse:
    """The next step of a cycle, from the contract's page or from a phone that was without network."""
    said, by, now, at = request.POST.get("step"), acting(request), request.now, done_at(request)
    if said == DEBRIEF:
        cycles.debrief(uid, term_uid, request.POST.get("decision", ""), by=by, now=now, done_at=at)
    elif said in (OBSERVE, PRACTISE):
        deed = cycles.observe if said == OBSERVE else cycles.practise
        deed(uid, term_uid, by=by, now=now, done_at=at)
    elif said == READY:
        cycles.ask_check(uid, term_uid, by=by, now=now)
    else:
        raise NotFound
    return redirect("contracts:page", uid)


step.offline = True  # type: ignore[attr-defined]


def mastery(request: Request, uid: str, term_uid: str) -> HttpResponse:
    """A third person says what he saw: mastered, or not yet, which begins the next cycle."""
    contract = contract_for(uid, by=request.scope)
    page = practice_of(contract, request.scope)
    term = next((line for line in page.terms if line.uid == term_uid), None)
    if term is None or not term.may_check:
        raise NotAllowed(_("Only somebody who is neither of the two says whether it is mastered."))
    form = CheckForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        cycles.check(uid, term_uid, said["result"], said["words"], alone=said["alone"], by=acting(request), now=request.now)  # fmt: skip
        messages.success(request, _("Noted; the two are told where to look."))
        return redirect("contracts:page", uid)
    look_at(contract, request.scope)
    return render(request, "practice/mastery.html", {"form": form, "page": page, "term": term})


def review(request: Request, uid: str) -> HttpResponse:
    """Progress that stands still: what was measured, and the reviewer's finding and change of method."""
    page = review_page(uid, request.scope)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and not page.mine:
        raise NotAllowed
    if form.is_valid():
        said = form.cleaned_data
        try:
            stalls.review(uid, said["finding"], said["change"], alone=said["alone"], by=acting(request), now=request.now)  # fmt: skip
            return redirect("practice:review", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    look_at(contract_for(page.contract, by=request.scope), request.scope)
    return render(request, "practice/review.html", {"form": form, "page": page})
