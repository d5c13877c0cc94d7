"""What the pages of wishes offer to choose from: techniques, reaches, people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.charter import Rule, rule
from huzhu.base.people.queries import PersonLine, leaders_of, people, roster
from huzhu.base.units.queries import UnitLine, line_up
from huzhu.rooms.introductions.clauses import MIN_SCORE, WISH_LIFE
from huzhu.rooms.introductions.models import Wish
from huzhu.rooms.introductions.queries.arrays import REACHES, key_techniques_of
from huzhu.rooms.introductions.queries.board import in_reach, offered
from huzhu.rooms.introductions.queries.private import own_words
from huzhu.rooms.skills import queries as skills


@dataclass(frozen=True)
class Choice:
    """A technique one could wish for. `first`: own gap or own strength; `asked`: others ask for it; `before`: what should
    come first, in words."""

    id: int
    uid: str
    name: str
    first: bool
    key: bool
    asked: bool
    before: str = ""


@dataclass(frozen=True)
class Techniques:
    """`own`: of my trade; `other`: of other trades."""

    own: list[Choice]
    other: list[Choice]

    def is_other(self, uid: str) -> bool:
        return any(line.uid == uid for line in self.other)

    def id_of(self, uid: str) -> int | None:
        return next((line.id for line in (*self.own, *self.other) if line.uid == uid), None)


def techniques_to_wish(scope: Scope, kind: str) -> Techniques:
    """Techniques without an open wish of mine: key gaps, gaps, then the rest; of an offer: strengths first."""
    person, path = scope.person_id or 0, scope.group_path
    standing = skills.current_scores([person], scope.day)
    wanted = skills.wanted_for([person], scope.day)
    trade = skills.trade_of([person], scope.day).get(person)
    key = key_techniques_of({path}, scope.day)[path]
    asked = Counter(row.known_as for row in in_reach("request", scope) if row.person_id != person)
    least = rule(MIN_SCORE, path=path, day=scope.day).value
    mine = set(
        Wish.objects.filter(person_id=person, state=Wish.State.OPEN, kind=kind).values_list("technique_id", flat=True)
    )
    found = Techniques([], [])
    lines = skills.techniques_for(path, on=scope.day)
    scores = {technique: at.score for (_me, technique), at in standing.items()}
    before = skills.first_words([line.id for line in lines], scores, path) if kind == "request" else {}
    for line in lines:
        held = standing.get((person, line.id))
        if line.id in mine:
            continue
        good = held is not None and (held.score < wanted[person, line.id] if kind == "request" else held.score >= least)
        choice = Choice(
            line.id,
            line.uid,
            line.name,
            good,
            line.id in key,
            kind == "offer" and asked[line.id] > 0,
            before.get(line.id, ""),
        )
        (found.own if line.trade_id == trade else found.other).append(choice)
    for choices in (found.own, found.other):
        choices.sort(key=lambda line: (not line.first, not line.key, not line.asked))
    return found


def reaches(scope: Scope) -> list[UnitLine]:
    """The units up from my group to which a wish can reach, nearest first."""
    return [unit for unit in reversed(line_up(scope.group_path, scope.day)) if unit.level in REACHES]


def reach_words(unit: UnitLine) -> str:
    return _("my group") if unit.level == "group" else unit.name


def nameable(scope: Scope, now: datetime) -> list[PersonLine]:
    """Whose names I may know (Q31): my group, and whoever offers within reach of me; in roll order, without me."""
    lines = {line.id: line for line in roster(scope.group_id or 0, scope.day)}
    lines |= {line.person.id: line.person for line in offered(scope, now)}
    return _in_order(line for line in lines.values() if line.id != scope.person_id)


def flaggable(scope: Scope, now: datetime) -> list[PersonLine]:
    """Whom I can name as 'not with': the same, and whom I named by number: what he is called I do not learn (Q31)."""
    lines = {line.id: line for line in nameable(scope, now)}
    others = people(set(own_words(scope).not_with) - lines.keys()).values()
    return _in_order([*lines.values(), *(replace(line, name=line.roll) for line in others)])


def my_leaders(scope: Scope) -> list[PersonLine]:
    """The leaders of my group, with whom I may ask for a talk."""
    found = set(leaders_of(scope.group_id or 0, scope.day).values()) - {scope.person_id}
    return _in_order(people(found).values())


def wish_life(scope: Scope) -> Rule:
    """How long a wish lives, with its source."""
    return rule(WISH_LIFE, path=scope.group_path, day=scope.day)


def _in_order(lines: object) -> list[PersonLine]:
    return sorted(lines, key=lambda line: (len(line.roll), line.roll))  # type: ignore[call-overload, no-any-return]
