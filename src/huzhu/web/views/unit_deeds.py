"""What is changed of a unit: who holds what, where it hangs, how it is called and stands, its end and its return."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from huzhu.base.access import NotAllowed, NotFound, Refused, Request, Role, acting
from huzhu.base.people.actions.dissolving import dissolve_unit, rebuild_unit
from huzhu.base.people.actions.roll import end_mandate, give_mandate
from huzhu.base.people.queries import belonging, crumbs, holders_at, last_of, person_by_roll
from huzhu.base.units.actions.standing import change_state
from huzhu.base.units.actions.tree import BUILDERS, end_label, label_unit, move_unit, rename_unit
from huzhu.base.units.models import Unit
from huzhu.base.units.queries import UnitLine, at_level, labels_at, line_up, stand_of, subtree
from huzhu.web.forms import (
    DissolveForm,
    EndForm,
    HangForm,
    LabelForm,
    MandateForm,
    NameForm,
    RebuildForm,
    StateForm,
)
from huzhu.web.tree import day_in, held, one_called, unit_page


@require_POST
def mandate(request: Request, uid: str) -> HttpResponse:
    """Give somebody of one's own factory a role here, with its term."""
    line = held(request, uid)
    if not request.scope.holds(Role.ADMINISTRATOR, at=line.path):
        raise NotAllowed
    form = MandateForm(request.POST, auto_id="role_%s")
    if form.is_valid():
        try:
            person = person_by_roll(form.cleaned_data["roll"], request.scope)
            role = Role(form.cleaned_data["role"])
            give_mandate(person, role, unit_id=line.id, by=acting(request), now=request.now, **form.term)
            return redirect("unit", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    return render(request, "unit.html", unit_page(request, line) | {"mandate_form": form}, status=422)


def role(request: Request, uid: str, person: str, role: str) -> HttpResponse:
    """One role that somebody holds here, with its term; ended early from a day on."""
    line = held(request, uid, None, Role.ADMINISTRATOR)
    found = [one for one in holders_at(line.id, request.scope.day, ahead=True) if (one.uid, one.code) == (person, role)]
    if not found:
        raise NotFound
    form = EndForm(request.POST or None, initial={"ends": request.scope.day})
    if form.is_valid() and _done(form, lambda: end_mandate(
        found[0].person_id, Role(role), unit_id=line.id, ends=form.cleaned_data["ends"], by=acting(request), now=request.now
    )):  # fmt: skip
        return redirect("unit", uid)
    return render(request, "unit_role.html", {"unit": line, "held": found[0], "form": form}, status=_status(form))


def change(request: Request, uid: str) -> HttpResponse:
    """Where the unit hangs, how it is called and stands, its labels: each a form of its own, from a day on."""
    line = held(request, uid, None, *BUILDERS)
    if line.ended:
        raise NotFound
    given = {name: form for name, form in FORMS.items() if name in request.POST}
    forms_of = {name: form(prefix=name, initial=_as_it_is(request, line)) for name, form in FORMS.items()}
    for name, form in given.items():
        forms_of[name] = typed = form(request.POST, prefix=name)
        if typed.is_valid() and _done(typed, lambda: _change(request, line, name, typed.cleaned_data)):  # noqa: B023
            return redirect("unit-change" if name == "label" else "unit", uid)
    if request.method == "POST" and "unlabel" in request.POST:
        _unlabel(request, line)
        return redirect("unit-change", uid)
    context = {
        "unit": line, "forms": forms_of, "labels": labels_at(line.id, request.scope.day),
        "stand": stand_of(line.id, request.scope.day), "unit_path": crumbs(line.path, request.scope),
        "administers": request.scope.holds(Role.ADMINISTRATOR, at=line.path),
    }  # fmt: skip
    return render(request, "unit_change.html", context, status=422 if any(f.errors for f in forms_of.values()) else 200)


def dissolve(request: Request, uid: str) -> HttpResponse:
    """The end of a unit: everybody who belongs to it, and where each goes (Q36)."""
    line = held(request, uid, None, Role.ADMINISTRATOR)
    if line.ended:
        raise NotFound
    day, factory = request.scope.day, at_level(line.path, "factory", request.scope.day)
    homes = [one for one in subtree(factory.path, day) if one.is_home and one.id != line.id] if factory else []
    since = min(day, day_in(request.POST.get("ends", ""), day))
    form = DissolveForm(request.POST or None, people=belonging(line.id, since), homes=homes, day=day)
    if form.is_valid():
        said = {"ends": form.cleaned_data["ends"], "reason": form.cleaned_data["reason"]}
        if _done(form, lambda: dissolve_unit(line.id, form.destinations, **said, by=acting(request), now=request.now)):
            return redirect("unit", uid)
    return render(request, "unit_dissolve.html", {"unit": line, "form": form}, status=_status(form))


def rebuild(request: Request, uid: str) -> HttpResponse:
    """A unit that follows this dissolved one; people and roles of its last day come back with a note (S14)."""
    line = held(request, uid, None, Role.ADMINISTRATOR)
    if not line.ended:
        raise NotFound
    last, day = last_of(line, request.scope.day), request.scope.day
    above = line_up(line.path, line.day(day))
    first = {
        "name": line.name_zh, "name_en": line.name_en, "parent": above[-2].name_zh if len(above) > 1 else "", "starts": day,
        "members": [row for row, _person in last[0]], "mandates": [row for row, _held in last[1]],
    }  # fmt: skip
    form = RebuildForm(request.POST or None, last=last, initial=first)
    if form.is_valid() and (made := _done(form, lambda: _rebuilt(request, line, form))):
        return redirect("unit", Unit.objects.values_list("uid", flat=True).get(id=made))
    return render(request, "unit_rebuild.html", {"unit": line, "form": form}, status=_status(form))


FORMS: dict[str, type[forms.Form]] = {"hang": HangForm, "call": NameForm, "turn": StateForm, "label": LabelForm}


def _change(request: Request, line: UnitLine, name: str, said: dict[str, Any]) -> int:
    by, now = acting(request), request.now
    if name == "hang":
        parent = one_called(request, said["parent"], said["starts"])
        return move_unit(line.id, parent_id=parent, starts=said["starts"], by=by, now=now)
    if name == "call":
        return rename_unit(line.id, said["name"], name_en=said["name_en"], starts=said["starts"], by=by, now=now)
    if name == "turn":
        return change_state(line.id, said["verb"], starts=said["starts"], reason=said["reason"], by=by, now=now)
    return label_unit(line.id, said["kind"], said["text"], starts=by.day, by=by, now=now)


def _unlabel(request: Request, line: UnitLine) -> None:
    wanted = request.POST["unlabel"]
    found = [one.id for one in labels_at(line.id, request.scope.day) if str(one.id) == wanted]
    if not found:
        raise NotFound
    end_label(found[0], unit_id=line.id, by=acting(request), now=request.now)


def _as_it_is(request: Request, line: UnitLine) -> dict[str, Any]:
    return {"name": line.name_zh, "name_en": line.name_en, "starts": request.scope.day}


def _rebuilt(request: Request, line: UnitLine, form: RebuildForm) -> int:
    said = form.cleaned_data
    parent = one_called(request, said["parent"], said["starts"])
    return rebuild_unit(
        line.id, said["name"], name_en=said["name_en"], parent_id=parent, starts=said["starts"], reason=said["reason"],
        members=form.rows("members"), mandates=form.rows("mandates"), note=said["note"], by=acting(request), now=request.now,
    )  # fmt: skip


def _done(form: forms.Form, deed: Any) -> Any:
    """What the deed returns; None with the error at its field where a rule stands against it."""
    try:
        return deed()
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
        return None


def _status(form: forms.Form) -> int:
    return 422 if form.errors else 200
