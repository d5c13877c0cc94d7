"""A group's matrix, and what lies behind a cell."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.base.access import NotAllowed, NotFound, Refused, Request, acting
from huzhu.base.people.looks import GROUP_SHEET, RECORDS, looked
from huzhu.base.people.queries import crumbs
from huzhu.base.people.scopes import eyes
from huzhu.rooms.skills.access import group_seen, holds_here
from huzhu.rooms.skills.actions.correcting import correct
from huzhu.rooms.skills.forms import LevelForm
from huzhu.rooms.skills.months import month_asked
from huzhu.rooms.skills.queries.catalogue import scale_of
from huzhu.rooms.skills.queries.heat import Show, heat_of
from huzhu.rooms.skills.queries.records import records_of


def matrix(request: Request, uid: str) -> HttpResponse:
    """People × techniques in roll order (S18): can help, needs help, key problems; no total, no order of persons."""
    scope = eyes(uid, request.scope)
    group = group_seen(uid, scope)
    show = request.GET.get("show", "all")
    show = show if show in ("help", "need") else "all"
    month = month_asked(request.GET.get("month", ""))
    heat = heat_of(group, scope.day, cast(Show, show), month, present=not scope.read_on)
    if month and heat.month is None:
        raise NotFound
    context = {
        "group": group, "heat": heat, "month": month, "unit_path": crumbs(group.path, scope),
        "places": _places(group.uid, show, month), "measures": holds_here(request.scope, group.id),
    }  # fmt: skip
    looked(scope, GROUP_SHEET, heat.people_ids)
    return render(request, "skills/group.html", context)


def records(request: Request, uid: str, person: str, technique: str) -> HttpResponse:
    """Behind one cell: each source's word, every measurement; those who give scores correct here."""
    scope = eyes(uid, request.scope) if request.method == "GET" else request.scope
    group = group_seen(uid, scope)
    found = records_of(group, person, technique, scope, scope.day, month_asked(request.GET.get("month", "")))
    form = LevelForm(request.POST or None, scale=scale_of(group.path))
    if request.method == "POST" and not (found.may_correct and found.month):
        raise NotAllowed
    if found.month and form.is_valid():
        try:
            correct(
                group.id, found.person.id, found.technique.id, found.month, form.cleaned_data["level"],
                reason=form.cleaned_data["reason"], by=acting(request), now=request.now,
            )  # fmt: skip
            return redirect("skills:records", uid, person, technique)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    looked(request.scope, RECORDS, [found.person.id])
    return render(request, "skills/records.html", {"group": group, "found": found, "form": form})


def _places(uid: str, show: str, month: date | None) -> list[dict[str, object]]:
    address = reverse("skills:group", args=[uid])
    rest = f"month={month:%Y-%m}" if month else ""
    words = (("all", _("All")), ("help", _("Can help")), ("need", _("Need help")))
    asked = {code: "&".join(filter(None, [f"show={code}" if code != "all" else "", rest])) for code, _word in words}
    return [
        {"url": f"{address}?{asked[code]}" if asked[code] else address, "label": word, "current": show == code}
        for code, word in words
    ]
