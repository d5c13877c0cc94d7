"""Two groups with their four leaders, a proposal between them, its draft, and what they do with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from huzhu.base.access import Role, Scope
from huzhu.base.people.models import Person
from huzhu.base.units.actions.tree import found_unit
from huzhu.base.units.models import Unit
from huzhu.rooms.contracts.actions.orientation import confirm_orientation
from huzhu.rooms.contracts.actions.proposing import ProposalWords, accept, propose
from huzhu.rooms.contracts.actions.signing import sign
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.queries.text import digest_of, text_of
from tests.cast import NOW, START, Shop, make_shop
from tests.contracts.pair import SECRET, days_later, with_secret


def said(**changes: object) -> ProposalWords:
    """Output per shift from 80 to 95 pieces in 20 days."""
    words = {"indicator": "⟦output⟧", "measure": "⟦pieces⟧", "baseline": 80.0, "target": 95.0}
    return ProposalWords(**({"ends": days_later(20).date()} | words | changes))  # type: ignore[arg-type]


@dataclass
class TwoUnits:
    """Two units of one level; `union` and `production` lead the first, `other_union` and `other_production` the second."""

    shop: Shop
    first: int
    second: int
    union: Person
    production: Person
    other_union: Person
    other_production: Person
    uid: str = ""
    four: list[Person] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.four = [self.union, self.production, self.other_union, self.other_production]

    @property
    def contract(self) -> Contract:
        return Contract.objects.get(uid=self.uid)

    def proposed(self, **changes: object) -> str:
        return propose(
            uid_of(self.first), uid_of(self.second), said(**changes), by=self.shop.scope(self.union), now=NOW
        )  # fmt: skip

    def drafted(self, **changes: object) -> TwoUnits:
        self.uid = accept(self.proposed(**changes), by=self.shop.scope(self.other_production), now=NOW)
        for person in self.four:
            confirm_orientation(by=self.shop.scope(person), now=NOW)
        return self

    def sign(self, person: Person, *, now: datetime = NOW) -> str:
        digest = digest_of(text_of(self.contract))
        by = self.shop.scope(person, day=now.date())
        return sign(self.uid, secret=SECRET, digest=digest, own_wish="yes", by=by, now=now)

    def signed(self) -> TwoUnits:
        for person in self.four:
            self.sign(person)
        return self


def two_groups(shop: Shop | None = None) -> TwoUnits:
    shop = shop or make_shop()
    second = shop.add_group("⟦second group⟧")
    return _led(shop, shop.group, second, (Role.GROUP_LEADER, Role.FOREMAN), (shop.group, second))


def two_workshops(shop: Shop | None = None) -> TwoUnits:
    shop = shop or make_shop()
    system = Scope.system(START)
    other = found_unit("⟦second workshop⟧", "workshop", parent_id=shop.factory, starts=START, by=system, now=NOW)
    home = shop.add_group("⟦group there⟧", workshop=other)
    return _led(shop, shop.workshop, other, (Role.SPONSOR, Role.MANAGEMENT_SPONSOR), (shop.group, home))


def two_at(level: str) -> TwoUnits:
    """Two shifts of the workshop, or two factories of one city, each with its leaders."""
    shop, system = make_shop(), Scope.system(START)
    if level == "shift":
        first, second = (
            found_unit(f"⟦{name} shift⟧", level, parent_id=shop.workshop, starts=START, by=system, now=NOW)
            for name in ("first", "second")
        )
        return _led(shop, first, second, (Role.GROUP_LEADER, Role.FOREMAN), (shop.group, shop.group))
    city = found_unit("⟦city⟧", "city", parent_id=None, starts=START, by=system, now=NOW)
    first, second = (
        found_unit(f"⟦{name} factory⟧", level, parent_id=city, starts=START, by=system, now=NOW)
        for name in ("first", "second")
    )
    return _led(shop, first, second, (Role.SPONSOR, Role.MANAGEMENT_SPONSOR), (shop.group, shop.group))


def _led(shop: Shop, first: int, second: int, roles: tuple[Role, Role], homes: tuple[int, int]) -> TwoUnits:
    one, two, three, four = [
        with_secret(shop.holder(role, unit=unit, group=home))
        for unit, home in zip((first, second), homes, strict=True)
        for role in roles
    ]
    return TwoUnits(shop, first, second, one, two, three, four)


def uid_of(unit: int) -> str:
    return Unit.objects.values_list("uid", flat=True).get(id=unit)
