"""When sessions were, as far as it is known: by their booking, else by when they were noted (Q27)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from huzhu.rooms.practice.kinds import half_day_of
from huzhu.rooms.practice.models import Session
from huzhu.rooms.practice.moves import CONFIRMED, LOGGED


def times_of(contract_ids: Collection[int], first: date, last: date) -> dict[int, tuple[datetime, int]]:
    """{session: (its start, minutes)} of what was logged on these days; of one that was not booked only where it was noted
    within its own half of the day, as ended then. One statement."""
    rows = Session.objects.filter(
        contract_id__in=contract_ids, day__gte=first, day__lte=last, state__in=(LOGGED, CONFIRMED)
    )
    found = {}
    for pk, day, half, minutes, done_at, starts, booked in rows.values_list(
        "pk", "day", "half", "minutes", "done_at", "slot__starts", "slot__minutes"
    ):
        if starts is not None and booked is not None:
            found[pk] = (starts, booked)
        elif done_at is not None and minutes and half_day_of(done_at) == (day, half):
            found[pk] = (done_at - timedelta(minutes=minutes), minutes)
    return found
