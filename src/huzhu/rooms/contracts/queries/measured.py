"""Where the learner of a term stands now: an ordered re-measurement at once, a routine one when its month closes (Q1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from huzhu.rooms.contracts.models import Contract, Term
from huzhu.rooms.contracts.values import is_quantity, value_of, value_of_score
from huzhu.rooms.skills.queries import current_scores, ordered_measurements, techniques


@dataclass(frozen=True)
class Measured:
    """A value in the term's own measure, and the score 0–1000 it is worth; `day` of an ordered measurement, else the
    month it was closed in."""

    value: float
    day: date
    ordered: bool
    score: int


def measured_since(contract: Contract, terms: Sequence[Term], day: date) -> dict[int, Measured]:
    """{term id: the last measurement after its baseline known on `day`}; not measured again = no key, nor is a month that
    only repeats the figures of an earlier one. At most five statements."""
    return measured_in([(contract, term) for term in terms], day)


def measured_in(
    rows: Sequence[tuple[Contract, Term]], day: date, pairs: QuerySet[Any] | None = None
) -> dict[int, Measured]:
    """The same of terms of many contracts, in as many statements. `pairs`: where they are very many, a subquery of their
    `person_id` and `technique`. A month closed after an ordered measurement's counts instead of it."""
    asked = [(contract, term) for contract, term in rows if term.technique_id]
    if not asked:
        return {}
    wanted = {term.technique_id for _contract, term in asked if term.technique_id}
    known = techniques(wanted)
    ordered = ordered_measurements({contract.pk for contract, _term in asked})
    held = current_scores({term.learner_id for _contract, term in asked}, day, technique_ids=wanted, pairs=pairs)
    found: dict[int, Measured] = {}
    for contract, term in asked:
        technique, own = known[term.technique_id or 0], (term.learner_id, term.technique_id)
        mine = [row for row in ordered.get(contract.pk, ()) if (row.person_id, row.technique_id) == own]
        last = next((row for row in reversed(mine) if row.day <= day), None)
        standing = held.get((term.learner_id, technique.id))
        if last and not (standing and standing.month > last.day.replace(day=1)):
            exact = last.quantity if is_quantity(technique) else None
            value = exact if exact is not None else value_of_score(technique, last.score)
            found[term.pk] = Measured(value, last.day, True, last.score)
        elif standing and not standing.repeats and _is_newer(standing.month, term, contract):
            said = value_of(technique, standing)
            assert said is not None
            found[term.pk] = Measured(said, standing.month, False, standing.score)
    return found


def _is_newer(month: date, term: Term, contract: Contract) -> bool:
    since = term.baseline_month or (contract.starts or contract.drafted.date()).replace(day=1)
    return month > since if term.baseline_month else month >= since
