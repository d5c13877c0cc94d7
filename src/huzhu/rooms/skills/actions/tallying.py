"""Counting a factory whole, in the background: whoever looks from above reads what was counted (S18)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from huzhu.base.units.models import Place
from huzhu.base.units.queries import at_level, ids_of, path_of
from huzhu.rooms.skills.models import Counted, Month, Tally
from huzhu.rooms.skills.queries.totals import counts_of


def tally(factory_id: int) -> None:
    """Count one factory and write its units' tallies in one transaction; run again it writes the same.

    `stale` is taken away before the counting begins: a month closed meanwhile sets it again.
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


def month_closed(month_id: int, day: date) -> None:
    """The totals of the month's factory stand still no longer."""
    group = Month.objects.values_list("unit_id", flat=True).get(id=month_id)
    factory = at_level(path_of(group, day), "factory", day)
    if factory:
        Counted.objects.filter(unit_id=factory.id).update(stale=True)


def stale_factories() -> list[int]:
    """Factories in which a month has closed since they were counted."""
    return list(Counted.objects.filter(stale=True).order_by("unit_id").values_list("unit_id", flat=True))


def uncounted_factories(day: date) -> list[int]:
    """Factories below a city or such that were not counted today: who moved and what posts ask comes in once a day."""
    today = Counted.objects.filter(unit=OuterRef("unit"), at__date=day)
    places = Place.objects.on(day).filter(~Exists(today), unit__level="factory", parent__isnull=False)
    return list(places.order_by("unit_id").values_list("unit_id", flat=True))
