"""The doors of skills: who sees a group's matrix, who measures, who closes, who keeps the catalogue (Q31)."""

from __future__ import annotations

from huzhu.base.access import NotAllowed, NotFound, Role, Scope
from huzhu.base.access.scope import LEADERS
from huzhu.base.people.queries import sees_group
from huzhu.base.units.queries import UnitLine, ids_of, path_of, unit_by_uid

MEASURERS = (*LEADERS, Role.ASSESSOR)
"""Those who give and close scores: a group's two leaders and its assessor, at that very group (Q1)."""

IMPORTERS = (*MEASURERS, Role.TRAINING_OFFICER, Role.ADMINISTRATOR)
"""Those who bring in a workbook for units that they hold."""

KEEPERS = (Role.TRAINING_OFFICER, Role.ADMINISTRATOR)
"""Those who keep the catalogue of the units that they hold; a group's leaders add to that of their factory."""

CURATORS = (*KEEPERS, Role.SPONSOR)
"""Those who rename, order, retire, map and merge techniques and publish standards, at the unit that owns them."""


def group_seen(uid: str, by: Scope) -> UnitLine:
    """The group with a public id, if its posted things are for this person; else NotFound."""
    group = unit_by_uid(uid, by.day)
    if group is None or group.level != "group" or not (by.is_system or sees_group(by, group.id)):
        raise NotFound
    return group


def group_led(uid: str, by: Scope, *roles: Role) -> UnitLine:
    """The same, if this person holds one of `roles` (default: those who measure) at it; else NotAllowed."""
    group = group_seen(uid, by)
    if not holds_here(by, group.id, *roles):
        raise NotAllowed
    return group


def key_problems_seen(uid: str, by: Scope) -> UnitLine:
    """A unit's key problems are posted for everybody in it and for those who hold something at it or above."""
    unit = unit_by_uid(uid, by.day)
    if unit is None or not (
        by.group_path.startswith(unit.path) or sees_group(by, unit.id) or by.holds(*Role, at=unit.path)
    ):
        raise NotFound
    return unit


def catalogue_seen(uid: str, by: Scope) -> UnitLine:
    """A unit's catalogue is for everybody in it and for those who hold something at it or above."""
    unit = unit_by_uid(uid, by.day)
    if unit is None or not (unit.id in ids_of(by.group_path) or by.holds(*Role, at=unit.path)):
        raise NotFound
    return unit


def unit_above(uid: str, by: Scope) -> UnitLine:
    """A unit whose totals this person may see: of his own level, by a role held at it or above; else NotFound."""
    unit = unit_by_uid(uid, by.day)
    if unit is None or not (by.is_system or by.holds(*Role, at=unit.path)):
        raise NotFound
    return unit


def holds_here(by: Scope, unit_id: int, *roles: Role) -> bool:
    return by.is_system or by.holds_exactly(*(roles or MEASURERS), unit_id=unit_id)


def assesses(by: Scope) -> bool:
    """An assessor brings in no scores of his own, in no way (Q19)."""
    return by.has(Role.ASSESSOR)


def sees_scores(by: Scope, person_id: int, group_id: int) -> bool:
    """Scores, not only levels: on one's own page, and to those who give and close them (Q1)."""
    return by.person_id == person_id or holds_here(by, group_id)


def keeps_catalogue(by: Scope, path: str) -> bool:
    """Founds trades and techniques at the unit with `path`: its keepers, or a leader of a unit below it in its factory."""
    return by.is_system or by.holds(*CURATORS, at=path) or (path.startswith(by.factory_path) and _below(by, path))


def curates(by: Scope, path: str) -> bool:
    """Changes what the unit with `path` owns of the catalogue: its curators; a group's own also its two leaders."""
    unit = ids_of(path)[-1] if path else 0
    return by.is_system or by.holds(*CURATORS, at=path) or by.holds_exactly(*LEADERS, unit_id=unit)


def drafts_standards(by: Scope, path: str) -> bool:
    """Writes a draft of a standard of the unit with `path`: who may publish it, or an assessor at, above or below it."""
    return curates(by, path) or by.holds(Role.ASSESSOR, at=path) or _below(by, path, Role.ASSESSOR)


def must_curate(by: Scope, unit_id: int) -> str:
    """The unit's path, if this person changes what it owns; NotFound where he does not even see its catalogue."""
    path = path_of(unit_id, by.day)
    if not path or not (by.is_system or unit_id in ids_of(by.group_path) or by.holds(*Role, at=path)):
        raise NotFound
    if not curates(by, path):
        raise NotAllowed
    return path


def _below(by: Scope, path: str, *roles: Role) -> bool:
    return any(at.startswith(path) for at in by.paths(*(roles or MEASURERS)))


def must_hold(by: Scope, unit_id: int, *roles: Role) -> str:
    """The unit's path, if this person holds one of `roles` at it; NotFound where he does not even see it."""
    path = path_of(unit_id, by.day)
    if not path:
        raise NotFound
    if not holds_here(by, unit_id, *roles):
        raise NotAllowed if sees_group(by, unit_id) else NotFound
    return path
