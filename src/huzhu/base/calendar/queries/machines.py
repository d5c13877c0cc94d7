"""Machines and posts of a group, as pages and rooms read them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from huzhu.base.calendar.models import Machine, Neighbours


@dataclass(frozen=True)
class MachineLine:
    """`neighbours`: (public id, name) of those beside it, in the order of the floor."""

    id: int
    uid: str
    unit_id: int
    name: str
    room: str
    position: int
    in_use: bool
    neighbours: tuple[tuple[str, str], ...]


def machines_of(unit_ids: Collection[int], *, also_gone: bool = False) -> list[MachineLine]:
    """Machines of these groups in the order of the floor; two statements."""
    rows = Machine.objects.filter(unit_id__in=unit_ids)
    return _lines(list(rows if also_gone else rows.filter(in_use=True)))


def machine_line(machine_id: int) -> MachineLine | None:
    """One machine; two statements."""
    return next(iter(_lines(list(Machine.objects.filter(id=machine_id)))), None)


def are_neighbours(one: int, other: int) -> bool:
    return Neighbours.objects.filter(first_id=min(one, other), second_id=max(one, other)).exists()


def _lines(rows: list[Machine]) -> list[MachineLine]:
    ids = [row.id for row in rows]
    beside: dict[int, list[Machine]] = {}
    pairs = Neighbours.objects.filter(Q(first_id__in=ids) | Q(second_id__in=ids)).select_related("first", "second")
    for pair in pairs.order_by("id"):
        beside.setdefault(pair.first_id, []).append(pair.second)
        beside.setdefault(pair.second_id, []).append(pair.first)
    return [
        MachineLine(
            row.id, row.uid, row.unit_id, row.name, row.room, row.position, row.in_use,
            tuple((m.uid, m.name) for m in sorted(beside.get(row.id, ()), key=lambda m: (m.position, m.id)) if m.in_use),
        )
        for row in rows
    ]  # fmt: skip
