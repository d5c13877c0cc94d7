"""How a contract ends: term by term, by either party at any time, or as if it had never been (Q21, Q33)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Role, Scope
from huzhu.base.charter import rule
from huzhu.base.followup.models import Commitment
from huzhu.base.journal import deed, happened, record
from huzhu.base.people.access import keeps_roll_of
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.access import CLOSE, contract_for, keeping_group, review_led_by
from huzhu.rooms.contracts.actions.letting_go import let_go, take_back_places
from huzhu.rooms.contracts.clauses import REVIEW_DAYS
from huzhu.rooms.contracts.models import PERSON, Contract, Review, Signature, Term, TermPerson
from huzhu.rooms.contracts.moves import DRAFT, MOVES, RECORDED, SIGNED
from huzhu.rooms.contracts.queries.measured import measured_since
from huzhu.rooms.contracts.values import score_of
from huzhu.rooms.skills.queries import techniques

AWAY = ("moved", "ill")
REASONS: dict[str, Promise] = {
    "reached": _("we have reached it"),
    "moved": _("one of us works elsewhere now"),
    "time": _("no time together"),
    "ill": _("one of us is ill for long"),
    "product": _("the product or the method has changed"),
    "other-way": _("we found another way to learn it"),
    "no-reason": _("without a reason"),
}
MET, NOT_MET, STOPPED, GOES_ON = "met", "not-met", "stopped", "goes-on"
OUTCOMES: dict[str, Promise] = {MET: _("reached"), NOT_MET: _("not reached"), STOPPED: _("stopped")}
OUTCOME_WORDS = OUTCOMES | {GOES_ON: _("goes on in the next version")}
"""What the two say at closing, and what a revision writes."""


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
        let_go(contract, by=by, now=now)
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"term": term.position, "outcome": outcome})
    return contract.uid


@deed("contracts.end")
def end_contract(uid: str, because: str, *, by: Scope, now: datetime) -> str:
    """Either side ends at any time with a reason from the list, without blame; load is freed (Q21)."""
    contract = contract_for(uid, by=by, to=CLOSE, lock=True)
    if because not in REASONS:
        raise Refused(_("Choose one of the reasons; 'without a reason' is one too."), field="because")
    stop(contract, because, by=by, now=now)
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
        before, contract.follows_id = contract.follows_id, None
        MOVES.make(contract, "void", closed=contract.starts or by.day, closed_because="not-me", follows=None)
        Signature.objects.filter(contract=contract, voided=None).update(voided=now)
        take_back_places(contract, before)
        let_go(contract, by=by, now=now)
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"state": contract.state})
    return contract.uid


@deed("contracts.missed")
def open_joint_review(contract_id: int, *, by: Scope, now: datetime) -> int:
    """A missed date opens a joint review, led by the production leader, within the charter's days (S28); of one date
    once."""
    contract = Contract.objects.get(pk=contract_id)
    if contract.ends is None or contract.ends >= by.day:
        raise Overtaken
    group = keeping_group(contract, by.day)
    days = rule(REVIEW_DAYS, path=path_of(group, by.day), day=by.day).value
    review, made = Review.objects.get_or_create(
        contract=contract, missed=contract.ends,
        defaults={"due": by.day + timedelta(days=days), "first_id": contract.first_id, "second_id": contract.second_id},
    )  # fmt: skip
    if made:
        owner = review_led_by(contract, by.day)
        Commitment.objects.create(
            matter_id=contract.pk, kind="joint-review", owner_id=owner, due=review.due, about=review.uid
        )
        happened("contracts.date-missed", contract.pk)
    record("contract", contract.pk, unit_id=group, after={"review": "opened" if made else "stands"})
    return contract.pk


def _measured(contract: Contract, term: Term, outcome: str, by: Scope) -> float | None:
    now = measured_since(contract, [term], by.day).get(term.pk)
    if now is None:
        if outcome == MET:
            raise Refused(
                _("It was not measured again; have it measured first, then it can be called reached."), field="outcome"
            )
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
        contract.refresh_from_db(fields=["state"])  # a next version goes with the one before
        if contract.state in (DRAFT, RECORDED, SIGNED):
            stop(contract, "moved", by=by, now=now)
    record("person", person_id, after={"contracts": len(open_ones)})
    return len(open_ones)


@deed("contracts.end-for")
def end_for(uid: str, person_id: int, because: str, *, by: Scope, now: datetime) -> str:
    """A running contract of somebody who moves or is long ill ends without blame, by himself or by whoever keeps the
    roll of his group, else NotAllowed (S34); a draft is the two's alone."""
    if not keeps_roll_of(person_id, by):
        raise NotAllowed
    his = Q(first_level=PERSON) & (Q(first_id=person_id) | Q(second_id=person_id))
    contract = Contract.objects.select_for_update().filter(his, uid=uid).first()
    if contract is None or because not in AWAY:
        raise NotFound
    if contract.state not in (SIGNED, RECORDED):
        raise Overtaken
    stop(contract, because, by=by, now=now)
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"state": contract.state, "for": person_id})
    return contract.uid


def stop(contract: Contract, because: str, *, by: Scope, now: datetime) -> None:
    """It ends, or a draft is dropped; open terms are stopped with it. Run inside deeds."""
    if contract.state == SIGNED:
        MOVES.make(contract, "end", closed=by.day, closed_because=because)
    else:
        MOVES.make(contract, "drop", closed=by.day, closed_because=because, follows=None)
    contract.terms.filter(closed=None).update(closed=by.day, outcome=STOPPED)
    let_go(contract, by=by, now=now)
