"""Doors to contracts: who sees one, and what each may do with it (Q19, Q31)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from huzhu.base.access import LEADERS, Role, Scope, open_door
from huzhu.base.units.models import Place
from huzhu.rooms.contracts.models import Contract, Shown
from huzhu.rooms.contracts.moves import DRAFT, RECORDED, VOID

SEE, EDIT, SIGN, STEP, CLOSE = "see", "edit", "sign", "step", "close"
OPEN_TO_GROUPS = Q(signed__isnull=False) & ~Q(state=VOID) | Q(state=RECORDED)
"""What was signed by both, or recorded; a draft, and one that ended as a draft, is for the two alone."""


def visible_to(scope: Scope) -> QuerySet[Contract]:
    """Contracts this person sees with names.

    A draft: the two, and whom one of them shows it to. A signed one: also both groups, their leaders and assessors,
    and the sponsors of both workshops; nobody above (there it is a number, a technique and a state).
    """
    if scope.is_system:
        return Contract.objects.all()
    shown = Q(state=DRAFT, pk__in=Shown.objects.filter(person_id=scope.person_id or 0).values("contract_id"))
    return Contract.objects.filter(of(scope.person_id) | shown | (OPEN_TO_GROUPS & _near(scope)))


def own(scope: Scope) -> QuerySet[Contract]:
    return Contract.objects.filter(of(scope.person_id))


def of(person_id: int | None) -> Q:
    return Q(first_id=person_id) | Q(second_id=person_id)


def sees_names(scope: Scope, unit_id: int) -> bool:
    """Does this person see the contracts of a group with names? Its members, leaders, assessor; its workshop's sponsor."""
    if unit_id in _groups(scope):
        return True
    sponsors = scope.units(Role.SPONSOR)
    return bool(sponsors) and Place.objects.on(scope.day).filter(unit_id=unit_id, parent_id__in=sponsors).exists()


def contract_for(uid: str, *, by: Scope, to: str = SEE, lock: bool = False) -> Contract:
    """The only way to get a contract for a deed. Raises NotFound unseen, NotAllowed where it is not `by`'s to do."""
    contract = open_door(visible_to(by), lambda row: _may(row, by, to), uid=uid)
    if lock:
        contract = Contract.objects.select_for_update().get(pk=contract.pk)
    return contract


def is_party(contract: Contract, scope: Scope) -> bool:
    return scope.person_id in (contract.first_id, contract.second_id)


def _may(contract: Contract, scope: Scope, to: str) -> bool:
    """Only the two do anything; a contract is signed by a sign-in that two have confirmed (Q33)."""
    return to == SEE or (is_party(contract, scope) and (to != SIGN or scope.full))


def _groups(scope: Scope) -> set[int]:
    return {*scope.units(*LEADERS, Role.ASSESSOR)} | ({scope.group_id} if scope.group_id else set())


def _near(scope: Scope) -> Q:
    near = Q(first_unit_id__in=_groups(scope)) | Q(second_unit_id__in=_groups(scope))
    if sponsors := scope.units(Role.SPONSOR):
        below = Place.objects.on(scope.day).filter(parent_id__in=sponsors).values("unit_id")
        near |= Q(first_unit_id__in=below) | Q(second_unit_id__in=below)
    return near
