"""Bursts (Q26): many signatures of one group within days, and how many of them gave a sign of life afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from huzhu.base.charter import Rule, rule
from huzhu.base.units.queries import names
from huzhu.engine.evidence.standing import PERIOD
from huzhu.engine.evidence.suspicion import bursts_of
from huzhu.rooms.contracts.clauses import BURST_OF
from huzhu.rooms.contracts.queries.living import alive_between, signed_between

LOOKS_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Burst:
    """`signed` contracts of one unit from `first` to `last`, of which `lived` gave a sign of life by one period later."""

    unit: str
    first: date
    last: date
    signed: int
    lived: int


def bursts(path: str, day: date, least: Rule, *, tree: date) -> list[Burst]:
    """Those of the 90 days up to `day` whose period is over and of which under half lived, newest first; named for the
    unit, without persons. Three statements."""
    rows = signed_between(path, day - LOOKS_BACK, day, tree=tree)
    days = [timezone.localdate(row.signed) for row in rows]
    places = bursts_of([row.unit for row in rows], [at.toordinal() for at in days], least=least.value)
    over = [burst for burst in places if days[burst[-1]] + timedelta(days=PERIOD) <= day]
    signs = alive_between({rows[place].id for burst in over for place in burst}, day - LOOKS_BACK, day)
    called = names({rows[burst[0]].unit for burst in over})
    found = []
    for burst in over:
        first, last = days[burst[0]], days[burst[-1]]
        until = last + timedelta(days=PERIOD)
        lived = sum(any(first <= sign <= until for sign in signs.get(rows[place].id, ())) for place in burst)
        if 2 * lived < len(burst):
            found.append(Burst(called[rows[burst[0]].unit], first, last, len(burst), lived))
    return sorted(found, key=lambda burst: (burst.last, burst.unit), reverse=True)


def bursts_at(path: str, day: date) -> list[Burst]:
    """The same by the clause of the unit at `path`, in the tree of the day."""
    return bursts(path, day, rule(BURST_OF, path=path, day=day), tree=day)
