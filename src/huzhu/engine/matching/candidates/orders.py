"""Both orders of every edge as packed bits, edge by edge: nothing is sorted (Q11)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from huzhu.engine.compiled import kernel, prefetch, side_by_side

from ..arrays import IntArray, hash64

NAMED, NAMED_BY, MUTUAL, KEY = 1, 2, 4, 8
"""Flags of an edge: his request names the teacher, the teacher's offer names him, he can repay, a key problem."""

TOP, MOST_LOAD, FURTHEST = 1023, 31, 15
"""The largest gain or gap, load and level that a rank tells apart; from there on all are equal."""


AHEAD = 16
"""Edges between asking the memory for a teacher and needing him."""


def orders(
    indptr: IntArray,
    person: IntArray,
    teacher: IntArray,
    gain: IntArray,
    level: IntArray,
    flags: NDArray[np.uint8],
    gap: IntArray,
    technique: IntArray,
    identity: IntArray,
    teaching: IntArray,
    seed: int | bytes,
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint64]]:
    """learner_rank int32[m], teacher_rank int32[m] and key uint64[m] of every edge, lower is better.

    indptr: int64[n+1], edges of each request. person: int32[n]. teacher, gain: int32[m]. level: int8[m], of the nearest
    common unit. flags: uint8[m], NAMED | NAMED_BY | MUTUAL | KEY. gap: int32[n], wanted - own score, of each REQUEST.
    technique: int64[n]. identity: int64[P]; teaching: int64[P], how many he teaches already.
    Learner's: gain 10 bits, named 1, the teacher's load 5, level 4, hash of the pair 11. Teacher's: his naming 1,
    repays 1, key problem 1, level 4, gap 10, hash of the pair 14. Beyond TOP, MOST_LOAD, FURTHEST all count alike.
    TIE RULE: where these are equal the lower key, hash64(seed, learner's id, teacher's id, technique). O(m).
    """
    n, m, people = person.size, teacher.size, identity.size
    mixed, load = np.empty(people, np.uint64), np.empty(people, np.uint8)
    ids, held = np.ascontiguousarray(identity, np.int64), np.ascontiguousarray(teaching, np.int64)
    side_by_side(lambda low, high: _premix(low, high, ids, held, mixed, load), people, least=200_000)

    state = hash64(seed)[0]
    columns: Any = [
        np.ascontiguousarray(column, dtype)
        for column, dtype in (
            (indptr, np.int64),
            (person, np.int32),
            (teacher, np.int32),
            (gain, np.int32),
            (level, np.int8),
            (flags, np.uint8),
            (gap, np.int32),
            (technique, np.int64),
        )
    ]
    learner_rank, teacher_rank, key = np.empty(m, np.int32), np.empty(m, np.int32), np.empty(m, np.uint64)
    columns += [mixed, load, learner_rank, teacher_rank, key]
    side_by_side(lambda low, high: _rank(low, high, state, *columns), n)
    return learner_rank, teacher_rank, key


@kernel
def splitmix(x: np.uint64) -> np.uint64:
    """One step of splitmix64, as in `hash64` (Steele, Lea & Flood 2014)."""
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@kernel
def _premix(low: int, high: int, identity: IntArray, teaching: IntArray, mixed: IntArray, load: IntArray) -> None:
    """What each person adds to the hash of an edge as its teacher, and his load in the bits that a rank has for it."""
    for p in range(low, high):
        mixed[p] = splitmix(np.uint64(identity[p]))
        load[p] = min(max(teaching[p], 0), MOST_LOAD)


@kernel
def _rank(
    low: int,
    high: int,
    state: np.uint64,
    indptr: IntArray,
    person: IntArray,
    teacher: IntArray,
    gain: IntArray,
    level: IntArray,
    flags: IntArray,
    gap: IntArray,
    technique: IntArray,
    mixed: IntArray,
    load: IntArray,
    learner_rank: IntArray,
    teacher_rank: IntArray,
    key: IntArray,
) -> None:
    """Ranks and keys of the edges of requests low..high; a request's own part of the hash is mixed once."""
    last = np.uint64(indptr[high] - 1)
    for r in range(low, high):
        asks = splitmix(state ^ mixed[person[r]])
        what = splitmix(np.uint64(technique[r]))
        small_gap = TOP - np.int32(min(max(gap[r], 0), TOP))
        for e in range(np.uint64(indptr[r]), np.uint64(indptr[r + 1])):  # unsigned: no check whether it is negative
            soon = np.uint32(teacher[min(e + np.uint64(AHEAD), last)])
            prefetch(mixed, soon)
            prefetch(load, soon)
            t, flag = np.uint32(teacher[e]), np.int32(flags[e])
            pair = splitmix(asks ^ mixed[t])
            key[e] = splitmix(pair ^ what)
            small_gain = TOP - np.int32(min(max(gain[e], 0), TOP))
            near = np.int32(min(level[e], FURTHEST))
            unnamed = (flag & NAMED) ^ 1
            unwished = 7 - ((flag & NAMED_BY) << 1 | (flag & MUTUAL) >> 1 | (flag & KEY) >> 3)
            hashed = pair >> np.uint64(50)  # 14 bits
            learner_rank[e] = small_gain << 21 | unnamed << 20 | load[t] << 15 | near << 11 | hashed >> np.uint64(3)
            teacher_rank[e] = unwished << 28 | near << 24 | small_gap << 14 | hashed
