"""Deeds on machines and posts: where they stand and which are neighbours (S36)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotFound, Refused, Scope
from huzhu.base.calendar.access import must_set
from huzhu.base.calendar.models import Machine, Neighbours
from huzhu.base.journal import deed, record


@deed("calendar.machine")
def keep_machine(
    group_uid: str, name: str, *, room: str = "", position: int = 0, neighbours: Collection[str] = (), in_use: bool = True,
    uid: str = "", by: Scope, now: datetime,
) -> str:  # fmt: skip
    """Note a machine or post of a group, or (`uid`) how it stands now; returns its public id.

    neighbours: public ids of machines of the same group. By the group's leaders and those who set its rota.
    """
    group = must_set(group_uid, by)
    name = name.strip()
    if not name:
        raise Refused(_("Write a name."), field="name")
    if Machine.objects.filter(unit_id=group.id, name=name).exclude(uid=uid).exists():
        raise Refused(_("This group has a machine of that name."), field="name")
    row = Machine.objects.select_for_update().filter(unit_id=group.id, uid=uid).first() if uid else Machine()
    if row is None:
        raise NotFound
    row.unit_id, row.name, row.room, row.position, row.in_use = group.id, name, room.strip(), position, in_use
    row.save()
    _stand_beside(row, neighbours)
    after = {"name": name, "room": row.room, "neighbours": len(neighbours), "in_use": in_use}
    record("machine", row.id, unit_id=group.id, after=after)
    return row.uid


def _stand_beside(row: Machine, uids: Collection[str]) -> None:
    """Its neighbours are these and no others."""
    found = set(
        Machine.objects.filter(uid__in=uids, unit_id=row.unit_id).exclude(id=row.id).values_list("id", flat=True)
    )
    pairs = {(min(row.id, other), max(row.id, other)) for other in found}
    held = {
        (one.first_id, one.second_id): one.id for one in Neighbours.objects.filter(Q(first=row) | Q(second=row))
    }  # fmt: skip
    Neighbours.objects.filter(id__in=[held[pair] for pair in held.keys() - pairs]).delete()
    Neighbours.objects.bulk_create(
        (Neighbours(first_id=first, second_id=second) for first, second in sorted(pairs - held.keys())),
        ignore_conflicts=True,
    )
