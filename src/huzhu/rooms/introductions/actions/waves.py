"""The sweeper's deeds: a wave closes at its deadline, the next is solved, the round ends (Q15, Q17)."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Overtaken, Refused, Scope
from huzhu.base.charter import rule
from huzhu.base.journal import deed, happened, record
from huzhu.base.notices import tell_all
from huzhu.base.units.queries import path_of
from huzhu.rooms.introductions import moves
from huzhu.rooms.introductions.access import round_for
from huzhu.rooms.introductions.actions import holds
from huzhu.rooms.introductions.actions.rounds import next_plan, requests_of, send_next, send_prepared
from huzhu.rooms.introductions.actions.sending import next_part, prepare
from huzhu.rooms.introductions.clauses import WAVES
from huzhu.rooms.introductions.models import Ending, Hold, Introduction, Round, Wave
from huzhu.rooms.introductions.notices import CLOSED, ROUND_CLOSED
from huzhu.rooms.introductions.queries.endings import Ended, endings_of
from huzhu.rooms.introductions.queries.solving import Plan


def close_due_waves(now: datetime) -> int:
    """Close every wave whose deadline has come; returns how many. The sweeper calls it each minute."""
    due = Wave.objects.filter(closed=None, deadline__lte=now).order_by("deadline", "id").values_list("id", flat=True)
    by, closed = Scope.system(timezone.localdate(now)), 0
    for wave in list(due):
        with suppress(Overtaken):  # another sweeper was a moment earlier
            closed += close_wave(wave, by=by, now=now)
    return closed


@deed("waves.close")
def close_wave(wave_id: int, *, by: Scope, now: datetime) -> bool:
    """Whatever is not concluded closes together, both sides free in the same moment; the one journal row of it (Q15).

    Returns False where another sweeper was a moment earlier.
    """
    wave = Wave.objects.select_related("round").get(id=wave_id)
    if not Wave.objects.filter(id=wave_id, closed=None, deadline__lte=now).update(closed=now):
        raise Overtaken
    moves.INTRODUCTION.make_all(Introduction.objects.filter(wave_id=wave_id), "close")
    closed = list(Introduction.objects.filter(wave_id=wave_id, state=Introduction.State.NOT_CONCLUDED).order_by("id"))
    holds.free(Hold.objects.filter(introduction__in=closed, contract_id=None), now=now)
    told = [(person, row.uid) for row in closed for person in (row.teacher_id, row.learner_id)]
    tell_all(told, CLOSED, now=now, state="closed")
    record("wave", wave_id, unit_id=wave.round.unit_id, after={"number": wave.number})
    happened("introductions.wave_closed", wave_id)
    return True


def send_rest(wave_id: int, *, now: datetime) -> None:
    """Send what an open wave still holds, part by part, each in a transaction of its own; done again it does nothing."""
    with suppress(Overtaken):
        while True:
            _send_part(wave_id, by=Scope.system(timezone.localdate(now)), now=now)


@deed("waves.send_part")
def _send_part(wave_id: int, *, by: Scope, now: datetime) -> int:
    if not by.is_system:
        raise NotAllowed
    wave = Wave.objects.select_for_update(of=("self",)).select_related("round").get(id=wave_id)
    if wave.closed or not next_part(wave):
        raise Overtaken
    sent = send_next(wave, by=by)
    record("wave", wave.id, unit_id=wave.round.unit_id, after={"sent": sent})
    return sent


def go_on(wave_id: int, *, now: datetime) -> None:
    """After a wave: one more among all who are free, at most three, then the endings. Done again it does nothing."""
    by = Scope.system(timezone.localdate(now))
    wave = Wave.objects.select_related("round").get(id=wave_id)
    round_ = wave.round
    if round_.state != Round.State.SENT or Wave.objects.filter(round=round_, number__gt=wave.number).exists():
        return
    computed = round_.kind in (Round.Kind.FULL, Round.Kind.ONE)
    most = rule(WAVES, path=path_of(round_.unit_id, by.day), day=by.day).value
    found = next_plan(round_, by) if computed and wave.number < most else None
    if found and found.proposals:
        with suppress(Refused):
            _send_next(round_.id, wave.number + 1, found, by=by, now=now)
            return
    _finish(
        round_, endings_of(round_, requests_of(round_, path_of(round_.unit_id, by.day), by.day), by.day), by=by, now=now
    )


def close_round(round_uid: str, because: str, *, by: Scope, now: datetime) -> None:
    """The organiser ends a round that has not been sent, with a reason; every request gets its ending (Q17)."""
    round_ = round_for(round_uid, by=by)
    if round_.state == Round.State.SENT:
        raise Refused(_("This round is out: it closes by itself."))
    if not because.strip():
        raise Refused(_("Write why it ends."), field="because")
    path = path_of(round_.unit_id, by.day)
    _finish(
        round_, endings_of(round_, requests_of(round_, path, by.day), by.day), by=by, now=now, because=because.strip()
    )


@deed("waves.send")
def _send_next(round_id: int, number: int, found: Plan, *, by: Scope, now: datetime) -> int:
    if not by.is_system:
        raise NotAllowed
    round_ = Round.objects.select_for_update().get(id=round_id)
    wave = prepare(round_, number, found.proposals, certificate=found.certificate)
    sent = send_prepared(round_, wave, by=by, now=now)
    if not sent:
        raise Refused(_("No place is free any more."))
    record("wave", wave.id, unit_id=round_.unit_id, after={"number": number, "sent": sent})
    return sent


@deed("rounds.close")
def _finish(round_: Round, ends: list[Ended], *, by: Scope, now: datetime, because: str = "") -> int:
    """Close a round and write where each of its requests ended; prepared introductions that never went out are held back."""
    moves.ROUND.make(round_, "close", closed=now)
    unsent = Introduction.objects.filter(wave__round=round_)
    moves.INTRODUCTION.make_all(unsent, "hold-back", held_back_because=because or "closed")
    Wave.objects.filter(round=round_, closed=None, deadline=None).update(closed=now)
    Ending.objects.bulk_create(
        [
            Ending(
                round=round_,
                wish_id=end.wish_id,
                way=end.way,
                owner_unit_id=end.unit_id,
                star_id=end.star_id,
                due=end.due,
            )
            for end in ends
        ],
        ignore_conflicts=True,
    )
    told = [(end.person_id, "") for end in ends if end.way != Ending.Way.INTRODUCED]
    tell_all(told, ROUND_CLOSED, now=now, state=round_.uid)
    record("round", round_.id, unit_id=round_.unit_id, after={"state": "closed", "because": because})
    return round_.id
