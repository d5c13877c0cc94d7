"""Booked sessions of somebody who leaves, moves or is long ill: each is given up."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.base.access import NotFound, Scope
from huzhu.base.drawing.words import moment_words
from huzhu.base.people.unfinished import Line, Verb, unfinished
from huzhu.rooms.practice.actions.giving_up import give_up_for
from huzhu.rooms.practice.kinds import kind_words
from huzhu.rooms.practice.models import Session
from huzhu.rooms.practice.moves import BOOKED


def _act(person_id: int, key: str, verb: str, value: str, *, by: Scope, now: datetime) -> None:
    if verb != "give-up":
        raise NotFound
    give_up_for(key, person_id, by=by, now=now)


@unfinished("session", gettext_lazy("Booked sessions"), _act)
def sessions(person_id: int, scope: Scope, now: datetime) -> list[Line]:
    """What is booked from now on with him in it, soonest first, without the others' names; one statement."""
    his = Q(teacher_id=person_id) | Q(learner_id=person_id) | Q(slot__people__person_id=person_id)
    rows = Session.objects.filter(his, state=BOOKED, slot__starts__gt=now, slot__cancelled=None).distinct()
    verbs = [Verb("give-up", _("Give it up"))]
    return [
        Line(row.uid, kind_words(row.kind), moment_words(row.slot.starts), "", verbs)
        for row in rows.select_related("slot").order_by("slot__starts", "pk")
        if row.slot
    ]
