"""The stable rule: no two, both free under their loads, would both rather have each other (Q13)."""

from __future__ import annotations

import numpy as np

from .arrays import STABLE, BoolArray, Edges, IntArray, Loads, Matching, place_in_run, runs


def stable_matching(edges: Edges, loads: Loads) -> Matching:
    """Learner-optimal pairwise-stable matching by deferred acceptance, many to many.

    A learner holds at most one edge per request and loads.learner in all, chosen by learner_rank; a teacher at most
    loads.teacher, by teacher_rank. Both choose greedily in a matroid, so one learner-optimal answer exists; it does not
    depend on the order of proposals, hence no tie rule. O(m log m) work in NumPy rounds, O(m) memory.
    Gale & Shapley 1962; Fleiner 2003; Hatfield & Milgrom 2005.
    """
    loads.check(edges)
    every = np.ones(edges.requests, bool)
    return Matching.of(STABLE, edges, deferred_acceptance(edges, loads, every))


def deferred_acceptance(edges: Edges, loads: Loads, taking_part: BoolArray) -> IntArray:
    """Edge ids held, int64 ascending, when only the requests `taking_part` (bool[n]) ask.

    A refused request moves to its next edge and waits until its learner has a free place: his choice from what has not
    refused him changes by one edge at a time, so only learners who were refused something ask again.
    """
    request, teacher, person = edges.request, edges.teacher, edges.person
    in_order = np.lexsort((edges.learner_rank, request))  # a request's edges, best first
    head, end = edges.indptr[:-1].copy(), edges.indptr[1:]

    by_person = np.argsort(person, kind="stable")
    person_ptr = _offsets(np.bincount(person, minlength=loads.learner.size))
    free = loads.learner.astype(np.int64)
    waiting = taking_part & (loads.learner[person] > 0)

    places = np.minimum(loads.teacher, np.bincount(teacher, minlength=loads.teacher.size))
    place_ptr = _offsets(places)
    holds = np.full(place_ptr[-1], -1, np.int64)  # edge ids, a teacher's best first

    learners = np.unique(person[waiting])
    while learners.size:
        asking = by_person[runs(person_ptr, learners)]
        asking = asking[waiting[asking] & (head[asking] < end[asking])]
        best = in_order[head[asking]]
        order = np.lexsort((edges.learner_rank[best], person[asking]))
        asking, best = asking[order], best[order]
        able = place_in_run(person[asking]) < free[person[asking]]
        asking, proposals = asking[able], best[able]
        waiting[asking] = False
        np.subtract.at(free, person[asking], 1)

        asked = np.unique(teacher[proposals])
        slots = runs(place_ptr, asked)
        pool = np.concatenate((holds[slots][holds[slots] >= 0], proposals))
        pool = pool[np.lexsort((edges.teacher_rank[pool], teacher[pool]))]
        place = place_in_run(teacher[pool])
        kept = place < places[teacher[pool]]
        holds[slots] = -1
        holds[place_ptr[teacher[pool[kept]]] + place[kept]] = pool[kept]

        refused = request[pool[~kept]]
        waiting[refused] = True
        head[refused] += 1
        np.add.at(free, person[refused], 1)
        learners = np.unique(person[refused])
    return np.sort(holds[holds >= 0])


def _offsets(counts: IntArray) -> IntArray:
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
