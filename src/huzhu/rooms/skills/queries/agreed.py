"""The share of agreed scores, by unit below and month, for those above a group (Q2, Q31)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from huzhu.base.charter import rule
from huzhu.base.units.queries import UnitLine, children, subtree
from huzhu.rooms.skills.clauses import SMALLEST_BASE
from huzhu.rooms.skills.models import Month
from huzhu.rooms.skills.months import first_of, later

MONTHS = 3


@dataclass(frozen=True)
class AgreedShare:
    """`lines`: (unit below, its share in percent for each month, None = too few people or nothing closed)."""

    months: list[date]
    lines: list[tuple[str, list[int | None]]]


def agreed_below(unit: UnitLine, day: date) -> AgreedShare:
    """Of the last three months, the agreed scores among all closed ones; constant statements.

    A group of fewer people than the smallest base is in no figure, so that none can be had by subtracting either.
    """
    smallest = rule(SMALLEST_BASE, path=unit.path, day=day).value
    months = [later(first_of(day), -count) for count in range(1, MONTHS + 1)]
    groups = {line.id: line.path for line in subtree(unit.path, day, level="group")}
    below = children(unit.id, day)
    rows = Month.objects.filter(
        unit_id__in=groups, month__in=months, state=Month.State.CLOSED, people__gte=smallest, held__gt=0
    ).values_list("unit_id", "month", "held", "agreed")
    counts: dict[tuple[int, date], list[int]] = defaultdict(lambda: [0, 0])
    of = {group: next((line.id for line in below if path.startswith(line.path)), 0) for group, path in groups.items()}
    for group, month, held, agreed in rows:
        sums = counts[of[group], month]
        sums[0] += agreed or 0
        sums[1] += held or 0
    lines = [
        (line.name, [100 * found[0] // found[1] if (found := counts.get((line.id, at))) else None for at in months])
        for line in below
    ]
    return AgreedShare(months, [line for line in lines if any(share is not None for share in line[1])])
