"""Deeds that bring in measurements: the grid, and the bulk path of an import (Q1, Q3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Refused, Role, Scope
from huzhu.base.db import insert_many
from huzhu.base.journal import deed, happened, record
from huzhu.base.people.queries import roster
from huzhu.base.units.models import Place
from huzhu.base.units.queries import ids_of
from huzhu.rooms.skills.access import IMPORTERS, assesses, must_hold
from huzhu.rooms.skills.actions.closing import by_rule_from, lock_groups, seal
from huzhu.rooms.skills.arrivals import Row, effects, grid_values, groups_by_month, month_states
from huzhu.rooms.skills.models import Correction, Measurement, Month, Technique
from huzhu.rooms.skills.months import first_of
from huzhu.rooms.skills.queries.catalogue import scale_of
from huzhu.rooms.skills.scores import TOP, level_by_quarters

Cell = tuple[int, int, date]
"""Person, technique, month."""


@deed("skills.record_grid")
def record_grid(group_id: int, cells: Iterable[tuple[int, int, int]], *, by: Scope, now: datetime) -> dict[str, Any]:
    """Save a grid of levels, seen by whoever enters it: (person, technique, quarters 1–4); an empty cell is not among them.

    A level stores its middle; what stands already changes nothing. The group's first grid closes its month at once
    as an opening measurement. Returns counts. Raises NotAllowed for others, Refused for oneself or a stranger.
    """
    path = must_hold(by, group_id)
    scale, month = scale_of(path), first_of(by.day)
    members = {line.id for line in roster(group_id, by.day)}
    lock_groups([group_id])
    held = grid_values(group_id, month)
    rows = []
    for person, technique, quarters in cells:
        level = level_by_quarters(quarters, scale)
        if level is None or person not in members:
            raise Refused(_("This grid has changed meanwhile; open it again."))
        if person == by.person_id:
            raise Refused(_("Nobody measures himself: somebody else enters your own row."))
        if held.get((person, technique)) != level.middle:
            rows.append(Row(person, technique, level.middle, by.day, assessor_id=by.person_id))
    _techniques_used(rows, {group_id: path})
    assesses = by.holds_exactly(Role.ASSESSOR, unit_id=group_id)
    source = Measurement.Source.ASSESSOR if assesses else Measurement.Source.GRID
    return _save(rows, dict.fromkeys(((row.person_id, month) for row in rows), group_id), source, by, now)


@deed("skills.save_measurements")
def save_measurements(rows: Sequence[Row], *, by: Scope, now: datetime, take: Collection[Cell] = ()) -> dict[str, Any]:
    """Save the measurements of a workbook, all or nothing; one journal row with counts.

    The first import of a group closes its newest month at once as an opening measurement and its earlier months by
    rule; later an open month stays open and a closed one gets corrections. A row equal to the last import changes
    nothing. A cell corrected by hand since then is kept, unless it is in `take` (person, technique, month): the
    conflicts come back. Returns counts 'new', 'same', 'correction', 'conflict', 'opened' and 'conflicts' (cells).
    Raises NotAllowed without authority over a group, Refused for a wrong row.
    """
    groups = _groups_of(rows, by)
    lock_groups(groups.values())
    months = month_states({(group, month) for (_person, month), group in groups.items()})
    closed = {key for key, row in months.items() if row.state == Month.State.CLOSED}
    judged = effects(rows, closed, groups)
    wanted = set(take)
    conflicts = [
        row.cell for row, effect in zip(rows, judged, strict=True) if effect == "conflict" and row.cell not in wanted
    ]
    kept = [
        row for row, effect in zip(rows, judged, strict=True)
        if effect in ("new", "correction") or (effect == "conflict" and row.cell in wanted)
    ]  # fmt: skip
    counts = _save(kept, groups, Measurement.Source.IMPORT, by, now)
    return counts | {
        "same": judged.count("same"), "conflict": len(conflicts), "conflicts": [[p, t, m.isoformat()] for p, t, m in conflicts]
    }  # fmt: skip


def foreseen(rows: Sequence[Row], *, by: Scope) -> list[str]:
    """What `save_measurements` would do with each row: 'new', 'same', 'correction' or 'conflict'; for the preview."""
    groups = _groups_of(rows, by)
    months = month_states({(group, month) for (_person, month), group in groups.items()})
    return list(effects(rows, {key for key, row in months.items() if row.state == Month.State.CLOSED}, groups))


def _groups_of(rows: Sequence[Row], by: Scope) -> dict[tuple[int, date], int]:
    """The group of each person and month, after the door and the rules of a row have been passed."""
    groups = groups_by_month(rows)
    paths = dict(Place.objects.on(by.day).filter(unit_id__in=set(groups.values())).values_list("unit_id", "path"))
    if not by.is_system and not all(by.holds(*IMPORTERS, at=path) for path in paths.values()):
        raise NotAllowed
    for row in rows:
        if not 0 <= row.score <= TOP:
            raise Refused(_("A score lies between 0 and 1000."))
        if row.day > by.day:
            raise Refused(_("A measurement cannot lie in the future."))
        if row.assessor_id == row.person_id or (row.person_id == by.person_id and assesses(by)):
            raise Refused(_("Nobody measures himself."))
        if (row.person_id, first_of(row.day)) not in groups:
            raise Refused(_("Somebody in this list belongs to no group."))
    _techniques_used(rows, paths)
    return groups


def _techniques_used(rows: Sequence[Row], paths: dict[int, str]) -> None:
    """Every technique belongs to the catalogue of all these groups."""
    owners = dict(Technique.objects.filter(id__in={row.technique_id for row in rows}).values_list("id", "unit_id"))
    common = set.intersection(*(set(ids_of(path)) for path in paths.values())) if paths else set()
    if any(owners.get(row.technique_id) not in common for row in rows):
        raise Refused(_("A technique in this list is not in the catalogue of the group."))


def _save(
    rows: Sequence[Row], groups: dict[tuple[int, date], int], source: str, by: Scope, now: datetime
) -> dict[str, Any]:
    """Insert measurements, open or close their months, correct closed ones; the groups are locked."""
    of_row = [(groups[row.person_id, first_of(row.day)], first_of(row.day)) for row in rows]
    months = month_states(set(of_row))
    insert_many(
        Measurement,
        ("person", "technique", "score", "quantity", "day", "month", "unit", "assessor", "method", "matter_id",
         "source", "at", "second", "standard", "words"),
        (
            (row.person_id, row.technique_id, row.score, row.quantity, row.day, month, group, row.assessor_id,
             row.method, None, source, now, None, None, "")
            for row, (group, month) in zip(rows, of_row, strict=True)
        ),
    )  # fmt: skip
    late = {
        row.cell: Correction(
            month=months[key], person_id=row.person_id, technique_id=row.technique_id, score=row.score, at=now,
            by_id=row.assessor_id if source != Measurement.Source.IMPORT else None,
        )
        for row, key in sorted(zip(rows, of_row, strict=True), key=lambda pair: pair[0].day)
        if key in months and months[key].state == Month.State.CLOSED
    }  # fmt: skip
    Correction.objects.bulk_create(late.values())
    for month_id in sorted({row.month_id for row in late.values()}):
        happened("skills.month_corrected", month_id)
    opened = _open_or_close(set(of_row), months, by.day, now)
    counts = {"new": len(rows) - sum(row.cell in late for row in rows), "correction": len(late), "opened": opened}
    units = {group for group, _month in of_row}
    record(
        "measurements",
        0,
        unit_id=min(units) if len(units) == 1 else by.factory_id,
        after=counts | {"groups": len(units)},
    )
    return counts


def _open_or_close(
    wanted: set[tuple[int, date]], months: dict[tuple[int, date], Month], day: date, now: datetime
) -> int:
    """Month rows for what was measured: of a group without a closed one all are closed, the newest as an opening."""
    seasoned = {group for (group, _month), row in months.items() if row.state == Month.State.CLOSED}
    newest = {group: max(month for at, month in wanted if at == group) for group, _month in wanted}
    fresh = [
        Month(
            unit_id=group, month=month, state=Month.State.OPEN if group in seasoned else Month.State.CLOSED,
            opening=group not in seasoned and month == newest[group],
            closed_how="" if group in seasoned else ("opening" if month == newest[group] else "rule"),
            closed_at=None if group in seasoned else now,
        )
        for group, month in sorted(wanted - months.keys())
    ]  # fmt: skip
    opening = [row for row in fresh if row.state == Month.State.OPEN]
    for month in {row.month for row in opening}:
        days = by_rule_from([row.unit_id for row in opening if row.month == month], month, day)
        for row in opening:
            row.by_rule = days[row.unit_id] if row.month == month else row.by_rule
    Month.objects.bulk_create(opening)
    seal([row for row in fresh if row.state == Month.State.CLOSED], how="", now=now, born=True)
    return sum(row.opening for row in fresh)
