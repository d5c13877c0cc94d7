"""A group's own plan and actual by day, and the page on which its leaders write figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from huzhu.base.people.queries import roster
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.production.access import home_day
from huzhu.rooms.production.models import Figure
from huzhu.rooms.production.plan import Sum, summed
from huzhu.rooms.production.queries.indicators import IndicatorLine, chosen, indicators_for
from huzhu.rooms.skills.months import first_of, later


@dataclass(frozen=True)
class DayLine:
    """One record: a day, or a whole month."""

    day: date
    whole_month: bool
    plan: Decimal | None
    actual: Decimal | None
    imported: bool

    @property
    def percent(self) -> Decimal | None:
        return summed([(self.day, self.plan, self.actual)]).percent


@dataclass(frozen=True)
class GroupPlan:
    """`month` None = nothing is known yet. `lines`: in the order of days."""

    indicators: list[IndicatorLine]
    indicator: IndicatorLine | None
    months: list[date]
    month: date | None
    lines: list[DayLine]
    total: Sum


def group_plan(group: UnitLine, indicator: str, asked: date | None) -> GroupPlan:
    """The group's own figures of one indicator in one month (default: the last with figures); three statements."""
    known = indicators_for(group.path)
    what = _used(group, known, indicator)
    if what is None:
        return GroupPlan(known, None, [], None, [], Sum())
    rows = Figure.objects.filter(unit_id=group.id, indicator_id=what.id)
    months = list(rows.dates("day", "month", order="DESC")[:24])
    month = asked or (months[0] if months else None)
    here = rows.filter(day__gte=month, day__lt=later(month, 1)).order_by("day") if month else rows.none()
    lines = [
        DayLine(row.day, row.span == Figure.Span.MONTH, row.plan, row.actual, row.source == Figure.Source.IMPORTED)
        for row in here
    ]
    return GroupPlan(known, what, months, month, lines, summed((line.day, line.plan, line.actual) for line in lines))


def _used(group: UnitLine, known: list[IndicatorLine], uid: str) -> IndicatorLine | None:
    """The indicator asked for, else the first of which the group has figures, else the first."""
    if uid or len(known) < 2:
        return chosen(known, uid)
    used = set(Figure.objects.filter(unit_id=group.id).values_list("indicator_id", flat=True).distinct())
    return next((line for line in known if line.id in used), known[0])


@dataclass(frozen=True)
class Entry:
    """One row of the page that takes figures: the group itself ('' its person) or somebody of it."""

    field: str
    name: str
    roll: str
    person_id: int | None
    plan: Decimal | None = None
    actual: Decimal | None = None


def entries(group: UnitLine, indicator: IndicatorLine, day: date, span: str, today: date) -> list[Entry]:
    """The group and its people in roll order, with what stands already for that day or month; three statements."""
    staff = roster(group.id, home_day(first_of(day), today))
    rows = Figure.objects.filter(indicator_id=indicator.id, day=day, span=span)
    own = rows.filter(unit_id=group.id).first()
    held = {row.person_id: row for row in rows.filter(person_id__in=[person.id for person in staff])}
    first = Entry("group", group.name, "", None, own.plan if own else None, own.actual if own else None)
    return [
        first,
        *(
            Entry(
                person.uid, person.name, person.roll, person.id,
                held[person.id].plan if person.id in held else None, held[person.id].actual if person.id in held else None,
            )
            for person in staff
        ),
    ]  # fmt: skip
