"""What ends with a person (Q36)."""

from __future__ import annotations

from datetime import datetime

from huzhu.base.access import Scope
from huzhu.base.calendar.actions.series import end_series
from huzhu.base.calendar.actions.slots import cancel_slot
from huzhu.base.calendar.models import Feed, OwnTimes, SeriesPerson, SlotPerson
from huzhu.base.people.deletion import farewell


@farewell
def free_calendar(person_id: int, *, by: Scope, now: datetime) -> None:
    """What is booked ahead does not take place; sealed times and the calendar's address are gone."""
    system = Scope.system(by.day)
    running = SeriesPerson.objects.filter(person_id=person_id, series__ended=None)
    for series in list(running.order_by("series_id").values_list("series_id", flat=True)):
        end_series(series, by=system, now=now)
    ahead = SlotPerson.objects.filter(person_id=person_id, slot__cancelled=None, slot__starts__gt=now)
    for slot in list(ahead.order_by("slot_id").values_list("slot_id", flat=True)):
        cancel_slot(slot, by=system, now=now)
    Feed.objects.filter(person_id=person_id).delete()
    OwnTimes.objects.filter(person_id=person_id).delete()
