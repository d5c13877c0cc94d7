"""How a contract ends: term by term, by either party at any time, or as if it had never been (Q21, Q33)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Role, Scope
from huzhu.base.charter import rule
from huzhu.base.followup.models import Commitment
from huzhu.base.journal import deed, record
from huzhu.base.people.queries import leaders_of
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.access import CLOSE, contract_for
from huzhu.rooms.contracts.clauses import REVIEW_DAYS
from huzhu.rooms.contracts.models import PERSON, Contract, Signature, Term, TermPerson
from huzhu.rooms.contracts.moves import DRAFT, MOVES, RECORDED, SIGNED
from huzhu.rooms.contracts.queries.measured import measured_since
from huzhu.rooms.contracts.values import score_of
from huzhu.rooms.introductions.actions.holds import free_holds_of_contract
from huzhu.rooms.skills.queries import techniques

REASONS: dict[str, Promise] = {
    "reached": _("we have reached it"),
    "moved": _("one of us works elsewhere now"),
    "time": _("no time together"),
    "product": _("the product or the method has changed"),
    "other-way": _("we found another way to learn it"),
    "no-reason": _("without a reason"),
}
MET, NOT_MET, STOPPED = "met", "not-met", "stopped"
OUTCOMES: dict[str, Promise] = {MET: _("reached"), NOT_MET: _("not reached"), STOPPED: _("stopped")}


@deed("contracts.close-term")
def close_term(uid: str, term_uid: str, outcome: str, result: float | None, *, by: Scope, now: datetime) -> str:
    """Close one direction with its own result; the last one settles the contract (S32).

    Of a technique the result is what was measured since, never what is typed; `result` counts for an indicator.
    Raises Refused where the last measurement lies below the target that is said to be reached.
    """
    contract = contract_for(uid, by=by, to=CLOSE, lock=True)
    if outcome not in OUTCOMES:
        raise Refused(_("Say whether it was reached."), field="outcome")
    term = Term.objects.filter(contract=contract, uid=term_uid).first()
    if term is None:
        raise NotFound
    if contract.state != SIGNED:
        raise Overtaken
    if term.technique_id:
        result = _measured(contract, term, outcome, by)
    if Term.objects.filter(pk=term.pk, closed=None).update(closed=by.day, outcome=outcome, result=result) != 1:
        raise Overtaken
    if not contract.terms.filter(closed=None).exists():
        MOVES.make(contract, "settle", closed=by.day, closed_because="terms")
        free_holds_of_contract(contract.pk, now)
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"term": term.position, "outcome": outcome})
    return contract.uid


@deed("contracts.end")
def end_contract(uid: str, because: str, *, by: Scope, now: datetime) -> str:
    """Either side ends at any time with a reason from the list, without blame; load is freed (Q21)."""
    contract = contract_for(uid, by=by, to=CLOSE, lock=True)
    if because not in REASONS:
        raise Refused(_("Choose one of the reasons; 'without a reason' is one too."), field="because")
    verb = "drop" if contract.state in (DRAFT, RECORDED) else "end"
    MOVES.make(contract, verb, closed=by.day, closed_because=because)
    contract.terms.filter(closed=None).update(closed=by.day, outcome=STOPPED)
    free_holds_of_contract(contract.pk, now)
    record(
        "contract", contract.pk, unit_id=contract.second_unit_id, after={"state": contract.state, "because": because}
    )
    return contract.uid


@deed("contracts.void")
def void_signature(uid: str, *, by: Scope, now: datetime) -> str:
    """'That was not me': the contract is void from its first day and counts nowhere (Q33)."""
    signature = Signature.objects.filter(uid=uid, person_id=by.person_id or 0).first()
    if signature is None:
        raise NotFound
    contract = Contract.objects.get(pk=signature.contract_id)
    if signature.voided is None:
        MOVES.make(contract, "void", closed=contract.starts or by.day, closed_because="not-me")
        Signature.objects.filter(contract=contract, voided=None).update(voided=now)
        free_holds_of_contract(contract.pk, now)
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"state": contract.state})
    return contract.uid


@deed("contracts.missed")
def open_joint_review(contract_id: int, *, by: Scope, now: datetime) -> int:
    """A missed date opens a joint review, led by the production leader, within the charter's days (S28)."""
    contract = Contract.objects.get(pk=contract_id)
    leaders = leaders_of(contract.second_unit_id, by.day)
    days = rule(REVIEW_DAYS, path=path_of(contract.second_unit_id, by.day), day=by.day).value
    owner = leaders.get(Role.FOREMAN) or leaders.get(Role.GROUP_LEADER)
    Commitment.objects.get_or_create(
        matter_id=contract.pk, kind="joint-review",
        defaults={"owner_id": owner, "due": by.day + timedelta(days=days)},
    )  # fmt: skip
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"review": "opened"})
    return contract.pk


def _measured(contract: Contract, term: Term, outcome: str, by: Scope) -> float | None:
    now = measured_since(contract, [term], by.day).get(term.pk)
    if now is None:
        return None
    technique = techniques([term.technique_id or 0])[term.technique_id or 0]
    if outcome == MET and term.target is not None and score_of(technique, now.value) < score_of(technique, term.target):
        raise Refused(_("The last measurement lies below the target."), field="outcome")
    return now.value


@deed("contracts.leave")
def leave_off(person_id: int, *, by: Scope, now: datetime) -> int:
    """Drafts and running contracts of whoever leaves end as if he worked elsewhere; the partner's places are free again.
    Returns how many.

    One of two units goes on: whoever leads them next signs or stands for it. NotAllowed but for the sweeper and, within
    a deletion, an administrator.
    """
    if not (by.is_system or by.has(Role.ADMINISTRATOR)):
        raise NotAllowed
    TermPerson.objects.filter(person_id=person_id, accepted=None).delete()
    his = Q(first_level=PERSON) & (Q(first_id=person_id) | Q(second_id=person_id))
    open_ones = Contract.objects.filter(his, state__in=(DRAFT, RECORDED, SIGNED)).select_for_update().order_by("pk")
    for contract in open_ones:
        verb = "end" if contract.state == SIGNED else "drop"
        MOVES.make(contract, verb, closed=by.day, closed_because="moved")
        contract.terms.filter(closed=None).update(closed=by.day, outcome=STOPPED)
        free_holds_of_contract(contract.pk, now)
    record("person", person_id, after={"contracts": len(open_ones)})
    return len(open_ones)
