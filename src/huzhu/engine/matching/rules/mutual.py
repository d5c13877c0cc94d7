"""The mutual rule: who can teach each other come first (Q13, S32)."""

from __future__ import annotations

import numpy as np

from huzhu.engine.compiled import kernel

from ..arrays import MUTUAL, BoolArray, Edges, IntArray, Loads, Matching, hash64, left
from .stable import deferred_acceptance


def mutual_first(edges: Edges, loads: Loads, fixed: IntArray | None = None) -> Matching:
    """Pairs who can teach each other, greedily under loads, then the stable rule for the rest.

    Learners and teachers are indices of ONE common person space, so both loads have the same length. An exchange is an
    edge a->b with an edge b->a. Value: the lesser of both gains, then their sum, then the lower hash of both keys; two
    people exchange at most once here. Exchanges stand in `certificate.first`, both edges of each.
    fixed: edge ids that stand and are part of the answer; exchanges and the rest are among the others (Q16).
    Raises ValueError if the spaces differ or somebody teaches himself. O(m + x log x) for x possible exchanges.
    """
    loads.check(edges)
    if loads.learner.size != loads.teacher.size:
        raise ValueError(f"one person space is needed: {loads.learner.size} learners, {loads.teacher.size} teachers")
    standing = left(edges, loads, fixed)
    learning, teaching, still = standing.loads.learner.copy(), standing.loads.teacher.copy(), standing.open.copy()
    e, f = _exchanges(edges, standing.loads)
    taken = np.empty(2 * e.size, np.int64)
    request = np.searchsorted(edges.indptr, e, "right") - 1, np.searchsorted(edges.indptr, f, "right") - 1
    first = taken[: _take(e, f, *request, edges.person, learning, teaching, still, taken)]
    rest = deferred_acceptance(edges, Loads(learning, teaching), still)
    return Matching.of(MUTUAL, edges, np.concatenate((first, rest, standing.fixed)), first, standing.fixed)


def _exchanges(edges: Edges, loads: Loads) -> tuple[IntArray, IntArray]:
    """All (edge a->b, edge b->a) with a < b between who have places to learn and to teach, best first: int64 twice."""
    both = (loads.learner > 0) & (loads.teacher > 0)
    ptr = np.zeros(both.size + 1, np.int64)
    alone = _count_back(edges.indptr, edges.person, edges.teacher, both, ptr)
    if alone >= 0:
        raise ValueError(f"teacher is the learner himself at edge {alone}")
    np.cumsum(ptr, out=ptr)
    back, back_learner = np.empty(ptr[-1], np.int64), np.empty(ptr[-1], np.int32)
    _fill_back(edges.indptr, edges.person, edges.teacher, both, ptr[:-1].copy(), back, back_learner)
    most = int((ptr[1:] - ptr[:-1])[edges.person].sum())
    e, f = np.empty(most, np.int64), np.empty(most, np.int64)
    met = np.full(both.size, -1, np.int64)
    many = _meet(edges.indptr, edges.person, edges.teacher, ptr, back, back_learner, met, e, f)
    e, f = e[:many], f[:many]

    one, other = edges.gain[e].astype(np.int64), edges.gain[f].astype(np.int64)
    value = np.minimum(one, other) << 32 | np.maximum(one, other)
    tie = hash64(2, edges.key[e] + edges.key[f])
    finer = [
        hash64(3, edges.key[own], edges.learner_rank[own]) for own in (e, f)
    ]  # tells a pair's several requests apart
    best = np.lexsort((finer[0] + finer[1], tie, -value))
    return e[best], f[best]


@kernel
def _count_back(indptr: IntArray, person: IntArray, teacher: IntArray, both: BoolArray, count: IntArray) -> int:
    """count[t + 1]: edges to t from learners above him; returns an edge whose learner is the teacher, or -1."""
    for r in range(person.size):
        p, alone = person[r], -1
        for e in range(indptr[r], indptr[r + 1]):
            alone = max(alone, e if teacher[e] == p else -1)
        if alone >= 0:
            return alone
        if both[p]:
            for e in range(indptr[r], indptr[r + 1]):
                t = teacher[e]
                if t < p and both[t]:
                    count[t + 1] += 1
    return -1


@kernel
def _fill_back(
    indptr: IntArray,
    person: IntArray,
    teacher: IntArray,
    both: BoolArray,
    at: IntArray,
    back: IntArray,
    back_learner: IntArray,
) -> None:
    """The edges that `_count_back` counted, teacher by teacher."""
    for r in range(person.size):
        p = person[r]
        if both[p]:
            for e in range(indptr[r], indptr[r + 1]):
                t = teacher[e]
                if t < p and both[t]:
                    back[at[t]], back_learner[at[t]] = e, p
                    at[t] += 1


@kernel
def _meet(
    indptr: IntArray,
    person: IntArray,
    teacher: IntArray,
    ptr: IntArray,
    back: IntArray,
    back_learner: IntArray,
    met: IntArray,
    e: IntArray,
    f: IntArray,
) -> int:
    """Write every exchange of a request with an edge back; met: int64[P], the edge by which this request met someone."""
    many = 0
    for r in range(person.size):
        a, low, high = person[r], indptr[r], indptr[r + 1]
        if ptr[a] == ptr[a + 1] or low == high:
            continue
        for forth in range(low, high):
            met[teacher[forth]] = forth
        for i in range(ptr[a], ptr[a + 1]):
            forth = met[back_learner[i]]
            if low <= forth < high:  # else of an earlier request
                e[many], f[many] = forth, back[i]
                many += 1
    return many


@kernel
def _take(
    e: IntArray,
    f: IntArray,
    ask_e: IntArray,
    ask_f: IntArray,
    person: IntArray,
    learning: IntArray,
    teaching: IntArray,
    still: BoolArray,
    taken: IntArray,
) -> int:
    """Take exchanges in order while places and requests last, two people once; returns how many edges were taken."""
    many = 0
    newest, older = np.full(learning.size, -1, np.int64), np.empty(e.size, np.int64)  # of a: his exchanges, as a chain
    for i in range(e.size):
        a, b = person[ask_e[i]], person[ask_f[i]]
        free = min(min(learning[a], learning[b]), min(teaching[a], teaching[b])) > 0
        if not (free and still[ask_e[i]] and still[ask_f[i]]):
            continue
        before = newest[a]
        while before >= 0 and person[ask_f[before]] != b:
            before = older[before]
        if before >= 0:
            continue
        newest[a], older[i] = i, newest[a]
        for p in (a, b):
            learning[p] -= 1
            teaching[p] -= 1
        still[ask_e[i]] = still[ask_f[i]] = False
        taken[many], taken[many + 1] = e[i], f[i]
        many += 2
    return many
