"""Doors to sessions: who sees one, who confirms it, who decides where two disagree (Q23, Q31)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from huzhu.base.access import LEADERS, NotAllowed, NotFound, Role, Scope, open_door
from huzhu.base.people.queries import groups_of
from huzhu.rooms.contracts.access import is_party
from huzhu.rooms.contracts.access import visible_to as contracts_visible_to
from huzhu.rooms.contracts.sections import Contract
from huzhu.rooms.practice.models import Adjacency, Session, StallReview
from huzhu.rooms.practice.moves import LOGGED
from huzhu.rooms.skills.access import MEASURERS, holds_here

RELIEF = "relief"
"""The part of whoever minds a machine meanwhile, in a slot."""
SEE, CONFIRM, DENY, DECIDE, CANCEL = "see", "confirm", "deny", "decide", "cancel"


def visible_to(scope: Scope) -> QuerySet[Session]:
    """Sessions of the contracts that this person sees, and those that he is in or relieves for."""
    rows = Session.objects.select_related("contract", "teacher", "learner", "slot")
    if scope.is_system:
        return rows
    me = scope.person_id or 0
    own = Q(teacher_id=me) | Q(learner_id=me) | Q(pk__in=relieved_by(me))
    return rows.filter(own | Q(contract__in=contracts_visible_to(scope)))


def relieved_by(person_id: int) -> QuerySet[Session]:
    """Sessions for which somebody minds a machine."""
    return Session.objects.filter(Q(relief_of_teacher_id=person_id) | Q(relief_of_learner_id=person_id))


def session_for(uid: str, *, by: Scope, to: str = SEE, lock: bool = False) -> Session:
    """The only way to get a session for a deed. Raises NotFound unseen, NotAllowed where it is not `by`'s to do."""
    row = open_door(visible_to(by), lambda row: _may(row, by, to), uid=uid)
    if lock:
        row = Session.objects.select_for_update(of=("self",)).select_related("contract", "slot").get(pk=row.pk)
    return row


def remembers(session: Session, scope: Scope) -> bool:
    """Sees what each of them said, and that two remember it differently: they, and the leaders of the keeping group."""
    return scope.person_id in session.two or scope.holds_exactly(*LEADERS, unit_id=session.contract.second_unit_id)


def denied(session: Session) -> bool:
    """Did somebody say that it did not happen?"""
    return session.words.filter(happened=False).exists()


def _may(row: Session, scope: Scope, to: str) -> bool:
    me = scope.person_id
    if to == CONFIRM:
        if me == row.logged_by_id or row.other(row.logged_by_id) == me:
            return me != row.logged_by_id
        return relieved_by(me or 0).filter(pk=row.pk).exists() and not denied(row)
    if to == DENY:
        return row.logged_by_id is not None and row.other(row.logged_by_id) == me
    if to == DECIDE:
        leads = scope.holds_exactly(*LEADERS, unit_id=row.contract.second_unit_id)
        return leads and me not in row.two and row.state == LOGGED
    return to == SEE or me in row.two


# --- cycles, faults, stalls, adjacency ------------------------------------------------------------------------------


def follows(contract: Contract, scope: Scope) -> bool:
    """Sees how the two get on: they themselves, and who leads or measures in either's group; nobody above (Q31)."""
    units = (contract.first_unit_id, contract.second_unit_id)
    return is_party(contract, scope) or any(holds_here(scope, unit) for unit in units)


def leads_either(contract: Contract, scope: Scope, *roles: Role) -> bool:
    """One of the leaders of either's group; with `roles`, in one of these."""
    units = (contract.first_unit_id, contract.second_unit_id)
    return any(scope.holds_exactly(*(roles or LEADERS), unit_id=unit) for unit in units)


def sees_faults(contract: Contract, scope: Scope) -> bool:
    """Faults are for the two and for the two leaders of either's group; nobody else learns that there are any."""
    return not contract.of_units and (is_party(contract, scope) or leads_either(contract, scope))


def third(contract: Contract, learner_id: int, scope: Scope) -> bool:
    """Measures in the learner's group today, and is neither of the two."""
    if scope.person_id is None or contract.of_units or is_party(contract, scope) or not scope.has(*MEASURERS):
        return False
    home = groups_of({learner_id}, scope.day).get(learner_id)
    return home is not None and holds_here(scope, home)


def review_for(uid: str, *, by: Scope, to: str = SEE) -> StallReview:
    """A review of progress that stands still: the two and the two leaders of either's group see it, the reviewer does it.
    Raises NotFound unseen, NotAllowed where it is another's to do."""
    row = (
        StallReview.objects.select_related("term__contract", "term__technique__same_as", "reviewer")
        .filter(uid=uid)
        .first()
    )
    if row is None or not sees_faults(row.term.contract, by):
        raise NotFound
    if to != SEE and row.reviewer_id != by.person_id:
        raise NotAllowed
    return row


def adjacency_for(uid: str, *, by: Scope, to: str = SEE) -> Adjacency:
    """A request for neighbouring machines: seen by the two and the leaders of either's group. To CONFIRM or DENY it:
    a production leader of either group who is not one of the two; to DECIDE its doing: a leader."""
    row = Adjacency.objects.select_related("contract").filter(uid=uid).first()
    if row is None or not sees_faults(row.contract, by):
        raise NotFound
    roles = LEADERS if to == DECIDE else (Role.FOREMAN,)
    if to != SEE and not leads_either(row.contract, by, *roles):
        raise NotAllowed
    return row
