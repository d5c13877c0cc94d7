"""Doors of checks: who holds a group's sitting, who decides, who sees reports and findings (Q25, Q31)."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from huzhu.base.access import LEADERS, NotAllowed, NotFound, Role, Scope, open_door
from huzhu.base.followup.models import Finding
from huzhu.base.units.queries import UnitLine, unit_by_uid
from huzhu.rooms.contracts.access import sees_names
from huzhu.rooms.contracts.queries.kept import Kept

SEE, ANSWER, CHECK = "see", "answer", "check"
ABOVE = (Role.SPONSOR, Role.COMMITTEE, Role.TRAINING_OFFICER, Role.OFFICER)
"""Who reads the report views of a unit, at it or above it."""


def leads(scope: Scope, unit_id: int) -> bool:
    """One of the two leaders of the keeping group."""
    return scope.holds_exactly(*LEADERS, unit_id=unit_id)


def sitting_group(uid: str, scope: Scope) -> UnitLine:
    """The group whose sitting this person holds: one of its two leaders; the sponsor above for what neither may check, and
    for contracts that a unit has signed. Else NotFound."""
    unit = unit_by_uid(uid, scope.day)
    if unit is None or unit.ended or not holds(scope, unit.id):
        raise NotFound
    return unit


def holds(scope: Scope, unit_id: int) -> bool:
    return leads(scope, unit_id) or (bool(scope.units(Role.SPONSOR)) and sees_names(scope, unit_id))


def rates(kept: Kept, scope: Scope, leaders: Collection[int]) -> bool:
    """Nobody checks himself: a contract of one leader is checked by the other, of both, and of the unit itself, by the
    sponsor above."""
    if scope.person_id in kept.parties:
        return False
    return leads(scope, kept.keeper) or kept.row.of_units or not set(leaders) - set(kept.two)


def reported(uid: str, scope: Scope) -> UnitLine:
    """A unit whose report views this person reads: from the group's own leaders up; else NotFound."""
    unit = unit_by_uid(uid, scope.day)
    if unit is None or not reads_checks(scope, unit):
        raise NotFound
    return unit


def reads_checks(scope: Scope, unit: UnitLine) -> bool:
    return scope.holds(*ABOVE, at=unit.path) or leads(scope, unit.id)


def reports(scope: Scope, unit: UnitLine) -> bool:
    """Posts the workshop's monthly report: its sponsor."""
    return unit.level == "workshop" and scope.holds_exactly(Role.SPONSOR, unit_id=unit.id)


def findings_seen(scope: Scope) -> QuerySet[Finding]:
    """Findings that one owns, of groups one leads or belongs to, and of units where one acts for the unit."""
    if scope.is_system:
        return Finding.objects.all()
    groups = {*scope.units(*LEADERS)} | ({scope.group_id} if scope.group_id else set())
    acting = scope.units(Role.SPONSOR, Role.COMMITTEE)
    return Finding.objects.filter(
        Q(owner_id=scope.person_id or 0) | Q(raised_by_id__in=groups) | Q(unit_id__in=[*acting, *groups])
    )


def finding_for(uid: str, *, by: Scope, to: str = SEE) -> Finding:
    """The only way to get a finding for a deed: its owner answers; a leader of the group that raised it, or who acts for
    the unit, checks it and is not its owner."""
    rows = findings_seen(by).select_related("unit", "raised_by", "owner", "author", "checked_by")
    row = open_door(rows, uid=uid)
    if to == ANSWER and row.owner_id != by.person_id:
        raise NotAllowed
    if to == CHECK and not checks_finding(row, by):
        raise NotAllowed
    return row


def checks_finding(row: Finding, by: Scope) -> bool:
    if row.owner_id == by.person_id:
        return False
    return leads(by, row.raised_by_id) or by.holds_exactly(*LEADERS, Role.SPONSOR, Role.COMMITTEE, unit_id=row.unit_id)
