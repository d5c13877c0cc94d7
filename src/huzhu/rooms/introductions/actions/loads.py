"""A person's own limits and pause (Q12). Lowering a limit stops new introductions and breaks none."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Refused, Scope
from huzhu.base.db import insert_once
from huzhu.base.journal import deed, record
from huzhu.rooms.introductions.models import Load

MOST = 20


@deed("loads.limits")
def set_own_limits(teaching: int | None, learning: int | None, *, by: Scope, now: datetime) -> None:
    """Set one's own most learners and teachers, None = as the charter says; above the charter they have no effect."""
    for field, value in (("teaching", teaching), ("learning", learning)):
        if value is not None and not 0 <= value <= MOST:
            raise Refused(_("Choose a number from 0 to 20."), field=field)
    load = _own(by)
    before = {"teaching": load.own_teaching, "learning": load.own_learning}
    Load.objects.filter(id=load.id).update(own_teaching=teaching, own_learning=learning)
    record("load", load.id, unit_id=by.group_id, before=before, after={"teaching": teaching, "learning": learning})


@deed("loads.pause")
def pause(until: date | None, *, by: Scope, now: datetime) -> None:
    """Take no new introduction before `until`; None ends the pause."""
    if until is not None and until <= by.day:
        raise Refused(_("Choose a day to come."), field="until")
    load = _own(by)
    Load.objects.filter(id=load.id).update(paused_until=until)
    record("load", load.id, unit_id=by.group_id, after={"paused_until": until.isoformat() if until else None})


def _own(by: Scope) -> Load:
    if by.person_id is None:
        raise NotAllowed
    insert_once(
        Load, person_id=by.person_id, teaching=0, learning=0, own_teaching=None, own_learning=None, paused_until=None
    )
    return Load.objects.get(person_id=by.person_id)
