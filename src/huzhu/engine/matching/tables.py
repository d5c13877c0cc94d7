"""What candidates are made of: people, wishes, scores, who may not meet, and the conditions of an edge (Q8, Q9)."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import IntEnum

import numpy as np

from .arrays import BoolArray, IntArray

Ids = IntArray  # int64, any numbers that stay with what they name
Rows = IntArray  # int32, rows of another table or small numbers


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
    """Columns of flags, ids and small numbers, all of one length, each kept as the one type that kernels take."""

    def _check(self) -> None:
        rows = None
        for column in fields(self):  # type: ignore[arg-type]
            name, dtype = f"{type(self).__name__}.{column.name}", _TYPES[str(column.type)]
            values = np.asarray(getattr(self, column.name))
            if dtype is np.int32 and values.dtype.itemsize > 4 and values.size:
                bounds = np.iinfo(np.int32)
                if values.min() < bounds.min or values.max() > bounds.max:
                    raise ValueError(f"{name} does not fit int32")
            values = np.require(values, dtype, ["C", "A", "W"])  # what may not be written is another type to kernels
            object.__setattr__(self, column.name, values)
            rows = len(values) if rows is None else rows
            if len(values) != rows:
                raise ValueError(f"{name} has {len(values)} rows, not {rows}")

    __post_init__ = _check


_TYPES: dict[str, type] = {"BoolArray": np.bool_, "Ids": np.int64, "Rows": np.int32}


@dataclass(frozen=True, eq=False)
class People(_Table):
    """One row per person; every other table points here by row number.

    id: any 64-bit integer that stays with the person. trade: of his post. units: int[P, L], the units he is in, nearest
    level first (group, workshop, factory, city), -1 where there is none. learning_free, teaching_free: places free at
    the wave's opening, 0 for a pause. teaching: introductions and contracts he held then ('lower load first').
    """

    id: Ids
    trade: Ids
    units: Ids
    learning_free: Rows
    teaching_free: Rows
    teaching: Rows


@dataclass(frozen=True, eq=False)
class Requests(_Table):
    """Open requests, at most one per person and technique.

    person: row. technique: id. trade: the teacher's, -1 where a reason allows another. wanted: score (Q4).
    reach: the furthest level that may lie between the two, an index into units. named: row of the teacher named, or -1
    (sealed). key: is the technique a current key problem where the learner works.
    """

    person: Rows
    technique: Ids
    trade: Ids
    wanted: Rows
    reach: Rows
    named: Rows
    key: BoolArray


@dataclass(frozen=True, eq=False)
class Offers(_Table):
    """Open offers, at most one per person and technique; named: row of the learner named, or -1 (sealed)."""

    person: Rows
    technique: Ids
    reach: Rows
    named: Rows


@dataclass(frozen=True, eq=False)
class Scores(_Table):
    """The last official scores 0-1000, at most one per person and technique; no row: never measured."""

    person: Rows
    technique: Ids
    score: Rows

    def __post_init__(self) -> None:
        self._check()
        if self.score.size and (self.score.min() < 0 or self.score.max() > 1000):
            raise ValueError("Scores.score is not within 0-1000")


@dataclass(frozen=True, eq=False)
class Common(_Table):
    """Techniques that are known by a common one between factories, one row each, the common ones too; no row: by itself.

    trade: of the technique, so that two are of one trade where each has that of his own technique.
    """

    technique: Ids = field(default_factory=lambda: np.empty(0, np.int64))
    common: Ids = field(default_factory=lambda: np.empty(0, np.int64))
    trade: Ids = field(default_factory=lambda: np.empty(0, np.int64))


@dataclass(frozen=True, eq=False)
class Excluded(_Table):
    """Pairs that must not meet in this wave, either way round: flags, same pair earlier in the round. Sealed."""

    one: Rows = field(default_factory=lambda: np.empty(0, np.int32))
    other: Rows = field(default_factory=lambda: np.empty(0, np.int32))


@dataclass(frozen=True, eq=False)
class Together:
    """Who is at work when in the next 28 days, as R rotas over S pieces of time that no shift begins or ends within.

    rota: int[P], row of each person's rota; none at all: nothing is known. busy: bool[R, S]. length: int[S], minutes of
    each piece. known: bool[R], whether the rota says something about every day.
    """

    rota: IntArray = field(default_factory=lambda: np.empty(0, np.int32))
    busy: BoolArray = field(default_factory=lambda: np.empty((0, 0), np.bool_))
    length: IntArray = field(default_factory=lambda: np.empty(0, np.int32))
    known: BoolArray = field(default_factory=lambda: np.empty(0, np.bool_))

    def __post_init__(self) -> None:
        for name, dtype in (("rota", np.int32), ("busy", np.bool_), ("length", np.int32), ("known", np.bool_)):
            object.__setattr__(self, name, np.require(getattr(self, name), dtype, ["C", "A", "W"]))
        if self.busy.shape != (self.known.size, self.length.size):
            raise ValueError(f"Together.busy has shape {self.busy.shape}, not {(self.known.size, self.length.size)}")
