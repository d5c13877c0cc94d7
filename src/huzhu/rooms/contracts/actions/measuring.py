"""What a closed month brings to contracts: a newer baseline for drafts, first measurements that were owed (Q20)."""

from __future__ import annotations

from datetime import datetime

from huzhu.base.access import Scope
from huzhu.base.followup.models import Commitment
from huzhu.base.journal import deed, record
from huzhu.rooms.contracts.actions.terms import baseline_of
from huzhu.rooms.contracts.models import Contract, Signature, Term
from huzhu.rooms.contracts.moves import DRAFT
from huzhu.rooms.contracts.queries.measured import measured_since


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
            if known["baseline"] is not None and known["baseline_month"] != term.baseline_month:
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
