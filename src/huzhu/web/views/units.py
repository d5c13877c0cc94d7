"""Pages of the tree: a group's own page, and the units one holds authority over."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from huzhu.base.access import NotAllowed, NotFound, Refused, Request, Role, acting
from huzhu.base.access.scope import LEADERS
from huzhu.base.people.actions.roll import found_group, give_mandate
from huzhu.base.people.queries import crumbs, holders_at, person_by_roll, roster, sees_group
from huzhu.base.units.actions.tree import BUILDERS, found_unit
from huzhu.base.units.queries import UnitLine, children, subtree, unit_by_uid
from huzhu.web.forms import GroupForm, MandateForm, UnitForm


def group(request: Request, uid: str) -> HttpResponse:
    """All of a group in one place (S1): its people, skills, contracts and what it has to do."""
    unit = unit_by_uid(uid, request.scope.day)
    if unit is None or unit.level != "group" or not sees_group(request.scope, unit.id):
        raise NotFound
    context = {
        "unit": unit,
        "people": roster(unit.id, request.scope.day),
        "holders": holders_at(unit.id, request.scope.day),
        "leads": request.scope.holds_exactly(*LEADERS, unit_id=unit.id),
        "assesses": request.scope.holds_exactly(*LEADERS, Role.ASSESSOR, unit_id=unit.id),
        "unit_path": crumbs(unit.path, request.scope),
    }
    return render(request, "group.html", context)


def units(request: Request) -> HttpResponse:
    """The tree below every unit that this person holds something at."""
    tops = sorted({holding.path for holding in request.scope.holdings})
    own = [top for top in tops if not any(top != other and top.startswith(other) for other in tops)]
    if not own:
        raise NotFound
    trees = [
        [("· " * (line.path.count("/") - top.count("/")), line) for line in subtree(top, request.scope.day)]
        for top in own
    ]
    return render(request, "units.html", {"trees": trees})


def unit(request: Request, uid: str) -> HttpResponse:
    """One unit: what hangs below it and who holds what; no persons' skills (Q31). Founds the next unit below."""
    line = _held(request, uid)
    form = UnitForm(request.POST or None) if request.scope.holds(*BUILDERS, at=line.path) else None
    if form is not None and form.is_valid():
        try:
            found_unit(
                **form.cleaned_data, parent_id=line.id, starts=request.scope.day, by=acting(request), now=request.now
            )
            return redirect("unit", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    return render(request, "unit.html", _unit_page(request, line) | {"form": form})


def new_group(request: Request, uid: str) -> HttpResponse:
    """Found a group with its leader, and go on to the card with which he signs in."""
    line = _held(request, uid)
    if line.level == "group" or not request.scope.holds(Role.ADMINISTRATOR, at=line.path):
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


@require_POST
def mandate(request: Request, uid: str) -> HttpResponse:
    """Give somebody of the unit's factory a role here, from today on."""
    line = _held(request, uid)
    if not request.scope.holds(Role.ADMINISTRATOR, at=line.path):
        raise NotAllowed
    form = MandateForm(request.POST or None)
    if form.is_valid():
        try:
            person = person_by_roll(form.cleaned_data["roll"], request.scope)
            give_mandate(person, Role(form.cleaned_data["role"]), unit_id=line.id, by=acting(request), now=request.now)
            return redirect("unit", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    return render(request, "unit.html", _unit_page(request, line) | {"mandate_form": form})


def _held(request: Request, uid: str) -> UnitLine:
    line = unit_by_uid(uid, request.scope.day)
    if line is None or not any(line.path.startswith(holding.path) for holding in request.scope.holdings):
        raise NotFound
    return line


def _unit_page(request: Request, line: UnitLine) -> dict[str, object]:
    gives = request.scope.holds(Role.ADMINISTRATOR, at=line.path)
    return {
        "unit": line,
        "below": children(line.id, request.scope.day),
        "holders": holders_at(line.id, request.scope.day),
        "unit_path": crumbs(line.path, request.scope),
        "mandate_form": MandateForm() if gives else None,
        "new_group": reverse("unit-group", args=[line.uid]) if gives and line.level != "group" else "",
    }
