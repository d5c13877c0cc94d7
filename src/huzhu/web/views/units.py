"""Pages of the tree: a group's own page, the units one holds authority over, and one unit."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from huzhu.base.access import NotAllowed, NotFound, Refused, Request, Role, acting
from huzhu.base.access.scope import LEADERS
from huzhu.base.people.actions.roll import found_group
from huzhu.base.people.queries import crumbs, holders_at, roster, sees_group
from huzhu.base.people.scopes import reading
from huzhu.base.units.actions.tree import BUILDERS, found_unit
from huzhu.base.units.queries import labels_at, stand_of, unit_by_uid
from huzhu.web.forms import GroupForm, UnitForm
from huzhu.web.tree import day_asked, held, tree_page, unit_page


def group(request: Request, uid: str) -> HttpResponse:
    """All of a group or office in one place (S1): its people, skills, contracts and what it has to do."""
    unit = unit_by_uid(uid, request.scope.day)
    if unit is None or not unit.is_home or not sees_group(reading(request.scope, unit), unit.id):
        raise NotFound
    day = unit.day(request.scope.day)
    context = {
        "unit": unit,
        "people": roster(unit.id, day),
        "holders": holders_at(unit.id, day),
        "stand": stand_of(unit.id, request.scope.day),
        "labels": labels_at(unit.id, day),
        "leads": request.scope.holds_exactly(*LEADERS, unit_id=unit.id),
        "assesses": request.scope.holds_exactly(*LEADERS, Role.ASSESSOR, unit_id=unit.id),
        "measures": request.scope.holds_exactly(Role.ASSESSOR, unit_id=unit.id),
        "unit_path": crumbs(unit.path, request.scope, day),
    }
    return render(request, "group.html", context)


def units(request: Request) -> HttpResponse:
    """The tree below every unit that this person holds something at, on any day; found by name or label."""
    return render(request, "units.html", tree_page(request))


def unit(request: Request, uid: str) -> HttpResponse:
    """One unit on any day: what hangs below it, its committee and office; no persons' skills (Q31). Founds what is below."""
    line = held(request, uid, day_asked(request))
    if request.method != "POST":
        return render(request, "unit.html", unit_page(request, line))
    if not request.scope.holds(*BUILDERS, at=line.path):
        raise NotAllowed
    form = UnitForm(request.POST)
    if form.is_valid():
        try:
            said = {"starts": request.scope.day} | form.said
            found_unit(**said, parent_id=line.id, by=acting(request), now=request.now)
            return redirect("unit", uid)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
    return render(request, "unit.html", unit_page(request, line) | {"form": form}, status=422)


def new_group(request: Request, uid: str) -> HttpResponse:
    """Found a group with its leader, and go on to the card with which he signs in."""
    line = held(request, uid, None, Role.ADMINISTRATOR)
    if line.is_home or line.ended:
        raise NotFound
    form = GroupForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            group = found_group(
                said["group"], said["leader"], said["roll"], parent_id=line.id, by=acting(request), now=request.now
            )
            return redirect("group-cards", group)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
    return render(request, "unit_group.html", {"form": form, "unit": line}, status=422 if form.errors else 200)
