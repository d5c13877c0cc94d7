"""What ends with a person (Q36)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from huzhu.base.access import Scope
from huzhu.base.people.deletion import farewell
from huzhu.rooms.contracts.actions.closing import STOPPED
from huzhu.rooms.contracts.models import PERSON, Contract, TermPerson
from huzhu.rooms.contracts.moves import DRAFT, MOVES, RECORDED, SIGNED
from huzhu.rooms.introductions.actions.holds import free_holds_of_contract


@farewell
def end_contracts(person_id: int, *, by: Scope, now: datetime) -> None:
    """Drafts and running contracts of the person end as if he worked elsewhere; the partner's places are free again.

    One of two units goes on: whoever leads them next signs or stands for it.
    """
    TermPerson.objects.filter(person_id=person_id, accepted=None).delete()
    his = Q(first_level=PERSON) & (Q(first_id=person_id) | Q(second_id=person_id))
    open_ones = Contract.objects.filter(his, state__in=(DRAFT, RECORDED, SIGNED))
    for contract in open_ones.select_for_update().order_by("pk"):
        verb = "end" if contract.state == SIGNED else "drop"
        MOVES.make(contract, verb, closed=by.day, closed_because="moved")
        contract.terms.filter(closed=None).update(closed=by.day, outcome=STOPPED)
        free_holds_of_contract(contract.pk, now)
