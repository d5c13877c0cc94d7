"""The page on which the two ask for neighbouring machines, and the leaders answer (S36)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huzhu.base.access import NotFound, Role, Scope
from huzhu.base.calendar.models import Machine
from huzhu.base.units.queries import names as unit_names
from huzhu.rooms.contracts.access import contract_for, is_party
from huzhu.rooms.contracts.moves import SIGNED
from huzhu.rooms.contracts.queries.lists import title_of
from huzhu.rooms.practice.access import leads_either, sees_faults
from huzhu.rooms.practice.models import Adjacency
from huzhu.rooms.practice.moves import APPROVED, ASKED


@dataclass(frozen=True)
class RequestLine:
    """One request. `waits_for`: names of the groups whose production leader has not answered yet."""

    uid: str
    state: str
    words: str
    asked: date
    asked_by: str
    answered: date | None
    reason: str
    done: date | None
    where: str
    waits_for: list[str]


@dataclass(frozen=True)
class NeighboursPage:
    uid: str
    title: str
    lines: list[RequestLine]
    may_ask: bool
    may_answer: bool
    may_do: bool
    open: RequestLine | None
    machines: list[tuple[str, str]]


def neighbours_page(uid: str, scope: Scope) -> NeighboursPage:
    """Requests of a contract, newest first, and what this reader may do; NotFound for others than the two and their
    leaders. A constant number of statements."""
    contract = contract_for(uid, by=scope)
    if not sees_faults(contract, scope):
        raise NotFound
    rows = list(Adjacency.objects.filter(contract=contract).select_related("asked_by").order_by("-pk"))
    units = (contract.first_unit_id, contract.second_unit_id)
    called, mine, runs = unit_names(set(units)), is_party(contract, scope), contract.state == SIGNED
    lines = [_line(row, units, called) for row in rows]
    waiting = rows[0] if rows and rows[0].state in (ASKED, APPROVED) and runs else None
    answers = waiting is not None and waiting.state == ASKED and not mine and any(
        not yes and scope.holds_exactly(Role.FOREMAN, unit_id=unit)
        for unit, yes in zip(units, (waiting.yes_first_id, waiting.yes_second_id), strict=True)
    )  # fmt: skip
    does = waiting is not None and waiting.state == APPROVED and leads_either(contract, scope)
    machines = Machine.objects.filter(unit_id__in=units) if does else ()
    return NeighboursPage(
        contract.uid, title_of(contract, scope), lines, mine and runs and waiting is None, answers, does,
        lines[0] if waiting else None, [(machine.uid, machine.name) for machine in machines],
    )  # fmt: skip


def _line(row: Adjacency, units: tuple[int, int], called: dict[int, str]) -> RequestLine:
    yes = (row.yes_first_id, row.yes_second_id)
    waits = (
        [called.get(unit, "") for unit, said in zip(units, yes, strict=True) if not said] if row.state == ASKED else []
    )
    return RequestLine(
        row.uid, row.state, row.words, row.asked, row.asked_by.name, row.answered, row.reason, row.done, row.where,
        list(dict.fromkeys(waits)),
    )  # fmt: skip
