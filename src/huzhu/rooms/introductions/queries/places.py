"""Places as they are shown: they change at deadlines only, so that nothing tells of an open introduction (Q12).

The counters in `Load` are live and are never shown: they hold places for introductions that one of the two, or both,
must not see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from huzhu.base.access import Scope
from huzhu.base.charter import Rule, rules
from huzhu.base.db import compiled
from huzhu.rooms.introductions.clauses import LEARNING_LOAD, TEACHING_LOAD
from huzhu.rooms.introductions.models import Hold, Load
from huzhu.rooms.introductions.queries.limits import Limit, limits_at


@dataclass(frozen=True)
class Places:
    """Shown places of one person: taken and most, teaching and learning; `paused_until` his own pause."""

    teaching: int
    most_teaching: int
    learning: int
    most_learning: int
    paused_until: date | None = None

    @property
    def free_teaching(self) -> int:
        return 0 if self.paused_until else max(0, self.most_teaching - self.teaching)

    @property
    def free_learning(self) -> int:
        return 0 if self.paused_until else max(0, self.most_learning - self.learning)


@dataclass(frozen=True)
class OwnPlaces:
    """One's own places with the charter's limits and where they come from (S13)."""

    places: Places
    own_teaching: int | None
    own_learning: int | None
    teaching_rule: Rule
    learning_rule: Rule


def shown_places(paths: dict[int, str], day: date, now: datetime) -> dict[int, Places]:
    """Shown places by person; `paths` by person: of his group. Three statements.

    A place is shown as taken from the deadline of its introduction on, if it was concluded.
    """
    at_path = limits_at(set(paths.values()), day)
    loads = {row.person_id: row for row in _loads(paths)}
    taken = _taken(paths, now)
    return {person: _places(at_path[path], loads.get(person), person, taken, day) for person, path in paths.items()}


def own_places(scope: Scope, now: datetime) -> OwnPlaces:
    """My places, my own limits and the charter's."""
    person = scope.person_id or 0
    load = next(iter(_loads([person])), None)
    found = rules(TEACHING_LOAD, LEARNING_LOAD, path=scope.group_path, day=scope.day)
    teaching, learning = found[TEACHING_LOAD], found[LEARNING_LOAD]
    places = _places(Limit(teaching.value, learning.value), load, person, _taken([person], now), scope.day)
    own = (load.own_teaching, load.own_learning) if load else (None, None)
    return OwnPlaces(places, *own, teaching, learning)


def _taken(persons: Collection[int], now: datetime) -> Counter[tuple[int, str]]:
    return Counter(_held(persons, now))


@compiled
def _held(person_ids: Collection[int], now: datetime) -> QuerySet[Any, tuple[int, str]]:
    over = Q(introduction=None) | Q(introduction__deadline__lte=now)
    rows = Hold.objects.filter(over, person_id__in=person_ids, freed=None).exclude(introduction__state="sent")
    return rows.values_list("person_id", "side")


@compiled
def _loads(person_ids: Collection[int]) -> QuerySet[Load]:
    return Load.objects.filter(person_id__in=person_ids)


def _places(limit: Limit, load: Load | None, person: int, taken: Counter[tuple[int, str]], day: date) -> Places:
    most = limit.at_most(load.own_teaching, load.own_learning) if load else limit
    paused = load.paused_until if load and load.paused_until and load.paused_until > day else None
    return Places(taken[person, "teach"], most.teaching, taken[person, "learn"], most.learning, paused)
