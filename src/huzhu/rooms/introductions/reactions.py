"""What this room does after events, in the background: ids only, idempotent; and what happens by itself."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from huzhu.base.access import Scope
from huzhu.base.jobs import sweeps, sweeps_hourly
from huzhu.base.journal import reaction
from huzhu.rooms.introductions.actions.mornings import every_morning
from huzhu.rooms.introductions.actions.techniques import follow_merge
from huzhu.rooms.introductions.actions.waves import close_due_waves, go_on, send_rest
from huzhu.rooms.introductions.actions.wishes import leave_off
from huzhu.rooms.introductions.models import Introduction, Round, Wave

DAY_BEGINS, DAY_ENDS = time(6), time(20)
"""Between these nobody is woken by a reminder."""
STALLED = timedelta(minutes=10)


@reaction("skills.techniques_merged")
def wishes_follow(technique_id: int) -> None:
    """Open wishes and suggestions about a technique that was merged are about the one that stays; closed ones stay."""
    follow_merge(technique_id, by=Scope.system(timezone.localdate()), now=timezone.now())


@reaction("people.left")
def end_wishes(person_id: int) -> None:
    """Nobody waits for whoever has left."""
    leave_off(person_id, by=Scope.system(timezone.localdate()), now=timezone.now())


@reaction("introductions.wave_closed")
def next_wave(wave_id: int) -> None:
    """One new wave among all who are free, or the endings."""
    go_on(wave_id, now=timezone.now())


@reaction("introductions.wave_opened")
def rest_of_wave(wave_id: int) -> None:
    """A large wave goes out part by part."""
    send_rest(wave_id, now=timezone.now())


@sweeps
def close_what_is_due(now: datetime) -> int:
    """Waves whose deadline has come, and rounds whose next step was lost with its worker: nobody waits without an end."""
    closed = close_due_waves(now)
    later = Wave.objects.filter(round=OuterRef("round"), number__gt=OuterRef("number"))
    stalled = Wave.objects.filter(round__state=Round.State.SENT, closed__lte=now - STALLED).exclude(Exists(later))
    for wave_id in stalled.order_by("id").values_list("id", flat=True):
        go_on(wave_id, now=now)
        closed += 1
    unsent = Introduction.objects.filter(wave=OuterRef("id"), state=Introduction.State.PREPARED)
    halted = Wave.objects.filter(Exists(unsent), opened__lte=now - STALLED, closed=None)
    for wave_id in halted.order_by("id").values_list("id", flat=True):
        send_rest(wave_id, now=now)
    return closed


@sweeps_hourly
def mornings(now: datetime) -> int:
    """Reminders, lapses, what would wait in silence; the first hour of the day does all, later ones what is missing."""
    if not DAY_BEGINS <= timezone.localtime(now).time() < DAY_ENDS:
        return 0
    every_morning(now)
    return 1
