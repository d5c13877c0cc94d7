"""For those above a group: totals; and the catalogue."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from huzhu.base.access import NotAllowed, Refused, Request, acting
from huzhu.base.people.queries import crumbs
from huzhu.rooms.skills.access import catalogue_seen, keeps_catalogue, unit_above
from huzhu.rooms.skills.actions.catalogue import found_technique, found_trade, set_wanted
from huzhu.rooms.skills.forms import TechniqueForm, WantedForm
from huzhu.rooms.skills.queries.catalogue import catalogue_of, scale_of
from huzhu.rooms.skills.queries.totals import totals_of


def totals(request: Request, uid: str) -> HttpResponse:
    """Per technique how many can help and need help (S18): totals of one's own level, no persons (Q31)."""
    unit = unit_above(uid, request.scope)
    if unit.level == "group":
        return redirect("skills:group", uid)
    context = {
        "place": unit,
        "totals": totals_of(unit, request.scope.day),
        "unit_path": crumbs(unit.path, request.scope),
    }
    return render(request, "skills/totals.html", context)


def catalogue(request: Request, uid: str) -> HttpResponse:
    """Trades, techniques, anchors, what posts want; whoever keeps it adds here."""
    unit, scope = catalogue_seen(uid, request.scope), request.scope
    found, keeps = catalogue_of(unit.path), keeps_catalogue(scope, unit.path)
    asked = request.POST.get("what")
    if request.method == "POST" and not keeps:
        raise NotAllowed
    technique = TechniqueForm(request.POST if asked == "technique" else None, prefix="t")
    wanted = WantedForm(
        request.POST if asked == "wanted" else None,
        prefix="w",
        posts=found.posts,
        techniques=found.techniques,
        scale=scale_of(unit.path),
    )
    if (technique.is_valid() or wanted.is_valid()) and _kept(request, unit.id, technique, wanted):
        return redirect("skills:catalogue", uid)
    context = {
        "place": unit,
        "found": found,
        "keeps": keeps,
        "technique": technique,
        "wanted": wanted,
        "unit_path": crumbs(unit.path, request.scope),
    }
    return render(request, "skills/catalogue.html", context)


def _kept(request: Request, unit_id: int, technique: TechniqueForm, wanted: WantedForm) -> bool:
    """Do what one of the two forms asks for; a refusal goes to its field."""
    by, now = acting(request), request.now
    form = technique if technique.is_bound else wanted
    data = form.cleaned_data
    try:
        if form is technique:
            trade = found_trade(data["trade"], unit_id=unit_id, by=by.for_request(None), now=now)
            found_technique(
                data["technique"],
                trade_id=trade,
                measure=data["measure"],
                worth_0=data["worth_0"],
                worth_1000=data["worth_1000"],
                by=by,
                now=now,
            )
        else:
            set_wanted(int(data["post"]), wanted.by_uid[data["technique"]], data["level"], by=by, now=now)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
        return False
    return True
