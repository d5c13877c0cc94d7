"""Under which technique something is read: the one it was merged into, and the common one between factories."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from huzhu.base.db import compiled
from huzhu.base.units.queries import ids_of
from huzhu.rooms.skills.models import Technique


def read_as(technique_ids: Iterable[int]) -> dict[int, int]:
    """{technique: the one it is read under} of these and of all that are read under the same ones; one statement."""
    return {technique: same or technique for technique, same in _read_as(set(technique_ids))}


@compiled
def _read_as(ids: Collection[int]) -> QuerySet[Any, tuple[int, int | None]]:
    rows = Technique.objects.filter(
        Q(id__in=ids) | Q(same_as__in=ids) | Q(merged_ones__in=ids) | Q(same_as__merged_ones__in=ids)
    )
    return rows.values_list("id", "same_as_id")


@dataclass(frozen=True)
class Common:
    """By which technique factories compare one, `id`, itself where it was not mapped; and the trade it belongs to."""

    id: int
    trade_id: int


def common_of(technique_ids: Iterable[int]) -> dict[int, int]:
    """{technique: the id of its common one, or its own} as in `compared_by`; one statement."""
    return {technique: common.id for technique, common in compared_by(technique_ids).items()}


def compared_by(technique_ids: Iterable[int]) -> dict[int, Common]:
    """{technique: its common one} of these and of all that share theirs; one statement.

    Only what was mapped crosses factories; within a factory a technique stands for itself.
    """
    ids = list(set(technique_ids))
    rows = Technique.objects.filter(
        Q(id__in=ids) | Q(common__in=ids) | Q(local_ones__in=ids) | Q(common__local_ones__in=ids)
    )
    return {row[0]: Common(row[1] or row[0], row[2]) for row in rows.values_list("id", "common_id", "trade_id")}


def known_abroad(path: str) -> dict[int, int]:
    """{technique of anywhere: the one by which the unit with `path` knows it}, of whatever shares a common one with those
    that the unit uses; what it mapped itself comes before the common one. One statement."""
    ids = ids_of(path)
    found = set(_abroad(ids))
    here = {common or technique: technique for technique, unit, common in sorted(found) if unit in ids and not common}
    here |= {common: technique for technique, unit, common in sorted(found) if unit in ids and common}
    return {technique: here[common or technique] for technique, _unit, common in found if (common or technique) in here}


@compiled
def _abroad(ids: Collection[int]) -> QuerySet[Any, tuple[int, int, int | None]]:
    rows = Technique.objects.filter(
        Q(unit__in=ids) | Q(common__unit__in=ids) | Q(common__local_ones__unit__in=ids), same_as=None
    )
    return rows.order_by("id").values_list("id", "unit_id", "common_id")


Crossing = Callable[[Collection[int]], set[int]]
_crossings: list[Crossing] = []


def crosses(source: Crossing) -> Crossing:
    """Register a room's function: which of these techniques have brought people of two factories together."""
    if source not in _crossings:
        _crossings.append(source)
    return source


def crossing(technique_ids: Collection[int]) -> set[int]:
    """Those of these techniques whose mapping was used, so that it stays; one statement per room that knows."""
    return {technique for source in _crossings for technique in source(technique_ids)}
