"""A booked session of somebody who leaves, moves or is long ill does not take place (S34)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Scope
from huzhu.base.calendar.actions.slots import cancel_slot
from huzhu.base.journal import deed, record
from huzhu.base.people.access import keeps_roll_of
from huzhu.rooms.practice import moves
from huzhu.rooms.practice.models import Session
from huzhu.rooms.practice.moves import BOOKED


@deed("practice.give-up-for")
def give_up_for(uid: str, person_id: int, *, by: Scope, now: datetime) -> str:
    """Cancel a booked session in which this person has a part, by himself or by whoever keeps his roll, else NotAllowed."""
    if not keeps_roll_of(person_id, by):
        raise NotAllowed
    his = Q(teacher_id=person_id) | Q(learner_id=person_id) | Q(slot__people__person_id=person_id)
    row = Session.objects.filter(his, uid=uid).select_related("contract").first()
    if row is None:
        raise NotFound
    if row.state != BOOKED or row.slot_id is None:
        raise Overtaken
    moves.SESSION.make(row, "cancel")
    cancel_slot(row.slot_id, by=Scope.system(by.day), now=now)
    record("session", row.pk, unit_id=row.contract.second_unit_id, after={"state": row.state, "for": person_id})
    return row.uid
