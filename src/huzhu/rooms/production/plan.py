"""Plan % and its limits, as pure functions (Q29, Q6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

Row = tuple[date, Decimal | None, Decimal | None]
"""Day, plan, actual; None = missing."""

SPREAD = 2.66
"""Limits of a chart of single values: centre ± 2.66 × the mean step between neighbours (Shewhart)."""


@dataclass(frozen=True)
class Sum:
    """Σ plan and Σ actual over the days that have both; the other days are listed, not dropped."""

    plan: Decimal = Decimal(0)
    actual: Decimal = Decimal(0)
    covered: int = 0
    without_plan: list[date] = field(default_factory=list)
    without_actual: list[date] = field(default_factory=list)

    @property
    def percent(self) -> Decimal | None:
        """Σ actual / Σ plan in percent with one decimal, halves up; None where nothing was planned."""
        if not self.plan:
            return None
        return (100 * self.actual / self.plan).quantize(Decimal("0.1"), ROUND_HALF_UP)

    def below(self, *, less_is_better: bool) -> bool:
        """Below plan: Σ actual < Σ plan; where less is better, above it (Q6)."""
        return self.actual > self.plan if less_is_better else self.actual < self.plan


def summed(rows: Iterable[Row]) -> Sum:
    """Sum rows of one party and indicator; never a mean of percentages."""
    plan, actual, covered = Decimal(0), Decimal(0), 0
    without_plan, without_actual = [], []
    for day, planned, done in rows:
        if planned is None:
            without_plan.append(day)
        elif done is None:
            without_actual.append(day)
        else:
            plan, actual, covered = plan + planned, actual + done, covered + 1
    return Sum(plan, actual, covered, sorted(without_plan), sorted(without_actual))


def limits(values: Sequence[float], centre: float) -> tuple[float, float] | None:
    """Lower and upper limit of single values in their order, in their unit, the lower at least 0; None under 8 values."""
    if len(values) < 8:
        return None
    step = sum(abs(a - b) for a, b in pairwise(values)) / (len(values) - 1)
    return max(0.0, centre - SPREAD * step), centre + SPREAD * step
