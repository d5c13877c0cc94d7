"""What must hold among rotas beyond the constraints."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from huzhu.base.calendar.models import CycleDay, Pause, Rota
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
