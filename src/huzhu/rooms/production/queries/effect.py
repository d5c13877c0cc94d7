"""Plan % of a whole unit and persons at plan in one month: what is compared before and after (Q29, S57)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from huzhu.base.db import under
from huzhu.base.units.models import Place
from huzhu.base.units.queries import ids_of
from huzhu.rooms.production.access import home_day
from huzhu.rooms.production.models import Figure, Indicator
from huzhu.rooms.production.plan import Row, Sum, summed
from huzhu.rooms.production.queries.below import sums_of
from huzhu.rooms.skills.months import first_of, later


@dataclass(frozen=True)
class AtPlan:
    """How many of `counted` persons with plan and actual reached the plan by every indicator they have."""

    reached: int
    counted: int


def unit_sums(path: str, month: date, today: date) -> dict[int, Sum]:
    """{indicator id: sums of the month} of a unit: its own figures where it has any, else those of the units below it
    that are homes. No key = missing. Two statements."""
    unit_id = ids_of(path)[-1]
    inside = Place.objects.on(home_day(month, today)).filter(under(path)).values("unit_id")
    own: dict[int, list[Row]] = defaultdict(list)
    below: dict[int, list[Row]] = defaultdict(list)
    rows = Figure.objects.filter(unit_id__in=inside, day__gte=month, day__lt=later(month, 1))
    for unit, level, indicator, *row in rows.values_list(
        "unit_id", "unit__level", "indicator_id", "day", "plan", "actual"
    ):
        if unit == unit_id:
            own[indicator].append(tuple(row))  # type: ignore[arg-type]
        elif level in ("group", "office"):
            below[indicator].append(tuple(row))  # type: ignore[arg-type]
    return {indicator: summed(own.get(indicator) or below[indicator]) for indicator in {*own, *below}}


def at_plan(person_ids: Collection[int], month: date) -> tuple[AtPlan, dict[int, bool]]:
    """The count, and {person: reached the plan} of those with plan and actual in the month; two statements."""
    sums = {key: total for key, total in sums_of(person_ids, month).items() if total.covered}
    less = dict(
        Indicator.objects.filter(id__in={indicator for _person, indicator in sums}).values_list("id", "less_is_better")
    )
    reached: dict[int, bool] = {}
    for (person, indicator), total in sums.items():
        reached[person] = reached.get(person, True) and not total.below(less_is_better=less[indicator])
    return AtPlan(sum(reached.values()), len(reached)), reached


def last_month(path: str, until: date) -> date | None:
    """The last month up to the one of `until` in which a unit or what is below it has plan and actual; one statement."""
    inside = Place.objects.on(until).filter(under(path)).values("unit_id")
    rows = Figure.objects.filter(unit_id__in=inside, day__lt=later(first_of(until), 1), plan__isnull=False)
    day = rows.filter(actual__isnull=False).order_by("-day").values_list("day", flat=True).first()
    return first_of(day) if day else None
