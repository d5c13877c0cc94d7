"""People found by search, and one person's page in the roll: for whoever keeps it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huzhu.base.access import LEADERS, NotAllowed, NotFound, Refused, Request, acting
from huzhu.base.people.access import KEEPERS, person_kept
from huzhu.base.people.actions import accounts, posting, roll
from huzhu.base.people.actions.deleting import delete_person, may_delete
from huzhu.base.people.actions.first_sign_in import close_sign_in
from huzhu.base.people.confirmations import confirmations_of
from huzhu.base.people.finding import SHOWN, find
from huzhu.base.people.forms import AddressForm, LeaveForm, MoveForm, OwnForm, PostForm
from huzhu.base.people.history import history_of
from huzhu.base.people.looks import ROLL, looked
from huzhu.base.people.models import Person
from huzhu.base.people.queries import crumbs
from huzhu.base.people.standing import APPOINTED, standing
from huzhu.base.units.queries import UnitLine, path_of, subtree

FORMS: dict[str, Callable[..., Form]] = {"email": AddressForm, "leave": LeaveForm, "post": PostForm, "move": MoveForm}
"""What can be changed on somebody's page, by the word of its button."""


def search(request: Request) -> HttpResponse:
    """Number, name, pinyin or initials; only people whose roll the reader keeps."""
    if not request.scope.has(*KEEPERS):
        raise NotFound
    asked = request.GET.get("q", "").strip()[:80]
    found = find(asked, request.scope, most=SHOWN + 1)
    context = {"asked": asked, "found": found[:SHOWN], "more": len(found) > SHOWN, "most": SHOWN}
    return render(request, "people/search.html", context)


def person(request: Request, uid: str) -> HttpResponse:
    """Where somebody was and is; move, another post, leave, all from a date; or end a lost phone's sign-in."""
    row, home = person_kept(uid, request.scope)
    context = _page(request, row, home)
    if request.method == "POST":
        try:
            if _changed(request, row, context):
                return redirect("group-people", home.uid)
        except Refused as refused:
            context[request.POST["do"]].add_error(refused.field, str(refused.message))
    looked(request.scope, ROLL, [row.id])
    return render(request, "people/person.html", context, status=422 if request.method == "POST" else 200)


def delete(request: Request, uid: str) -> HttpResponse:
    """What goes and what stays, and the administrator's own secret."""
    row, home = person_kept(uid, request.scope)
    if not may_delete(row, request.scope):
        raise NotAllowed
    form = OwnForm(request.POST or None)
    if form.is_valid():
        try:
            delete_person(uid, secret=form.cleaned_data["present"], by=acting(request), now=request.now)
            messages.success(request, _("Deleted. What is kept stands under number %(roll)s.") % {"roll": row.roll})
            return redirect("group-people", home.uid)
        except Refused as refused:
            form.add_error("present", str(refused.message))
    context = {"person": row, "group": home, "form": form}
    return render(request, "people/delete.html", context, status=422 if form.errors else 200)


def _page(request: Request, row: Person, home: UnitLine) -> dict[str, Any]:
    by = request.scope
    return {
        "person": row, "group": home, "unit_path": crumbs(home.path, by), "history": history_of(row.id),
        "confirmed": confirmations_of(row.account.id), "move": MoveForm(_groups(request, row, home), prefix="move"),
        "post": PostForm(prefix="post"), "leave": LeaveForm(prefix="leave"), "may_close": standing(by, row.id) is not None, "may_delete": may_delete(row, by),
        "email": AddressForm(initial={"email": row.account.email}, prefix="email") if _may_write_email(request, home) else None,
    }  # fmt: skip


def _groups(request: Request, row: Person, home: UnitLine) -> list[tuple[int, str]]:
    """The other homes of the factory whose roll this person keeps."""
    by = request.scope
    lines = subtree(path_of(row.factory_id, by.day), by.day)
    return [
        (line.id, line.name)
        for line in lines
        if line.is_home and line.id != home.id and by.holds(*KEEPERS, at=line.path)
    ]


def _may_write_email(request: Request, home: UnitLine) -> bool:
    """Those appointed, unless they lead the group: a leader must not write where confirmations go."""
    by = request.scope
    return by.holds(*APPOINTED, at=home.path) and not by.holds_exactly(*LEADERS, unit_id=home.id)


def _changed(request: Request, row: Person, context: dict[str, Any]) -> bool:
    """Do what the pressed button says; False where its form is not filled in right."""
    by, now, verb = acting(request), request.now, request.POST.get("do", "")
    if verb == "close":
        return bool(close_sign_in(row.account.id, by=by, now=now))
    if verb not in FORMS:
        raise NotFound
    if context[verb] is None:
        raise NotAllowed
    choices = [context["move"].fields["group"].choices] if verb == "move" else []
    context[verb] = form = FORMS[verb](*choices, request.POST, prefix=verb)
    if not form.is_valid():
        return False
    said = form.cleaned_data
    if verb == "email":
        accounts.set_email(row.account.id, said["email"], by=by, now=now)
    elif verb == "leave":
        roll.leave(row.id, ends=said["ends"] + timedelta(days=1), by=by, now=now)
    elif verb == "post":
        posting.change_post(row.id, said["post"], starts=said["starts"], by=by, now=now)
    else:
        roll.move_person(row.id, to_group_id=int(said["group"]), starts=said["starts"], by=by, now=now)
    return True
