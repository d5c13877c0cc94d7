"""What is asked and offered here (S27), introducing two by hand, and who would like a talk first."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huzhu.base.access import LEADERS, NotAllowed, NotFound, Refused, Request, acting
from huzhu.base.people.queries import crumbs
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.introductions.actions.found import introduce_by_hand
from huzhu.rooms.introductions.forms import ByHandForm, refuse
from huzhu.rooms.introductions.queries.board import board, demonstrations, owned
from huzhu.rooms.introductions.queries.pages_board import board_seen, could_meet, first_board
from huzhu.rooms.introductions.queries.private import talks_wanted
from huzhu.rooms.skills import queries as skills


def own_board(request: Request) -> HttpResponse:
    """The board that concerns the reader most."""
    return redirect("introductions:board", first_board(request.scope))


def board_page(request: Request, uid: str) -> HttpResponse:
    """Open requests and offers by technique; what waits, with its owner and date."""
    return _page(request, uid)


@require_POST
def by_hand(request: Request, uid: str) -> HttpResponse:
    """A leader introduces two; both answer for themselves."""
    unit, _reader = board_seen(uid, request.scope)
    if not request.scope.holds_exactly(*LEADERS, unit_id=unit.id):
        raise NotAllowed
    form = _by_hand(request, uid)
    if form.is_valid():
        try:
            introduce_by_hand(*form.pair(), by=acting(request), now=request.now)
            messages.info(request, _("Introduced. Each of the two answers alone; you learn nothing of it."))
            return redirect("introductions:board", uid)
        except Refused as refused:
            refuse(form, refused)
    return _page(request, uid, form)


@never_cache
def talks(request: Request) -> HttpResponse:
    """Who chose this leader for a talk before being introduced; shown to nobody else."""
    if not request.scope.has(*LEADERS):
        raise NotFound
    return render(request, "introductions/talks.html", {"people": talks_wanted(request.scope)})


def _by_hand(request: Request, uid: str) -> ByHandForm:
    unit, reader = board_seen(uid, request.scope)
    learners, teachers = could_meet(unit, reader, request.now)
    techniques = skills.techniques_for(unit.path)
    return ByHandForm(request.POST or None, techniques=techniques, learners=learners, teachers=teachers)


def _page(request: Request, uid: str, form: ByHandForm | None = None) -> HttpResponse:
    unit, reader = board_seen(uid, request.scope)
    leads = request.scope.holds_exactly(*LEADERS, unit_id=unit.id)
    context = {
        "unit": unit, "lines": board(reader, request.now), "waiting": owned(request.scope), "leads": leads,
        "demonstrations": demonstrations(reader), "keeps": _keeps(request, unit, leads), "unit_path": crumbs(unit.path, request.scope),
        "form": form or (_by_hand(request, uid) if leads else None),
    }  # fmt: skip
    return render(request, "introductions/board.html", context)


def _keeps(request: Request, unit: UnitLine, leads: bool) -> bool:
    """Does the reader own requests that wait here?"""
    return leads or request.scope.group_id != unit.id
