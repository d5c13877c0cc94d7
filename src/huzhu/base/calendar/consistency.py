"""What must hold among rotas, and among slots and their claims, beyond the constraints."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone

from huzhu.base.calendar.actions.slots import KEPT
from huzhu.base.calendar.models import TICK, Claim, CycleDay, Pause, Rota, Slot, SlotPerson
from huzhu.base.calendar.queries.free import ticks_of
from huzhu.base.db.consistency import check
from huzhu.base.units.periods import overlaps


@check("no group has two rotas on a day")
def rotas() -> Iterator[str]:
    for one, other in overlaps(Rota):
        yield f"rota {one} overlaps {other}"


@check("every day of a cycle and every pause lies within its pattern or shift")
def cycles() -> Iterator[str]:
    for row in CycleDay.objects.filter(position__gte=F("pattern__days")).values_list("id", flat=True):
        yield f"cycle day {row} lies beyond its cycle"
    for row in Pause.objects.filter(shift__minutes__lt=F("after") + F("minutes")).values_list("id", flat=True):
        yield f"pause {row} lies beyond its shift"
    for row in Rota.objects.filter(phase__gte=F("pattern__days")).values_list("id", flat=True):
        yield f"rota {row} begins beyond its cycle"


@check("every slot ahead holds exactly the time of its people and its machine, and no other holds any")
def claims() -> Iterator[str]:
    held = {
        row[0]: row[1:]
        for row in Claim.objects.values_list("slot").annotate(Count("id"), Min("tick"), Max("tick"), Count("person_id", distinct=True))
    }  # fmt: skip
    swept = timezone.now() - KEPT
    seats = dict(SlotPerson.objects.values_list("slot").annotate(Count("id")))
    ahead = Slot.objects.filter(Q(starts__gte=swept) | Q(claims__isnull=False), cancelled=None).distinct()
    for row in ahead.iterator():
        ticks, people = ticks_of(row.starts, row.minutes), seats.get(row.id, 0)
        size = len(ticks) * (people + (row.machine_id is not None))
        found = held.pop(row.id, None)
        if found != (size, ticks.start, ticks.stop - 1, people):
            yield f"slot {row.id} of {row.minutes // TICK} times five minutes does not hold its time"
    for slot in held:
        yield f"slot {slot} is cancelled and still holds time"
