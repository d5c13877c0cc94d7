"""Which board somebody sees, and whom a leader can introduce by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from huzhu.base.access import LEADERS, NotFound, Role, Scope
from huzhu.base.people.queries import PersonLine, roster, sees_group
from huzhu.base.units.models import Unit
from huzhu.base.units.queries import UnitLine, unit_by_uid
from huzhu.rooms.introductions.queries.board import offered

KEEPERS = (Role.SPONSOR, Role.ORGANISER)
"""Who keeps a board above the groups: requests come to him after the group's date (S27)."""


def board_seen(uid: str, scope: Scope) -> tuple[UnitLine, Scope]:
    """The unit, and the scope that reads the wishes reaching it; NotFound outside group, leaders, assessor and keepers,
    and for a unit that is no more: what is open today reaches nobody there."""
    unit = unit_by_uid(uid, scope.day)
    if (
        unit is None
        or scope.read_on
        or not (sees_group(scope, unit.id) or scope.holds_exactly(*KEEPERS, unit_id=unit.id))
    ):
        raise NotFound
    return unit, replace(scope, group_id=unit.id, group_path=unit.path)


def first_board(scope: Scope) -> str:
    """Public id of the unit whose board concerns this person most: led, kept, or his own group's."""
    ids = [*scope.units(*LEADERS), *scope.units(*KEEPERS), *([scope.group_id] if scope.group_id else [])]
    if not ids:
        raise NotFound
    return Unit.objects.values_list("uid", flat=True).get(id=ids[0])


def could_meet(unit: UnitLine, reader: Scope, now: datetime) -> tuple[list[PersonLine], list[PersonLine]]:
    """(who could learn, who could teach): the group's own; and whoever offers within its reach."""
    members = roster(unit.id, reader.day)
    known = {line.id for line in members}
    guests = {line.person.id: line.person for line in offered(reader, now) if line.person.id not in known}
    return members, [*members, *guests.values()]
