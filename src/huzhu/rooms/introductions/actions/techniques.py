"""When the catalogue changes: what wishes are about, and which mapping has brought factories together."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, Q

from huzhu.base.access import Scope
from huzhu.base.journal import deed, record
from huzhu.rooms.introductions import moves
from huzhu.rooms.introductions.models import Introduction, SuggestedWish, Wish
from huzhu.rooms.skills import queries as skills


@deed("wishes.follow_merge")
def follow_merge(technique_id: int, *, by: Scope, now: datetime) -> int:
    """Open wishes about a merged technique become wishes about the one that stays, whose id is returned.

    Whoever has the same wish of that one open already keeps that, and the other is withdrawn. How many there were is
    written nowhere: a withdrawn wish and one whose owner is not ready must not be told apart. Introductions and
    contracts keep pointing where they pointed.
    """
    target = skills.read_as([technique_id])[technique_id]
    rows = Wish.objects.filter(technique_id=technique_id, state=Wish.State.OPEN)
    for kind in Wish.Kind.values:
        held = Wish.objects.filter(technique_id=target, state=Wish.State.OPEN, kind=kind).values("person_id")
        moves.WISH.make_all(rows.filter(kind=kind, person_id__in=held), "withdraw")
    rows.update(technique_id=target)
    listed = SuggestedWish.objects.filter(technique_id=technique_id)
    known = set(SuggestedWish.objects.filter(technique_id=target).values_list("person_id", "kind"))
    listed.filter(id__in=[row.id for row in listed if (row.person_id, row.kind) in known]).delete()
    listed.update(technique_id=target)
    record("technique", technique_id, after={"same_as": target})
    return target


@skills.crosses
def crossed(technique_ids: Collection[int]) -> set[int]:
    """Those of these techniques by which people of two factories were introduced to each other; one statement."""
    ids = list(technique_ids)
    rows = Introduction.objects.exclude(teacher__factory=F("learner__factory")).filter(
        Q(technique_id__in=ids) | Q(offer__technique_id__in=ids)
    )
    return {one for pair in rows.values_list("technique_id", "offer__technique_id") for one in pair} & set(ids)
