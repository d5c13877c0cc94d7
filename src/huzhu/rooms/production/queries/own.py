"""One's own plan and actual, with what was found and what one says oneself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from huzhu.rooms.production import sealing
from huzhu.rooms.production.models import Figure, Indicator, OwnView
from huzhu.rooms.production.plan import Row, Sum, summed
from huzhu.rooms.production.queries.below import FindingLine, findings_of
from huzhu.rooms.production.queries.indicators import IndicatorLine, indicator_line
from huzhu.rooms.skills.months import first_of

MONTHS = 12


@dataclass(frozen=True)
class OwnMonth:
    """One indicator in one month. `findings`: newest first. `own`: one's own words."""

    indicator: IndicatorLine
    month: date
    total: Sum
    below: bool
    findings: list[FindingLine] = field(default_factory=list)
    own: str = ""

    @property
    def place(self) -> str:
        """Indicator and month, as the form posts them back."""
        return f"{self.indicator.uid} {self.month:%Y-%m}"


def own_months(person_id: int) -> list[OwnMonth]:
    """The last months of one person with plan or actual, newest first; constant statements."""
    rows: dict[tuple[date, int], list[Row]] = defaultdict(list)
    found = Figure.objects.filter(person_id=person_id).order_by("-day")[: 31 * MONTHS]
    for indicator, day, plan, actual in found.values_list("indicator_id", "day", "plan", "actual"):
        rows[first_of(day), indicator].append((day, plan, actual))
    kinds = {row.id: row for row in Indicator.objects.filter(id__in={indicator for _month, indicator in rows})}
    findings, views = findings_of([person_id]), list(OwnView.objects.filter(person_id=person_id))
    wrapped = sealing.keys_of({person_id}).get(person_id) if views else None
    own = {(view.month, view.indicator_id): sealing.read(view, wrapped) for view in views}
    months = []
    for (month, indicator), of in sorted(rows.items(), key=lambda item: (-item[0][0].toordinal(), item[0][1]))[:MONTHS]:
        total, kind = summed(of), kinds[indicator]
        told = [one for one in findings.get((person_id, indicator), []) if one.month == month]
        below = total.below(less_is_better=kind.less_is_better)
        months.append(OwnMonth(indicator_line(kind), month, total, below, told, own.get((month, indicator), "")))
    return months
