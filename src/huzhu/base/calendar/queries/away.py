"""When people were noted as absent, or booked: what a claim of having been somewhere is held against (Q27)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from huzhu.base.calendar.models import PersonDay, SlotPerson
from huzhu.base.calendar.working import end_of


@dataclass(frozen=True)
class Away:
    """One person's time [starts, ends): a whole day off that the group did not have, or a seat in a slot. `missed`: he was
    noted as not having come to that slot."""

    person: int
    starts: datetime
    ends: datetime
    missed: bool = False


def away_of(person_ids: Collection[int], first: date, last: date) -> list[Away]:
    """Of these people on the days first … last; why somebody was off is kept nowhere. Two statements."""
    off = PersonDay.objects.filter(person_id__in=person_ids, day__gte=first, day__lte=last, shift=None)
    found = [
        Away(person, end_of(day - timedelta(days=1)), end_of(day))
        for person, day in off.values_list("person_id", "day")
    ]
    seats = SlotPerson.objects.filter(person_id__in=person_ids, slot__cancelled=None)
    seats = seats.filter(slot__starts__gte=end_of(first - timedelta(days=1)), slot__starts__lt=end_of(last))
    for person, starts, minutes, attended in seats.values_list(
        "person_id", "slot__starts", "slot__minutes", "attended"
    ):
        found.append(Away(person, starts, starts + timedelta(minutes=minutes), attended is False))
    return found
