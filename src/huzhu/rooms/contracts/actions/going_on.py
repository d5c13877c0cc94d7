"""After closing: a wish of one's own for what comes next, with the same partner or somebody else (S34, S52)."""

from __future__ import annotations

from datetime import datetime

from huzhu.base.access import NotFound, Overtaken, Scope
from huzhu.rooms.contracts.access import CLOSE, contract_for
from huzhu.rooms.contracts.moves import ENDED, SETTLED
from huzhu.rooms.contracts.queries.going_on import OFFER, REQUEST
from huzhu.rooms.introductions.actions.wishes import name_somebody, offer_to_teach, renew, wish_to_learn
from huzhu.rooms.introductions.queries.wishes import own_open_wish
from huzhu.rooms.skills.queries.catalogue import technique_by_uid


def go_on(uid: str, technique_uid: str, kind: str, together: bool, *, by: Scope, now: datetime) -> str:
    """Open the wish, or renew the one that is open; `together`: with the other of the two, named and sealed.

    Returns the wish's public id. It is no deed of its own: what it does are the deeds of wishes, and whom one names
    stands in no journal. Raises Overtaken while the contract runs, NotFound for whoever is none of the two.
    """
    contract = contract_for(uid, by=by, to=CLOSE)
    technique = technique_by_uid(technique_uid, by.group_path)
    if technique is None or kind not in (REQUEST, OFFER) or contract.of_units:
        raise NotFound
    if contract.state not in (SETTLED, ENDED):
        raise Overtaken
    other = contract.second_id if by.person_id == contract.first_id else contract.first_id
    named = other if together else None
    known = own_open_wish(by, technique.id, kind)
    if known is not None:
        renew(known, by=by, now=now)
        if named:
            name_somebody(known, named, by=by, now=now)
        return known
    make = offer_to_teach if kind == OFFER else wish_to_learn
    return make(technique.id, named_id=named, by=by, now=now)
