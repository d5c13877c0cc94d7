"""How the demo's contracts live: sessions and their confirmation, sittings, questions, faults, lessons, by the real deeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from django.utils import timezone

from huzhu.base.access import HuzhuError, Refused
from huzhu.base.calendar.actions.machines import keep_machine
from huzhu.base.calendar.hours import Span, covered
from huzhu.base.calendar.queries.plans import plans_of, work_of
from huzhu.base.followup.halves import half_of
from huzhu.base.units.models import Unit
from huzhu.demo.chronicle import Chronicle
from huzhu.demo.house import Group, House
from huzhu.rooms.checks.actions.conditions import add_condition
from huzhu.rooms.checks.actions.findings import raise_finding
from huzhu.rooms.checks.actions.sitting import Said as Rated
from huzhu.rooms.checks.actions.sitting import hold_sitting
from huzhu.rooms.contracts.access import contract_for
from huzhu.rooms.exchange.actions import questions, sharing
from huzhu.rooms.practice.actions import cycles
from huzhu.rooms.practice.actions.adjacency import ask_neighbours
from huzhu.rooms.practice.actions.faults import name_fault
from huzhu.rooms.practice.actions.logging import Said, confirm, log_session

PACE, QUIET = 5, 0.2
"""Days between two sessions of a pair, and the share of pairs whose contract is only on paper."""
DECISIONS = ("手放轻，先慢后快", "先练找头，再练绕线", "两手同时动", "")
MACHINES, ROOM = 6, "织布一号场"
MEETINGS = (time(7, 30), time(15, 30), time(21, 45))
"""Times at which two have finished meeting: before the day's work, after the early shift, before the night's."""


class Practice:
    """Plans on the chronicle what comes of signed contracts; each house draws its own numbers."""

    def __init__(self, house: House, days: Chronicle) -> None:
        self.house, self.days, self.draw = house, days, Random(f"practice of {house.words.name}")  # nosec B311 - no secret is drawn
        self.units: dict[int, str] = dict(Unit.objects.values_list("id", "uid"))

    def lives(self, contract: Any, day: date) -> None:
        """From signing on the two meet every few days: one logs it, the other says that it was so; some pairs never do."""
        if contract.of_units or self.draw.random() < QUIET:
            return
        ends, number = min(contract.ends, self.days.today - timedelta(days=1)), 0
        work = work_of(plans_of([contract.first_id, contract.second_id], day, (ends - day).days + 1))
        on = day + timedelta(days=self.draw.randrange(2, PACE))
        while on < ends:
            if on.weekday() < 5:
                who = (contract.second_id, contract.first_id)[number % 4 == 3]
                other = contract.first_id + contract.second_id - who
                answered = on + timedelta(days=1) < self.days.today and self.draw.random() < 0.9
                said = partial(self._session, contract.uid, who, other if answered else None, number)
                self.days.on(on, said, _off_work(work, on))
                number += 1
            on += timedelta(days=self.draw.randrange(PACE - 2, PACE + 3))

    def _session(self, uid: str, who: int, other: int | None, number: int, now: datetime) -> None:
        by = self.days.by(who, now)
        if contract_for(uid, by=by).state != "signed":
            return
        minutes = (30, 45, 30, 60)[number % 4]
        said = Said(
            minutes,
            minutes * (1 + number % 3) // 4,
            "practice" if number % 3 else "observation",
            decision=DECISIONS[number % 4],
        )
        with suppress(Refused):  # the other was quicker with this half day
            session = log_session(uid, said, done_at=now, by=by, now=now)
            if other is not None:
                later = now + timedelta(hours=2)
                self.days.on(later.date() + timedelta(days=1), lambda then: self._confirm(session, other, then))

    def _confirm(self, session: str, person: int, now: datetime) -> None:
        with suppress(HuzhuError):  # their contract ended meanwhile
            confirm(session, done_at=now, by=self.days.by(person, now), now=now)

    def sittings(self, since: date) -> None:
        """Each group's leader sits on the last working day of every half month but the last, which is still to come."""
        half = half_of(since)
        while (after := half_of(half + timedelta(days=17))) <= half_of(self.days.today):
            day = after - timedelta(days=1)
            while day.weekday() > 4:
                day -= timedelta(days=1)
            for group in self.house.working.values():
                self.days.on(day, partial(self._sit, group, half))
            half = after

    def _sit(self, group: Group, half: date, now: datetime) -> None:
        by = self.days.by(group.people[0], now)
        with suppress(Refused):
            hold_sitting(self.units[group.id], half, {}, rest=True, done_at=now, by=by, now=now)

    def floor(self, name: str) -> None:
        """A group's machines in a row, and what it has set itself."""
        group = self.house.groups[name]
        leader, unit, beside = group.people[0], self.units[group.id], list[str]()
        for number in range(MACHINES):
            self.days.on(self.days.back(40), partial(self._machine, unit, leader, number, beside))
        for text, measure, target in (("断经不超过", "根/台时", "0.8"), ("下机一等品率", "%", "98")):
            self.days.on(self.days.back(35), self._as(leader, add_condition, unit, text, measure, target))

    def story(self, name: str, uid: str, first: int, second: int) -> None:
        """What one pair shows after signing: a question with its answer and an open one, a cycle, a fault, places asked for
        side by side; of its group a point for the workshop, a meeting with its lesson, and a contract that goes poorly."""
        group, day = self.house.groups[name], self.days.back
        leader, unit = group.people[0], self.units[group.id]
        term, technique = self._terms(uid, first)[0]
        asked: list[str] = []
        self.days.on(day(12), lambda now: asked.append(questions.ask(
            technique, "断头多的时候先找哪一边？", by=self.days.by(second, now), now=now, contract_uid=uid)))  # fmt: skip
        self.days.on(
            day(11), lambda now: questions.answer(asked[0], "先看左手边，手放轻", by=self.days.by(first, now), now=now)
        )
        self.days.on(day(10), lambda now: questions.accept(asked[0], by=self.days.by(second, now), now=now))
        self.days.on(day(2), self._as(second, questions.ask, technique, "换班以后手发僵，怎么练？", contract_uid=uid))
        self.days.on(day(14), self._as(second, cycles.observe, uid, term))
        self.days.on(day(13), self._as(second, cycles.debrief, uid, term, "先慢后快，每天练二十次"))
        self.days.on(day(9), self._as(second, cycles.practise, uid, term))
        self.days.on(
            day(8), self._as(first, name_fault, uid, term, "断头多", "插拔筒管手重，动作不连贯", "放轻，先练连贯")
        )
        self.days.on(day(6), self._as(second, ask_neighbours, uid, "离得远，看不见手上动作"))
        self.days.on(day(5), self._as(leader, raise_finding, unit, "workshop", "顶岗的人不够，观摩排不开"))
        meeting: list[str] = []
        self.days.on(day(7), lambda now: meeting.append(sharing.plan(
            unit, "半个月互助体会", day(7), [leader, first, second], by=self.days.by(leader, now), now=now)))  # fmt: skip
        self.days.on(day(7), lambda now: sharing.write_lesson(
            meeting[0], "教的人先放手，学的人先说一遍再动手，比手把手快。", [uid], by=self.days.by(leader, now), now=now))  # fmt: skip
        self.days.on(day(3), lambda now: self._poor(unit, leader, uid, now))

    def _as(self, person: int, deed: Any, *words: Any, **more: Any) -> Any:
        return lambda now: deed(*words, by=self.days.by(person, now), now=now, **more)

    def _machine(self, unit: str, leader: int, number: int, beside: list[str], now: datetime) -> None:
        beside.append(keep_machine(
            unit, f"{number + 1} 号布机", room=ROOM, position=number, neighbours=beside[-1:], by=self.days.by(leader, now), now=now,
        ))  # fmt: skip

    def _terms(self, uid: str, person: int) -> list[tuple[str, int]]:
        rows = contract_for(uid, by=self.days.by(person, timezone.now())).terms.order_by("position")
        return [(row.uid, row.technique_id) for row in rows if row.technique_id]

    def _poor(self, unit: str, leader: int, uid: str, now: datetime) -> None:
        """One line of this half month's sitting is said already: going poorly, for want of time."""
        word = Rated("poor", "", "两人错班，半个月只练了一次", "", "", "shifts", "seldom", "workshop")
        with suppress(Refused):
            hold_sitting(unit, half_of(now.date()), {uid: word}, done_at=now, by=self.days.by(leader, now), now=now)


def _off_work(work: Mapping[int, Sequence[Span]], day: date) -> time:
    """A time at which neither of two is at work, in the hour before it too; else the last one."""
    for at in MEETINGS:
        last = int(timezone.make_aware(datetime.combine(day, at)).timestamp() // 60)
        if not any(covered(minute, spans) for spans in work.values() for minute in (last - 60, last)):
            return at
    return MEETINGS[-1]
