"""Builds the Scope of a person on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from huzhu.base.access import Holding, Role, Scope
from huzhu.base.access.scope import NAME_ONLY
from huzhu.base.db import compiled
from huzhu.base.people.models import Mandate, Membership, Person
from huzhu.base.units.models import Place
from huzhu.base.units.queries import UnitLine, unit_by_uid


def scope_of(
    person_id: int, day: date, *, account_id: int | None = None, full: bool = False, factory_id: int | None = None
) -> Scope:
    """Ids, paths and roles of a person on a day; three statements, and one more where the factory is not given."""
    mandates = _mandates(person_id, day)
    home = next(iter(_homes(person_id, day)), None)
    factory = factory_id or Person.objects.values_list("factory_id", flat=True).get(id=person_id)
    wanted = {unit_id for _, unit_id in mandates} | {factory} | ({home} if home else set())
    paths = dict(_paths(wanted, day))
    holdings = tuple(
        Holding(Role(role), unit_id, paths[unit_id]) for role, unit_id in sorted(mandates) if unit_id in paths
    )
    scope = Scope(person_id=person_id, day=day, account_id=account_id, holdings=holdings, full=full)
    scope = replace(scope, factory_id=factory, factory_path=paths.get(factory, ""))
    if home and home in paths:
        scope = replace(scope, group_id=home, group_path=paths[home])
    return scope


@compiled
def _mandates(person_id: int, day: date) -> QuerySet[Any, tuple[str, int]]:
    rows = Mandate.objects.on(day).filter(person_id=person_id).exclude(role__in=NAME_ONLY)
    return rows.values_list("role", "unit_id")


@compiled
def _homes(person_id: int, day: date) -> QuerySet[Any, int]:
    return Membership.objects.on(day).filter(person_id=person_id).values_list("unit_id", flat=True)


@compiled
def _paths(unit_ids: Collection[int], day: date) -> QuerySet[Any, tuple[int, str]]:
    return Place.objects.on(day).filter(unit_id__in=unit_ids).values_list("unit_id", "path")


def reading(scope: Scope, line: UnitLine) -> Scope:
    """With which eyes somebody reads a unit: his own; of one that is no more also those of its last day (S14).

    What he was then in a unit that stands counts only while he still is; by a sign-in that one person confirmed he holds
    nothing, as ever (Q33). For pages and exports alone: no deed is done
    with it.
    """
    if not line.ended or scope.person_id is None:
        return scope
    then = scope_of(scope.person_id, line.day(scope.day), full=scope.full, factory_id=scope.factory_id)
    was = {holding.unit_id for holding in then.holdings} | {then.group_id or 0}
    stand = set(Place.objects.on(scope.day).filter(unit_id__in=was).values_list("unit_id", flat=True))
    still = {(holding.role, holding.unit_id) for holding in scope.holdings}
    kept = [
        one for one in then.holdings if (one.role, one.unit_id) in still or (scope.full and one.unit_id not in stand)
    ]
    home = scope if then.group_id in stand and then.group_id != scope.group_id else then
    return replace(
        then, account_id=scope.account_id, read_on=scope.day, holdings=(*kept, *scope.holdings),
        group_id=home.group_id, group_path=home.group_path,
    )  # fmt: skip


def eyes(uid: str, scope: Scope) -> Scope:
    """With which eyes somebody reads the pages of the unit with a public id; his own where it stands, or is no unit."""
    line = unit_by_uid(uid, scope.day)
    return reading(scope, line) if line else scope
