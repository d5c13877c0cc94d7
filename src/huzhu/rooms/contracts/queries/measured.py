"""Where the learner of a term stands now: an ordered re-measurement at once, a routine one when its month closes (Q1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from huzhu.rooms.contracts.models import Contract, Term
from huzhu.rooms.contracts.values import is_quantity, value_of, value_of_score
from huzhu.rooms.skills.queries import current_scores, ordered_measurements, techniques


@dataclass(frozen=True)
class Measured:
    """A value in the term's own measure; `day` of an ordered measurement, else the month it was closed in."""

    value: float
    day: date
    ordered: bool


def measured_since(contract: Contract, terms: Sequence[Term], day: date) -> dict[int, Measured]:
    """{term id: the last measurement after its baseline}; not measured again = no key. At most four statements."""
    asked = [term for term in terms if term.technique_id]
    if not asked:
        return {}
    known = techniques(term.technique_id for term in asked if term.technique_id)
    ordered = ordered_measurements([contract.pk]).get(contract.pk, [])
    held = current_scores(
        {t.learner_id for t in asked}, day, technique_ids={t.technique_id for t in asked if t.technique_id}
    )
    found: dict[int, Measured] = {}
    for term in asked:
        technique = known[term.technique_id or 0]
        last = [row for row in ordered if (row.person_id, row.technique_id) == (term.learner_id, term.technique_id)]
        standing = held.get((term.learner_id, technique.id))
        if last:
            exact = last[-1].quantity if is_quantity(technique) else None
            found[term.pk] = Measured(
                exact if exact is not None else value_of_score(technique, last[-1].score), last[-1].day, True
            )
        elif standing and _is_newer(standing.month, term, contract):
            value = value_of(technique, standing)
            assert value is not None
            found[term.pk] = Measured(value, standing.month, False)
    return found


def _is_newer(month: date, term: Term, contract: Contract) -> bool:
    since = term.baseline_month or (contract.starts or contract.drafted.date()).replace(day=1)
    return month > since if term.baseline_month else month >= since
