"""What a contract lets go of when it is over: places, its unfinished next version, a review that nobody needs any more.

Run inside deeds that have just closed it.
"""

from __future__ import annotations

from datetime import datetime

from huzhu.base.access import Scope
from huzhu.base.followup.models import Commitment
from huzhu.base.journal import happened
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.moves import DRAFT, MOVES, REVISED, SETTLED
from huzhu.rooms.introductions.actions.holds import free_holds_of_contract, move_holds


def let_go(contract: Contract, *, by: Scope, now: datetime) -> None:
    """Free its places. A next version that is still a draft takes them over where this one was settled, for there the two
    go on; where it was ended the draft is dropped with it: it would revise nothing."""
    draft = Contract.objects.filter(follows_id=contract.pk, state=DRAFT).first()
    if draft and contract.state == SETTLED:
        move_holds(contract.pk, draft.pk)
    elif draft:
        MOVES.make(draft, "drop", closed=by.day, closed_because=contract.closed_because, follows=None)
        free_holds_of_contract(draft.pk, now)
    free_holds_of_contract(contract.pk, now)
    Commitment.objects.filter(matter_id=contract.pk, kind="joint-review", done=None).update(done=by.day)
    happened("contracts.closed", contract.pk)


def take_back_places(void: Contract, before_id: int | None) -> None:
    """A version that never was: the one it had revised runs on, with its terms and its places (Q33)."""
    before = Contract.objects.filter(pk=before_id, state=REVISED).first()
    if before is not None:
        MOVES.make(before, "go-on", closed=None, closed_because="")
        before.terms.filter(outcome="goes-on").update(closed=None, outcome="", result=None)
        move_holds(void.pk, before.pk)
