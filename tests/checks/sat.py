"""A group that sits: its two leaders, and contracts that were signed by both, written as plain rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.test import Client

from huzhu.base.access import Role, Scope
from huzhu.base.followup.models import Matter
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.checks.actions.sitting import Said, hold_sitting
from huzhu.rooms.checks.models import Sitting
from huzhu.rooms.checks.reactions import sweep
from huzhu.rooms.contracts.models import Contract, Step, Term
from huzhu.rooms.practice.models import Session
from tests.cast import Shop, client_for, make_shop

HALF = date(2026, 2, 16)
"""The half month that was over two days ago on the cast's day, 2 March 2026."""
LAST_DAY = date(2026, 2, 28)


def english(person: Person) -> Client:
    """Somebody's browser that asks for English pages."""
    client = client_for(person)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))


def signed(
    shop: Shop, first: Person, second: Person, *, starts: date = date(2026, 2, 10), days: int = 30,
    kind: str = "apprenticeship", content: str = "operations", first_group: int = 0, second_group: int = 0,
) -> Contract:  # fmt: skip
    """甲 teaches 乙 piecing, signed by both; four weekly steps, none done."""
    first_unit, second_unit = first_group or shop.group, second_group or shop.group
    matter = Matter.objects.create(
        kind="contract", unit_id=second_unit, opened=starts, quiet_after=starts + timedelta(30)
    )
    ends = starts + timedelta(days)
    row = Contract.objects.create(
        matter=matter, kind=kind, content=content, state="signed", mode="found", first=first, second=second, first_unit_id=first_unit,
        second_unit_id=second_unit, drafted=at(starts), starts=starts, ends=ends, signed=at(starts),
    )  # fmt: skip
    term = Term.objects.create(
        contract=row, position=1, teacher=first, learner=second, technique=shop.technique(), ends=ends
    )
    for week in range(4):
        begins = starts + timedelta(7 * week)
        Step.objects.create(
            contract=row, term=term, week=week + 1, starts=begins, ends=begins + timedelta(6), text=f"⟦step {week + 1}⟧"
        )
    return row


def practised(contract: Contract, times: int, *, half: date = HALF, minutes: int = 30) -> None:
    """Sessions of a half month that the other confirmed."""
    for n in range(times):
        when = at(half + timedelta(n + 1))
        Session.objects.create(
            contract=contract, kind="practice", state="confirmed", teacher=contract.first, learner=contract.second,
            day=when.date(), half="am", minutes=minutes, learner_minutes=minutes, logged_by=contract.first, done_at=when,
            received=when, confirmed_by=contract.second, confirmed_at=when,
        )  # fmt: skip


def stepped(contract: Contract, count: int, *, day: date = LAST_DAY) -> None:
    ids = list(contract.steps.order_by("week").values_list("pk", flat=True)[:count])
    Step.objects.filter(pk__in=ids).update(done=True, done_on=day, done_by=contract.second)


@dataclass
class Group:
    """A group with both leaders on the cast's day."""

    shop: Shop = field(default_factory=make_shop)
    leader: Person = field(init=False)
    foreman: Person = field(init=False)

    def __post_init__(self) -> None:
        self.leader = self.shop.holder(Role.GROUP_LEADER, name="⟦leader⟧")
        self.foreman = self.shop.holder(Role.FOREMAN, name="⟦foreman⟧")

    @property
    def uid(self) -> str:
        return Unit.objects.get(id=self.shop.group).uid

    def contract(self, **more: object) -> Contract:
        """Two more people of the group."""
        return signed(self.shop, self.shop.person(), self.shop.person(), **more)  # type: ignore[arg-type]

    def begun(self, half: date = HALF) -> Sitting:
        """The half month as the hourly sweep begins it."""
        sweep(at(half))
        return Sitting.objects.get(unit_id=self.shop.group, half=half)

    def by(self, person: Person, day: date = date(2026, 3, 2)) -> Scope:
        return self.shop.scope(person, day=day)

    def sit(
        self, person: Person, said: dict[str, Said], *, day: date = date(2026, 3, 2), half: date = HALF, rest: bool = False,
        done: datetime | None = None, hour: int = 9,
    ) -> list[int]:  # fmt: skip
        now = at(day, hour)
        return hold_sitting(self.uid, half, said, rest=rest, done_at=done or now, by=self.by(person, day), now=now)
