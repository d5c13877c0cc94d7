"""What practice shows on a contract's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huzhu.base.access import Scope
from huzhu.rooms.contracts.moves import SIGNED
from huzhu.rooms.contracts.queries.couples import couples_of
from huzhu.rooms.contracts.sections import Contract, Section, shows
from huzhu.rooms.practice.access import follows
from huzhu.rooms.practice.queries.lines import SessionLine, last_sessions, next_of
from huzhu.rooms.practice.queries.terms import practice_of

# --- sessions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Practised:
    """`mine`: this reader practises under the contract and it runs. `ahead`: booked and not noted yet."""

    uid: str
    mine: bool
    ahead: list[SessionLine]
    held: list[SessionLine]


@shows
def practised(contract: Contract, scope: Scope, now: datetime) -> Section | None:
    """Once a contract is signed: sessions ahead, the latest ones, and two buttons for those who practise."""
    if contract.signed is None:
        return None
    runs = contract.state == SIGNED
    mine = runs and any(scope.person_id in couple.two for couple in couples_of(contract, scope.day))
    values = Practised(contract.uid, mine, next_of(contract.pk, now), last_sessions(contract.pk, scope, now))
    return Section("practice/section.html", values, 10, "practice/bar.html" if mine else "")


# --- cycles, faults, stalls, adjacency ------------------------------------------------------------------------------


@shows
def cycles(contract: Contract, scope: Scope, now: datetime) -> Section | None:
    """The cycle of each term, for the two and for whoever leads or measures them."""
    if contract.of_units or contract.signed is None or not follows(contract, scope):
        return None
    return Section("practice/cycles.html", practice_of(contract, scope), 20)
