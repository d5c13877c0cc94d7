"""Groups above and below plan, month by month, in the order of the tree: for everybody of the factory (Q29)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q
from django.db.models import Sum as Total
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from huzhu.base.access import LEADERS, Scope
from huzhu.base.db import under
from huzhu.base.drawing.charts import plan_bar
from huzhu.base.units.models import Place, Unit
from huzhu.base.units.queries import UnitLine, children, subtree
from huzhu.rooms.production.models import Figure
from huzhu.rooms.production.plan import Sum
from huzhu.rooms.production.queries.indicators import IndicatorLine, chosen, indicators_for
from huzhu.rooms.skills.months import later

COLUMNS = 6
"""Months shown side by side."""


@dataclass(frozen=True)
class MonthCell:
    """One group in one month. `open_days`: days with an actual but no plan."""

    month: date
    total: Sum
    below: bool
    open_days: int

    @property
    def bar(self) -> SafeString:
        return plan_bar(self.total.percent)


@dataclass(frozen=True)
class GroupLine:
    group: UnitLine
    above: str
    cells: list[MonthCell | None]

    def offers(self, own: int) -> bool:
        """Whether there is something to learn for the group with the id `own`: another's figures."""
        return self.group.id != own and any(self.cells)


@dataclass(frozen=True)
class UnitPlan:
    """`below`: units hanging below one that is larger than a factory, which shows no figures itself."""

    indicators: list[IndicatorLine]
    indicator: IndicatorLine | None
    months: list[date]
    lines: list[GroupLine] = field(default_factory=list)
    without_plan: list[tuple[str, date]] = field(default_factory=list)
    below: list[UnitLine] = field(default_factory=list)


def unit_plan(unit: UnitLine, indicator: str, until: date | None, day: date) -> UnitPlan:
    """Every group of a unit by month, up to `until` (default: the last month with figures); constant statements.

    A group stands here while it belongs to the unit, and with the months in which it did.
    """
    known = indicators_for(unit.path)
    what = chosen(known, indicator)
    if unit.level not in ("group", "workshop", "factory"):
        return UnitPlan(known, what, [], below=children(unit.id, day))
    if what is None:
        return UnitPlan(known, None, [])
    inside = Place.objects.filter(under(unit.path)).values("unit_id")
    rows = Figure.objects.filter(unit_id__in=inside, indicator_id=what.id)
    until = later(until, 1) if until else None
    shown = rows.filter(day__lt=until) if until else rows
    months = sorted(shown.dates("day", "month", order="DESC")[:COLUMNS])
    if not months:
        return UnitPlan(known, what, [])
    rows = rows.filter(day__gte=months[0], day__lt=later(months[-1], 1))
    cells = _cells(rows, what)
    lines = {line.id: line for line in _groups(unit, months[0], day)}
    names = {line.path: line.name for line in subtree(unit.path, day)}
    open_days = rows.filter(plan=None).order_by("unit_id", "day").values_list("unit_id", "day")
    return UnitPlan(
        known, what, months,
        [
            GroupLine(line, names.get(_above(line.path), ""), [cells[line.id].get(month) for month in months])
            for line in lines.values()
        ],
        [(lines[group].name, on) for group, on in open_days if group in lines],
    )  # fmt: skip


def proposals(scope: Scope, found: UnitPlan) -> list[tuple[GroupLine, str]]:
    """Every line with the address at which a leader proposes a unit contract to that group, '' where he has none or the
    group has no figures to learn from."""
    own = (
        Unit.objects.filter(id__in=scope.units(*LEADERS), level="group").order_by("id").first() if found.lines else None
    )
    address = reverse("contracts:propose", args=[own.uid]) if own else ""
    named = {"indicator": found.indicator.name} if found.indicator else {}
    return [
        (line, f"{address}?{urlencode({'with': line.group.uid, **named})}" if own and line.offers(own.id) else "")
        for line in found.lines
    ]


def _cells(rows: object, what: IndicatorLine) -> dict[int, dict[date, MonthCell]]:
    """{group: {month: cell}}; sums of the covered days only, made by the database in one statement."""
    covered = Q(plan__isnull=False, actual__isnull=False)
    found = (
        rows.annotate(month=TruncMonth("day"))  # type: ignore[attr-defined]
        .values("unit_id", "month")
        .annotate(
            planned=Total("plan", filter=covered), done=Total("actual", filter=covered),
            covered=Count("id", filter=covered), unplanned=Count("id", filter=Q(plan=None)),
        )
    )  # fmt: skip
    cells: dict[int, dict[date, MonthCell]] = defaultdict(dict)
    for row in found:
        total = Sum(row["planned"] or Decimal(0), row["done"] or Decimal(0), row["covered"])
        below = total.below(less_is_better=what.less_is_better)
        cells[row["unit_id"]][row["month"]] = MonthCell(row["month"], total, below, row["unplanned"])
    return cells


def _groups(unit: UnitLine, first: date, day: date) -> list[UnitLine]:
    """Groups below `unit` on `day` or on `first`, in the order of their paths; where it stands now counts."""
    lines = {line.id: line for line in [*subtree(unit.path, first), *subtree(unit.path, day)]}
    return sorted((line for line in lines.values() if line.is_home), key=lambda line: line.path)


def _above(path: str) -> str:
    return path.rstrip("/").rpartition("/")[0] + "/"
