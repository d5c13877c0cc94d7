"""Who sets shifts, rotas and holidays, and who sees them.

Patterns and holidays belong to the training officer and the administrator; a group's rota to them and to its two
leaders; whose day differs is seen by the group alone.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from huzhu.base.access import LEADERS, NotAllowed, NotFound, Role, Scope
from huzhu.base.calendar.kinds import KINDS
from huzhu.base.calendar.models import Machine, Series, SeriesPerson, Slot, SlotPerson
from huzhu.base.people.queries import sees_group
from huzhu.base.units.queries import UnitLine, path_of, unit_by_uid

PLANNERS = (Role.TRAINING_OFFICER, Role.ADMINISTRATOR)


def unit_held(uid: str, by: Scope) -> UnitLine:
    """A unit at or above which somebody holds a role; else NotFound."""
    unit = unit_by_uid(uid, by.day)
    if unit is None or not any(unit.path.startswith(holding.path) for holding in by.holdings):
        raise NotFound
    return unit


def plans(by: Scope, path: str) -> bool:
    """May he found shifts and patterns here, and say which days are free?"""
    return by.is_system or by.holds(*PLANNERS, at=path)


def sets_rota(by: Scope, unit_id: int, path: str) -> bool:
    """May he set the rota of this group, and the days that differ?"""
    return plans(by, path) or by.holds_exactly(*LEADERS, unit_id=unit_id)


def group_seen(uid: str, by: Scope) -> UnitLine:
    """A group whose rota with its persons somebody sees; else NotFound."""
    unit = unit_by_uid(uid, by.day)
    if unit is None or unit.level != "group" or not sees_group(by, unit.id):
        raise NotFound
    return unit


def must_plan(uid: str, by: Scope) -> UnitLine:
    """The unit for which somebody plans; NotFound where he holds nothing, NotAllowed by role."""
    unit = unit_held(uid, by)
    if not plans(by, unit.path):
        raise NotAllowed
    return unit


def must_set(uid: str, by: Scope) -> UnitLine:
    """The group whose rota somebody sets; NotFound where he holds nothing or it is no more, NotAllowed by role."""
    unit = unit_held(uid, by)
    if unit.level != "group" or unit.ended:
        raise NotFound
    if not sets_rota(by, unit.id, unit.path):
        raise NotAllowed
    return unit


def slots_of(by: Scope) -> QuerySet[Slot]:
    """Slots somebody takes part in, has booked, or leads the group of; a job sees all."""
    if by.is_system:
        return Slot.objects.all()
    own = SlotPerson.objects.filter(slot=OuterRef("pk"), person_id=by.person_id or 0)
    return Slot.objects.filter(Q(Exists(own)) | Q(booked_by_id=by.person_id) | Q(unit_id__in=by.units(*LEADERS)))


def calls_off(by: Scope, kind: str, booked_by: int | None, unit_id: int) -> bool:
    """May somebody who sees a slot call it off? A meeting of many only who booked it, or leads its group."""
    called = kind in KINDS and KINDS[kind].called
    return by.is_system or not called or booked_by == by.person_id or unit_id in by.units(*LEADERS)


def series_of(by: Scope) -> QuerySet[Series]:
    """Series somebody takes part in, or leads the group of; a job sees all."""
    if by.is_system:
        return Series.objects.all()
    own = SeriesPerson.objects.filter(series=OuterRef("pk"), person_id=by.person_id or 0)
    return Series.objects.filter(Q(Exists(own)) | Q(unit_id__in=by.units(*LEADERS)))


def machine_seen(uid: str, by: Scope) -> tuple[Machine, UnitLine]:
    """A machine with its group: for everybody of the factory, who may stand before it, and for roles above the group."""
    row = Machine.objects.filter(uid=uid).select_related("unit").first()
    group = unit_by_uid(row.unit.uid, by.day) if row else None
    if row is None or group is None:
        raise NotFound
    at_home = bool(by.factory_path) and group.path.startswith(by.factory_path)
    if not (by.is_system or at_home or any(group.path.startswith(holding.path) for holding in by.holdings)):
        raise NotFound
    return row, group


def machines_group(uid: str, by: Scope) -> UnitLine:
    """A group whose machines somebody sees: its own people, and who holds a role there or above."""
    unit = unit_by_uid(uid, by.day)
    if unit is None or unit.level != "group":
        raise NotFound
    return unit if by.group_id == unit.id else unit_held(uid, by)


def books_in(unit_id: int, by: Scope) -> bool:
    """May somebody book for a unit without taking part himself? Who holds a role at it or above it."""
    path = path_of(unit_id, by.day)
    return any(path.startswith(holding.path) for holding in by.holdings)
