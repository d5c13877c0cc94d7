"""Published standards of a technique at a unit: what holds, the draft, the versions before (S17)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huzhu.base.access import NotAllowed, NotFound, Refused, Request, acting
from huzhu.base.people.queries import crumbs
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.skills.access import catalogue_seen, curates, drafts_standards
from huzhu.rooms.skills.actions.standards import discard_draft, draft_standard, publish_standard
from huzhu.rooms.skills.forms_catalogue import ItemForms, PublishForm, StandardForm, item_values
from huzhu.rooms.skills.queries.catalogue import TechniqueLine, technique_by_uid
from huzhu.rooms.skills.queries.standards import StandardPage, standard_page


def standard(request: Request, uid: str, technique: str) -> HttpResponse:
    """What holds here and the versions of the unit; whoever may writes the next one."""
    unit, line, page = _seen(request, uid, technique)
    drafts = drafts_standards(request.scope, unit.path)
    if request.method == "POST" and not drafts:
        raise NotAllowed
    form, items = _forms(request, page)
    if form.is_valid() and items.is_valid() and _drafted(request, unit, line, form, items):
        return redirect("skills:standard", uid, technique)
    return _page(request, unit, line, page, form=form if drafts else None, items=items)


@require_POST
def publish(request: Request, uid: str, technique: str) -> HttpResponse:
    """The draft holds from a day on and is never changed again."""
    unit, line, page = _seen(request, uid, technique)
    form = PublishForm(request.POST)
    if page.draft and form.is_valid():
        try:
            publish_standard(page.draft.uid, form.cleaned_data["day"], by=acting(request), now=request.now)
            messages.success(request, _("Published; from that day on it is what everybody is measured by."))
            return redirect("skills:standard", uid, technique)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    words, items = _forms(request, page, bound=False)
    return _page(request, unit, line, page, form=words, items=items, publish=form)


@require_POST
def discard(request: Request, uid: str, technique: str) -> HttpResponse:
    """Throw the draft away."""
    _unit, _line, page = _seen(request, uid, technique)
    if page.draft is None:
        raise NotFound
    discard_draft(page.draft.uid, by=acting(request), now=request.now)
    return redirect("skills:standard", uid, technique)


def _seen(request: Request, uid: str, technique: str) -> tuple[UnitLine, TechniqueLine, StandardPage]:
    unit = catalogue_seen(uid, request.scope)
    line = technique_by_uid(technique, unit.path)
    if line is None:
        raise NotFound
    return unit, line, standard_page(line.id, unit, request.scope.day)


def _forms(request: Request, page: StandardPage, *, bound: bool = True) -> tuple[StandardForm, Any]:
    """The draft's forms, filled with the draft, else with what holds, so that a new version begins with the old one."""
    data = request.POST if bound and request.method == "POST" else None
    begins = page.draft or page.holds
    initial = item_values(begins.items) if begins else []
    words = StandardForm(data, initial={"method_text": begins.method_text if begins else ""})
    return words, ItemForms(data, prefix="items", initial=initial)


def _drafted(request: Request, unit: UnitLine, line: TechniqueLine, form: StandardForm, items: Any) -> bool:
    """Keep the draft; a refusal goes to its item's field."""
    written = [row for row in items if row.has_changed()]
    try:
        draft_standard(
            unit.id, line.id, [row.words for row in written], method_text=form.cleaned_data["method_text"],
            by=acting(request), now=request.now,
        )  # fmt: skip
    except Refused as refused:
        place, _dash, field = (refused.field or "").partition("-")
        row = written[int(place)] if place.isdigit() else form
        row.add_error(field if field in row.fields else None, str(refused.message))
        return False
    return True


def _page(
    request: Request, unit: UnitLine, line: TechniqueLine, page: StandardPage, *, form: StandardForm | None, items: Any,
    publish: PublishForm | None = None,
) -> HttpResponse:  # fmt: skip
    may = page.draft is not None and curates(request.scope, unit.path)
    context = {
        "place": unit, "line": line, "page": page, "form": form, "items": items,
        "publish": (publish or PublishForm(initial={"day": request.scope.day.isoformat()})) if may else None,
        "unit_path": crumbs(unit.path, request.scope),
    }  # fmt: skip
    return render(request, "skills/standards.html", context)
