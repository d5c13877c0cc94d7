"""Published standards, as those who measure ask for them (S17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from huzhu.base.db import compiled
from huzhu.base.units.queries import UnitLine, ids_of, names
from huzhu.rooms.skills.models import Standard, StandardItem


@dataclass(frozen=True)
class ItemLine:
    """One observable item. `kind`: 'yes-no' or 'quantity'; the anchors and `measure` are a quantity's own."""

    id: int
    uid: str
    position: int
    text: str
    kind: str
    worth: int
    measure: str = ""
    worth_0: float | None = None
    worth_1000: float | None = None


@dataclass(frozen=True)
class StandardLine:
    """A published version with its items in their order; `score_of(line.items, marked)` gives the score."""

    id: int
    uid: str
    technique_id: int
    unit_id: int
    version: int
    published: date
    method_text: str
    items: tuple[ItemLine, ...]
    by: str = ""


def standard_for(technique_id: int, path: str, day: date) -> StandardLine | None:
    """What holds for one technique at the unit with `path` on `day`; None where nothing was published."""
    return standards_for([technique_id], path, day).get(technique_id)


def standards_for(technique_ids: Iterable[int], path: str, day: date) -> dict[int, StandardLine]:
    """{technique: what holds at the unit with `path` on `day`}: of the nearest unit upward that published by then,
    its last version; a local technique without one has its common one's. Two statements."""
    ids, wanted = ids_of(path), set(technique_ids)
    rows: Any = _published(wanted, ids, day)
    held: dict[int, Standard] = {}
    nearest = sorted(rows, key=lambda row: (ids.index(row.unit_id), row.published))
    for row in nearest:
        held[row.local] = row
    for row in nearest:
        held[row.technique_id] = row
    held = {technique: row for technique, row in held.items() if technique in wanted}
    items = items_of(row.id for row in held.values())
    return {technique: _line(row, items[row.id]) for technique, row in held.items()}


def published_after(technique_ids: Iterable[int], since: date, day: date) -> set[int]:
    """Those of the techniques for which some unit's standard began to hold after `since`, up to `day`; one statement."""
    wanted = set(technique_ids)
    about = Q(technique_id__in=wanted) | Q(technique__local_ones__in=wanted)
    rows = Standard.objects.filter(
        about, state=Standard.State.PUBLISHED, published__gt=since, published__lte=day
    ).values_list("technique_id", "technique__local_ones")
    return {technique for row in rows for technique in row if technique in wanted}


@compiled
def _published(technique_ids: Collection[int], unit_ids: Collection[int], day: date) -> QuerySet[Any]:
    about = Q(technique_id__in=technique_ids) | Q(technique__local_ones__in=technique_ids)
    rows = Standard.objects.filter(about, unit_id__in=unit_ids, state=Standard.State.PUBLISHED, published__lte=day)
    return rows.annotate(local=F("technique__local_ones"))


def items_of(standard_ids: Iterable[int]) -> dict[int, tuple[ItemLine, ...]]:
    """{standard: its items in their order}, an empty one where there is none yet; one statement."""
    found: dict[int, list[ItemLine]] = defaultdict(list)
    for row in StandardItem.objects.filter(standard_id__in=list(standard_ids)).order_by("standard_id", "position"):
        found[row.standard_id].append(
            ItemLine(
                row.id, row.uid, row.position, row.text, row.kind, row.worth, row.measure, row.worth_0, row.worth_1000
            )
        )
    return defaultdict(tuple, {standard: tuple(lines) for standard, lines in found.items()})


@dataclass(frozen=True)
class Draft:
    """The unit's next version as it is being written; nobody is measured by it."""

    uid: str
    version: int
    method_text: str
    items: tuple[ItemLine, ...]


@dataclass(frozen=True)
class StandardPage:
    """What holds here, from which unit; the unit's own versions, newest first; its draft."""

    holds: StandardLine | None
    unit: str
    versions: list[StandardLine]
    draft: Draft | None


def standard_page(technique_id: int, unit: UnitLine, day: date) -> StandardPage:
    """The standards of a technique as they stand at a unit; constant statements."""
    rows = list(
        Standard.objects.filter(technique_id=technique_id, unit_id=unit.id).select_related("by").order_by("-version")
    )
    items, holds = items_of(row.id for row in rows), standard_for(technique_id, unit.path, day)
    return StandardPage(
        holds, names({holds.unit_id})[holds.unit_id] if holds else "",
        [_line(row, items[row.id], row.by.name if row.by else "") for row in rows if row.published],
        next((Draft(row.uid, row.version, row.method_text, items[row.id]) for row in rows if not row.published), None),
    )  # fmt: skip


def _line(row: Standard, items: tuple[ItemLine, ...], by: str = "") -> StandardLine:
    assert row.published is not None
    return StandardLine(
        row.id, row.uid, row.technique_id, row.unit_id, row.version, row.published, row.method_text, items, by
    )
