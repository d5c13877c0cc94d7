"""Whom a call for help asks: who is at work now and can, the nearest and least loaded first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from zlib import crc32

from huzhu.base.access import Scope
from huzhu.base.calendar.hours import covered
from huzhu.base.calendar.queries.plans import UNKNOWN, plans_of, work_of
from huzhu.base.people.queries import roster
from huzhu.base.units.queries import ids_of, workshops_of
from huzhu.rooms.exchange.models import HelpCall
from huzhu.rooms.exchange.queries.ability import able
from huzhu.rooms.introductions.queries.board import in_reach
from huzhu.rooms.introductions.queries.places import shown_places


def whom_to_ask(call: HelpCall, caller: Scope, now: datetime, *, asked: Collection[int] = ()) -> list[int]:
    """Person ids in the order in which they are asked; `asked` already left out.

    In the group it is enough that somebody can; from the workshop come those who can AND offer it (Q31). At work: by the
    rota; those of whom no rota says come after those of whom it does. Then: fewest learners, fewest calls today.
    """
    mates = {line.id: caller.group_path for line in roster(call.unit_id, caller.day)}
    shop = workshops_of([caller.group_path])[caller.group_path]
    offering = {
        row.person_id: row.path
        for row in in_reach("offer", caller)
        if row.known_as == call.technique_id and shop in ids_of(row.path)
    }
    paths = {p: path for p, path in (offering | mates).items() if p != call.caller_id and p not in asked}
    can = able(paths, call.technique_id, caller.day)
    on = on_shift(sorted(can), now)
    there = {person: paths[person] for person, at in on.items() if at is not False}
    places, today = shown_places(there, caller.day, now) if there else {}, _calls_today(there, now)
    return sorted(
        there,
        key=lambda p: (
            p not in mates,
            on[p] is None,
            places[p].teaching + today[p],
            crc32(f"{call.uid} {p}".encode()),  # else the same of two equals would always go first
        ),
    )


def on_shift(person_ids: Collection[int], at: datetime) -> dict[int, bool | None]:
    """Is each of them at work, meals and rests apart? None where no rota says. Constant statements."""
    first = at.astimezone(UTC).date() - timedelta(days=2)
    plans = plans_of(list(person_ids), first, 4)
    work, minute = work_of(plans), int(at.timestamp() // 60)
    return {
        person: covered(minute, work[person]) or (None if UNKNOWN in plan.shifts[1:3] else False)
        for person, plan in plans.items()
    }


def _calls_today(person_ids: Collection[int], now: datetime) -> Counter[int]:
    rows = HelpCall.objects.filter(helper_id__in=person_ids, taken__gte=now - timedelta(hours=12))
    return Counter(rows.values_list("helper_id", flat=True))
