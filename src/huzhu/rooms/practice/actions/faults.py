"""Faults that one of the two finds in the other's work (S41): closed by a later measurement and by nothing else."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Scope
from huzhu.base.followup.signs import MEASUREMENT
from huzhu.base.journal import deed, happened, record
from huzhu.base.people.queries import groups_of
from huzhu.rooms.contracts.access import STEP, contract_for
from huzhu.rooms.contracts.actions.living import alive
from huzhu.rooms.contracts.moves import SIGNED
from huzhu.rooms.contracts.sections import Contract
from huzhu.rooms.contracts.values import is_quantity, score_of
from huzhu.rooms.practice.access import sees_faults, third
from huzhu.rooms.practice.models import Fault
from huzhu.rooms.practice.moves import FAULTS, OPEN
from huzhu.rooms.practice.queries.faults import closing
from huzhu.rooms.skills.actions.saying import remeasure
from huzhu.rooms.skills.queries import current_scores, techniques

WORDS = 200
CHAIN = ("symptom", "fault", "countermeasure")
_MISSING = {
    "symptom": gettext_lazy("Write what goes wrong in the work, such as many broken ends."),
    "fault": gettext_lazy("Write which movement it comes from."),
    "countermeasure": gettext_lazy("Write what is done against it."),
}


@deed("practice.name-fault")
def name_fault(
    uid: str, term_uid: str, symptom: str, fault: str, countermeasure: str, *, by: Scope, now: datetime
) -> str:
    """One of the two names a fault of the other in a term's technique. Returns the fault's public id.

    Raises NotFound for a term without technique, Overtaken where the contract runs no more, Refused at the part of the
    chain that is missing.
    """
    contract = contract_for(uid, by=by, to=STEP)
    term = contract.terms.filter(uid=term_uid, technique__isnull=False).first()
    if term is None or contract.of_units:
        raise NotFound
    if contract.state != SIGNED:
        raise Overtaken
    said = _whole({"symptom": symptom, "fault": fault, "countermeasure": countermeasure})
    about = contract.second_id if by.person_id == contract.first_id else contract.first_id
    technique = term.technique_id or 0
    held = current_scores([about], by.day, technique_ids=[technique]).get((about, technique))
    row = Fault.objects.create(
        contract=contract, technique_id=technique, by_id=by.person_id or 0, about_id=about, state=OPEN, found=by.day,
        score=held.score if held else None, **said,
    )  # fmt: skip
    _recorded(contract, row)
    return row.uid


@deed("practice.close-fault")
def close_fault(uid: str, fault_uid: str, *, by: Scope, now: datetime) -> str:
    """Either of the two closes a fault with the first measurement taken after the day on which it was found.

    Raises Refused while there is none, Overtaken closed already.
    """
    contract = contract_for(uid, by=by, to=STEP)
    row = _fault(uid, fault_uid)
    if row is None:
        raise NotFound
    later = closing([row]).get(row.pk)
    if later is None:
        raise Refused(_("It is closed by a measurement taken after the day on which it was found; there is none yet."))
    FAULTS.make(
        row, "close", closed=by.day, measurement_id=later.id, measured=later.day, score_after=later.score
    )  # fmt: skip
    _recorded(contract, row)
    return row.uid


@deed("practice.measure-fault")
def measure_fault(uid: str, fault_uid: str, value: float, *, by: Scope, now: datetime) -> int:
    """A leader who is neither of the two measures again whoever has the fault, be it learner or helper, in the
    technique's own measure (Q1): ordered for the contract, so that it counts at once. Returns the measurement's id.

    Raises NotFound for whoever may not know of faults, NotAllowed for the two, Overtaken closed already, Refused on the
    day of finding.
    """
    contract, row = contract_for(uid, by=by, lock=True), _fault(uid, fault_uid)
    if row is None or not sees_faults(contract, by):
        raise NotFound
    if not third(contract, row.about_id, by):
        raise NotAllowed
    if row.state != OPEN or contract.state != SIGNED:
        raise Overtaken
    if by.day <= row.found:
        raise Refused(_("Measure again on a later day than the one on which it was found."), field="value")
    technique = techniques([row.technique_id])[row.technique_id]
    exact = value if is_quantity(technique) else None
    made = remeasure(
        groups_of({row.about_id}, by.day)[row.about_id], row.about_id, row.technique_id, score_of(technique, value),
        quantity=exact, method="timed" if exact is not None else "observed", matter_id=contract.pk, by=by, now=now,
    )  # fmt: skip
    alive(contract, by.day, MEASUREMENT, made)
    happened("contracts.measured", contract.pk)
    _recorded(contract, row)
    return made


def _fault(uid: str, fault_uid: str) -> Fault | None:
    return Fault.objects.filter(contract__uid=uid, uid=fault_uid).select_related("technique").first()


def _whole(said: dict[str, str]) -> dict[str, str]:
    words = {part: " ".join(text.split())[:WORDS] for part, text in said.items()}
    for part in CHAIN:
        if not words[part]:
            raise Refused(_MISSING[part], field=part)
    return words


def _recorded(contract: Contract, row: Fault) -> None:
    """That somebody named a fault, and nothing of whose or which."""
    record("contract", contract.pk, after={"fault": row.pk, "state": row.state})
