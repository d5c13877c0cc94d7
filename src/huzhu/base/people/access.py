"""The door to a group's roll."""

from __future__ import annotations

from huzhu.base.access import NotFound, Role, Scope
from huzhu.base.units.queries import UnitLine, unit_by_uid

KEEPERS = (Role.GROUP_LEADER, Role.FOREMAN, Role.TRAINING_OFFICER, Role.ADMINISTRATOR)
"""Roles that keep the roll of the units they hold."""


def group_kept(uid: str, by: Scope) -> UnitLine:
    """The group or office with a public id, if this person keeps its roll; else NotFound."""
    group = unit_by_uid(uid, by.day)
    if group is None or group.ended or not group.is_home or not by.holds(*KEEPERS, at=group.path):
        raise NotFound
    return group
