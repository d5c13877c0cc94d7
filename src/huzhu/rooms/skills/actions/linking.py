"""Deeds between techniques: a local one is mapped to a common one, two are merged, one needs another first."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotFound, Overtaken, Refused, Scope
from huzhu.base.journal import deed, happened, record
from huzhu.base.units.queries import ids_of, path_of
from huzhu.rooms.skills.actions.catalogue import own_technique
from huzhu.rooms.skills.models import Prerequisite, Technique, WantedLevel
from huzhu.rooms.skills.queries.merged import crossing
from huzhu.rooms.skills.scores import TOP


@deed("skills.map_technique")
def map_technique(uid: str, common_uid: str, *, by: Scope, now: datetime) -> int:
    """Say by which technique of a unit above this one is known between factories; only mapped ones cross them.

    Always one step: a common one that is mapped itself stands for its own, and what was mapped to this one follows it.
    """
    row = own_technique(uid, by)
    above = ids_of(path_of(row.unit_id, by.day))[:-1]
    common = Technique.objects.filter(uid=common_uid, unit_id__in=above, same_as=None).select_related("common").first()
    if common is None:
        raise Refused(_("Choose a technique of a unit above."), field="common")
    target = common.common or common
    if target.id == row.id:
        raise Refused(_("The two would stand for each other."), field="common")
    if row.common_id and row.common_id != target.id and crossing({row.id}):
        raise Refused(_("Factories have met by this mapping already; it stays."), field="common")
    _lock(row, target)
    moved = Technique.objects.filter(Q(id=row.id) | Q(common=row)).update(common=target)
    record(
        "technique",
        row.id,
        unit_id=row.unit_id,
        before={"common": row.common_id},
        after={"common": target.id, "with": moved - 1},
    )
    return row.id


@deed("skills.unmap_technique")
def unmap_technique(uid: str, *, by: Scope, now: datetime) -> int:
    """Take a mapping back, as long as nobody of two factories was introduced by it."""
    row = own_technique(uid, by)
    if crossing({row.id}):
        raise Refused(_("Factories have met by this mapping already; it stays."), field="common")
    Technique.objects.filter(id=row.id).update(common=None)
    record("technique", row.id, unit_id=row.unit_id, before={"common": row.common_id}, after={"common": None})
    return row.id


@deed("skills.merge_techniques")
def merge_techniques(uid: str, into_uid: str, *, by: Scope, now: datetime) -> int:
    """From now on the first is read under the second, which the same unit or one above it owns.

    What was measured, closed and signed keeps pointing where it pointed; nothing of it is rewritten.
    """
    row = own_technique(uid, by)
    used = ids_of(path_of(row.unit_id, by.day))
    into = Technique.objects.filter(uid=into_uid, unit_id__in=used, same_as=None).first()
    if into is None:
        raise Refused(_("Choose the technique that stays."), field="into")
    if into.id == row.id or into.common_id == row.id:
        raise Refused(_("The two would stand for each other."), field="into")
    if (row.worth_0, row.worth_1000, row.measure) != (into.worth_0, into.worth_1000, into.measure):
        raise Refused(_("The two are measured differently: give them the same measure and values first."), field="into")
    _lock(row, into)
    Technique.objects.filter(same_as=row).update(same_as=into)
    Technique.objects.filter(common=row).exclude(id=into.id).update(common=into.common or into)
    Technique.objects.filter(id=row.id).update(same_as=into, common=None)
    if row.common and not into.common and row.common.unit_id != into.unit_id:  # factories go on meeting by it
        Technique.objects.filter(id=into.id).update(common=row.common)
    _wanted_follows(row, into)
    record("technique", row.id, unit_id=row.unit_id, before={"common": row.common_id}, after={"same_as": into.id})
    happened("skills.techniques_merged", row.id)
    return into.id


@deed("skills.set_prerequisite")
def set_prerequisite(uid: str, needs_uid: str, score: int | None, *, by: Scope, now: datetime) -> int:
    """Before this technique one should reach `score` in another (None: no longer); a hint, never a bar, and no circle."""
    row = own_technique(uid, by)
    needs = Technique.objects.filter(
        uid=needs_uid, unit_id__in=ids_of(path_of(row.unit_id, by.day)), same_as=None
    ).first()
    if needs is None:
        raise NotFound
    held = Prerequisite.objects.filter(technique=row, needs=needs)
    before = {"score": held.values_list("score", flat=True).first()}
    if score is None:
        held.delete()
    else:
        if not 0 <= score <= TOP:
            raise Refused(_("A score lies between 0 and 1000."), field="level")
        if row.id in _needed_by(needs.id):
            raise Refused(_("That technique needs this one first: it would be a circle."), field="needs")
        held.update_or_create(technique=row, needs=needs, defaults={"score": score})
    record("technique", row.id, unit_id=row.unit_id, before=before, after={"needs": needs.id, "score": score})
    return row.id


def _lock(*rows: Technique) -> None:
    """So that nobody else links one of them in the same moment (PostgreSQL; SQLite has one writer)."""
    ids = sorted(row.id for row in rows)
    found = list(Technique.objects.select_for_update().filter(id__in=ids).order_by("id"))
    before = {row.id: (row.common_id, row.same_as_id) for row in rows}
    if any(before[row.id] != (row.common_id, row.same_as_id) for row in found):
        raise Overtaken


def _needed_by(technique_id: int) -> set[int]:
    """The technique and whatever it needs first, however far."""
    needs: dict[int, list[int]] = defaultdict(list)
    for one, other in Prerequisite.objects.values_list("technique_id", "needs_id"):
        needs[one].append(other)
    found, ahead = set[int](), [technique_id]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += needs[one]
    return found


def _wanted_follows(row: Technique, into: Technique) -> None:
    """What posts want of a merged technique they want of the one that stays, unless they said so of it already."""
    said = WantedLevel.objects.filter(technique=into).values("post_id")
    WantedLevel.objects.filter(technique=row).exclude(post_id__in=list(said.values_list("post_id", flat=True))).update(
        technique=into
    )
