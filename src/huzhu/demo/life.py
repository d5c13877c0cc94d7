"""What the demo's people did: wishes, rounds, answers and contracts, all through the real deeds (S20–S34)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from huzhu.base.access import Role, Scope
from huzhu.demo.chronicle import Chronicle
from huzhu.demo.house import House
from huzhu.demo.pairs import Pairs
from huzhu.demo.story import (
    CAN_TEACH,
    CLOSED_ROUND,
    COMPARED,
    COMPUTED,
    COMPUTED_TEACH,
    PLAYS,
)  # fmt: skip
from huzhu.demo.words import KEY_PROBLEMS
from huzhu.rooms.contracts.access import own
from huzhu.rooms.contracts.actions.closing import close_term, end_contract
from huzhu.rooms.contracts.actions.recording import RecordedTerm, record_contract
from huzhu.rooms.introductions.actions.loads import pause, set_own_limits
from huzhu.rooms.introductions.actions.private import set_not_with, set_readiness
from huzhu.rooms.introductions.actions.rounds import end_gathering, freeze, open_round, send
from huzhu.rooms.introductions.actions.wishes import suggest, wish_to_learn, withdraw
from huzhu.rooms.skills.actions.keys import post_key_problems

LEADING = PLAYS["learner"][0]


class Life(Pairs):
    """Plans everything on a chronicle; `self.rounds` keeps public ids by name while the days go by."""

    def __init__(self, house: House, chronicle: Chronicle, draw: Random) -> None:
        super().__init__(house, chronicle, draw)
        self.rounds: dict[str, str] = {}

    def plan(self) -> None:
        self._key_problems()
        self._closed_round()
        self._contracts()
        self._compared_round()
        self._computed_round()
        self._sent_round()
        self._gathering_round()
        self._quiet_wishes()
        self.practice.floor(LEADING)
        self.practice.sittings(self.days.back(75))

    # rounds
    def _key_problems(self) -> None:
        units: dict[str, int] = self.house.workshops | {name: group.id for name, group in self.house.groups.items()}
        for unit, problems in KEY_PROBLEMS.items():
            rows: list[tuple[str, int | None]] = [
                (text, self.house.techniques[technique]) for text, technique in problems
            ]
            for ago in (70, 20):
                self.days.on(self.days.back(ago), partial(self._post, units[unit], rows))
        self.days.on(self.days.back(20), partial(self._post, self.house.factory, [("全厂一等品率低于计划", None)]))

    def _post(self, unit: int, rows: list[tuple[str, int | None]], now: datetime) -> None:
        post_key_problems(unit, rows, by=self.days.by(self.house.office[Role.TRAINING_OFFICER][0], now), now=now)

    def _closed_round(self) -> None:
        """Spinning, two months ago: more learners than places, so it ends in all three ways (Q17)."""
        for day, name, technique in ((62, "piecer", "接头"), (62, "other piecer", "接头"), (61, "rover", "换粗纱")):
            self._offer(day, self.house.player(name), technique)
        self._ask_all(60, CLOSED_ROUND)
        self._open(66, "closed", "细纱车间")
        self._freeze(54, "closed", "stable")
        self._send(53, "closed")
        for ago in range(52, 41, -2):
            self.days.on(
                self.days.back(ago),
                partial(self._answer_as_they_are, tuple(CLOSED_ROUND), ("piecer", "other piecer", "rover")),
            )
        for person in ("piecer", "other piecer", "rover"):
            self.days.on(self.days.back(44), partial(self._sign_drafts, self.house.player(person)))

    def _compared_round(self) -> None:
        """Spinning, now: gathering is over, ten ask; the organiser compares."""
        for group, place, technique in CAN_TEACH:
            self._offer(12, self._of(group, place), technique)
        self._open(13, "compared", "细纱车间")
        self._ask_all(11, COMPARED)

    def _computed_round(self) -> None:
        """Preparation: frozen, for one look."""
        for group, place, technique in COMPUTED_TEACH:
            self._offer(6, self._of(group, place), technique)
        self._open(6, "computed", "准备车间")
        self._ask_all(5, COMPUTED)
        self.days.on(self.days.working_days_ago(2), lambda now: self._end_gathering("computed", now))
        self.days.on(self.days.working_days_ago(1), lambda now: self._frozen("computed", "greatest-gain", now))

    def _sent_round(self) -> None:
        """Weaving: sent on the last working day, answers open."""
        for name, technique in (
            ("star", "打结"),
            ("inspects", "验布"),
            ("starts", "开车"),
            ("changes shuttles", "换梭"),
        ):
            self._offer(15, self.house.player(name), technique)
        self._open(14, "sent", "织布车间")
        asks = (
            ("learner", "打结"), ("asks inspection", "验布"), ("asks restart", "开车"), ("asks knots", "打结"),
            ("asks shuttle", "换梭"), ("asks knots too", "打结"), ("asks drawing-in", "穿综穿筘"),
        )  # fmt: skip
        for name, technique in asks:
            self._ask(13, self.house.player(name), technique, show_name=name == "asks drawing-in")
        self.days.on(self.days.working_days_ago(1), lambda now: self._frozen("sent", "stable", now))
        self.days.on(
            self.days.working_days_ago(1), lambda now: send(self.rounds["sent"], by=self._organiser(now), now=now)
        )
        self.days.on(self.days.working_days_ago(1), partial(self._say, self.house.player("asks shuttle"), "yes"))
        self.days.on(self.days.working_days_ago(1), partial(self._say, self.house.player("changes shuttles"), "yes"))
        self.days.on(self.days.working_days_ago(1), partial(self._say, self.house.player("inspects"), "yes"))
        self.days.on(self.days.working_days_ago(1), partial(self._say, self.house.player("asks knots"), "no"))

    def _gathering_round(self) -> None:
        """The whole factory: wishes are being gathered."""
        self.days.on(self.days.working_days_ago(1), lambda now: self._opened("gathering", self.house.factory, now))

    def _open(self, ago: int, name: str, unit: str) -> None:
        self.days.on(self.days.back(ago), lambda now: self._opened(name, self.house.workshops[unit], now))

    def _opened(self, name: str, unit: int, now: datetime) -> None:
        self.rounds[name] = open_round(unit, by=self._organiser(now), now=now)

    def _end_gathering(self, name: str, now: datetime) -> None:
        """Ended early, with a reason."""
        end_gathering(self.rounds[name], "各组都已报齐", by=self._organiser(now), now=now)

    def _freeze(self, ago: int, name: str, rule: str) -> None:
        self.days.on(self.days.back(ago), lambda now: self._frozen(name, rule, now))

    def _frozen(self, name: str, rule: str, now: datetime) -> None:
        freeze(self.rounds[name], rule, by=self._organiser(now), now=now)

    def _send(self, ago: int, name: str) -> None:
        self.days.on(self.days.back(ago), lambda now: send(self.rounds[name], by=self._organiser(now), now=now))

    def _organiser(self, now: datetime) -> Scope:
        return self.days.by(self.house.office[Role.ORGANISER][0], now)

    # wishes and answers
    def _ask_all(self, ago: int, asks: tuple[tuple[str, tuple[int, ...], str], ...]) -> None:
        for group, places, technique in asks:
            for place in places:
                self._ask(ago, self._of(group, place), technique)

    def _answer_as_they_are(
        self, asks: tuple[tuple[str, tuple[int, ...], str], ...], teachers: tuple[str, ...], now: datetime
    ) -> None:
        """Teachers like to; of the learners some, some rather not, some say nothing."""
        for name in teachers:
            self._say(self.house.player(name), "yes", now)
        for group, places, _technique in asks:
            for place in places:
                word = ("yes", "yes", "no", "")[(place + len(group) + ord(group[0])) % 4]
                if word:
                    self._say(self._of(group, place), word, now)

    def _quiet_wishes(self) -> None:
        """What makes boards and private pages worth a look."""
        self._ask(25, self._of("前进组", 8), "处理断经", reach="factory", show_name=True)
        self._ask(33, self._of("三八组", 6), "换梭")
        self._offer(21, self._of("红旗组", 10), "巡回检查")
        self._ask(8, self._of("甲班一组", 13), "打结", reach="factory", other_trade_reason="下月调到织布车间")
        self.days.on(self.days.back(9), lambda now: set_readiness(
            "talk", by=self.days.by(self._of("前进组", 8), now), now=now, talk_with_id=self.house.groups["前进组"].people[0]))  # fmt: skip
        self.days.on(self.days.back(9), lambda now: set_readiness(
            "not-now", by=self.days.by(self._of("三八组", 6), now), now=now))  # fmt: skip
        self.days.on(self.days.back(9), lambda now: set_not_with(
            [self._of("前进组", 9)], by=self.days.by(self._of("前进组", 10), now), now=now))  # fmt: skip
        self.days.on(self.days.back(9), lambda now: set_own_limits(
            2, None, by=self.days.by(self.house.player("inspects"), now), now=now))  # fmt: skip
        self.days.on(self.days.back(9), lambda now: pause(
            self.days.today + timedelta(days=20), by=self.days.by(self._of("丙班一组", 11), now), now=now))  # fmt: skip
        withdrawn: list[str] = []
        person = self._of("前进组", 11)
        self.days.on(self.days.back(30), lambda now: withdrawn.append(
            wish_to_learn(self.house.techniques["开车"], by=self.days.by(person, now), now=now)))  # fmt: skip
        self.days.on(self.days.back(18), lambda now: withdraw(withdrawn[0], by=self.days.by(person, now), now=now))
        rows = [
            (self._of("三八组", 8), self.house.techniques["开车"], "request"),
            (self._of("三八组", 9), self.house.techniques["验布"], "offer"),
        ]
        officer = self.house.office[Role.TRAINING_OFFICER][0]
        self.days.on(self.days.back(7), lambda now: suggest(rows, by=self.days.by(officer, now), now=now))

    # contracts
    def _contracts(self) -> None:
        day = self.days.back
        self._pair(80, "settled teacher", "settled learner", "落纱", ends=day(46), step_of=40, steps=4)
        self.days.on(day(45), lambda now: self._close("settled learner", "met", now))
        self._pair(50, "ended teacher", "ended learner", "换粗纱", ends=day(20), steps=2)
        self.days.on(day(31), lambda now: self._end("ended learner", "time", now))
        self._pair(42, "late one", "late other", "巡回", ends=day(6), steps=4, back="清洁", kind="sisters")
        self._pair(
            16,
            "peer one",
            "peer other",
            "穿综穿筘",
            ends=self.days.today + timedelta(days=12),
            steps=4,
            back="验布",
            kind="brothers",
        )
        self._pair(75, "still teacher", "still learner", "看浆槽", ends=self.days.today + timedelta(days=18), steps=4)
        self._pair(70, "grows teacher", "grows learner", "换梭", ends=self.days.today + timedelta(days=22), steps=4)
        self._found_pair()
        self._draft()
        self.days.on(day(24), self._record)

    def _pair(self, ago: int, teacher: str, learner: str, technique: str, **more: Any) -> None:
        self.pair(ago, self.house.player(teacher), self.house.player(learner), technique, **more)

    def _found_pair(self) -> None:
        """Two who name each other."""
        one, other = self.house.player("found one"), self.house.player("found other")
        self._offer(22, other, "巡回检查", named_id=one)
        self._ask(21, one, "巡回检查", named_id=other)
        for person in (one, other):
            self.days.on(self.days.back(20), partial(self._say, person, "yes"))
        self.days.on(
            self.days.back(19),
            partial(self._write, one, self.days.today + timedelta(days=3), 2, "apprenticeship", None),
        )
        for person in (one, other):
            self.days.on(self.days.back(18), partial(self._sign, person))
        self.days.on(self.days.back(17), lambda now: self._told(one, now))

    def _told(self, one: int, now: datetime) -> None:
        contract = self._latest(one, now)
        self.practice.story(LEADING, contract.uid, contract.first_id, contract.second_id)

    def _draft(self) -> None:
        """The learner's draft: written, signed by her teacher, waiting for her."""
        teacher, learner = self.house.player("her teacher"), self.house.player("learner")
        self._introduce(9, teacher, learner, "处理断经")
        for person in (teacher, learner):
            self.days.on(self.days.back(7), partial(self._say, person, "yes"))
        self.days.on(
            self.days.back(4),
            partial(self._write, teacher, self.days.today + timedelta(days=30), 4, "apprenticeship", None),
        )
        self.days.on(self.days.back(4), partial(self._sign, teacher))

    def _record(self, now: datetime) -> None:
        one, other = self.house.player("on record one"), self.house.player("on record other")
        ends = self.days.today + timedelta(days=15)
        term = RecordedTerm(True, technique_id=self.house.techniques["处理断经"], baseline=480, target=700, ends=ends)
        by = self.days.by(self.house.office[Role.TRAINING_OFFICER][0], now)
        record_contract(one, other, (term,), by=by, now=now, mode="assigned", starts=self.days.back(24))

    def _sign_drafts(self, teacher: int, now: datetime) -> None:
        """After the closed round: of each teacher's drafts the first live, one is left to lapse."""
        scope = self.days.by(teacher, now)
        drafts = list(own(scope).filter(state="draft").order_by("pk"))
        for number, contract in enumerate(drafts[: max(1, len(drafts) - 1)]):
            ends = self.days.today + timedelta(days=(2, 9, 16)[number % 3])
            learner = contract.second_id
            self._written(contract.uid, teacher, ends, 4, "apprenticeship", None, now)
            for person in (teacher, learner):
                self._put(contract.uid, person, now)

    def _close(self, name: str, outcome: str, now: datetime) -> None:
        person = self.house.player(name)
        contract = self._latest(person, now)
        for term in contract.terms.all():
            close_term(contract.uid, term.uid, outcome, None, by=self.days.by(person, now), now=now)

    def _end(self, name: str, because: str, now: datetime) -> None:
        person = self.house.player(name)
        end_contract(self._latest(person, now).uid, because, by=self.days.by(person, now), now=now)
