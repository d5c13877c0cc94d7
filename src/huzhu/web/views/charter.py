"""By which rules a unit goes: every clause with its value, who set it and in which words (S13)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.base.access import NotFound, Refused, Request, Scope, acting
from huzhu.base.charter.access import RULERS, charter_read, rules_over
from huzhu.base.charter.actions import decide_draft, draft_clause, drop_draft, keep_trial, set_clause
from huzhu.base.charter.forms import ClauseForm, DaysForm
from huzhu.base.charter.moves import DRAFT
from huzhu.base.charter.queries import Line, charter, versions, what_would_change
from huzhu.base.people.queries import crumbs
from huzhu.base.units.queries import UnitLine, line_up


def page(request: Request, uid: str) -> HttpResponse:
    """All clauses of a unit, own or inherited, in force, to come, on trial or drafted; read by its members."""
    line, show, room = charter_read(uid, request.scope), request.GET.get("show", ""), request.GET.get("room", "")
    rows = [row for row in charter(line.path, request.scope.day) if show != "own" or row.own]
    written = versions(line.path, request.scope)
    phases = {phase: [row for row in written if row.phase == phase] for phase in ("ahead", "trial", "draft")}
    sections = [(title, [row for row in rows if _room(row) == code]) for code, title in _rooms().items()]
    if room and room in _rooms():
        sections = [(title, found) for title, found in sections if title == _rooms()[room]]
    return render(request, "charter.html", _context(request, line) | {
        "sections": [section for section in sections if section[1]], "written": phases.get(show), "show": show,
        "switch": _switch(uid, show, {phase: len(found) for phase, found in phases.items()}),
        "rooms": _room_switch(uid, room, show, {_room(row) for row in rows} - {""}),
    })  # fmt: skip


def clause(request: Request, uid: str, code: str) -> HttpResponse:
    """One clause: where its value comes from, what it was; whoever has authority here drafts, tries or sets it."""
    line, scope = charter_read(uid, request.scope), request.scope
    row = next(iter(charter(line.path, scope.day, only=code)), None)
    if row is None:
        raise NotFound
    context = _context(request, line) | {"row": row, "history": versions(line.path, scope, code=code)}
    if not (context["rules"] and row.clause.settable):
        if request.method == "POST":
            raise NotFound
        return render(request, "charter_clause.html", context)
    form = ClauseForm(request.POST or None, row=row, day=scope.day)
    if form.is_valid() and not request.POST.get("look"):
        try:
            _save(request, line, code, form.cleaned_data)
            return redirect("charter-clause", uid, code)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    context |= {"form": form, "would": _would(request, line, row, form)}
    return render(request, "charter_clause.html", context, status=422 if form.errors else 200)


def version(request: Request, uid: str, code: str, version: int) -> HttpResponse:
    """A draft, to be put on trial, in force, or dropped; a trial, to be put in force after its last day."""
    line, scope, post = charter_read(uid, request.scope), request.scope, request.POST
    found = next((row for row in versions(line.path, scope, code=code) if row.here and row.version == version), None)
    if found is None or not (found.decides or found.keeps):
        raise NotFound
    form = DaysForm(None if "drop" in post else post or None, day=scope.day) if found.decides else None
    if request.method == "POST" and (form is None or "drop" in post or form.is_valid()):
        try:
            _decide(request, line, code, version, form)
            return redirect("charter-clause", uid, code)
        except Refused as refused:
            if form is None:
                raise
            form.add_error(refused.field, str(refused.message))
    context = _context(request, line) | {"found": found, "form": form}
    return render(request, "charter_version.html", context, status=422 if form and form.errors else 200)


def mine(request: Request, code: str) -> HttpResponse:
    """A clause as it holds where one works, or else where one holds something."""
    scope = request.scope
    return redirect("charter-clause", _own(scope, scope.group_path), code)


def own(request: Request) -> HttpResponse:
    """The charter of the unit whose rules one sets, or else of where one works."""
    scope = request.scope
    return redirect("charter", _own(scope, next(iter(scope.paths(*RULERS)), scope.group_path)))


def _own(scope: Scope, path: str) -> str:
    """The public id of the unit with `path`, or of the first one where this person holds something."""
    lines = line_up(path or next((holding.path for holding in scope.holdings), ""), scope.day)
    if not lines:
        raise NotFound
    return lines[-1].uid


def _save(request: Request, line: UnitLine, code: str, said: dict[str, Any]) -> None:
    by, now = acting(request), request.now
    if said["state"] == DRAFT:
        draft_clause(line.id, code, said["value"], cited=said["cited"], shown=said["shown"], by=by, now=now)
    else:
        days = {"starts": said["starts"], "last": said["last"]}
        set_clause(line.id, code, said["value"], **days, cited=said["cited"], by=by, now=now)


def _decide(request: Request, line: UnitLine, code: str, version: int, form: DaysForm | None) -> None:
    by, now = acting(request), request.now
    if form is None:
        keep_trial(line.id, code, version, by=by, now=now)
    elif not form.is_bound:
        drop_draft(line.id, code, version, by=by, now=now)
    else:
        days = {"starts": form.cleaned_data["starts"], "last": form.cleaned_data["last"]}
        decide_draft(line.id, code, version, **days, by=by, now=now)


def _would(request: Request, line: UnitLine, row: Line, form: ClauseForm) -> list[str]:
    if not form.is_bound or form.errors:
        return []
    said, day = form.cleaned_data, request.scope.day
    days = {"starts": said["starts"], "last": said["last"]}
    return what_would_change(row, line.path, said["value"], state=said["state"], **days, day=day)


def _rooms() -> dict[str, str]:
    return {
        "skills": _("Skills"), "introductions": _("Introductions"), "contracts": _("Contracts"),
        "production": _("Production"), "": _("Further rules"),
    }  # fmt: skip


def _room(row: Line) -> str:
    room = row.clause.code.split(".")[0]
    return room if room in _rooms() else ""


def _switch(uid: str, show: str, many: dict[str, int]) -> list[dict[str, object]]:
    words = {
        "": _("All"), "own": _("Set here"), "ahead": _("To come"), "trial": _("On trial"), "draft": _("Drafts")
    }  # fmt: skip
    return [
        {
            "url": reverse("charter", args=[uid]) + (f"?show={code}" if code else ""),
            "label": f"{word} {many[code]}" if many.get(code) else word,
            "current": code == show,
        }
        for code, word in words.items()
    ]


def _room_switch(uid: str, room: str, show: str, used: set[str]) -> list[dict[str, object]]:
    kept = f"&show={show}" if show == "own" else ""
    rooms = {"": _("Everything"), **{code: word for code, word in _rooms().items() if code in used}}
    return [
        {"url": f"{reverse('charter', args=[uid])}?room={code}{kept}", "label": word, "current": code == room}
        for code, word in rooms.items()
    ]


def _context(request: Request, line: UnitLine) -> dict[str, Any]:
    return {"unit": line, "unit_path": crumbs(line.path, request.scope), "rules": rules_over(request.scope, line.path)}
