"""Counting a factory whole, in the background: whoever looks from above reads what was counted (S18)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from huzhu.base.units.models import Place
from huzhu.base.units.queries import ids_of, last_places, path_of
from huzhu.rooms.skills.models import Counted, Month, Tally
from huzhu.rooms.skills.queries.totals import counts_of


def tally(factory_id: int) -> None:
    """Count one factory and write its units' tallies in one transaction; run again it writes the same.

    `stale` is taken away before the counting begins: a month closed or corrected meanwhile sets it again.
    """
    now = timezone.now()
    day = timezone.localdate(now)
    Counted.objects.filter(unit_id=factory_id).update(stale=False)
    path = path_of(factory_id, day)
    rows = [
        Tally(
            factory_id=factory_id, unit_id=unit, technique_id=technique, base=count.base, can=count.can, need=count.need
        )
        for unit, counts in counts_of(path, day).items()
        if unit not in ids_of(path)[:-1]
        for technique, count in counts.items()
    ]  # fmt: skip
    with transaction.atomic():
        Counted.objects.update_or_create(unit_id=factory_id, defaults={"at": now})
        Tally.objects.filter(factory_id=factory_id).delete()
        Tally.objects.bulk_create(rows, batch_size=1000)


def month_moved(month_id: int, day: date) -> None:
    """The totals of the month's factory stand still no longer, whether its group still stands or not."""
    places = last_places("/", day).filter(unit__in=Month.objects.filter(id=month_id).values("unit_id"))
    Counted.objects.filter(unit_id__in=ids_of(places.get().path)).update(stale=True)


def technique_moved(technique_id: int) -> None:
    """Nor those of the factories that counted a technique which is read under another from now on."""
    counted = Tally.objects.filter(technique_id=technique_id).values("factory_id")
    Counted.objects.filter(unit_id__in=counted).update(stale=True)


def stale_factories() -> list[int]:
    """Factories in which a month has closed or was corrected, or a technique merged, since they were counted."""
    return list(Counted.objects.filter(stale=True).order_by("unit_id").values_list("unit_id", flat=True))


def uncounted_factories(day: date) -> list[int]:
    """Factories below a city or such that were not counted today: who moved and what posts ask comes in once a day."""
    today = Counted.objects.filter(unit=OuterRef("unit"), at__date=day)
    places = Place.objects.on(day).filter(~Exists(today), unit__level="factory", parent__isnull=False)
    return list(places.order_by("unit_id").values_list("unit_id", flat=True))
