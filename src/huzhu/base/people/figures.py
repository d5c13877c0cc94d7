"""Who sees a unit's organisational figures: whoever holds a role at it or above, and a group's own people (Q31)."""

from __future__ import annotations

from huzhu.base.access import NotFound, Scope
from huzhu.base.people.queries import sees_group
from huzhu.base.units.queries import UnitLine, unit_by_uid


def figures_of(uid: str, scope: Scope) -> UnitLine:
    """The unit whose figures are looked at; NotFound for everybody else."""
    unit = unit_by_uid(uid, scope.day)
    if unit is None:
        raise NotFound
    above = any(unit.path.startswith(holding.path) for holding in scope.holdings)
    if not (scope.is_system or above or sees_group(scope, unit.id)):
        raise NotFound
    return unit
