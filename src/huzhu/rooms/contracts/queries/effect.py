"""What a contract changed for who learns in it: plan, quality and norm before and after (S57); apart, the wage that he alone
reads (F14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from huzhu.base.access import LEADERS, NotFound, Scope
from huzhu.base.people.queries import groups_of, people
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.production.queries.before_after import Course, courses_of, own_wages, rise
from huzhu.rooms.skills.months import first_of, later

MOST = 6
"""Months shown, the one before the contract among them."""


@dataclass(frozen=True)
class Wage:
    """The reader's own, in yuan; None = missing, never 0."""

    before: Decimal | None
    after: Decimal | None

    @property
    def more(self) -> Decimal | None:
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def percent(self) -> Decimal | None:
        return None if self.before is None or self.after is None else rise(self.before, self.after)


@dataclass(frozen=True)
class AtPlan:
    """How many of those with figures reached every plan they had in a month; `counted` 0 = missing."""

    month: date
    reached: int
    counted: int


@dataclass(frozen=True)
class Learner:
    """One person's courses; `own`: it is the reader."""

    name: str
    own: bool
    courses: list[Course]


@dataclass(frozen=True)
class Effect:
    """`months`: the last before the first day, then up to the one after closing, as far as they are over."""

    months: list[date]
    learners: list[Learner]
    at_plan: list[AtPlan]


def effect_of(contract: Contract, scope: Scope) -> Effect | None:
    """For those whose figures the reader may see: his own, or those of the groups he leads (Q31); None for everybody else,
    and while nothing is signed. Six statements."""
    if contract.of_units or contract.signed is None or contract.starts is None:
        return None
    learners = set(contract.terms.values_list("learner_id", flat=True)) if _may_ask(contract, scope) else set()
    homes = groups_of(learners, scope.day)
    seen = sorted(
        person
        for person in learners
        if person == scope.person_id or (person in homes and scope.holds_exactly(*LEADERS, unit_id=homes[person]))
    )
    if not seen:
        return None
    before = later(first_of(contract.starts), -1)
    last = later(first_of(contract.closed), 1) if contract.closed else first_of(scope.day)
    last = min(last, later(first_of(scope.day), -1), later(before, MOST - 1))
    courses, names = courses_of(seen, before, max(last, before)), people(set(seen))
    months = [later(before, n) for n in range(MOST) if later(before, n) <= max(last, before)]
    return Effect(
        months,
        [
            Learner(names[person].name, person == scope.person_id, [one for one in courses if one.person == person])
            for person in seen
        ],
        [_at_plan(month, n, courses) for n, month in enumerate(months)],
    )  # fmt: skip


def _may_ask(contract: Contract, scope: Scope) -> bool:
    """One of the two, or who leads any group."""
    return scope.person_id in (contract.first_id, contract.second_id) or scope.has(*LEADERS)


def _at_plan(month: date, n: int, courses: list[Course]) -> AtPlan:
    reached: dict[int, bool] = {}
    for course in courses:
        if (word := course.months[n].reached) is not None:
            reached[course.person] = reached.get(course.person, True) and word
    return AtPlan(month, sum(reached.values()), len(reached))


def wage_of(contract: Contract, scope: Scope) -> Wage:
    """The reader's own wage: of the month before the contract, or the last written before it, and the last since. NotFound
    for whoever does not learn in it. Sealed, so that it stands on a page of its own, which no phone keeps (Q34)."""
    if contract.starts is None or not contract.terms.filter(learner_id=scope.person_id or 0).exists():
        raise NotFound
    begun, said = first_of(contract.starts), own_wages(scope)
    before = [yuan for month, yuan in said.items() if month < begun]
    after = [yuan for month, yuan in said.items() if month >= begun]
    return Wage(before[-1] if before else None, after[-1] if after else None)
