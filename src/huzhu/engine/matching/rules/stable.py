"""The stable rule: no two, both free under their loads, would both rather have each other (Q13)."""

from __future__ import annotations

from typing import Any

import numpy as np

from huzhu.engine.compiled import side_by_side, threads

from ..arrays import STABLE, BoolArray, Edges, IntArray, Loads, Matching, left
from .proposals import LATEST, LOWEST, NOBODY, NONE, ask, ask_one_by_one, collect, find_limited

ALONE = 4_000
"""Requests below which a second thread costs more than it saves."""

NEAR = 0.8
"""The share of edges within one part from which on parts pay; below, they would mostly write to each other."""

TAIL = 2_000
"""Messages between threads below which one goes on alone: what is left are single chains of displacement."""


def stable_matching(edges: Edges, loads: Loads, fixed: IntArray | None = None) -> Matching:
    """Learner-optimal pairwise-stable matching by deferred acceptance, many to many.

    A learner holds at most one edge per request and loads.learner in all, chosen by learner_rank; a teacher at most
    loads.teacher, by teacher_rank. Both choose greedily in a matroid, so one learner-optimal answer exists; it does not
    depend on the order of proposals nor on the number of threads, hence no tie rule.
    fixed: edge ids that stand and are part of the answer; the rule speaks of the others (Q16). O(m d c) at worst for d
    edges per request and c places per teacher, in practice some ten looks at each row; O(n + places) memory.
    Gale & Shapley 1962; McVitie & Wilson 1971; Fleiner 2003; Hatfield & Milgrom 2005.
    """
    loads.check(edges)
    standing = left(edges, loads, fixed)
    held = deferred_acceptance(edges, standing.loads, standing.open)
    if standing.fixed.size:
        held = np.concatenate((held, standing.fixed))
    return Matching.of(STABLE, edges, held, fixed=standing.fixed)


def deferred_acceptance(edges: Edges, loads: Loads, taking_part: BoolArray) -> IntArray:
    """Edge ids held, int64 ascending, when only the requests `taking_part` (bool[n]) ask.

    First ask, side by side, all requests of learners with a place for each; then, one by one, those of the others.
    """
    n = edges.requests
    at = np.full(n, NONE, np.int32)
    row, slots = _places(edges, loads)
    worst = np.where(loads.teacher > 0, LATEST, LOWEST)
    market = edges.indptr, edges.teacher, edges.learner_rank, edges.teacher_rank, edges.key, at, row, slots, worst
    limited = np.empty(n, bool)
    few = find_limited(edges.person, taking_part, loads.learner, np.zeros(loads.learner.size, np.int32), limited)
    _ask_all(market, taking_part & ~limited if few else taking_part)
    if few:
        ask_one_by_one(*market, edges.person, loads.learner.copy(), limited, few)
    held = np.empty(n, np.int64)
    return held[: collect(edges.indptr, at, held)]


def _places(edges: Edges, loads: Loads) -> tuple[IntArray, IntArray]:
    """int64[T+1] and int64[places]: teacher t's places are row[t]:row[t+1] of the slots, all free."""
    places = np.minimum(loads.teacher, edges.requests)
    row = np.zeros(places.size + 1, np.int64)
    np.cumsum(places, out=row[1:])
    if row[-1] > edges.size:  # more than could ever be used
        np.cumsum(np.minimum(places, np.bincount(edges.teacher, minlength=places.size)), out=row[1:])
    return row, np.full(row[-1], NOBODY)


def _ask_all(market: Any, asks: BoolArray) -> None:
    """Deferred acceptance in rounds: each part owns a range of requests and one of teachers, and nobody else's.

    What concerns another part is put into a box for the next round. The last few messages are left to one part.
    """
    n, teachers = asks.size, market[6].size - 1
    pending = np.empty(n, np.int32)
    parts, first = max(1, min(threads(), n // ALONE)), True
    if parts > 1 and _share_within(market[0], market[1], parts, teachers) < NEAR:
        parts = 1
    came, room = _boxes(parts, 0), 2 * (n // parts + 1) if parts > 1 else 0
    boxes = [_boxes(parts, room), _boxes(parts, room)] if parts > 1 else [came]
    while first or came[2].any():
        if parts > 1 and not first and came[2].sum() < TAIL:
            parts, came = 1, _merged(came)
            boxes = [_boxes(1, 0)]
        goes = boxes[0]
        goes[2][:] = 0
        borders = np.arange(parts + 1) * n // parts, _borders(market[1], parts, teachers)
        given: Any = *market, asks, pending, *borders, *came, *goes

        def work(low: int, high: int) -> None:
            for part in range(low, high):
                ask(part, first, *given)  # noqa: B023

        side_by_side(work, parts, least=1)
        came, first = goes, False
        boxes.reverse()


def _boxes(parts: int, room: int) -> Any:
    """Messages from part to part: words int64[parts, parts, room], teachers int32 of that shape, -1 for a refusal."""
    shape = (parts, parts, room)
    return np.empty(shape, np.int64), np.empty(shape, np.int32), np.zeros((parts, parts), np.int64)


def _merged(boxes: Any) -> Any:
    """All messages in the one box of one part."""
    words, whom, count = boxes
    filled = np.arange(words.shape[2]) < count[:, :, None]
    return words[filled][None, None], whom[filled][None, None], np.array([[count.sum()]])


def _share_within(indptr: IntArray, teacher: IntArray, parts: int, teachers: int) -> float:
    """The share of edges whose request and teacher belong to one part, judged by 1,000 edges."""
    some = np.arange(0, teacher.size, max(1, teacher.size // 1000))
    request = np.searchsorted(indptr, some, "right") - 1
    asks = request * parts // (indptr.size - 1)
    gives = np.searchsorted(_borders(teacher, parts, teachers), teacher[some], "right") - 1
    return float((asks == gives).mean()) if some.size else 1.0


def _borders(teacher: IntArray, parts: int, teachers: int) -> IntArray:
    """int64[parts+1], ranges of teachers that are asked about equally often, judged by 1,000 edges."""
    some = np.sort(teacher[:: max(1, teacher.size // 1000)])
    inner = [int(some[some.size * part // parts]) if some.size else 0 for part in range(1, parts)]
    return np.array([0, *inner, teachers])
