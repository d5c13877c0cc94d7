"""Meetings at which pairs share what they learned (S42): they count once they left a written lesson of a contract."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Scope
from huzhu.base.calendar.actions.slots import Seat, book, cancel_slot
from huzhu.base.journal import deed, record
from huzhu.base.people.queries import members_under
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.queries.linkable import linkable
from huzhu.rooms.exchange.access import RUN, WRITE, records_for, sharing_for, sharing_unit
from huzhu.rooms.exchange.models import Lesson, LessonOf, Present, Sharing
from huzhu.rooms.exchange.moves import DROPPED, SHARINGS

MINUTES = 60


@deed("sharing.plan")
def plan(
    unit_uid: str, about: str, day: date, people: Collection[int], *, by: Scope, now: datetime,
    starts: datetime | None = None, minutes: int = MINUTES,
) -> str:  # fmt: skip
    """Call a meeting, or write down one that was; returns its public id. With `starts` its time is taken for everybody
    (Refused at 'starts' where somebody is not free); people: person ids of the unit."""
    unit = sharing_unit(unit_uid, by)
    if by.person_id is None or not records_for(unit, by):
        raise NotAllowed
    if set(people) - {person for person, _group in members_under(unit.path, by.day)}:
        raise NotFound
    slot = None
    if starts is not None:
        seats = [Seat(person, "member") for person in sorted(set(people))]
        slot = book("sharing", unit_id=unit.id, starts=starts, minutes=minutes, seats=seats, by=by, now=now)
    row = Sharing.objects.create(unit_id=unit.id, day=day, slot_id=slot, about=about.strip(), by_id=by.person_id)
    Present.objects.bulk_create(Present(sharing=row, person_id=person) for person in sorted(set(people)))
    record("sharing", row.id, unit_id=unit.id, after={"day": day.isoformat(), "people": len(set(people))})
    return row.uid


@deed("sharing.lesson")
def write_lesson(uid: str, text: str, contract_uids: Collection[str], *, by: Scope, now: datetime) -> str:
    """Write down what was learned, linked to the contracts that it comes from. The first one makes the meeting count as
    held. Raises Refused before its day, without words, or without a contract."""
    row = sharing_for(uid, by=by, to=WRITE)
    rows = Sharing.objects.filter(pk=row.pk)
    if row.state == DROPPED or by.person_id is None:
        raise Refused(_("This meeting was called off."))
    if row.day > by.day:
        raise Refused(_("It has not taken place yet."))
    if not text.strip():
        raise Refused(_("Write a few words."), field="text")
    found = linkable(path_of(row.unit_id, by.day), by, contract_uids)
    if not found:
        raise Refused(_("Name at least one contract that it comes from."), field="contracts")
    lesson = Lesson.objects.create(sharing=row, text=text.strip(), by_id=by.person_id, written=now)
    links = [LessonOf.objects.create(lesson=lesson, contract_id=one.id) for one in found]
    first = SHARINGS.make_all(rows, "hold", proof_id=links[0].pk)
    if not first and rows.filter(state=DROPPED).exists():  # called off in this very moment
        raise Overtaken
    record("sharing", row.id, unit_id=row.unit_id, after={"lesson": lesson.id, "contracts": [one.id for one in found]})
    return row.uid


@deed("sharing.drop")
def drop(uid: str, *, by: Scope, now: datetime) -> str:
    """It does not take place; its time is free again."""
    row = sharing_for(uid, by=by, to=RUN)
    SHARINGS.make(row, "drop")
    if row.slot_id:
        cancel_slot(row.slot_id, by=Scope.system(by.day), now=now)
    record("sharing", row.id, unit_id=row.unit_id, after={"state": row.state})
    return row.uid
