"""Where the terms of contracts stand between watching and mastery (S37)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from huzhu.rooms.practice.models import Cycle, WorksAlone
from huzhu.rooms.practice.queries.stalls import stalled

__all__ = ["CycleLine", "cycles_of", "of_contracts", "stalled"]


@dataclass(frozen=True)
class CycleLine:
    """One cycle of a term. `since` = the day of its state; `alone` = from when the learner works alone, by a third."""

    term: int
    number: int
    state: str
    since: date
    observed: date | None
    debriefed: date | None
    decision: str
    practising: date | None
    ready: date | None
    checked: date | None
    checked_by: str
    words: str
    alone: date | None


def of_contracts(contract_ids: Collection[int]) -> dict[int, list[CycleLine]]:
    """{contract id: the newest cycle of each of its terms}; a term nobody has begun has none. Two statements; the door
    is the caller's."""
    found: dict[int, dict[int, CycleLine]] = {}
    for contract, line in _lines(contract_ids):
        found.setdefault(contract, {})[line.term] = line
    return {contract: list(terms.values()) for contract, terms in found.items()}


def cycles_of(contract_id: int) -> dict[int, list[CycleLine]]:
    """{term id: all its cycles, first to last}; two statements."""
    found: dict[int, list[CycleLine]] = {}
    for _contract, line in _lines([contract_id]):
        found.setdefault(line.term, []).append(line)
    return found


def _lines(contract_ids: Collection[int]) -> list[tuple[int, CycleLine]]:
    alone = dict(WorksAlone.objects.filter(term__contract_id__in=contract_ids).values_list("term_id", "day"))
    rows = Cycle.objects.filter(term__contract_id__in=contract_ids).select_related("term", "checked_by")
    return [(row.term.contract_id, _line(row, alone.get(row.term_id))) for row in rows.order_by("number")]


def _line(row: Cycle, alone: date | None) -> CycleLine:
    since = row.checked or row.practising or row.debriefed or row.observed or row.begun
    return CycleLine(
        row.term_id, row.number, row.state, since, row.observed, row.debriefed, row.decision, row.practising, row.ready,
        row.checked, row.checked_by.name if row.checked_by else "", row.words, alone,
    )  # fmt: skip
