"""Who reads a charter, and who sets it (Q31)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huzhu.base.access import NotAllowed, NotFound, Role, Scope
from huzhu.base.units.queries import UnitLine, path_of, unit_by_uid

RULERS = (Role.SPONSOR, Role.ADMINISTRATOR)
"""Who sets clauses at a unit and below it."""


def reads_charter(scope: Scope, path: str) -> bool:
    """Rules are public inside: each member reads those of the units above him, each holder those on his own line."""
    held = [holding.path for holding in scope.holdings]
    return scope.group_path.startswith(path) or any(path.startswith(at) or at.startswith(path) for at in held)


def charter_read(uid: str, by: Scope) -> UnitLine:
    """The unit with a public id, if this person reads its charter; else NotFound."""
    line = unit_by_uid(uid, by.day)
    if line is None or not reads_charter(by, line.path):
        raise NotFound
    return line


def rules_over(by: Scope, path: str) -> bool:
    """May this person set clauses at the unit with `path`, as far as his mandates go?"""
    return by.is_system or by.holds(*RULERS, at=path)


def ruled(unit_id: int, by: Scope) -> str:
    """The path of a unit whose clauses this person sets; NotAllowed without authority or by a sign-in that one person
    alone confirmed (Q33)."""
    path = path_of(unit_id, by.day)
    if not path or not rules_over(by, path):
        raise NotAllowed
    if not by.full:
        raise NotAllowed(_("Your sign-in lacks a confirmation"))
    return path
