"""Saving plan and actual: indicators that are missing are founded, then all rows are written by one deed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from huzhu.base.access import Scope
from huzhu.rooms.production.actions.figures import Said, save_figures
from huzhu.rooms.production.actions.indicators import found_indicator
from huzhu.rooms.production.queries import indicators_for
from huzhu.spreadsheets.cells import plain
from huzhu.spreadsheets.figures import Figured
from huzhu.spreadsheets.planning import Group, Plan


def saved_figures(
    rows: Iterable[tuple[Figured, Group | None, int | None]], groups: dict[tuple[str, str], int], todo: Plan,
    catalogue: int, *, by: Scope, now: datetime,
) -> dict[str, int]:  # fmt: skip
    """Counts of figures, as the importer tells them. groups: ids of those founded; catalogue: who owns new indicators."""
    known = {plain(line.name_zh): line.id for line in indicators_for(todo.unit.path)}
    said = []
    for row, group, person in rows:
        if row.indicator not in known:
            known[row.indicator] = found_indicator(row.indicator, unit_id=catalogue, by=by, now=now)
        unit = groups[group] if isinstance(group, tuple) else group
        said.append(
            Said(known[row.indicator], row.day, row.plan, row.actual, person, None if person else unit, row.span)
        )
    counts = save_figures(said, by=by, now=now, imported=True)
    return {"figures": counts["new"], "figures_changed": counts["changed"], "figures_same": counts["same"]}
