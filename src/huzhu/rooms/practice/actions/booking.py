"""Deeds on sessions to come: book with relief, once or every week, and cancel (S35, S36, S39)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Overtaken, Refused, Scope
from huzhu.base.calendar.actions.series import end_series, start_series
from huzhu.base.calendar.actions.slots import TAKEN, Seat, book, cancel_slot
from huzhu.base.calendar.kinds import BEFORE_SHIFT as EDGE
from huzhu.base.calendar.models import Slot
from huzhu.base.journal import deed, happened, record
from huzhu.base.people.queries import groups_of
from huzhu.rooms.contracts.access import contract_for
from huzhu.rooms.practice import moves
from huzhu.rooms.practice.access import CANCEL, RELIEF, session_for
from huzhu.rooms.practice.kinds import BEFORE_SHIFT, CATALOGUE, IN_SHIFT, WEEKLY, half_day_of
from huzhu.rooms.practice.models import Session, Weekly
from huzhu.rooms.practice.moves import BOOKED
from huzhu.rooms.practice.queries.book import PLACES, Wanted, couples_for, lengths_of, needs_relief, times_for
from huzhu.rooms.practice.slots import SLOT

TEACHER, LEARNER = "teacher", "learner"
WHAT = ("kind", "form", "at", "term_id", "teacher_id", "learner_id", "relief_of_teacher_id", "relief_of_learner_id")


@deed("practice.book")
def book_session(uid: str, wanted: Wanted, starts: datetime, *, by: Scope, now: datetime) -> str:
    """Take the two, the reliefs and the place for one of the proposed times; returns the session's public id.

    Raises Refused: at 'relief_of_…' where a post would stand empty, at 'starts' where somebody can't any more, in words
    that tell neither who nor why.
    """
    contract = contract_for(uid, by=by)
    _allowed(uid, wanted, by)
    if starts not in times_for(wanted, now):
        raise Refused(TAKEN, field="starts")
    slot_id = book(
        SLOT.code, unit_id=contract.second_unit_id, starts=starts, minutes=wanted.minutes, seats=_seats(wanted),
        machine_id=wanted.machine, place=wanted.place, template=wanted.template.code, by=by, now=now,
    )  # fmt: skip
    day, half = half_day_of(starts)
    row = Session.objects.create(
        contract_id=contract.pk, slot_id=slot_id, state=BOOKED, day=day, half=half, **_what(wanted)
    )
    record("session", row.pk, unit_id=contract.second_unit_id, after={"state": BOOKED, "form": row.form})
    happened("practice.booked", row.pk)
    return row.uid


@deed("practice.every-week")
def book_every_week(uid: str, wanted: Wanted, *, by: Scope, now: datetime) -> int:
    """The same every week, for the coming four and on; who starts it has said yes, the others are asked where it lies
    outside their work. Returns the number of sessions booked."""
    contract = contract_for(uid, by=by)
    _allowed(uid, wanted, by)
    series_id = start_series(
        SLOT.code, wanted.template.code, unit_id=contract.second_unit_id, first=timezone.localdate(now),
        seats=_seats(wanted), minutes=wanted.minutes, place=wanted.place, machine_id=wanted.machine, by=by, now=now,
    )  # fmt: skip
    Weekly.objects.create(series_id=series_id, contract_id=contract.pk, **_what(wanted))
    made = take_slots(series_id, by=by, now=now)
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"weekly": wanted.template.code})
    return made


@deed("practice.take-slots")
def take_slots(series_id: int, *, by: Scope, now: datetime) -> int:
    """A booked session for each coming slot of a weekly series that has none; done again nothing changes."""
    row = Weekly.objects.select_related("contract").get(pk=series_id)
    slots = list(Slot.objects.filter(series_id=series_id, cancelled=None, starts__gt=now).order_by("starts"))
    taken = set(Session.objects.filter(slot__in=[slot.id for slot in slots]).values_list("slot_id", flat=True))
    made, same = [], {name: getattr(row, name) for name in WHAT}
    for slot in slots:
        if slot.id not in taken:
            day, half = half_day_of(slot.starts)
            made.append(Session(contract_id=row.contract_id, slot_id=slot.id, state=BOOKED, day=day, half=half, **same))
    Session.objects.bulk_create(made)
    record("contract", row.contract_id, unit_id=row.contract.second_unit_id, after={"booked": len(made)})
    for session in made:
        happened("practice.booked", session.pk)
    return len(made)


@deed("practice.cancel")
def cancel_session(uid: str, *, by: Scope, now: datetime) -> str:
    """Either of the two: a booked session does not take place; everybody's time is free again, no reason asked."""
    row = session_for(uid, by=by, to=CANCEL, lock=True)
    if row.state != BOOKED or row.slot_id is None:
        raise Overtaken
    moves.SESSION.make(row, "cancel")
    cancel_slot(row.slot_id, by=by, now=now)
    record("session", row.pk, unit_id=row.contract.second_unit_id, after={"state": row.state})
    return row.contract.uid


@deed("practice.stop-weekly")
def stop_weekly(uid: str, *, by: Scope, now: datetime) -> str:
    """Either of the two: the weekly time of which this session is one ends, and none of those ahead takes place."""
    row = session_for(uid, by=by, to=CANCEL)
    if row.slot is None or row.slot.series_id is None:
        raise Overtaken
    end_series(row.slot.series_id, by=by, now=now)
    ahead = Session.objects.filter(slot__series_id=row.slot.series_id, slot__starts__gt=now)
    gone = moves.SESSION.make_all(ahead, "cancel")
    record(
        "contract", row.contract_id, unit_id=row.contract.second_unit_id, after={"weekly": "ended", "sessions": gone}
    )
    return row.contract.uid


@deed("practice.give-up-booked")
def give_up_booked(contract_id: int, *, by: Scope, now: datetime) -> int:
    """What stands booked under a contract that is closed does not take place; returns how many sessions."""
    for series_id in Weekly.objects.filter(contract_id=contract_id, series__ended=None).values_list("pk", flat=True):
        end_series(series_id, by=by, now=now)
    ahead = Session.objects.filter(contract_id=contract_id, state=BOOKED, slot__starts__gt=now)
    for slot_id in ahead.filter(slot__cancelled=None).order_by("slot_id").values_list("slot_id", flat=True):
        cancel_slot(slot_id or 0, by=by, now=now)
    gone = moves.SESSION.make_all(ahead, "cancel")
    record("contract", contract_id, after={"sessions": gone})
    return gone


def form_of(wanted: Wanted) -> str:
    """How the time came about: only in the shift and with relief it counts as supported."""
    if needs_relief(wanted.template):
        return IN_SHIFT
    return BEFORE_SHIFT if wanted.template.within == EDGE else WEEKLY


def _what(wanted: Wanted) -> dict[str, Any]:
    """What a session and a weekly series have in common."""
    values = (
        wanted.kind, form_of(wanted), wanted.at, wanted.couple.term, *wanted.couple.two,
        *(wanted.reliefs.get(person) for person in wanted.couple.two),
    )  # fmt: skip
    return dict(zip(WHAT, values, strict=True))


def _allowed(uid: str, wanted: Wanted, by: Scope) -> None:
    _kind, mine = couples_for(uid, by)
    if wanted.couple not in mine or wanted.kind not in CATALOGUE or wanted.at not in PLACES:
        raise NotAllowed
    if wanted.minutes not in lengths_of(wanted.template):
        raise Refused(_("Choose one of the lengths."), field="minutes")
    if needs_relief(wanted.template):
        _relieved(wanted, by)


def _relieved(wanted: Wanted, by: Scope) -> None:
    """Every absent post has its own relief, of the group whose post it is (S36)."""
    named = wanted.reliefs
    fields = {wanted.couple.teacher: "relief_of_teacher", wanted.couple.learner: "relief_of_learner"}
    for person in wanted.absent:
        if person not in named:
            raise Refused(_("Name who minds the machine meanwhile."), field=fields[person])
    if len(set(named.values()) | set(wanted.couple.two)) < len(named) + 2:
        raise Refused(_("Each post has a relief of its own."), field="relief_of_learner")
    homes = groups_of({*named, *named.values()}, by.day)
    for person, relief in named.items():
        if relief not in homes or homes[relief] != homes.get(person):
            raise Refused(_("Somebody of the same group minds the machine."), field=fields[person])


def _seats(wanted: Wanted) -> list[Seat]:
    two = [Seat(wanted.couple.teacher, TEACHER), Seat(wanted.couple.learner, LEARNER)]
    return two + [Seat(relief, RELIEF, covers=person) for person, relief in wanted.reliefs.items()]
