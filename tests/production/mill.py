"""A group with plan and actual, for the tests of production."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from huzhu.base.access import Role, Scope
from huzhu.base.people.models import Person
from huzhu.rooms.production.actions.causes import find_cause
from huzhu.rooms.production.actions.figures import Said, save_figures
from huzhu.rooms.production.actions.indicators import found_indicator
from huzhu.rooms.production.models import Indicator
from tests.cast import LAST_MONTH, NOW, START, TODAY, Shop, make_shop

SYSTEM = Scope.system(TODAY)
FIRST = date(2026, 2, 2)


class Mill:
    """A shop whose first group has two leaders, three people and the indicator 'pieces'."""

    def __init__(self, name: str = "first mill") -> None:
        self.shop: Shop = make_shop(name)
        self.leader = self.shop.holder(Role.GROUP_LEADER)
        self.foreman = self.shop.holder(Role.FOREMAN)
        self.mates = self.shop.people(3)
        self.pieces = self.indicator("⟦pieces⟧", measure="⟦pcs⟧")

    def indicator(self, name: str, **more: object) -> Indicator:
        made = found_indicator(name, unit_id=self.shop.factory, by=Scope.system(START), now=NOW, **more)  # type: ignore[arg-type]
        return Indicator.objects.get(id=made)

    def by(self, person: Person) -> Scope:
        return self.shop.scope(person)

    def did(
        self, plan: float | None, actual: float | None, *, person: Person | None = None, day: date = FIRST,
        unit: int | None = None, indicator: Indicator | None = None, span: str = "day", by: Scope = SYSTEM,
    ) -> dict[str, int]:  # fmt: skip
        """One figure of a person, or of the group."""
        row = Said(
            (indicator or self.pieces).id, day, exact(plan), exact(actual), person.id if person else None,
            None if person else unit or self.shop.group, span,
        )  # fmt: skip
        return save_figures([row], by=by, now=NOW)

    def cause(
        self, person: Person, cause: str = "skill", remedy: str = "learn", *, words: str = "", by: Scope | None = None,
        month: date = LAST_MONTH,
    ) -> str:  # fmt: skip
        return find_cause(
            person.uid, self.pieces.uid, month, cause, remedy, words=words, by=by or self.by(self.leader), now=NOW
        )

    def group_uid(self) -> str:
        return self.uid(self.shop.group)

    def uid(self, unit: int) -> str:
        from huzhu.base.units.models import Unit

        return Unit.objects.values_list("uid", flat=True).get(id=unit)


def exact(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
