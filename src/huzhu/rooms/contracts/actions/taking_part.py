"""A term of two units names somebody only with his own acceptance (Q19)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Scope
from huzhu.base.journal import deed, happened, record
from huzhu.base.people.queries import group_of, person_by_roll
from huzhu.base.units.queries import ids_of, path_of
from huzhu.rooms.contracts.access import EDIT, contract_for
from huzhu.rooms.contracts.actions.drafting import void_signatures
from huzhu.rooms.contracts.models import Contract, TermPerson
from huzhu.rooms.contracts.moves import DRAFT


@deed("contracts.ask-to-take-part")
def ask(uid: str, term_uid: str, roll: str, *, by: Scope, now: datetime) -> str:
    """A leader asks somebody of either unit to carry out a term; nothing is written until he has said yes."""
    contract = contract_for(uid, by=by, to=EDIT)
    term = contract.terms.filter(uid=term_uid).first()
    if not contract.of_units or term is None:
        raise NotFound
    if contract.state != DRAFT:
        raise Refused(_("Only in a draft somebody can be named."), field="roll")
    person_id = person_by_roll(roll, by)
    home = group_of(person_id, by.day)
    if not {contract.first_unit_id, contract.second_unit_id} & set(ids_of(path_of(home or 0, by.day))):
        raise Refused(_("This person works in neither of the two units."), field="roll")
    row, _made = TermPerson.objects.get_or_create(
        term=term, person_id=person_id, defaults={"asked_by_id": by.person_id or 0, "asked": now}
    )
    happened("contracts.part-asked", row.pk)
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"asked": 1, "term": term.position})
    return contract.uid


@deed("contracts.take-part")
def answer(uid: str, term_uid: str, yes: bool, *, by: Scope, now: datetime) -> str:
    """The person's own word: yes names him in the text, so that names under the one before are void; no leaves nothing.

    Raises NotAllowed for a yes by a sign-in that one person confirmed: a leader would accept in his place (Q33).
    """
    contract = contract_for(uid, by=by)
    if yes and not by.full:
        raise NotAllowed(_("Your sign-in lacks a confirmation"))
    contract = Contract.objects.select_for_update().get(pk=contract.pk)
    rows = TermPerson.objects.filter(term__contract=contract, term__uid=term_uid, person_id=by.person_id or 0)
    row = rows.select_related("term").first()
    if row is None:
        raise NotFound
    if contract.state != DRAFT:
        raise Overtaken
    if yes:
        changed = rows.filter(accepted=None).update(accepted=now)
    else:
        changed = row.accepted is not None
        rows.delete()
    if changed:
        void_signatures(contract, now)
        contract.save(update_fields=["version"])
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"term": row.term.position})
    return contract.uid
