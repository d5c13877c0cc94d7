"""A unit's campaigns, and one of them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from huzhu.base.access import NotFound, Refused, Request, acting
from huzhu.base.people.looks import CONTRACTS, looked
from huzhu.base.people.queries import crumbs
from huzhu.rooms.campaigns.access import campaign_for, organises, unit_seen
from huzhu.rooms.campaigns.actions import campaigns as deeds
from huzhu.rooms.campaigns.forms import ClosingForm, DecliningForm, MonthForm
from huzhu.rooms.campaigns.moves import OPEN, PROPOSED
from huzhu.rooms.campaigns.queries.pages import CampaignPage, campaign_page, campaigns_of

BEFORE, AFTER = _("Compare with"), _("Result of")


def unit(request: Request, uid: str) -> HttpResponse:
    """Campaigns at and below a unit; who organises there may begin one."""
    place = unit_seen(uid, request.scope)
    if request.method == "POST":
        return redirect("campaigns:page", deeds.begin(uid, by=acting(request), now=request.now))
    context = {
        "unit": place, "unit_path": crumbs(place.path, request.scope), "lines": campaigns_of(place.path, request.scope),
        "organises": organises(request.scope, place.path) and not place.ended,
    }  # fmt: skip
    return render(request, "campaigns/unit.html", context)


def page(request: Request, uid: str) -> HttpResponse:
    """One campaign: why, before and after, its contracts."""
    row = campaign_for(uid, by=request.scope)
    found = campaign_page(row, request.scope)
    looked(request.scope, CONTRACTS, {person for line in found.contracts for person in line.parties})
    return render(request, "campaigns/page.html", {"page": found, **_forms(found, {})})


@require_POST
def act(request: Request, uid: str, verb: str) -> HttpResponse:
    """Open, measure, close or decline; a refusal stands at its field and what was typed stays."""
    if verb not in VERBS:
        raise NotFound
    row = campaign_for(uid, by=request.scope)
    found = campaign_page(row, request.scope)
    forms = _forms(found, {verb: request.POST})
    form = forms.get(verb)
    if form is None:
        raise NotFound
    if form.is_valid():
        try:
            VERBS[verb](uid, *form.cleaned_data.values(), by=acting(request), now=request.now)
            return redirect("campaigns:page", uid)
        except Refused as refused:
            form.add_error(
                "month" if refused.field in ("before", "after") else refused.field or None, str(refused.message)
            )
    return render(request, "campaigns/page.html", {"page": found, **forms}, status=422)


VERBS: dict[str, Callable[..., str]] = {
    "open": deeds.open_campaign,
    "measure": deeds.measure,
    "close": deeds.close,
    "decline": deeds.decline,
}


def _forms(found: CampaignPage, posted: dict[str, QueryDict]) -> dict[str, MonthForm | DecliningForm]:
    if not found.leads or found.state not in (PROPOSED, OPEN):
        return {}
    if found.state == PROPOSED:
        return {
            "open": MonthForm(posted.get("open"), months=found.months, label=BEFORE, prefix="open"),
            "decline": DecliningForm(posted.get("decline"), prefix="decline"),
        }
    return {
        "measure": MonthForm(posted.get("measure"), months=found.months, label=AFTER, prefix="measure"),
        "close": ClosingForm(posted.get("close"), months=found.months, label=AFTER, prefix="close"),
    }
