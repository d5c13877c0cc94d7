"""A group's practice: who had no session in this half of the month, which pairs need help today, how full weeks are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from huzhu.base.access import LEADERS, Scope
from huzhu.base.calendar.queries.slots import loads_of_week
from huzhu.base.followup.halves import half_of
from huzhu.base.people.queries import roster
from huzhu.rooms.contracts.queries.running import Pair, running_at
from huzhu.rooms.practice.models import Session
from huzhu.rooms.practice.moves import CONFIRMED, LOGGED
from huzhu.rooms.practice.queries.held import sessions_of
from huzhu.rooms.practice.queries.lines import booked_sessions
from huzhu.rooms.practice.queries.stalls import stalled


@dataclass(frozen=True)
class PairLine:
    """One contract; `reasons`: why this pair may need somebody today, in words."""

    uid: str
    title: str
    last: date | None
    next: datetime | None
    held: int
    reasons: list[str]


@dataclass(frozen=True)
class LoadLine:
    name: str
    minutes: int


@dataclass(frozen=True)
class GroupPractice:
    """`since`: the first day of this half of the month; `without`: no session in it; `people`: whose looks are noted."""

    since: date
    help: list[PairLine]
    without: list[PairLine]
    going: list[PairLine]
    loads: list[LoadLine]
    people: set[int]


def group_practice(unit_id: int, scope: Scope, now: datetime) -> GroupPractice:
    """Contracts that the group keeps, in the order of their ends; as many statements for any number. What two
    remember differently and what stands still is told to the leaders alone. The door is the caller's."""
    pairs, since = running_at([unit_id]), half_of(scope.day)
    ids = [pair.id for pair in pairs]
    held = sessions_of(ids, since, scope.day)
    rows = Session.objects.filter(contract_id__in=ids)
    last = dict(rows.filter(state=CONFIRMED).values_list("contract_id").annotate(Max("day")))
    denied = set(rows.filter(state=LOGGED, words__happened=False).values_list("contract_id", flat=True))
    ahead = {row.contract_id: row.slot.starts for row in reversed(booked_sessions(ids)) if row.slot}
    leads = scope.holds_exactly(*LEADERS, unit_id=unit_id)
    still, denied = (stalled(ids), denied) if leads else (set(), set())
    lines = []
    for pair in pairs:
        count = sum(line.confirmed for line in held.get(pair.id, ()))
        reasons = _reasons(pair, count, ahead.get(pair.id), pair.id in denied, pair.id in still, since)
        lines.append(PairLine(pair.uid, pair.title, last.get(pair.id), ahead.get(pair.id), count, reasons))
    members = roster(unit_id, scope.day)
    minutes = loads_of_week([member.id for member in members], scope.day)
    return GroupPractice(
        since, [line for line in lines if line.reasons], [line for line in lines if not line.held],
        [line for line in lines if line.held], [LoadLine(member.name, minutes[member.id]) for member in members],
        {person for pair in pairs for person in pair.two},
    )  # fmt: skip


def _reasons(pair: Pair, held: int, ahead: datetime | None, denied: bool, still: bool, since: date) -> list[str]:
    reasons = []
    if not held and ahead is None and pair.starts < since:
        reasons.append(_("no session in this half of the month, none booked"))
    if denied:
        reasons.append(_("they remember a session differently"))
    if still:
        reasons.append(_("progress stands still"))
    return reasons
