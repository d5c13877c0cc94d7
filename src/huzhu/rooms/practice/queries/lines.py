"""Sessions in lists and on their own page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from huzhu.base.access import HuzhuError, NotFound, Scope
from huzhu.base.calendar.queries.slots import SlotLine, slot_lines
from huzhu.base.drawing.words import day_words
from huzhu.base.followup.signs import in_time
from huzhu.rooms.contracts.access import visible_to as contracts_visible_to
from huzhu.rooms.exchange.queries.questions import QuestionLine, open_questions
from huzhu.rooms.practice.access import CONFIRM, DECIDE, DENY, RELIEF, remembers, session_for, visible_to
from huzhu.rooms.practice.actions.logging import open_to_word
from huzhu.rooms.practice.kinds import HALVES, kind_words
from huzhu.rooms.practice.models import Session
from huzhu.rooms.practice.moves import BOOKED, CANCELLED, CONFIRMED, LOGGED

LAST = 5
"""Sessions shown on a contract's page."""


@dataclass(frozen=True)
class Version:
    """What one of them said."""

    name: str
    happened: bool
    minutes: int | None
    learner_minutes: int | None
    decision: str
    at: datetime


@dataclass(frozen=True)
class SessionLine:
    """One session; `sentence`: how long and who ran it; `tag`, `word`: where it stands."""

    uid: str
    day: date
    when: str
    kind: str
    sentence: str
    decision: str
    tag: str
    word: str
    state: str
    slot: SlotLine | None = None


@dataclass(frozen=True)
class SessionPage:
    """A session for one reader. `says`: may say whether it happened; `denies`: also that it did not; `decides`: a leader
    where two words differ; `cancels`, `logs`, `agrees`, `weekly`: of a booked one."""

    line: SessionLine
    contract: str
    title: str
    versions: list[Version]
    says: bool
    denies: bool
    decides: bool
    cancels: bool
    logs: bool
    agrees: bool
    weekly: bool
    sees: bool
    questions: list[QuestionLine]


def session_page(uid: str, scope: Scope, now: datetime) -> SessionPage:
    """One session as this person sees it; raises NotFound."""
    row = session_for(uid, by=scope)
    slot = slot_lines([row.slot_id]).get(row.slot_id) if row.slot_id else None
    versions = [
        Version(said.by.name, said.happened, said.minutes, said.learner_minutes, said.decision, said.done_at)
        for said in (row.words.select_related("by") if remembers(row, scope) else ())
    ]
    denied = any(not version.happened for version in versions)
    me, open_ = scope.person_id, open_to_word(row, now)
    seat = slot.seat(me) if slot else None
    mine = row.state == BOOKED and me in row.two and slot is not None and not slot.cancelled
    return SessionPage(
        line_of(row, now, slot, denied), row.contract.uid, pair_of(row, scope), versions,
        open_ and _may(row, scope, CONFIRM), open_ and _may(row, scope, DENY),
        denied and row.state == LOGGED and _may(row, scope, DECIDE),
        mine and slot is not None and now < slot.starts, mine and slot is not None and now >= slot.starts,
        row.state == BOOKED and seat is not None and seat.waits,
        mine and row.slot is not None and row.slot.series_id is not None,
        contracts_visible_to(scope).filter(pk=row.contract_id).exists(),
        _asked(row, scope) if row.state == BOOKED else [],
    )  # fmt: skip


def _asked(row: Session, scope: Scope) -> list[QuestionLine]:
    """Open questions of the contract, or about what is to be practised."""
    technique = row.term.technique_id if row.term else None
    return open_questions([row.contract_id], [technique] if technique else [], scope)


def _may(row: Session, scope: Scope, to: str) -> bool:
    try:
        return bool(session_for(row.uid, by=scope, to=to))
    except HuzhuError:
        return False


def pair_of(row: Session, scope: Scope) -> str:
    """'with He Guiying' of one's own; else 'He Guiying and Shen Yulan'."""
    names = {row.teacher_id: row.teacher.name, row.learner_id: row.learner.name}
    if scope.person_id in names:
        return _("with %(who)s") % {"who": names[row.other(scope.person_id)]}
    return _("%(one)s and %(other)s") % {"one": row.teacher.name, "other": row.learner.name}


def line_of(row: Session, now: datetime, slot: SlotLine | None = None, denied: bool = False) -> SessionLine:
    tag, word = _stand(row, now, slot, denied)
    return SessionLine(
        row.uid, row.day, f"{day_words(row.day, weekday=True)} · {HALVES.get(row.half, row.half)}", kind_words(row.kind),
        _sentence(row, slot), row.decision, tag, word, row.state, slot,
    )  # fmt: skip


def last_sessions(contract_id: int, scope: Scope, now: datetime) -> list[SessionLine]:
    """The latest sessions that were logged, newest first; two statements. The door is the caller's."""
    rows = Session.objects.filter(contract_id=contract_id, state__in=(LOGGED, CONFIRMED))
    found = rows.select_related("contract").prefetch_related("words").order_by("-day", "-pk")[:LAST]
    denied = {row.pk for row in found if remembers(row, scope) and not all(word.happened for word in row.words.all())}
    return [line_of(row, now, None, row.pk in denied) for row in found]


def booked_sessions(contract_ids: Collection[int]) -> list[Session]:
    """Booked ones of these contracts, by time."""
    rows = Session.objects.filter(contract_id__in=contract_ids, state=BOOKED, slot__cancelled=None)
    return list(rows.select_related("slot", "teacher", "learner", "contract").order_by("slot__starts", "pk"))


def next_of(contract_id: int, now: datetime) -> list[SessionLine]:
    """What is booked and not yet logged, by time; four statements."""
    rows = booked_sessions([contract_id])
    slots = slot_lines([row.slot_id for row in rows if row.slot_id])
    return [line_of(row, now, slots.get(row.slot_id or 0)) for row in rows]


def relief_of(slot: SlotLine | None) -> list[str]:
    """Who minds the machines meanwhile."""
    return [seat.name for seat in slot.seats if seat.part == RELIEF] if slot else []


def minutes_words(row: Session) -> str:
    """'30 minutes, 20 of them run by the learner'."""
    words = {"n": row.minutes, "own": row.learner_minutes}
    return (
        _("%(n)s minutes, %(own)s of them run by the learner") % words
        if row.learner_minutes
        else _("%(n)s minutes") % words
    )


def _sentence(row: Session, slot: SlotLine | None) -> str:
    if row.minutes is None:
        parts = [_("%(n)s minutes") % {"n": slot.minutes}] if slot else []
        parts += [part for part in (slot.machine, slot.place) if part] if slot else []
        parts += [_("relief: %(who)s") % {"who": who} for who in relief_of(slot)]
        return _(", ").join(parts)
    return minutes_words(row)


def _stand(row: Session, now: datetime, slot: SlotLine | None, denied: bool) -> tuple[str, str]:
    if row.state == CONFIRMED:
        return "done", _("it happened")
    if row.state == CANCELLED or (row.state == BOOKED and slot is not None and slot.cancelled):
        return "measured", _("it does not take place") if row.minutes is None else _("it did not happen")
    if row.state == BOOKED:
        waits = slot is not None and any(seat.waits for seat in slot.seats)
        return ("due", _("waits for a yes")) if waits else ("measured", _("booked"))
    if denied:
        return "measured", _("two versions")
    if open_to_word(row, now):
        return "due", _("waits for the other's word")
    late = row.done_at and row.received and not in_time(row.done_at, row.received)
    return "measured", _("noted late, one side only") if late else _("one side only")


def session_of_slot(uid: str, scope: Scope) -> str:
    """Public id of the session that a slot was taken for; raises NotFound."""
    found = visible_to(scope).filter(slot__uid=uid).values_list("uid", flat=True).first()
    if found is None:
        raise NotFound
    return found
