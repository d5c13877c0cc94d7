"""Help now: one tap asks those at work who can, until one takes it; nobody's silence is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Scope
from huzhu.base.charter import rule, rules
from huzhu.base.db import insert_once, new_uid
from huzhu.base.journal import deed, happened, record
from huzhu.base.notices import tell_all
from huzhu.base.people.scopes import scope_of
from huzhu.rooms.exchange.access import CALLER, TAKE, call_for, machine_seen
from huzhu.rooms.exchange.clauses import CALL_MINUTES, WAVE_MINUTES
from huzhu.rooms.exchange.models import HelpAsked, HelpCall
from huzhu.rooms.exchange.moves import CALLING, CALLS, TAKEN
from huzhu.rooms.exchange.notices import HELP_WANTED
from huzhu.rooms.exchange.queries.near import whom_to_ask
from huzhu.rooms.exchange.queries.techniques import technique_here

WAVE = 3
"""So many are asked at a time."""
ON_THE_WAY = timedelta(hours=12)
"""A call that somebody took and nobody closed ends by itself after that."""


@deed("help.call")
def call_help(technique_id: int, *, by: Scope, now: datetime, machine_uid: str = "") -> str:
    """Ask at once; returns the call's public id, of the running one where there is one about the same.

    Where nobody who is at work can help it is over at once, and counts as a call all the same.
    """
    if by.person_id is None or by.group_id is None:
        raise NotAllowed(_("Only somebody with a home group can ask."))
    technique = technique_here(technique_id, by)
    limits = rules(CALL_MINUTES, WAVE_MINUTES, path=by.group_path, day=by.day)
    new = insert_once(
        HelpCall, uid=new_uid(), unit_id=by.group_id, caller_id=by.person_id, technique_id=technique.id,
        machine_id=_machine(machine_uid, by), called=now, next_wave=now + timedelta(minutes=limits[WAVE_MINUTES].value),
        expires=now + timedelta(minutes=limits[CALL_MINUTES].value), state=CALLING, helper_id=None, taken=None,
        helped=None, closed=None,
    )  # fmt: skip
    running = HelpCall.objects.filter(caller_id=by.person_id, technique_id=technique.id, state__in=(CALLING, TAKEN))
    row = running.get()
    if new and not _ask(row, by, now):
        CALLS.make(row, "run-out", closed=now)
    record("help", row.id, unit_id=row.unit_id, after={"technique": technique.id, "state": row.state})
    return row.uid


@deed("help.ask_on")
def ask_on(call_id: int, *, by: Scope, now: datetime) -> int:
    """The next few are asked; where nobody is left the call waits for its end. Returns how many."""
    row = HelpCall.objects.get(pk=call_id)
    caller = scope_of(row.caller_id, timezone.localdate(now))
    minutes = rule(WAVE_MINUTES, path=caller.group_path, day=timezone.localdate(row.called)).value
    found = _ask(row, caller, now)
    HelpCall.objects.filter(pk=call_id).update(next_wave=now + timedelta(minutes=minutes) if found else row.expires)
    record("help", row.id, unit_id=row.unit_id, after={"further": found})
    return found


@deed("help.run_out")
def run_out(call_id: int, *, by: Scope, now: datetime) -> bool:
    """Its time is over; False where it was taken or closed in this very moment."""
    rows = HelpCall.objects.filter(pk=call_id, expires__lte=now)
    ended = bool(CALLS.make_all(rows, "run-out", closed=now))
    record("help", call_id, after={"over": ended})
    return ended


@deed("help.take")
def take(uid: str, *, by: Scope, now: datetime) -> str:
    """One of those asked goes. Raises Overtaken where somebody else was a moment earlier."""
    row = call_for(uid, by=by, to=TAKE)
    CALLS.make(row, "take", helper_id=by.person_id, taken=now, expires=now + ON_THE_WAY)
    record("help", row.id, unit_id=row.unit_id, after={"state": row.state})
    happened("exchange.help-taken", row.id)
    return row.uid


@deed("help.done")
def close(uid: str, helped: bool, *, by: Scope, now: datetime) -> str:
    """The caller says whether it helped; if so it counts as help given."""
    row = call_for(uid, by=by, to=CALLER)
    CALLS.make(row, "done", helped=helped, closed=now)
    record("help", row.id, unit_id=row.unit_id, after={"state": row.state, "helped": helped})
    return row.uid


@deed("help.take_back")
def take_back(uid: str, *, by: Scope, now: datetime) -> str:
    """The caller needs nobody any more."""
    row = call_for(uid, by=by, to=CALLER)
    CALLS.make(row, "take-back", closed=now)
    record("help", row.id, unit_id=row.unit_id, after={"state": row.state})
    return row.uid


def _ask(row: HelpCall, caller: Scope, now: datetime) -> int:
    asked = set(HelpAsked.objects.filter(call=row).values_list("person_id", flat=True))
    wave = whom_to_ask(row, caller, now, asked=asked)[:WAVE]
    HelpAsked.objects.bulk_create([HelpAsked(call=row, person_id=person) for person in wave], ignore_conflicts=True)
    tell_all([(person, row.uid) for person in wave], HELP_WANTED, now=now)
    return len(wave)


def _machine(uid: str, by: Scope) -> int | None:
    return machine_seen(uid, by).pk if uid else None
