"""What is booked: a person's week and how full it is, a slot with its people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Sum

from huzhu.base.calendar.models import Slot, SlotPerson
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit


@dataclass(frozen=True)
class SeatLine:
    """`waits`: the time lies outside his work and he has not said that it suits."""

    person_id: int
    name: str
    part: str
    covers: int | None
    outside: bool
    waits: bool
    attended: bool | None


@dataclass(frozen=True)
class SlotLine:
    """A slot as rooms and pages read it; `title` and `address` come from its kind (calendar.kinds)."""

    id: int
    uid: str
    kind: str
    starts: datetime
    ends: datetime
    minutes: int
    place: str
    machine: str
    machine_uid: str
    template: str
    cancelled: bool
    seats: tuple[SeatLine, ...]

    def seat(self, person_id: int | None) -> SeatLine | None:
        return next((seat for seat in self.seats if seat.person_id == person_id), None)


def slot_lines(slot_ids: Collection[int]) -> dict[int, SlotLine]:
    """Slots with their people; two statements for any number."""
    seats: dict[int, list[SeatLine]] = {}
    rows = SlotPerson.objects.filter(slot_id__in=slot_ids).select_related("person").order_by("id")
    for row in rows:
        waits = row.outside and row.agreed is None
        line = SeatLine(row.person_id, row.person.name, row.part, row.covers_id, row.outside, waits, row.attended)
        seats.setdefault(row.slot_id, []).append(line)
    slots = Slot.objects.filter(id__in=slot_ids).select_related("machine").order_by("starts", "id")
    return {slot.id: _line(slot, tuple(seats.get(slot.id, ()))) for slot in slots}


def _line(slot: Slot, seats: tuple[SeatLine, ...]) -> SlotLine:
    machine = slot.machine
    return SlotLine(
        slot.id, slot.uid, slot.kind, slot.starts, slot.ends, slot.minutes, slot.place, machine.name if machine else "",
        machine.uid if machine else "", slot.template, slot.cancelled is not None, seats,
    )  # fmt: skip


def slots_between(person_id: int, first: datetime, last: datetime) -> list[SlotLine]:
    """Somebody's slots that begin in [first, last) and are not cancelled, in order; three statements."""
    own = SlotPerson.objects.filter(person_id=person_id, slot__cancelled=None)
    ids = own.filter(slot__starts__gte=first, slot__starts__lt=last).values_list("slot_id", flat=True)
    return list(slot_lines(list(ids)).values())


def load_of_week(person_id: int, day: date) -> int:
    """Minutes booked of somebody in the week (from Monday) of `day`."""
    return loads_of_week([person_id], day)[person_id]


def loads_of_week(person_ids: Collection[int], day: date) -> dict[int, int]:
    """The same for several, by the clock of the first one's factory; two statements."""
    first, last = week_of(day, zone_of(next(iter(person_ids), 0)))
    rows = SlotPerson.objects.filter(
        person_id__in=person_ids, slot__cancelled=None, slot__starts__gte=first, slot__starts__lt=last
    )
    found = dict(rows.values_list("person_id").annotate(minutes=Sum("slot__minutes")))
    return {person: found.get(person, 0) for person in person_ids}


def week_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """[Monday, next Monday) around a day by a factory's clock."""
    monday = day - timedelta(days=day.weekday())
    return (
        datetime.combine(monday, time(), tzinfo=zone),
        datetime.combine(monday + timedelta(days=7), time(), tzinfo=zone),
    )


def zone_of(person_id: int) -> ZoneInfo:
    """The clock of somebody's factory."""
    factory = Person.objects.filter(id=person_id).values("factory_id")
    found = Unit.objects.filter(id__in=factory).values_list("time_zone", flat=True).first()
    return ZoneInfo(found or Unit._meta.get_field("time_zone").default)
