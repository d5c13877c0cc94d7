"""Published standards, as those who measure ask for them (S17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from huzhu.base.units.queries import ids_of
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


def standard_for(technique_id: int, path: str, day: date) -> StandardLine | None:
    """What holds for one technique at the unit with `path` on `day`; None where nothing was published."""
    return standards_for([technique_id], path, day).get(technique_id)


def standards_for(technique_ids: Iterable[int], path: str, day: date) -> dict[int, StandardLine]:
    """{technique: what holds at the unit with `path` on `day`}: of the nearest unit upward that published by then,
    its last version. Two statements."""
    ids = ids_of(path)
    rows = Standard.objects.filter(
        technique_id__in=set(technique_ids), unit_id__in=ids, state=Standard.State.PUBLISHED, published__lte=day
    )
    held: dict[int, Standard] = {}
    for row in sorted(rows, key=lambda row: (ids.index(row.unit_id), row.published)):
        held[row.technique_id] = row
    items = items_of(row.id for row in held.values())
    return {technique: _line(row, items[row.id]) for technique, row in held.items()}


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


def _line(row: Standard, items: tuple[ItemLine, ...]) -> StandardLine:
    assert row.published is not None
    return StandardLine(
        row.id, row.uid, row.technique_id, row.unit_id, row.version, row.published, row.method_text, items
    )
