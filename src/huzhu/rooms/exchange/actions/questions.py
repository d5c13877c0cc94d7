"""Deeds on questions (S40); done where there is no network they carry their own time (Q23)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Refused, Scope
from huzhu.base.journal import deed, happened, record
from huzhu.rooms.exchange.access import ANSWER, ASKER, pair_of, question_for
from huzhu.rooms.exchange.models import Question
from huzhu.rooms.exchange.moves import QUESTIONS
from huzhu.rooms.exchange.queries.techniques import technique_here


@deed("questions.ask")
def ask(
    technique_id: int, text: str, *, by: Scope, now: datetime, contract_uid: str = "", done_at: datetime | None = None
) -> str:
    """Ask about an operation, of one's group or, with `contract_uid`, first of one's partner; returns its public id."""
    if by.person_id is None or by.group_id is None:
        raise NotAllowed(_("Only somebody with a home group can ask."))
    pair = pair_of(contract_uid, by) if contract_uid else None
    technique = technique_here(technique_id, by, pair)
    row = Question.objects.create(
        unit_id=by.group_id, asker_id=by.person_id, technique_id=technique.id, contract_id=pair.id if pair else None,
        text=_words(text, "text"), asked=done_at or now,
    )  # fmt: skip
    record("question", row.id, unit_id=row.unit_id, after={"technique": technique.id, "contract": row.contract_id})
    happened("exchange.asked", row.id)
    return row.uid


@deed("questions.answer")
def answer(uid: str, text: str, *, by: Scope, now: datetime, done_at: datetime | None = None) -> str:
    """The partner's answer, or that of somebody of the group who can. Raises Overtaken if it is answered already."""
    row = question_for(uid, by=by, to=ANSWER)
    QUESTIONS.make(row, "answer", answerer_id=by.person_id, answer=_words(text, "answer"), answered=done_at or now)
    record("question", row.id, unit_id=row.unit_id, after={"state": row.state})
    happened("exchange.answered", row.id)
    return row.uid


@deed("questions.accept")
def accept(uid: str, *, by: Scope, now: datetime, done_at: datetime | None = None) -> str:
    """The asker, and nobody else, says that the answer helps."""
    row = question_for(uid, by=by, to=ASKER)
    QUESTIONS.make(row, "accept", accepted=done_at or now)
    record("question", row.id, unit_id=row.unit_id, after={"state": row.state})
    return row.uid


@deed("questions.again")
def ask_again(uid: str, text: str, *, by: Scope, now: datetime, done_at: datetime | None = None) -> str:
    """The answer does not make it clear: it stays, and the question is asked anew; returns the new one's public id."""
    row = question_for(uid, by=by, to=ASKER)
    QUESTIONS.make(row, "ask-again")
    new = Question.objects.create(
        unit_id=row.unit_id, asker_id=row.asker_id, technique_id=row.technique_id, contract_id=row.contract_id,
        text=_words(text, "text"), asked=done_at or now, follows=row,
    )  # fmt: skip
    record("question", new.id, unit_id=new.unit_id, after={"follows": row.id})
    happened("exchange.asked", new.id)
    return new.uid


@deed("questions.withdraw")
def withdraw(uid: str, *, by: Scope, now: datetime) -> str:
    """The asker takes an open question back."""
    row = question_for(uid, by=by, to=ASKER)
    QUESTIONS.make(row, "withdraw")
    record("question", row.id, unit_id=row.unit_id, after={"state": row.state})
    return row.uid


def _words(text: str, field: str) -> str:
    if not (said := text.strip()):
        raise Refused(_("Write a few words."), field=field)
    return said
