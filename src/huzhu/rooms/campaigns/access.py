"""Who sees a campaign, and who opens and closes it."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from huzhu.base.access import NotAllowed, NotFound, Role, Scope, open_door
from huzhu.base.db import under
from huzhu.base.people.queries import sees_group
from huzhu.base.units.models import Place
from huzhu.base.units.queries import UnitLine, ids_of, path_of, unit_by_uid
from huzhu.rooms.campaigns.models import Campaign

ORGANISERS = (Role.SPONSOR, Role.ORGANISER, Role.TRAINING_OFFICER)
SEE, LEAD = "see", "lead"


def visible_to(scope: Scope) -> QuerySet[Campaign]:
    """Campaigns of one's own unit and the units above it, and of those at and below which one holds a role."""
    if scope.is_system:
        return Campaign.objects.all()
    own = {unit for path in (scope.group_path, *scope.paths(*Role)) for unit in ids_of(path)}
    below = [under(path) for path in scope.paths(*Role)]
    inside = Place.objects.on(scope.day).filter(reduce(or_, below, Q(pk=None))).values("unit_id")
    return Campaign.objects.filter(Q(unit_id__in=own) | Q(unit_id__in=inside))


def campaign_for(uid: str, *, by: Scope, to: str = SEE, lock: bool = False) -> Campaign:
    """The only way to a campaign. NotFound unseen, NotAllowed where it is not `by`'s to lead."""
    rows = visible_to(by).select_related("unit")
    return open_door(rows, lambda row: to == SEE or organises(by, path_of(row.unit_id, by.day)), lock=lock, uid=uid)


def organises(by: Scope, path: str) -> bool:
    return by.is_system or by.holds(*ORGANISERS, at=path)


def unit_seen(uid: str, by: Scope) -> UnitLine:
    """The unit whose campaigns are listed: for its own people and whoever holds something at it or above."""
    unit = unit_by_uid(uid, by.day)
    if unit is None or not (
        by.is_system or by.group_path.startswith(unit.path) or by.holds(*Role, at=unit.path) or sees_group(by, unit.id)
    ):
        raise NotFound
    return unit


def unit_led(uid: str, by: Scope) -> UnitLine:
    """The unit for which somebody may begin a campaign."""
    unit = unit_seen(uid, by)
    if unit.ended:
        raise NotFound
    if not organises(by, unit.path):
        raise NotAllowed
    return unit
