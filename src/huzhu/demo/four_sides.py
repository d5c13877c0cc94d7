"""A group measured from four sides: standards, the assessor's round, the second word, one's own, the group's (S17)."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from itertools import product
from operator import mul

from huzhu.base.access import Role
from huzhu.demo.chronicle import Chronicle
from huzhu.demo.city_words import STANDARDS
from huzhu.demo.house import House
from huzhu.rooms.skills.actions.closing import close_month
from huzhu.rooms.skills.actions.saying import say_of_oneself, second_word, supplement
from huzhu.rooms.skills.actions.sitting import begin_sitting, mark_card
from huzhu.rooms.skills.actions.standards import ItemWords, draft_standard, publish_standard
from huzhu.rooms.skills.months import first_of, later
from huzhu.rooms.skills.queries import current_scores, techniques
from huzhu.rooms.skills.queries.standards import standard_for
from huzhu.rooms.skills.scores import level_of, quantity_of_score

GROUP = "车工一组"
TIMED, SEEN, PLAIN = "车外圆", "磨刀", "看图纸"
"""Measured by the clock, by the items of a standard, and by a look without a standard."""


def from_four_sides(months: list[date]) -> list[date]:
    """The last closed month and those that run."""
    return [later(months[-1], more) for more in (0, 1, 2)]


class FourSides:
    """Plans the group's last closed month, which ends agreed, and the running one, in which words differ."""

    def __init__(self, house: House, days: Chronicle, months: list[date]) -> None:
        self.house, self.days, self.group = house, days, house.groups[GROUP]
        self.month, self.open = from_four_sides(months)[:2]
        self.techniques = {name: house.techniques[name] for name in (TIMED, SEEN, PLAIN)}

    def plan(self) -> None:
        people, judged = self.group.people, (TIMED, SEEN)
        for name in judged:
            self._on(2, partial(self.standard, self.house.factory, self.techniques[name], STANDARDS[name]))
        self._on(13, partial(self._round, people, (TIMED, SEEN, PLAIN)))
        self._on(15, partial(self._seconded, people, judged))
        self._on(17, partial(self._own_words, people, judged))
        self._on(20, partial(self._agreed, people, judged))
        for day, leader in enumerate(people[:2], start=3):
            self._on(day, partial(self._close, leader), self.open)
        some = people[2:10]
        self._on(2, partial(self._round, some, judged), self.open)
        self._on(3, partial(self._seconded, some[:4], judged), self.open)
        self._on(3, partial(self._otherwise, some[4:6]), self.open)
        self._on(4, partial(self._own_words, some[1:], judged), self.open)
        self._on(4, partial(self._group_says, some[3]), self.open)

    def standard(self, unit: int, technique: int, items: tuple[str, ...], now: datetime, by: int | None = None) -> None:
        """Drafted and published the same day."""
        scope = self.days.by(by or self.house.office[Role.TRAINING_OFFICER][0], now)
        words = [ItemWords(text, worth=(400, 300, 200, 100)[at]) for at, text in enumerate(items)]
        uid = draft_standard(unit, technique, words, by=scope, now=now, method_text="看一个完整的工作循环，逐项记")
        publish_standard(uid, scope.day, by=scope, now=now)

    def _on(self, day: int, what: object, month: date | None = None) -> None:
        self.days.on((month or self.month).replace(day=day), what)  # type: ignore[arg-type]

    def _round(self, people: list[int], names: tuple[str, ...], now: datetime) -> None:
        """The assessor from machine to machine: by the clock, by the standard's items, or by a level."""
        by = self.days.by(self.house.assessor(GROUP), now)
        sitting = begin_sitting(self.group.id, people, [self.techniques[name] for name in names], by=by, now=now)
        standard = standard_for(self.techniques[SEEN], by.factory_path, by.day)
        assert standard is not None
        lines = techniques(self.techniques.values())
        for person in people:
            for name in names:
                technique = lines[self.techniques[name]]
                score = self._grown(person, technique.id, by.day)
                if name == TIMED:
                    quantity = round(quantity_of_score(technique, score), 1)
                    mark_card(sitting, person, technique.id, quantity=quantity, by=by, now=now)
                elif name == SEEN:
                    for item, seen in zip(
                        standard.items, _seen(score, [item.worth for item in standard.items]), strict=True
                    ):
                        mark_card(sitting, person, technique.id, item=(item.id, seen), by=by, now=now)
                else:
                    mark_card(
                        sitting,
                        person,
                        technique.id,
                        score=350 if score < 400 else 650 if score < 700 else 900,
                        by=by,
                        now=now,
                    )

    def _grown(self, person: int, technique: int, day: date) -> int:
        """A little above the last closed month, where there is one."""
        held = current_scores([person], day, technique_ids=[technique]).get((person, technique))
        return min(960, held.score + 15) if held else 520

    def _seconded(self, people: list[int], names: tuple[str, ...], now: datetime) -> None:
        """The production leader is of the same mind; of himself he says nothing."""
        by = self.days.by(self.group.people[1], now)
        for person in people:
            for name in names:
                if person != by.person_id:
                    second_word(self.group.id, person, self.techniques[name], first_of(by.day), None, by=by, now=now)

    def _otherwise(self, people: list[int], now: datetime) -> None:
        """He sees it another way."""
        by = self.days.by(self.group.people[1], now)
        for person in people:
            score = 650 if self._grown(person, self.techniques[TIMED], by.day) < 500 else 350
            second_word(self.group.id, person, self.techniques[TIMED], first_of(by.day), score, by=by, now=now)

    def _own_words(self, people: list[int], names: tuple[str, ...], now: datetime) -> None:
        """Most see themselves as they were last seen, every fourth one level higher or lower."""
        for at, person in enumerate(people):
            by = self.days.by(person, now)
            for name in names:
                score = level_of(self._grown(person, self.techniques[name], by.day)).middle
                score = {350: 650, 650: 900, 900: 650}.get(score, score) if at % 4 == 2 else score
                say_of_oneself(self.techniques[name], score, by=by, now=now)

    def _agreed(self, people: list[int], names: tuple[str, ...], now: datetime) -> None:
        """The group's sitting agrees with all but one, written down by a leader who is not the one spoken of."""
        month = first_of(self.days.by(people[0], now).day)
        for person in people:
            by = self.days.by(people[1] if person == people[0] else people[0], now)
            for name in names:
                supplement(self.group.id, person, self.techniques[name], month, None, by=by, now=now)

    def _group_says(self, person: int, now: datetime) -> None:
        by = self.days.by(self.group.people[0], now)
        supplement(
            self.group.id, person, self.techniques[SEEN], first_of(by.day), 500, words="那天砂轮刚换，大家看他平时磨得好",
            by=by, now=now,
        )  # fmt: skip

    def _close(self, leader: int, now: datetime) -> None:
        close_month(self.group.id, self.month, by=self.days.by(leader, now), now=now)


def _seen(score: int, worths: list[int]) -> tuple[float, ...]:
    """Which items are seen, so that their worth comes nearest to a score, from above."""
    ways = product((1.0, 0.0), repeat=len(worths))
    reached = {way: 1000 * sum(map(mul, way, worths)) / sum(worths) for way in ways}
    return min((way for way in reached if reached[way] >= score), key=lambda way: reached[way])
