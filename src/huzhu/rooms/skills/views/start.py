"""Put in your group: names, trade, grid, first suggestions (A.9)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from huzhu.base.access import Refused, Request, acting
from huzhu.base.people.public import goes_on
from huzhu.base.people.queries import roster
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.skills.access import group_led
from huzhu.rooms.skills.actions.starting import choose_trade, enrol_names, read_names
from huzhu.rooms.skills.forms import NamesForm, TradeForm
from huzhu.rooms.skills.kinds import Named, starting_trades
from huzhu.rooms.skills.queries.catalogue import in_language, techniques_for, trades_for
from huzhu.rooms.skills.queries.first import first_suggestions

OTHER = "other"


@goes_on
def names(request: Request, uid: str) -> HttpResponse:
    """First step: paste the names, or upload a list."""
    group = group_led(uid, request.scope)
    people = roster(group.id, request.scope.day)
    form = NamesForm(request.POST or None)
    form.fields["names"].required = len(people) < 2  # somebody besides the leader
    if form.is_valid():
        try:
            enrol_names(group.id, read_names(form.cleaned_data["names"]), by=acting(request), now=request.now)
            return redirect("skills:start-trade", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    context = {
        "group": group,
        "form": form,
        "people": people,
        "upload": _upload(),
        "step": 1,
    }
    return render(request, "skills/start_names.html", context)


@goes_on
def trade(request: Request, uid: str) -> HttpResponse:
    """Second step: a trade, and the techniques that matter."""
    group = group_led(uid, request.scope)
    offered = _offered(group)
    code = request.GET.get("trade", "")
    known = offered.get(code)
    form = (
        TradeForm(request.POST or None, trade=known[0] if known else None, techniques=known[1] if known else [])
        if known or code == OTHER
        else None
    )
    if form is not None and form.is_valid():
        try:
            choose_trade(group.id, *form.chosen(), by=acting(request), now=request.now)
            return redirect(f"{reverse('skills:grid', args=[uid])}?start=1")
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
    places = [(key, in_language(named.zh, named.en), key == code) for key, (named, _techniques) in offered.items()]
    context = {"group": group, "form": form, "places": places, "known": known, "code": code, "other": OTHER, "step": 2}
    return render(request, "skills/start_trade.html", context)


def first(request: Request, uid: str) -> HttpResponse:
    """Last step: who could help whom; ideas for wishes, nothing agreed."""
    group = group_led(uid, request.scope)
    return render(
        request,
        "skills/start_first.html",
        {"group": group, "found": first_suggestions(group, request.scope.day), "step": 4},
    )


def _offered(group: UnitLine) -> dict[str, tuple[Named, list[Named]]]:
    """Trades to choose from: those that the factory has, then those of the house, by a code for the address."""
    by_trade: dict[int, list[Named]] = {}
    for line in techniques_for(group.path):
        by_trade.setdefault(line.trade_id, []).append(Named(line.name_zh, line.name_en))
    own = {
        f"own-{n}": (Named(name), by_trade.get(key, []))
        for n, (key, name) in enumerate(trades_for(group.path, as_written=True))
    }
    held = {named.zh for named, _techniques in own.values()}
    house = {
        code: (one.name, list(one.techniques)) for code, one in starting_trades().items() if one.name.zh not in held
    }
    return own | house


def _upload() -> str:
    try:
        return reverse("spreadsheets:start")
    except NoReverseMatch:
        return ""
