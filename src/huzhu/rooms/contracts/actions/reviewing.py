"""The joint review of a missed date (Q21, S28): each of the two says his word, the production leader writes what came of it."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Overtaken, Refused, Scope
from huzhu.base.charter import rule
from huzhu.base.followup.models import Commitment
from huzhu.base.journal import deed, record
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.access import CLOSE, LEAD, contract_for, keeping_group, leads
from huzhu.rooms.contracts.actions.closing import MET, NOT_MET
from huzhu.rooms.contracts.actions.letting_go import let_go
from huzhu.rooms.contracts.actions.revising import next_version
from huzhu.rooms.contracts.clauses import TERM_MONTHS
from huzhu.rooms.contracts.dates import months_after
from huzhu.rooms.contracts.kinds import DECISIONS
from huzhu.rooms.contracts.models import Contract, Review
from huzhu.rooms.contracts.moves import MOVES, SIGNED
from huzhu.rooms.contracts.queries.measured import measured_since
from huzhu.rooms.contracts.values import score_of
from huzhu.rooms.skills.queries import techniques

REVISE, EXTEND, CLOSED = DECISIONS


@deed("contracts.say-for-review")
def say_for_review(uid: str, words: str, *, by: Scope, now: datetime) -> str:
    """One side's own word on why the date was missed; the last counts until the review is held, then Overtaken."""
    contract = contract_for(uid, by=by, to=CLOSE, lock=True)
    if not words.strip():
        raise Refused(_("Write a word on how it went."), field="words")
    first = leads(by, contract.first_unit_id, contract.first_level) or by.person_id == contract.first_id
    column = "words_first" if first else "words_second"
    if _open(contract).update(**{column: words.strip()[:300]}) != 1:
        raise Overtaken
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"review": column})
    return contract.uid


@deed("contracts.hold-review")
def hold_review(uid: str, decision: str, words: str, until: date | None, *, by: Scope, now: datetime) -> str:
    """The leader writes down what both have come to: a next version, one extension to `until`, or closing with what was
    measured.

    To go on, both must have said their word; closing needs none, for one of them may be gone. Raises Refused at the
    field that is wrong, NotAllowed for whoever does not lead it, Overtaken where it was held or the contract closed.
    """
    contract = contract_for(uid, by=by, to=LEAD, lock=True)
    review = _open(contract).first()
    if review is None or contract.state != SIGNED:
        raise Overtaken
    if decision not in DECISIONS:
        raise Refused(_("Choose what you came to."), field="decision")
    if decision != CLOSED and not (review.words_first and review.words_second):
        raise Refused(_("To go on, both say their word first; to close, none is needed."), field="decision")
    if decision == EXTEND:
        _extend(contract, until, by)
    elif decision == REVISE:
        next_version(contract, by=by, now=now)
    else:
        _close(contract, by, now)
    said = {"decision": decision, "words_leader": words.strip()[:300], "held": by.day, "held_by_id": by.person_id}
    if (
        Review.objects.filter(pk=review.pk, decision="").update(
            **said, extended_to=until if decision == EXTEND else None
        )
        != 1
    ):
        raise Overtaken
    Commitment.objects.filter(matter_id=contract.pk, kind="joint-review", done=None).update(done=by.day)
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"review": decision})
    return contract.uid


def _open(contract: Contract) -> QuerySet[Review]:
    """The review of the date that is missed now, while it is not held."""
    return Review.objects.filter(contract=contract, decision="", contract__state=SIGNED)


def _extend(contract: Contract, until: date | None, by: Scope) -> None:
    """Once, and by no more than a contract usually lasts."""
    if contract.extended_from is not None:
        raise Refused(_("It was extended once already."), field="decision")
    months = rule(TERM_MONTHS, path=path_of(keeping_group(contract, by.day), by.day), day=by.day)
    if until is None or until <= by.day:
        raise Refused(_("Choose a day that lies ahead."), field="until")
    if until > months_after(by.day, months.value):
        raise Refused(_("At most by the usual length: %(months)s.") % {"months": months.said}, field="until")
    rows = Contract.objects.filter(pk=contract.pk, state=SIGNED, extended_from=None)
    if rows.update(extended_from=contract.ends, ends=until) != 1:
        raise Overtaken


def _close(contract: Contract, by: Scope, now: datetime) -> None:
    """Each open term with what was measured: reached or not; never measured again is not reached, and says so."""
    open_ones = list(contract.terms.filter(closed=None))
    since = measured_since(contract, open_ones, by.day)
    known = techniques({term.technique_id for term in open_ones if term.technique_id})
    for term in open_ones:
        last = since.get(term.pk)
        met = bool(
            last and term.target is not None and last.score >= score_of(known[term.technique_id or 0], term.target)
        )
        contract.terms.filter(pk=term.pk, closed=None).update(
            closed=by.day, outcome=MET if met else NOT_MET, result=last.value if last else None
        )
    MOVES.make(contract, "settle", closed=by.day, closed_because="review")
    let_go(contract, by=by, now=now)
