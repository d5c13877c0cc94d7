"""Deeds on sessions that were held: log, confirm, deny, decide (Q23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Scope
from huzhu.base.calendar.actions.slots import attended
from huzhu.base.followup.signs import IN_TIME, SESSION, in_time
from huzhu.base.journal import deed, happened, record
from huzhu.rooms.contracts.access import contract_for
from huzhu.rooms.contracts.actions.living import alive
from huzhu.rooms.contracts.queries.couples import Couple, couples_of
from huzhu.rooms.practice import moves
from huzhu.rooms.practice.access import CONFIRM, DECIDE, DENY, denied, session_for
from huzhu.rooms.practice.kinds import CATALOGUE, half_day_end, half_day_of
from huzhu.rooms.practice.models import Session, SessionWord
from huzhu.rooms.practice.moves import BOOKED, CONFIRMED, LOGGED


@dataclass(frozen=True)
class Said:
    """What somebody says of a session. `booked`: public id of the booked one, else '' and `term`, `kind` say what it was.

    `day`, `half`: when, if not at the moment of the log; `other`: with whom, where a term of units names several.
    """

    minutes: int
    learner_minutes: int
    kind: str = "practice"
    booked: str = ""
    term: str = ""
    decision: str = ""
    works_alone: bool | None = None
    day: date | None = None
    half: str = ""
    other: int | None = None


@deed("practice.log")
def log_session(uid: str, said: Said, *, done_at: datetime, by: Scope, now: datetime) -> str:
    """One of two who practise under a contract says that they did. What the other has logged of the same half day it
    confirms, and the lesser minutes count; else it waits for the other's or the relief's word.

    `done_at`: when the phone says that this was written. Raises Refused at the field that is wrong.
    """
    contract = contract_for(uid, by=by, lock=True)  # two logs of one pair come one after the other
    rows = Session.objects.filter(contract=contract, uid=said.booked, state=BOOKED, slot__cancelled=None)
    booked = rows.select_related("slot").first()
    day, half, at = _when(said, booked, done_at)
    couple = _couple(couples_of(contract, day), booked, said, by)
    _check(said, day, at, now)
    if contract.signed is None or contract.state == "void" or contract.starts is None:
        raise Overtaken
    if day < contract.starts or (contract.closed is not None and day > contract.closed):
        raise Refused(_("The contract did not run on that day."), field="day")
    of_pair = Session.objects.filter(contract=contract, day=day, half=half).filter(
        Q(teacher_id=couple.teacher, learner_id=couple.learner)
        | Q(teacher_id=couple.learner, learner_id=couple.teacher)
    )
    if (held := of_pair.filter(state__in=(LOGGED, CONFIRMED)).first()) is not None:
        return _second_word(held, said, at, by, now)
    row = booked or of_pair.filter(state=BOOKED, slot__cancelled=None, slot__starts__lte=at).order_by("pk").first()
    values = {
        "kind": said.kind, "minutes": said.minutes, "learner_minutes": said.learner_minutes, "decision": said.decision,
        "works_alone": said.works_alone, "day": day, "half": half, "logged_by_id": by.person_id, "done_at": at, "received": now,
    }  # fmt: skip
    if row is None:
        row = Session.objects.create(
            contract=contract, term_id=couple.term, teacher_id=couple.teacher, learner_id=couple.learner,
            state=moves.SESSION.table["log"].target, **values,
        )  # fmt: skip
    else:
        moves.SESSION.make(row, "log-booked", **values)
    _word(row, said, at, by, now)
    record("session", row.pk, unit_id=contract.second_unit_id, after={"state": LOGGED, "minutes": said.minutes})
    happened("practice.logged", row.pk)
    return row.uid


@deed("practice.confirm")
def confirm(uid: str, *, done_at: datetime, by: Scope, now: datetime) -> str:
    """The other one or the relief: it happened. Within 7 days of the log's arrival; then it is a session and a life sign."""
    row = session_for(uid, by=by, to=CONFIRM, lock=True)
    if row.state != LOGGED or (denied(row) and by.person_id not in row.two):  # a leader decides
        raise Overtaken
    _in_time(row, done_at, now)
    SessionWord.objects.update_or_create(
        session=row, by_id=by.person_id, defaults={"happened": True, "done_at": done_at, "received": now}
    )
    _confirmed(row, done_at, by)
    return row.uid


@deed("practice.deny")
def deny(uid: str, *, done_at: datetime, by: Scope, now: datetime) -> str:
    """The other one: it did not happen. It is no session; both words are kept and a leader decides."""
    row = session_for(uid, by=by, to=DENY, lock=True)
    if row.state != LOGGED:
        raise Overtaken
    _in_time(row, done_at, now)
    SessionWord.objects.update_or_create(
        session=row, by_id=by.person_id, defaults={"happened": False, "done_at": done_at, "received": now}
    )
    record("session", row.pk, unit_id=row.contract.second_unit_id, after={"denied": True})
    happened("practice.denied", row.pk)
    return row.uid


@deed("practice.decide")
def decide(uid: str, was: bool, *, by: Scope, now: datetime) -> str:
    """A leader of the keeping group, who is neither of the two, where the two disagree. Both words stay."""
    row = session_for(uid, by=by, to=DECIDE, lock=True)
    if not denied(row):
        raise NotFound
    if was:
        _confirmed(row, now, by)
    else:
        moves.SESSION.make(row, "strike")
        record("session", row.pk, unit_id=row.contract.second_unit_id, after={"state": row.state})
    return row.uid


def open_to_word(row: Session, now: datetime) -> bool:
    """May the other one still say whether it happened? Past 7 days it is one-sided for ever; what came late is at once."""
    return row.state == LOGGED and row.done_at is not None and _late(row) is False and now <= _last(row)


def _late(row: Session) -> bool:
    return row.done_at is None or row.received is None or not in_time(row.done_at, row.received)


def _last(row: Session) -> datetime:
    assert row.received is not None  # nosec B101
    return row.received + IN_TIME


def _in_time(row: Session, done_at: datetime, now: datetime) -> None:
    if _late(row):
        raise Refused(_("It was noted more than 7 days after it was done: it stands as a record of one side."))
    if done_at > _last(row) or not in_time(done_at, now):
        raise Refused(_("7 days are over: it stands as a record of one side."))


def _when(said: Said, booked: Session | None, done_at: datetime) -> tuple[date, str, datetime]:
    """The session's day and half, and the moment it is said to have been: never after the log was written."""
    if booked is not None and booked.slot is not None:
        if done_at < booked.slot.starts:
            raise Refused(_("This session has not begun yet."), field="booked")
        return *half_day_of(booked.slot.starts), min(done_at, booked.slot.ends)
    if said.day is None or not said.half:
        return *half_day_of(done_at), done_at
    return said.day, said.half, min(done_at, half_day_end(said.day, said.half))


def _couple(couples: list[Couple], booked: Session | None, said: Said, by: Scope) -> Couple:
    """The couple of the log, with oneself in it; raises NotAllowed where one practises nothing under this contract."""
    mine = [couple for couple in couples if by.person_id in couple.two]
    if not mine:
        raise NotAllowed
    if booked is not None:
        mine = [couple for couple in mine if set(couple.two) == set(booked.two)] or mine
        mine = [couple for couple in mine if couple.term == booked.term_id] or mine
    mine = [couple for couple in mine if said.other in (None, *couple.two)] or mine
    return next((couple for couple in mine if couple.term_uid == said.term), mine[0])


def _check(said: Said, day: date, at: datetime, now: datetime) -> None:
    if said.kind not in CATALOGUE:
        raise Refused(_("This kind of session is not known."), field="kind")
    if not 1 <= said.minutes <= 600:
        raise Refused(_("Between 1 and 600 minutes."), field="minutes")
    if not 0 <= said.learner_minutes <= said.minutes:
        raise Refused(_("Not more than the minutes in all."), field="learner_minutes")
    if day > half_day_of(now)[0] or at > now:
        raise Refused(_("That day is still to come."), field="day")


def _second_word(held: Session, said: Said, at: datetime, by: Scope, now: datetime) -> str:
    """The other's log of the same half day is the confirmation; the lesser minutes count, both versions are kept."""
    held = Session.objects.select_for_update(of=("self",)).select_related("contract").get(pk=held.pk)
    if held.logged_by_id == by.person_id or held.words.filter(by_id=by.person_id, happened=True).exists():
        raise Refused(_("You have noted this half day already; two notes of it are one session."))
    if held.state == LOGGED:
        _in_time(held, at, now)
    _word(held, said, at, by, now)
    assert held.minutes is not None and held.learner_minutes is not None  # nosec B101
    held.minutes = min(held.minutes, said.minutes)
    held.learner_minutes = min(held.learner_minutes, said.learner_minutes)
    held.save(update_fields=["minutes", "learner_minutes"])
    if held.state == LOGGED:
        _confirmed(held, max(at, held.done_at or at), by)
    else:  # the relief was a moment earlier
        record("session", held.pk, unit_id=held.contract.second_unit_id, after={"minutes": held.minutes})
    return held.uid


def _word(row: Session, said: Said, at: datetime, by: Scope, now: datetime) -> None:
    values = {
        "happened": True, "minutes": said.minutes, "learner_minutes": said.learner_minutes, "decision": said.decision,
        "works_alone": said.works_alone, "done_at": at, "received": now,
    }  # fmt: skip
    SessionWord.objects.update_or_create(session=row, by_id=by.person_id, defaults=values)


def _confirmed(row: Session, at: datetime, by: Scope) -> None:
    moves.SESSION.make(row, "confirm", confirmed_by_id=by.person_id, confirmed_at=at)
    alive(row.contract, row.day, SESSION, row.pk)
    if row.slot_id is not None:
        attended(row.slot_id, dict.fromkeys(row.two, True))
    record("session", row.pk, unit_id=row.contract.second_unit_id, after={"state": CONFIRMED, "minutes": row.minutes})
    happened("practice.confirmed", row.pk)
