"""The cycle of a term (S37): watched, talked over, practised, checked by somebody else; 'not yet' begins the next one."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Scope
from huzhu.base.journal import deed, happened, record
from huzhu.rooms.contracts.access import STEP, contract_for
from huzhu.rooms.contracts.moves import SIGNED
from huzhu.rooms.contracts.sections import Contract
from huzhu.rooms.practice.access import third
from huzhu.rooms.practice.models import Cycle, Term, WorksAlone
from huzhu.rooms.practice.moves import BEGUN, CYCLES, MASTERED, NOT_YET, PRACTISING

WORDS = 200


@deed("practice.observe")
def observe(uid: str, term_uid: str, *, by: Scope, now: datetime, done_at: datetime | None = None) -> str:
    """Either of the two says: the learner has watched. The first time it begins the first cycle. Returns its public id.

    Raises Overtaken where a cycle is further on, or the term is mastered or closed.
    """
    contract, term = _own_term(uid, term_uid, by)
    row = _last(term)
    day = _day(contract, row, done_at or now)
    if row is None:
        row = _begin(term, 1, day)
    CYCLES.make(row, "observe", observed=day)
    return _recorded(contract, row)


@deed("practice.debrief")
def debrief(
    uid: str, term_uid: str, decision: str, *, by: Scope, now: datetime, done_at: datetime | None = None
) -> str:
    """The two have talked over what was seen and decided what to practise; Refused without the decision."""
    contract, term = _own_term(uid, term_uid, by)
    said = _said(decision, "decision", _("Write in a few words what you two decided."))
    row = _open(term)
    CYCLES.make(row, "debrief", debriefed=_day(contract, row, done_at or now), decision=said)
    return _recorded(contract, row)


@deed("practice.practise")
def practise(uid: str, term_uid: str, *, by: Scope, now: datetime, done_at: datetime | None = None) -> str:
    """The learner practises by the decision from now on."""
    contract, term = _own_term(uid, term_uid, by)
    row = _open(term)
    CYCLES.make(row, "practise", practising=_day(contract, row, done_at or now))
    return _recorded(contract, row)


@deed("practice.ask-check")
def ask_check(uid: str, term_uid: str, *, by: Scope, now: datetime) -> str:
    """The two ask for the check; whoever measures the learner is told where to look. Asked twice it is asked once."""
    contract, term = _own_term(uid, term_uid, by)
    row = _open(term)
    if row.state != PRACTISING:
        raise Overtaken
    if Cycle.objects.filter(pk=row.pk, state=PRACTISING, ready=None).update(ready=by.day):
        happened("practice.check-asked", row.pk)
    return _recorded(contract, row)


@deed("practice.check")
def check(uid: str, term_uid: str, mastered: bool, words: str, *, alone: bool = False, by: Scope, now: datetime) -> str:
    """Somebody who measures in the learner's group and is neither of the two says what he saw: mastered, or not yet.

    'Not yet' begins the next cycle; `alone` dates that the learner works alone. Returns the checked cycle's public id.
    Raises NotAllowed for the two and for strangers, Overtaken where nobody practises, Refused without words.
    """
    contract = contract_for(uid, by=by, lock=True)
    term = _term(contract, term_uid)
    if not third(contract, term.learner_id, by):
        raise NotAllowed(_("Only somebody who is neither of the two says whether it is mastered."))
    _runs(contract, term)
    row = _open(term)
    said = _said(words, "words", _("Write in a few words what you saw."))
    CYCLES.make(
        row, "master" if mastered else "not-yet", checked=by.day, checked_by_id=by.person_id, words=said
    )  # fmt: skip
    if not mastered:
        _begin(term, row.number + 1, by.day)
    if alone:
        works_alone(term, by)
    happened("practice.checked", row.pk)
    return _recorded(contract, row)


def works_alone(term: Term, by: Scope) -> None:
    """Date, within a third person's deed, that the learner works alone; what is dated already stays."""
    WorksAlone.objects.get_or_create(
        term_id=term.pk,
        defaults={
            "teacher_id": term.teacher_id,
            "learner_id": term.learner_id,
            "day": by.day,
            "by_id": by.person_id or 0,
        },
    )


def _own_term(uid: str, term_uid: str, by: Scope) -> tuple[Contract, Term]:
    contract = contract_for(uid, by=by, to=STEP, lock=True)
    term = _term(contract, term_uid)
    _runs(contract, term)
    return contract, term


def _term(contract: Contract, term_uid: str) -> Term:
    term = contract.terms.filter(uid=term_uid).first()
    if term is None or contract.of_units:
        raise NotFound
    return term


def _runs(contract: Contract, term: Term) -> None:
    if contract.state != SIGNED or term.closed:
        raise Overtaken


def _last(term: Term) -> Cycle | None:
    return Cycle.objects.filter(term=term).order_by("number").last()


def _open(term: Term) -> Cycle:
    row = _last(term)
    if row is None or row.state in (MASTERED, NOT_YET):
        raise Overtaken
    return row


def _begin(term: Term, number: int, day: date) -> Cycle:
    """Under the contract's lock; who comes second all the same meets the database's 'once'."""
    return Cycle.objects.create(
        term=term, number=number, teacher_id=term.teacher_id, learner_id=term.learner_id, state=BEGUN, begun=day
    )


def _day(contract: Contract, row: Cycle | None, at: datetime) -> date:
    """The day on which it was done: not before the contract, nor before the step that went before."""
    before = [row.begun, row.observed, row.debriefed] if row else []
    return max(day for day in (timezone.localdate(at), contract.starts, *before) if day)


def _said(words: str, field: str, missing: str) -> str:
    said = " ".join(words.split())
    if not said:
        raise Refused(missing, field=field)
    if len(said) > WORDS:
        raise Refused(_("At most %(most)s characters; shorten it a little.") % {"most": WORDS}, field=field)
    return said


def _recorded(contract: Contract, row: Cycle) -> str:
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"cycle": row.number, "state": row.state})
    return row.uid
