"""What is planned and counted, as others see it."""

from __future__ import annotations

from dataclasses import dataclass

from huzhu.base.units.queries import ids_of
from huzhu.rooms.production.models import Indicator
from huzhu.rooms.skills.queries import in_language


@dataclass(frozen=True)
class IndicatorLine:
    """`name` in the reader's language; `measure` = unit of its figures, '' if none."""

    id: int
    uid: str
    name: str
    measure: str
    less_is_better: bool
    unit_id: int
    name_zh: str = ""


def indicators_for(path: str) -> list[IndicatorLine]:
    """Indicators that the unit with `path` uses, its own and of units above; one statement."""
    return [indicator_line(row) for row in Indicator.objects.filter(unit_id__in=ids_of(path))]


def chosen(lines: list[IndicatorLine], uid: str) -> IndicatorLine | None:
    """The one asked for by its public id, else the first."""
    return next((line for line in lines if line.uid == uid), lines[0] if lines else None)


def indicator_line(row: Indicator) -> IndicatorLine:
    return IndicatorLine(
        row.id, row.uid, in_language(row.name, row.name_en), row.measure, row.less_is_better, row.unit_id, row.name
    )
