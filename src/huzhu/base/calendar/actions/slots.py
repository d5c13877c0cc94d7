"""Deeds on slots: people × time × place, nobody twice at once, nothing outside somebody's work without his own word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Refused, Scope, open_door
from huzhu.base.calendar.access import books_in, calls_off, slots_of
from huzhu.base.calendar.fitting import Timetable
from huzhu.base.calendar.kinds import TEMPLATES
from huzhu.base.calendar.models import LONGEST_SLOT, TICK, Claim, Slot, SlotPerson
from huzhu.base.calendar.notices import SLOT_ASKED, SLOT_CANCELLED
from huzhu.base.calendar.queries.free import outside_of, ticks_of, timetables
from huzhu.base.calendar.sealing import unsuited_of
from huzhu.base.journal import deed, happened, record
from huzhu.base.notices import tell

TAKEN = _("This time is not free for everybody any more; choose another.")
"""Whatever stands in the way: it says neither what nor whose."""
KEPT = timedelta(days=1)
"""Claims of what is over stay so long; nothing new can be booked there."""


@dataclass(frozen=True)
class Seat:
    """Who takes part and as what; `covers`: whom a relief stands in for. agrees: he said himself that a time outside
    his work suits; only the system may pass on somebody else's word."""

    person_id: int
    part: str
    covers: int | None = None
    agrees: bool = False


@deed("calendar.book")
def book(
    kind: str, *, unit_id: int, starts: datetime, minutes: int, seats: Sequence[Seat], machine_id: int | None = None,
    place: str = "", template: str = "", series_id: int | None = None, by: Scope, now: datetime,
) -> int:  # fmt: skip
    """Take people, place and machine for a time; returns the slot's id.

    Who is seated outside his known work, or in a rest or meal, agrees at once if he books himself; else he is asked.
    Raises Refused at 'starts' with TAKEN where anybody or the machine is not free, NotAllowed for who neither takes
    part nor holds a role for the unit. That the others may be asked at all is the calling room's door.
    """
    if not (by.is_system or by.person_id in {seat.person_id for seat in seats} or books_in(unit_id, by)):
        raise NotAllowed
    _must_be(starts, minutes, seats, now)
    slot = Slot.objects.create(
        kind=kind, unit_id=unit_id, starts=starts, minutes=minutes, place=place.strip()[:60], machine_id=machine_id,
        template=template, series_id=series_id, booked_by_id=by.person_id,
    )  # fmt: skip
    people = [seat.person_id for seat in seats]
    tables = timetables(people, starts.astimezone(UTC).date() - timedelta(days=1), 3)
    outside = outside_of(tables, starts, minutes)
    agree_now = {s.person_id for s in seats if s.person_id == by.person_id or (s.agrees and by.is_system)}
    _must_suit(tables, agree_now, slot)
    SlotPerson.objects.bulk_create(
        SlotPerson(
            slot=slot, person_id=seat.person_id, part=seat.part, covers_id=seat.covers,
            outside=seat.person_id in outside,
            agreed=now if seat.person_id in outside & agree_now else None,
        )
        for seat in seats
    )  # fmt: skip
    claim(slot, people)
    for person in sorted(outside - agree_now):
        tell(person, SLOT_ASKED, now=now, subject=slot.uid)
    after = {"kind": kind, "starts": starts.isoformat(), "minutes": minutes, "people": len(seats)}
    record("slot", slot.id, unit_id=unit_id, after=after)
    return slot.id


@deed("calendar.cancel")
def cancel_slot(slot_id: int, *, by: Scope, now: datetime) -> int:
    """The slot does not take place: its time is free again, the others are told; done again nothing changes."""
    slot = open_door(slots_of(by), lambda row: calls_off(by, row.kind, row.booked_by_id, row.unit_id), id=slot_id)
    if Slot.objects.filter(id=slot_id, cancelled=None).update(cancelled=now):
        Claim.objects.filter(slot_id=slot_id).delete()
        happened("calendar.slot_cancelled", slot_id)
        for person in people_of(slot_id) if slot.starts > now else ():
            if person != by.person_id:
                tell(person, SLOT_CANCELLED, now=now, subject=slot.uid)
    record("slot", slot_id, unit_id=slot.unit_id, after={"cancelled": True})
    return slot_id


@deed("calendar.agree")
def agree(slot_id: int, *, by: Scope, now: datetime) -> int:
    """Somebody says himself that a slot outside his work suits him; nobody can say it for him."""
    slot = open_door(slots_of(by), id=slot_id, cancelled=None)
    own = SlotPerson.objects.filter(slot_id=slot_id, person_id=by.person_id or 0)
    if not own.exists():
        raise NotFound
    own.filter(agreed=None, outside=True).update(agreed=now)
    record("slot", slot_id, unit_id=slot.unit_id, after={"agreed": True})
    return slot_id


def attended(slot_id: int, came: Mapping[int, bool]) -> None:
    """Note who was there; inside the deed of the room that knows."""
    for there in (True, False):
        people = [person for person, value in came.items() if value is there]
        SlotPerson.objects.filter(slot_id=slot_id, person_id__in=people).update(attended=there)


def claim(slot: Slot, person_ids: Iterable[int]) -> None:
    """Take every five minutes of the slot for these people and its machine, in the order of the keys (unsorted,
    PostgreSQL deadlocks); Refused where one is taken."""
    people = sorted(person_ids)
    rows = [
        Claim(tick=tick, person_id=person, machine_id=machine, slot=slot)
        for tick in ticks_of(slot.starts, slot.minutes)
        for person, machine in [*((p, None) for p in people), *([(None, slot.machine_id)] if slot.machine_id else [])]
    ]
    try:
        with transaction.atomic():
            Claim.objects.bulk_create(rows)
    except IntegrityError:
        raise Refused(TAKEN, field="starts") from None


def people_of(slot_id: int) -> list[int]:
    return list(SlotPerson.objects.filter(slot_id=slot_id).order_by("person_id").values_list("person_id", flat=True))


def _must_be(starts: datetime, minutes: int, seats: Sequence[Seat], now: datetime) -> None:
    if not seats or len({seat.person_id for seat in seats}) < len(seats):
        raise Refused(_("Everybody takes part once."), field="seats")
    if minutes % TICK or not TICK <= minutes <= LONGEST_SLOT:
        raise Refused(_("Choose a length in steps of five minutes."), field="minutes")
    if int(starts.timestamp()) % (TICK * 60):
        raise Refused(_("Choose a time in steps of five minutes."), field="starts")
    if starts <= now:
        raise Refused(_("This time is over. Choose a later one."), field="starts")


def _must_suit(tables: Mapping[int, Timetable], agreeing: set[int], slot: Slot) -> None:
    """What somebody else said doesn't suit him stands against it like anything else: by the same words (S138)."""
    a = int(slot.starts.timestamp() // 60)
    form = TEMPLATES[slot.template].form if slot.template in TEMPLATES else ""
    for person, said in unsuited_of(tables.keys()).items():
        against = said.time(tables[person].zone, a, a + slot.minutes) or said.place_or_form(slot.place, form)
        if against and person not in agreeing:
            raise Refused(TAKEN, field="starts")
