"""What candidates are made of: people, wishes, scores, who may not meet, and the conditions of an edge (Q8, Q9)."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import IntEnum

import numpy as np

from .arrays import BoolArray, IntArray


class Why(IntEnum):
    """Why a request has no edge: how far the best teacher got.

    NOBODY_AVAILABLE is the one word for full, paused, met before in this round and flagged.
    """

    HAS_EDGES = 0
    NOBODY_OFFERS = 1
    NOBODY_STRONG_ENOUGH = 2
    OTHER_TRADE = 3
    OUT_OF_REACH = 4
    NEVER_TOGETHER = 5
    NOBODY_AVAILABLE = 6
    OWN_PLACES_FULL = 7


@dataclass(frozen=True)
class Rules:
    """Conditions of an edge (Q8, Q9); scores in tenths of a point, minutes at work together in the next 28 days.

    own_within: the level up to which a technique is compared by itself (index into units, the factory's); between two
    who have only a further unit in common it is compared by the common one.
    """

    min_score: int = 600
    min_difference: int = 100
    max_candidates: int = 18
    minutes: int = 120
    top_score: int = 1000
    own_within: int = 2


class _Table:
    """Columns of integers and flags, all of one length."""

    def _check(self) -> None:
        rows = None
        for column in fields(self):  # type: ignore[arg-type]
            flag = column.type == "BoolArray"
            values = np.ascontiguousarray(getattr(self, column.name), bool if flag else None)
            if not flag and column.name != "id":
                values = values.astype(np.int64)
            object.__setattr__(self, column.name, values)
            rows = len(values) if rows is None else rows
            if len(values) != rows:
                raise ValueError(f"{type(self).__name__}.{column.name} has {len(values)} rows, not {rows}")

    __post_init__ = _check


@dataclass(frozen=True, eq=False)
class People(_Table):
    """One row per person; every other table points here by row number.

    id: any 64-bit integer that stays with the person. trade: of his post. units: int[P, L], the units he is in, nearest
    level first (group, workshop, factory, city), -1 where there is none. learning_free, teaching_free: places free at
    the wave's opening, 0 for a pause. teaching: introductions and contracts he held then ('lower load first').
    """

    id: IntArray
    trade: IntArray
    units: IntArray
    learning_free: IntArray
    teaching_free: IntArray
    teaching: IntArray


@dataclass(frozen=True, eq=False)
class Requests(_Table):
    """Open requests, at most one per person and technique.

    person: row. technique: id. trade: the teacher's, -1 where a reason allows another. wanted: score (Q4).
    reach: the furthest level that may lie between the two, an index into units. named: row of the teacher named, or -1
    (sealed). key: is the technique a current key problem where the learner works.
    """

    person: IntArray
    technique: IntArray
    trade: IntArray
    wanted: IntArray
    reach: IntArray
    named: IntArray
    key: BoolArray


@dataclass(frozen=True, eq=False)
class Offers(_Table):
    """Open offers, at most one per person and technique; named: row of the learner named, or -1 (sealed)."""

    person: IntArray
    technique: IntArray
    reach: IntArray
    named: IntArray


@dataclass(frozen=True, eq=False)
class Scores(_Table):
    """The last official scores 0-1000, at most one per person and technique; no row: never measured."""

    person: IntArray
    technique: IntArray
    score: IntArray


@dataclass(frozen=True, eq=False)
class Common(_Table):
    """Techniques that are known by a common one between factories, one row each, the common ones too; no row: by itself.

    trade: of the technique, so that two are of one trade where each has that of his own technique.
    """

    technique: IntArray = field(default_factory=lambda: np.empty(0, np.int64))
    common: IntArray = field(default_factory=lambda: np.empty(0, np.int64))
    trade: IntArray = field(default_factory=lambda: np.empty(0, np.int64))


@dataclass(frozen=True, eq=False)
class Excluded(_Table):
    """Pairs that must not meet in this wave, either way round: flags, same pair earlier in the round. Sealed."""

    one: IntArray = field(default_factory=lambda: np.empty(0, np.int64))
    other: IntArray = field(default_factory=lambda: np.empty(0, np.int64))
