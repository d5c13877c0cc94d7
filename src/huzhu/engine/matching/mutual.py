"""The mutual rule: who can teach each other come first (Q13, S32)."""

from __future__ import annotations

import numpy as np

from .arrays import MUTUAL, Edges, IntArray, Loads, Matching, hash64
from .stable import deferred_acceptance


def mutual_first(edges: Edges, loads: Loads) -> Matching:
    """Pairs who can teach each other, greedily under loads, then the stable rule for the rest.

    Learners and teachers are indices of ONE common person space, so both loads have the same length. An exchange is an
    edge a->b with an edge b->a. Value: the lesser of both gains, then their sum, then the lower hash of both keys; two
    people exchange at most once here. Exchanges stand in `certificate.first`, both edges of each.
    Raises ValueError if the spaces differ or somebody teaches himself. O(m log m) and a step per exchange possible.
    """
    loads.check(edges)
    if loads.learner.size != loads.teacher.size:
        raise ValueError(f"one person space is needed: {loads.learner.size} learners, {loads.teacher.size} teachers")
    alone = edges.learner == edges.teacher
    if alone.any():
        raise ValueError(f"teacher is the learner himself at edge {int(np.argmax(alone))}")

    learning, teaching = loads.learner.copy(), loads.teacher.copy()
    open_request, done, first = np.ones(edges.requests, bool), set(), []
    for e, f in np.stack(_exchanges(edges), axis=1).tolist():
        a, b = int(edges.learner[e]), int(edges.teacher[e])
        both = edges.request[[e, f]]
        if (a, b) in done or not open_request[both].all() or not (learning[[a, b]] > 0).all():
            continue
        if (teaching[[a, b]] > 0).all():
            done.add((a, b))
            learning[[a, b]] -= 1
            teaching[[a, b]] -= 1
            open_request[both] = False
            first += [e, f]
    taken = np.array(first, np.int64)
    rest = deferred_acceptance(edges, Loads(learning, teaching), open_request)
    return Matching.of(MUTUAL, edges, np.concatenate((taken, rest)), taken)


def _exchanges(edges: Edges) -> tuple[IntArray, IntArray]:
    """All (edge a->b, edge b->a) with a < b, best first: int64[x] twice."""
    many = np.int64(max(edges.learner.max(initial=0), edges.teacher.max(initial=0)) + 1)
    there = edges.learner * many + edges.teacher
    back = edges.teacher * many + edges.learner
    order = np.argsort(there, kind="stable")
    forward = np.flatnonzero(edges.learner < edges.teacher)
    low = np.searchsorted(there[order], back[forward], "left")
    count = np.searchsorted(there[order], back[forward], "right") - low
    e = np.repeat(forward, count)
    f = order[np.repeat(low - np.cumsum(count) + count, count) + np.arange(count.sum())]
    gain = edges.gain.astype(np.int64)
    lesser, total = np.minimum(gain[e], gain[f]), gain[e] + gain[f]
    finer = hash64(3, edges.key, edges.learner_rank)  # tells a pair's several requests apart
    tie = hash64(2, edges.key[e] + edges.key[f])
    best = np.lexsort((finer[e] + finer[f], tie, -total, -lesser))
    return e[best], f[best]
