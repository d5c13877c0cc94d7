"""Under which technique something is read: the one it was merged into, and the common one between factories."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from django.db.models import Q

from huzhu.rooms.skills.models import Technique


def read_as(technique_ids: Iterable[int]) -> dict[int, int]:
    """{technique: the one it is read under} of these and of all that are read under the same ones; one statement."""
    ids = list(set(technique_ids))
    rows = Technique.objects.filter(
        Q(id__in=ids) | Q(same_as__in=ids) | Q(merged_ones__in=ids) | Q(same_as__merged_ones__in=ids)
    )
    return {technique: same or technique for technique, same in rows.values_list("id", "same_as_id")}


def common_of(technique_ids: Iterable[int]) -> dict[int, int]:
    """{technique: the common one by which factories compare it, or itself} of these and of all that share theirs.

    One statement. Only what was mapped crosses factories; within a factory a technique stands for itself.
    """
    ids = list(set(technique_ids))
    rows = Technique.objects.filter(
        Q(id__in=ids) | Q(common__in=ids) | Q(local_ones__in=ids) | Q(common__local_ones__in=ids)
    )
    return {technique: common or technique for technique, common in rows.values_list("id", "common_id")}


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
