"""Doors to contracts: who sees one, and what each may do with it (Q19, Q31)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from huzhu.base.access import LEADERS, Role, Scope, open_door
from huzhu.base.db import compiled
from huzhu.base.followup.models import Commitment
from huzhu.base.people.models import Membership
from huzhu.base.people.queries import group_of, groups_of, holders, leaders_of
from huzhu.base.units.models import Place
from huzhu.base.units.queries import ids_of, path_of
from huzhu.rooms.contracts.kinds import LEADING, PEERS
from huzhu.rooms.contracts.models import PERSON, Contract, Proposal, Shown, TermPerson
from huzhu.rooms.contracts.moves import DRAFT, RECORDED, SIGNED, VOID
from huzhu.rooms.skills.access import MEASURERS, holds_here

SEE, EDIT, SIGN, STEP, CLOSE, LEAD = "see", "edit", "sign", "step", "close", "lead"
ANSWER, WITHDRAW = "answer", "withdraw"
OPEN_TO_GROUPS = Q(signed__isnull=False) & ~Q(state=VOID) | Q(state=RECORDED)
"""What was signed by both, or recorded; a draft, and one that ended as a draft, is for the two alone."""
OF_UNITS = ~Q(first_level=PERSON)


def visible_to(scope: Scope) -> QuerySet[Contract]:
    """Contracts this person sees with names.

    A draft: the two (of units: the four, and whoever is asked to take part), and whom one of them shows it to. A signed
    one: also both groups, their leaders and assessors, and the sponsors of both workshops; nobody above (there it is a
    number, a technique and a state). One of two units is seen by both units' members and those with a role there.
    """
    if scope.is_system:
        return Contract.objects.all()
    me = scope.person_id or 0
    shown = Q(state=DRAFT, pk__in=Shown.objects.filter(person_id=me).values("contract_id"))
    asked = Q(pk__in=TermPerson.objects.filter(person_id=me).values("term__contract_id"))
    return Contract.objects.filter(acted_by(me, led(scope)) | shown | asked | (OPEN_TO_GROUPS & _near(scope)))


def own(scope: Scope) -> QuerySet[Contract]:
    """Contracts of this person, and of the units for which he signs today."""
    return Contract.objects.filter(acted_by(scope.person_id or 0, led(scope)))


def sees_names(scope: Scope, unit_id: int) -> bool:
    """Does this person see the contracts of a group with names? Its members, leaders, assessor; its workshop's sponsor."""
    if unit_id in _groups(scope):
        return True
    return bool(scope.units(Role.SPONSOR)) and _sponsored(scope).filter(unit_id=unit_id).exists()


def contract_for(uid: str, *, by: Scope, to: str = SEE, lock: bool = False) -> Contract:
    """The only way to get a contract for a deed. Raises NotFound unseen, NotAllowed where it is not `by`'s to do."""
    contract = open_door(visible_to(by), lambda row: _may(row, by, to), uid=uid)
    if lock:  # with the one that it follows, in the order of their keys: one signs while the other ends
        keys = [key for key in (contract.follows_id, contract.pk) if key]
        rows = {row.pk: row for row in Contract.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
        contract = rows[contract.pk]
    return contract


def keeping_group(contract: Contract, day: date) -> int:
    """Id of the group that keeps it on a day: the learner's home, of peers and units the one named in it (Q25)."""
    if contract.of_units or contract.kind in PEERS:
        return contract.second_unit_id
    return group_of(contract.second_id, day) or contract.second_unit_id


def review_led_by(contract: Contract, day: date) -> int | None:
    """Who holds the joint review: the production leader of the keeping group, the other leader where there is none or he
    is one of the two or has passed it on; of units whoever leads production above both. None where nobody is left."""
    group = keeping_group(contract, day)
    given = Commitment.objects.filter(matter_id=contract.pk, kind="joint-review", done=None).order_by("-id")
    owner = given.values_list("owner_id", flat=True).first()
    if contract.of_units:
        found = holders(Role.MANAGEMENT_SPONSOR, path=path_of(group, day), day=day)
    else:
        leaders = leaders_of(group, day)
        found = [leaders[role] for role in (Role.FOREMAN, Role.GROUP_LEADER) if role in leaders]
    found = sorted(found, key=lambda person: person != owner)
    return next((person for person in found if person not in contract.signers), None)


def is_party(contract: Contract, scope: Scope) -> bool:
    """One of the two; of two units one of the four who lead them today."""
    if contract.of_units:
        return any(
            leads(scope, unit, contract.first_level) for unit in (contract.first_unit_id, contract.second_unit_id)
        )
    return scope.person_id in (contract.first_id, contract.second_id)


def leads(scope: Scope, unit_id: int, level: str) -> bool:
    """Does this person sign for the unit today?"""
    return level in LEADING and scope.holds_exactly(*LEADING[level], unit_id=unit_id)


def proposal_for(uid: str, *, by: Scope, to: str = SEE) -> Proposal:
    """A proposal, for the leaders of both units; only the other side answers it, only the own takes it back."""
    rows = Proposal.objects.select_related("first_unit", "second_unit", "by", "answered_by", "contract")
    mine = Q(first_unit_id__in=led(by)) | Q(second_unit_id__in=led(by)) | Q(by_id=by.person_id or 0)
    return open_door(rows.filter(mine), lambda row: to == SEE or leads(by, _side(row, to), row.first_level), uid=uid)


def measurable(contract: Contract, scope: Scope) -> set[str]:
    """Public ids of the running terms whose learner this person may measure again: one who measures in the learner's
    group today, and neither of the two."""
    if contract.state != SIGNED or contract.of_units or is_party(contract, scope) or not scope.has(*MEASURERS):
        return set()
    terms = dict(contract.terms.filter(closed=None, technique__isnull=False).values_list("uid", "learner_id"))
    homes = groups_of(set(terms.values()), scope.day)
    return {uid for uid, learner in terms.items() if learner in homes and holds_here(scope, homes[learner])}


@compiled
def waiting_proposals(led: Collection[int]) -> QuerySet[Proposal]:
    """Open proposals to the units that somebody leads."""
    rows = Proposal.objects.filter(second_unit_id__in=led, state="proposed")
    return rows.select_related("first_unit").order_by("made", "id")


def _side(row: Proposal, to: str) -> int:
    return row.first_unit_id if to == WITHDRAW else row.second_unit_id


def _may(contract: Contract, scope: Scope, to: str) -> bool:
    """Only those who sign do anything; a contract is signed by a sign-in that two have confirmed (Q33). A joint review is
    held by who leads it."""
    if to == LEAD:
        return scope.person_id is not None and scope.person_id == review_led_by(contract, scope.day)
    return to == SEE or (is_party(contract, scope) and (to != SIGN or scope.full))


def acted_by(me: int, led: Collection[int]) -> Q:
    """Contracts of a person; of two units: which he leads now, or led when they signed."""
    found = Q(first_id=me) | Q(second_id=me) | Q(first_beside_id=me) | Q(second_beside_id=me)
    return found | OF_UNITS & (Q(first_unit_id__in=led) | Q(second_unit_id__in=led))


def led(scope: Scope) -> tuple[int, ...]:
    """Units for which a person signs today."""
    return scope.units(*{role for pair in LEADING.values() for role in pair})


def _groups(scope: Scope) -> set[int]:
    return {*scope.units(*LEADERS, Role.ASSESSOR)} | ({scope.group_id} if scope.group_id else set())


def _sponsored(scope: Scope) -> QuerySet[Place]:
    """Where the units are that are part of this sponsor's unit: right below it, or below a shift of it."""
    places, sponsors = Place.objects.on(scope.day), scope.units(Role.SPONSOR)
    shifts = places.filter(unit__level="shift", parent_id__in=sponsors).values("unit_id")
    return places.filter(Q(parent_id__in=sponsors) | Q(parent_id__in=shifts))


def sponsored(scope: Scope) -> QuerySet[Any, int]:
    """Ids of the units that are part of this sponsor's unit."""
    return _sponsored(scope).values_list("unit_id", flat=True)


def _near(scope: Scope) -> Q:
    groups = _groups(scope)
    near = Q(first_unit_id__in=groups) | Q(second_unit_id__in=groups)
    if groups:  # a learner who has moved is kept by his new group (Q25)
        near |= ~OF_UNITS & Q(
            second_id__in=Membership.objects.on(scope.day).filter(unit_id__in=groups).values("person_id")
        )
    if scope.units(Role.SPONSOR):
        below = _sponsored(scope).values("unit_id")
        near |= Q(first_unit_id__in=below) | Q(second_unit_id__in=below)
    around = {*ids_of(scope.group_path), *scope.units(*Role)}
    return near | OF_UNITS & (Q(first_unit_id__in=around) | Q(second_unit_id__in=around))
