"""What measuring brings to contracts: a re-measurement ordered for a term, and what a closed month changes (Q1, Q20)."""

from __future__ import annotations

from datetime import date, datetime

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Scope
from huzhu.base.followup.models import Commitment
from huzhu.base.followup.signs import MEASUREMENT
from huzhu.base.journal import deed, happened, record
from huzhu.base.people.queries import groups_of
from huzhu.rooms.contracts.access import contract_for, measurable
from huzhu.rooms.contracts.actions.living import alive
from huzhu.rooms.contracts.actions.revising import mark_to_revise
from huzhu.rooms.contracts.actions.terms import baseline_of
from huzhu.rooms.contracts.models import Contract, Signature, Term
from huzhu.rooms.contracts.moves import DRAFT, SIGNED
from huzhu.rooms.contracts.queries.measured import measured_since
from huzhu.rooms.contracts.queries.overtaken import overtaken
from huzhu.rooms.contracts.values import is_quantity, score_of
from huzhu.rooms.skills.actions.saying import remeasure
from huzhu.rooms.skills.queries import techniques


@deed("contracts.measure-term")
def measure_term(uid: str, term_uid: str, value: float, *, by: Scope, now: datetime) -> int:
    """Measure the learner of a running term again, in the term's own measure: it counts for the term at once and is
    a sign of life (Q1, Q23).

    Done by the assessor or a leader of the learner's group, never by one of the two. Raises NotAllowed for others,
    Overtaken where the term is closed, Refused for a value that is no score.
    """
    contract = contract_for(uid, by=by, lock=True)
    term = Term.objects.filter(contract=contract, uid=term_uid, technique__isnull=False).first()
    if term is None:
        raise NotFound
    if contract.state != SIGNED or term.closed:
        raise Overtaken
    if term_uid not in measurable(contract, by):
        raise NotAllowed
    technique = techniques([term.technique_id or 0])[term.technique_id or 0]
    exact = value if is_quantity(technique) else None
    made = remeasure(
        groups_of({term.learner_id}, by.day)[term.learner_id], term.learner_id, technique.id, score_of(technique, value),
        quantity=exact, method="timed" if exact is not None else "observed", matter_id=contract.pk, by=by, now=now,
    )  # fmt: skip
    alive(contract, by.day, MEASUREMENT, made)
    first_measured(contract.pk, by=by, now=now)
    happened("contracts.measured", contract.pk)
    for contract_id, because in overtaken([contract], by.day).items():
        mark_to_revise(contract_id, because, by=by, now=now)
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"measured": term.position})
    return made


@deed("contracts.baseline")
def renew_baselines(contract_id: int, *, by: Scope, now: datetime) -> int:
    """A draft that nobody has signed yet takes the last closed measurement; how many terms changed.

    Under a signature nothing changes: what was signed stays as it was read.
    """
    contract = Contract.objects.select_for_update().get(pk=contract_id)
    changed = 0
    if (
        contract.state == DRAFT
        and not Signature.objects.filter(contract=contract, version=contract.version, voided=None).exists()
    ):
        for term in contract.terms.filter(technique__isnull=False):
            known = baseline_of(contract, term.learner_id, term.technique_id or 0, by.day)
            if known["baseline"] is not None and known["baseline_month"] > (term.baseline_month or date.min):
                changed += Term.objects.filter(pk=term.pk).update(**known, first_measurement_due=None)
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"baselines": changed})
    return changed


@deed("contracts.first-measured")
def first_measured(contract_id: int, *, by: Scope, now: datetime) -> int:
    """First measurements that were owed and have been made are done; how many."""
    contract = Contract.objects.get(pk=contract_id)
    found = measured_since(contract, list(contract.terms.filter(baseline=None)), by.day)
    uids = Term.objects.filter(pk__in=found).values("uid")
    owed = Commitment.objects.filter(matter_id=contract.pk, kind="first-measurement", done=None, about__in=uids)
    done = owed.update(done=by.day)
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"measured": done})
    return done
