"""The Scope of a day: everything that permission and sight are decided from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """Roles that a mandate gives at a unit. 'Member' is a membership, not a mandate."""

    GROUP_LEADER = "group-leader"
    FOREMAN = "foreman"
    ASSESSOR = "assessor"
    TRAINING_OFFICER = "training-officer"
    ORGANISER = "organiser"
    SPONSOR = "sponsor"
    MANAGEMENT_SPONSOR = "management-sponsor"
    COMMITTEE = "committee"
    OFFICER = "officer"
    RELIEF = "relief"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        return str(ROLE_NAMES[self])


ROLE_NAMES = {
    Role.GROUP_LEADER: _("group leader"),
    Role.FOREMAN: _("production leader"),
    Role.ASSESSOR: _("assessor"),
    Role.TRAINING_OFFICER: _("training officer"),
    Role.ORGANISER: _("round organiser"),
    Role.SPONSOR: _("sponsor (union)"),
    Role.MANAGEMENT_SPONSOR: _("sponsor (administration)"),
    Role.COMMITTEE: _("production committee member"),
    Role.OFFICER: _("office officer"),
    Role.RELIEF: _("relief worker"),
    Role.ADMINISTRATOR: _("system administrator"),
}

LEADERS = (Role.GROUP_LEADER, Role.FOREMAN)  # 'the group's two leaders'
NAME_ONLY = (Role.RELIEF,)  # a role that opens nothing: no scope holds it
ACTS_AS = {Role.MANAGEMENT_SPONSOR: Role.SPONSOR}
"""The union's and the administration's sponsor may do the same; only their names tell them apart."""


@dataclass(frozen=True)
class Holding:
    """One role at one unit, with the unit's path on the scope's day."""

    role: Role
    unit_id: int
    path: str

    def plays(self, roles: tuple[Role, ...]) -> bool:
        return self.role in roles or ACTS_AS.get(self.role) in roles


@dataclass(frozen=True)
class Scope:
    """Ids, paths and roles of somebody on a day.

    `full`: the sign-in is confirmed by two (Q33), so that its owner may answer and sign.
    `request_id`: the form's own id; a deed done twice with it returns its first answer. `read_on`: today, where `day`
    is an earlier one on which a unit is read that is no more.
    """

    person_id: int | None
    day: date
    account_id: int | None = None
    group_id: int | None = None
    group_path: str = ""
    factory_id: int | None = None
    factory_path: str = ""
    holdings: tuple[Holding, ...] = ()
    full: bool = False
    device_id: int | None = None
    on_tablet: bool = False
    request_id: str | None = None
    read_on: date | None = None

    @classmethod
    def system(cls, day: date) -> Scope:
        """The sweeper and the background jobs: nobody."""
        return cls(person_id=None, day=day, full=True)

    @property
    def is_system(self) -> bool:
        return self.person_id is None

    def for_request(self, request_id: str | None) -> Scope:
        return replace(self, request_id=request_id or None)

    def at_device(self, device_id: int | None, *, on_tablet: bool) -> Scope:
        return replace(self, device_id=device_id, on_tablet=on_tablet)

    def holds(self, *roles: Role, at: str) -> bool:
        """One of `roles` at the unit with path `at` or at a unit above it: authority covers the subtree (S2)."""
        return any(holding.plays(roles) and at.startswith(holding.path) for holding in self.holdings)

    def holds_exactly(self, *roles: Role, unit_id: int) -> bool:
        """One of `roles` at this very unit: sight of persons does not run down the tree (Q31)."""
        return any(holding.plays(roles) and holding.unit_id == unit_id for holding in self.holdings)

    def paths(self, *roles: Role) -> tuple[str, ...]:
        """Paths of the units at which one of `roles` is held."""
        return tuple(holding.path for holding in self.holdings if holding.plays(roles))

    def units(self, *roles: Role) -> tuple[int, ...]:
        return tuple(holding.unit_id for holding in self.holdings if holding.plays(roles))

    def has(self, *roles: Role) -> bool:
        return any(holding.plays(roles) for holding in self.holdings)
