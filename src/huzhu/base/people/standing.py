"""As what somebody may confirm another person's sign-in (Q33)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huzhu.base.access import LEADERS, Role, Scope
from huzhu.base.people.models import Account, Mandate
from huzhu.base.people.queries import group_of
from huzhu.base.units.queries import path_of

APPOINTED = (Role.TRAINING_OFFICER, Role.ADMINISTRATOR)
WITNESSES = (*APPOINTED, Role.ASSESSOR, Role.SPONSOR)


@dataclass(frozen=True)
class Standing:
    """`role` at this moment; `leads`: it counts as the leader's confirmation."""

    role: str
    leads: bool


def standing(by: Scope, person_id: int) -> Standing | None:
    """What `by` stands for towards a person: a leader of his group first, else one of the witnesses.

    For a leader himself, and where the group has no other leader, those appointed stand in for one: else no first
    leader could ever sign in.
    """
    group = group_of(person_id, by.day)
    if group is None or by.person_id is None or by.person_id == person_id:
        return None
    path, leaders = path_of(group, by.day), group_leaders(group, by.day)
    if by.person_id in leaders:
        role = next(role for role in LEADERS if by.holds_exactly(role, unit_id=group))
        return Standing(role.value, leads=True)
    for role in WITNESSES:
        if by.holds(role, at=path):
            stands_in = role in APPOINTED and (person_id in leaders or not leaders)
            return Standing(role.value, leads=stands_in)
    return None


def group_leaders(group_id: int, day: date) -> set[int]:
    """Person ids of the group's two leaders on a day."""
    rows = Mandate.objects.on(day).filter(unit_id=group_id, role__in=LEADERS)
    return set(rows.values_list("person_id", flat=True))


def leads_person(person_id: int, other_id: int, day: date) -> bool:
    """Is the one a leader of the other's group?"""
    group = group_of(other_id, day)
    return group is not None and person_id in group_leaders(group, day)


def message_witness(account: Account, day: date) -> Account | None:
    """Whose word an e-mail address is: the owner's own, or its writer's unless he leads the owner's group."""
    if not account.email or account.email_by_id is None:
        return None
    if account.email_by_id != account.person_id and leads_person(account.email_by_id, account.person_id, day):
        return None
    return Account.objects.filter(person_id=account.email_by_id).first()
