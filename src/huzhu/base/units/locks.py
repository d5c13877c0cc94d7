"""Locks of the tree, taken in the order of ids: whoever changes it waits for who is changing it.

On SQLite they do nothing: a deed holds the one write lock there.
"""

from __future__ import annotations

from collections.abc import Iterable

from huzhu.base.units.models import Place, Unit
from huzhu.base.units.queries import ids_of


def lock_units(unit_ids: Iterable[int]) -> None:
    """Nobody else dissolves these units, or brings people into one that is being dissolved, until the deed ends."""
    rows = Unit.objects.select_for_update(no_key=True).filter(id__in=set(unit_ids)).order_by("id")
    list(rows.values_list("id", flat=True))


def lock_trees(unit_ids: Iterable[int]) -> None:
    """Nobody else founds, moves or dissolves anything in the trees in which these units ever hung."""
    paths = Place.objects.filter(unit_id__in=set(unit_ids)).values_list("path", flat=True)
    lock_units({ids_of(path)[0] for path in paths})
