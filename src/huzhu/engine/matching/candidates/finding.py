"""From wishes and measurements to candidate edges, both orders, and why somebody has none (Q8-Q11)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from huzhu.engine.compiled import side_by_side

from ..arrays import BoolArray, Edges, IntArray
from ..tables import Common, Excluded, Offers, People, Requests, Rules, Scores, Together, Why
from .choosing import MEASURED, OTHER_TRADE, choose, describe, how_far, repay
from .orders import KEY, MUTUAL, NAMED, orders
from .world import world_of

LEAST = 2_500
"""Requests that are worth a thread."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """Edges with the columns a reason sentence is made of, one row per edge, and why each request has none.

    level: int8[m], index of the nearest unit in common. offer: int32[m], row of the teacher's offer, whose technique is
    another than the request's where factories meet by a common one. minutes: int32[m], together, -1 unknown.
    flags: uint8[m], see the properties. why: int8[n], `Why` of each request.
    """

    edges: Edges
    level: NDArray[np.int8]
    offer: IntArray
    minutes: IntArray
    flags: NDArray[np.uint8]
    why: NDArray[np.int8]

    def _flag(self, bit: int) -> BoolArray:
        return (self.flags & np.uint8(bit)) != 0

    @cached_property
    def measured(self) -> BoolArray:
        """Was the learner ever measured? bool[m]"""
        return self._flag(MEASURED)

    @cached_property
    def mutual(self) -> BoolArray:
        """Can the learner teach something the teacher asks for (S32)? bool[m]"""
        return self._flag(MUTUAL)

    @cached_property
    def key(self) -> BoolArray:
        """Is the technique a key problem where the learner works? bool[m]"""
        return self._flag(KEY)

    @cached_property
    def other_trade(self) -> BoolArray:
        """Are they of different trades? bool[m]"""
        return self._flag(OTHER_TRADE)

    @cached_property
    def named(self) -> BoolArray:
        """Does the request name the teacher? SEALED, for totals at most, never in a sentence (Q18). bool[m]"""
        return self._flag(NAMED)


def find_candidates(
    people: People,
    requests: Requests,
    offers: Offers,
    scores: Scores,
    *,
    seed: int | bytes,
    excluded: Excluded | None = None,
    minutes: Together | None = None,
    rules: Rules | None = None,
    common: Common | None = None,
) -> Candidates:
    """Candidate edges by Q8, at most 18 per request nearest first (Q9), gain (Q10) and both orders (Q11).

    minutes: who is at work when; None: all unknown. Learner's order: gain, named, lower load, nearer, hash. Teacher's:
    his naming, repays, key problem, nearer, larger gap, hash. TIE RULE: the hash of (seed, learner's id, teacher's id),
    then of the technique too; of several offers that one common technique holds, the greatest gain, then the lowest id.
    Requests keep their order, the edges of each are nearest first. Within a factory techniques are compared by
    themselves, further apart by their common one (`common`).
    Raises ValueError for two rows of one person and technique and for rows that point nowhere.
    O(rows + what the pools of each request hold down to the last gain needed); O(m) memory.
    """
    rules = rules or Rules()
    world = world_of(
        people, requests, offers, scores, excluded or Excluded(), minutes or Together(), rules, common or Common(), seed
    )
    n, most = requests.person.size, rules.max_candidates
    offer, level, degree = np.empty(n * most, np.uint32), np.empty(n * most, np.int8), np.empty(n, np.int32)
    side_by_side(lambda low, high: choose(world, most, low, high, offer, level, degree), n, least=LEAST)
    indptr = np.zeros(n + 1, np.int64)
    np.cumsum(degree, out=indptr[1:])
    m = int(indptr[-1])
    if m < offer.size:
        held = np.arange(most) < degree[:, None]
        offer, level = offer[held.ravel()], level[held.ravel()]

    teacher, gain, flags = np.empty(m, np.int32), np.empty(m, np.int32), np.empty(m, np.uint8)
    together = np.empty(m if world.rota.size else 0, np.int32)
    side_by_side(
        lambda low, high: describe(
            world, requests.named, offers.named, requests.key, low, high,
            indptr, offer, level, teacher, gain, flags, together,
        ),
        n, least=LEAST,
    )  # fmt: skip
    side_by_side(lambda low, high: repay(world, low, high, indptr, teacher, level, flags), n, least=LEAST)
    gap = np.where(world.own < 0, np.int32(1), world.aim - world.own)
    learner_rank, teacher_rank, key = orders(
        indptr, requests.person, teacher, gain, level, flags, gap, requests.technique, people.id, people.teaching, seed
    )
    edges = Edges.trusted(
        indptr=indptr, person=requests.person, teacher=teacher, learner_rank=learner_rank, teacher_rank=teacher_rank,
        gain=gain, key=key,
    )  # fmt: skip
    why = np.full(n, Why.HAS_EDGES, np.int8)
    alone = np.flatnonzero(degree == 0)
    trades, trade = np.unique(requests.trade[alone], return_inverse=True)
    alike = np.unique(world.asked[alone] * np.int64(trades.size) + trade, return_inverse=True)[1]
    side_by_side(lambda low, high: how_far(world, low, high, alone, alike, why), alone.size, least=LEAST)
    why[alone[people.learning_free[requests.person[alone]] <= 0]] = Why.OWN_PLACES_FULL
    return Candidates(
        edges,
        level,
        offer.view(np.int32),
        together if world.rota.size else np.broadcast_to(np.int32(-1), m),
        flags,
        why,
    )
