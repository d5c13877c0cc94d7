"""What two people do with each other in the demo: wishes, introductions, answers, contracts, by the real deeds (S20–S34)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from huzhu.demo.chronicle import Chronicle
from huzhu.demo.house import House
from huzhu.demo.practice import Practice
from huzhu.demo.words import STEPS, STEPS_BACK
from huzhu.rooms.contracts.access import contract_for, own
from huzhu.rooms.contracts.actions.drafting import edit_draft
from huzhu.rooms.contracts.actions.orientation import confirm_orientation
from huzhu.rooms.contracts.actions.signing import _put_name
from huzhu.rooms.contracts.actions.steps import mark_step
from huzhu.rooms.contracts.actions.terms import DraftWords, TermWords
from huzhu.rooms.contracts.queries.text import digest_of, text_of
from huzhu.rooms.contracts.values import score_of, value_of_score
from huzhu.rooms.introductions.actions.answers import answer
from huzhu.rooms.introductions.actions.found import introduce_by_hand
from huzhu.rooms.introductions.actions.wishes import offer_to_teach, wish_to_learn
from huzhu.rooms.introductions.queries.introductions import Shown, my_introductions
from huzhu.rooms.skills.queries import techniques


class Pairs:
    """People of one house, and the days on which they act."""

    def __init__(self, house: House, chronicle: Chronicle, draw: Random) -> None:
        self.house, self.days, self.draw = house, chronicle, draw
        self.practice = Practice(house, chronicle)

    def _of(self, group: str, place: int) -> int:
        return self.house.groups[group].people[place]

    def _ask(self, ago: int, person: int, technique: str, **more: object) -> None:
        self.days.on(self.days.back(ago), lambda now: wish_to_learn(
            self.house.techniques[technique], by=self.days.by(person, now), now=now, **more))  # type: ignore[arg-type]  # fmt: skip

    def _offer(self, ago: int, person: int, technique: str, **more: object) -> None:
        self.days.on(self.days.back(ago), lambda now: offer_to_teach(
            self.house.techniques[technique], by=self.days.by(person, now), now=now, **more))  # type: ignore[arg-type]  # fmt: skip

    def pair(
        self, ago: int, one: int, other: int, technique: str, *, ends: date, steps: int = 0, back: str = "",
        kind: str = "apprenticeship", step_of: int | None = None, content: str = "",
    ) -> None:  # fmt: skip
        """Introduced by the leader, answered, drafted, written and signed by both within three days."""
        self._introduce(ago + 3, one, other, technique)
        if back:
            self._introduce(ago + 3, other, one, back)
        for person in (one, other):
            self.days.on(self.days.back(ago + 2), partial(self._say, person, "yes"))
        self.days.on(self.days.back(ago + 1), partial(self._write, other, ends, steps, kind, step_of, content=content))
        for person in (one, other):
            self.days.on(self.days.back(ago), partial(self._sign, person))

    def _introduce(self, ago: int, teacher: int, learner: int, technique: str) -> None:
        leader = next(group.people[0] for group in self.house.groups.values() if learner in group.people)
        self.days.on(self.days.back(ago), lambda now: introduce_by_hand(
            teacher, learner, self.house.techniques[technique], by=self.days.by(leader, now), now=now))  # fmt: skip

    def _open_introductions(self, person: int, now: datetime) -> list[Shown]:
        return [line for line in my_introductions(self.days.by(person, now), now) if line.open]

    def _say(self, person: int, word: str, now: datetime) -> None:
        for line in self._open_introductions(person, now):
            answer(line.uid, word, by=self.days.by(person, now), now=now)

    def _latest(self, person: int, now: datetime) -> Any:
        found = own(self.days.by(person, now)).order_by("-pk").first()
        assert found is not None
        return found

    def _write(
        self, person: int, ends: date, steps: int, kind: str, step_of: int | None, now: datetime, content: str = ""
    ) -> None:
        self._written(self._latest(person, now).uid, person, ends, steps, kind, step_of, now, content)

    def _written(
        self, uid: str, person: int, ends: date, steps: int, kind: str, step_of: int | None, now: datetime,
        content: str = "",
    ) -> None:  # fmt: skip
        """One of the two fills the draft: date, weekly steps, and where given a nearer target."""
        contract = contract_for(uid, by=self.days.by(person, now))
        terms = tuple(
            TermWords(
                taught_by_first=row.teacher_id == contract.first_id, technique_id=row.technique_id,
                target=row.target if step_of is None else self._nearer(row, step_of), ends=ends, steps=(STEPS_BACK if row.teacher_id != contract.first_id else STEPS)[:steps],
            )
            for row in contract.terms.all()
        )  # fmt: skip
        words = DraftWords(kind, contract.duties_first, contract.duties_second, terms, content=content)
        edit_draft(uid, words, by=self.days.by(person, now), now=now)

    def _nearer(self, term: Any, step_of: int) -> float:
        """A target that lies `step_of` tenths above the baseline."""
        technique = techniques([term.technique_id])[term.technique_id]
        return value_of_score(technique, score_of(technique, term.baseline) + step_of)

    def _sign(self, person: int, now: datetime) -> None:
        self._put(self._latest(person, now).uid, person, now)

    def _put(self, uid: str, person: int, now: datetime) -> None:
        """Orientation, then the name; the secret, which the form asks for before the deed, is left out."""
        by = self.days.by(person, now)
        confirm_orientation(by=by, now=now)
        contract = contract_for(uid, by=by)
        _put_name(uid, digest_of(text_of(contract)), "yes", by=by, now=now)
        if contract_for(uid, by=by).state == "signed":
            self._practise(contract, by.day)
            self.practice.lives(contract, by.day)

    def _practise(self, contract: Any, day: date) -> None:
        """Each step is marked at its week's end, done or not, by one of the two; now and then nobody marks it."""
        for number, step in enumerate(contract.steps.order_by("week", "term__position")):
            ends, word = day + timedelta(days=7 * step.week - 2), self.draw.random()
            if ends < self.days.today and word < 0.9:
                who = (contract.second_id, contract.first_id)[number % 2]
                self.days.on(ends, partial(self._mark, contract.uid, step.uid, who, word < 0.75))

    def _mark(self, uid: str, step: str, person: int, done: bool, now: datetime) -> None:
        by = self.days.by(person, now)
        if contract_for(uid, by=by).state == "signed":
            mark_step(uid, step, done, by=by, now=now)
