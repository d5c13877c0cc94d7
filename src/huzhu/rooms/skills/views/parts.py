"""The other three sources, and where the four differ (S17)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huzhu.base.access import LEADERS, NotFound, Refused, Request, Role, Scope, acting
from huzhu.base.drawing.words import month_words
from huzhu.base.people.looks import GRID, PARTS, looked
from huzhu.base.people.public import goes_on
from huzhu.base.people.queries import crumbs
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.skills.access import group_led
from huzhu.rooms.skills.actions.saying import second_word, supplement
from huzhu.rooms.skills.forms_measuring import WordForm
from huzhu.rooms.skills.months import month_asked
from huzhu.rooms.skills.queries.catalogue import scale_of
from huzhu.rooms.skills.queries.parts import Parts, month_to_talk_about, open_months, parts_of


@goes_on
def central(request: Request, uid: str) -> HttpResponse:
    """The production leader on the assessor's word, the assessor on his: the same opinion, or another."""
    group = group_led(uid, request.scope, Role.FOREMAN, Role.ASSESSOR)
    leads = request.scope.holds_exactly(Role.FOREMAN, unit_id=group.id)

    def waits(line: Parts) -> bool:
        return line.waits_for_foreman if leads else line.waits_for_assessor

    def say(line: Parts, month: date, form: WordForm, by: Scope) -> None:
        second_word(group.id, line.person.id, line.technique.id, month, form.score, by=by, now=request.now)

    return _words(request, group, "central", waits, say)


@goes_on
def group_word(request: Request, uid: str) -> HttpResponse:
    """The group's sitting: it agrees, or sees it another way; a leader writes it down."""
    group = group_led(uid, request.scope, *LEADERS)

    def waits(line: Parts) -> bool:
        return line.assessor is not None and line.group is None

    def say(line: Parts, month: date, form: WordForm, by: Scope) -> None:
        words = form.cleaned_data["words"]
        supplement(group.id, line.person.id, line.technique.id, month, form.score, words=words, by=by, now=request.now)

    return _words(request, group, "supplement", waits, say)


def differences(request: Request, uid: str) -> HttpResponse:
    """A month's items on which those who have spoken differ, each opens."""
    group = group_led(uid, request.scope)
    months = open_months(group.id)
    month = month_asked(request.GET.get("month", "")) or month_to_talk_about(months, None)
    found = parts_of(group, month, request.scope.day, but=request.scope.person_id) if month else []
    context = {
        "group": group, "month": month, "lines": [line for line in found if line.differs], "all": len(found),
        "agreed": sum(line.agreed for line in found), "unit_path": crumbs(group.path, request.scope),
        "places": places("differences", group, months, month),
    }  # fmt: skip
    looked(request.scope, PARTS, {line.person.id for line in found})
    looked(request.scope, GRID, {line.person.id for line in found})
    return render(request, "skills/differences.html", context)


def _words(
    request: Request, group: UnitLine, page: str, waits: Callable[[Parts], bool],
    say: Callable[[Parts, date, WordForm, Scope], None],
) -> HttpResponse:  # fmt: skip
    """What waits for one's word, row by row; each tap is kept as it is made."""
    months = open_months(group.id)
    month = month_to_talk_about(months, month_asked(request.GET.get("month", "")))
    lines = _others(group, month, request.scope) if month else []
    if request.method == "POST":
        return _said(request, group, page, month, lines, say)
    context = {
        "group": group, "page": page, "month": month, "scale": scale_of(group.path),
        "lines": [line for line in lines if waits(line)], "done": [line for line in lines if not waits(line)],
        "places": places(page, group, months, month), "here": _address(page, group, month),
    }  # fmt: skip
    looked(request.scope, PARTS, {line.person.id for line in lines})
    looked(request.scope, GRID, {line.person.id for line in lines})
    return render(request, "skills/words.html", context)


def _said(
    request: Request, group: UnitLine, page: str, month: date | None, lines: list[Parts],
    say: Callable[[Parts, date, WordForm, Scope], None],
) -> HttpResponse:  # fmt: skip
    """One word: the row as it stands now where htmx asks, else the page again."""
    scale = scale_of(group.path)
    form = WordForm(request.POST, scale=scale)
    asked = (form.data.get("person"), form.data.get("technique"))
    line = next((line for line in lines if (line.person.uid, line.technique.uid) == asked), None)
    if line is None or month is None:
        raise NotFound
    if form.is_valid():
        try:
            say(line, month, form, acting(request))
            if not request.htmx:
                return redirect(_address(page, group, month))
            (line,) = parts_of(
                group, month, request.scope.day, person_id=line.person.id, technique_id=line.technique.id
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
    context = {
        "group": group, "page": page, "line": line, "form": form, "scale": scale, "said": not form.errors,
        "here": _address(page, group, month),
    }  # fmt: skip
    template = "skills/words_row.html" if request.htmx else "skills/words_again.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _others(group: UnitLine, month: date, scope: Scope) -> list[Parts]:
    """Everybody's items but one's own, of which somebody has said something official."""
    found = parts_of(group, month, scope.day, but=scope.person_id)
    return [line for line in found if line.assessor and line.person.id != scope.person_id]


def places(page: str, group: UnitLine, months: list[date], month: date | None) -> list[dict[str, object]]:
    """The open months side by side, where there is more than one."""
    if len(months) < 2:
        return []
    return [{"url": _address(page, group, at), "label": month_words(at), "current": at == month} for at in months]


def _address(page: str, group: UnitLine, month: date | None) -> str:
    address = reverse(f"skills:{page}", args=[group.uid])
    return f"{address}?month={month:%Y-%m}" if month else address
