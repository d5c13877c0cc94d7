"""Faults that one of the two finds in the other's work (S41): closed by a later measurement and by nothing else."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.base.access import NotFound, Overtaken, Refused, Scope
from huzhu.base.journal import deed, record
from huzhu.rooms.contracts.access import STEP, contract_for
from huzhu.rooms.contracts.moves import SIGNED
from huzhu.rooms.contracts.sections import Contract
from huzhu.rooms.practice.models import Fault
from huzhu.rooms.practice.moves import FAULTS, OPEN
from huzhu.rooms.practice.queries.faults import closing
from huzhu.rooms.skills.queries import current_scores

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
    row = Fault.objects.filter(contract=contract, uid=fault_uid).select_related("technique").first()
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


def _whole(said: dict[str, str]) -> dict[str, str]:
    words = {part: " ".join(text.split())[:WORDS] for part, text in said.items()}
    for part in CHAIN:
        if not words[part]:
            raise Refused(_MISSING[part], field=part)
    return words


def _recorded(contract: Contract, row: Fault) -> None:
    """That somebody named a fault, and nothing of whose or which."""
    record("contract", contract.pk, after={"fault": row.pk, "state": row.state})
