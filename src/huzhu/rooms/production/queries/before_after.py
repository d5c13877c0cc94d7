"""One person before and after something: plan and actual by month, and the wage that he alone reads (S57)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from huzhu.base.access import Scope
from huzhu.base.people.models import PersonKey
from huzhu.base.people.seal import unseal
from huzhu.rooms.production.models import Figure, Indicator, OwnFigure
from huzhu.rooms.production.plan import Row, Sum, summed
from huzhu.rooms.production.queries.indicators import IndicatorLine, indicator_line
from huzhu.rooms.skills.months import first_of, later


@dataclass(frozen=True)
class PersonMonth:
    """One indicator of one person in one month; `total` None = missing, which is never 0."""

    month: date
    total: Sum | None
    reached: bool | None


@dataclass(frozen=True)
class Course:
    """One indicator of one person, month by month in their order; `before` = the first of them."""

    person: int
    indicator: IndicatorLine
    months: list[PersonMonth]

    @property
    def before(self) -> PersonMonth:
        return self.months[0]

    @property
    def after(self) -> PersonMonth | None:
        """The last month that says something, after the first."""
        return next((one for one in reversed(self.months[1:]) if one.total), None)


def courses_of(person_ids: Collection[int], first: date, last: date) -> list[Course]:
    """Every indicator of these people in the months from `first` to `last`; two statements. The door is the caller's: a
    person's figures are for him and his two leaders."""
    rows: dict[tuple[int, int], dict[date, list[Row]]] = defaultdict(lambda: defaultdict(list))
    found = Figure.objects.filter(person_id__in=person_ids, day__gte=first_of(first), day__lt=later(first_of(last), 1))
    for person, indicator, day, plan, actual in found.values_list("person_id", "indicator_id", "day", "plan", "actual"):
        rows[person, indicator][first_of(day)].append((day, plan, actual))
    kinds = {row.id: indicator_line(row) for row in Indicator.objects.filter(id__in={key[1] for key in rows})}
    months, month = [], first_of(first)
    while month <= last:
        months.append(month)
        month = later(month, 1)
    return [
        Course(person, kinds[indicator], [_month(month, of.get(month, []), kinds[indicator]) for month in months])
        for (person, indicator), of in sorted(rows.items())
    ]


def _month(month: date, rows: list[Row], indicator: IndicatorLine) -> PersonMonth:
    total = summed(rows)
    if not total.covered:
        return PersonMonth(month, None, None)
    return PersonMonth(month, total, not total.below(less_is_better=indicator.less_is_better))


def own_wages(scope: Scope) -> dict[date, Decimal]:
    """{month: yuan} that the reader himself wrote down, and nobody else reads; two statements."""
    rows = list(OwnFigure.objects.filter(person_id=scope.person_id or 0, kind="wage").order_by("month"))
    wrapped = PersonKey.objects.filter(person_id=scope.person_id or 0).values_list("wrapped", flat=True).first()
    said = {
        row.month: unseal(row.person_id, row.value, table="own_figure", row=row.uid, column="value", wrapped=wrapped)
        for row in rows
        if wrapped is not None
    }
    return {month: Decimal(text) for month, text in said.items() if text}


def rise(before: Decimal, after: Decimal) -> Decimal | None:
    """By how many percent it rose, one decimal, halves up: 27 to 37 is 37.0; None where there was nothing before."""
    return (100 * (after - before) / before).quantize(Decimal("0.1"), ROUND_HALF_UP) if before else None
