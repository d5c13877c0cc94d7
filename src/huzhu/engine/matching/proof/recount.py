"""Kernels that recount what an answer claims, from the edges alone; none of them is used by a solver (Q16)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from huzhu.engine.compiled import kernel, side_by_side

from ..arrays import BoolArray, Edges, IntArray, Loads

FREE, NONE, CLOSED = -1, -2, -3
"""In place of an edge id: a place is free; there is no place at all; the request takes no part."""
LAST, FIRST = np.iinfo(np.int32).max, np.iinfo(np.int32).min


def requests_of(edges: Edges, held: IntArray) -> IntArray:
    """The request of each of these edge ids (ascending), int32[k]. O(n + k)."""
    request = np.empty(held.size, np.int32)
    if held.size:
        side_by_side(lambda low, high: _requests_of(low, high, edges.indptr, held, request), held.size)
    return request


class Side(NamedTuple):
    """What an answer leaves each person of one side: int32[P] places, and the worst edge he holds with its rank.

    bar: int32[P]; worst: int64[P], an edge id. With a place left they are LAST and FREE, without any FIRST and NONE.
    """

    free: IntArray
    bar: IntArray
    worst: IntArray


def sides(edges: Edges, loads: Loads, held: IntArray, request: IntArray, moves: BoolArray) -> list[Side]:
    """Learners and teachers under these edges (int64[k]), of which those that move (bool[k]) give way to better ones."""
    given = (
        (edges.person[request], edges.learner_rank, loads.learner),
        (edges.teacher[held], edges.teacher_rank, loads.teacher),
    )
    made = [
        Side(places.copy(), np.full(places.size, FIRST, np.int32), np.full(places.size, NONE, np.int64))
        for _, _, places in given
    ]

    def look(low: int, high: int) -> None:
        for (who, rank, _), side in zip(given, made, strict=True):
            _side(low, high, held, moves, who, rank, edges.key, *side)

    side_by_side(look, max(loads.learner.size, loads.teacher.size))
    return made


def blocking(
    edges: Edges, held: IntArray, request: IntArray, moves: BoolArray, learners: Side, teachers: Side
) -> IntArray:
    """Edge ids, int64 ascending, that both would rather have than what they hold; O(m), rows side by side."""
    serving = np.full(edges.requests, FREE, np.int64)
    serving[request] = np.where(moves, held, CLOSED)
    found = side_by_side(
        lambda low, high: _blocking(
            low, high, edges.indptr, edges.person, edges.teacher, edges.learner_rank, edges.teacher_rank, edges.key,
            serving, learners.bar, learners.worst, teachers.bar, teachers.worst,
        ),
        edges.requests,
    )  # fmt: skip
    return np.concatenate(found)


def leaving(edges: Edges, closed: BoolArray, person: BoolArray, request: BoolArray, teacher: BoolArray) -> int:
    """Arcs person -> request and request -> teacher that leave the source side of a cut, each of capacity 1. O(m)."""
    columns = (edges.indptr, edges.person, edges.teacher, closed, person, request, teacher)
    return int(sum(side_by_side(lambda low, high: _leaving(low, high, *columns), edges.requests)))


def worth(edges: Edges, closed: BoolArray, price: IntArray, common: int, scale: int) -> IntArray:
    """Of each request its best edge's gain * scale - common - price of the teacher's place, int64[n], >= 0. O(m)."""
    best = np.zeros(edges.requests, np.int64)
    columns = (edges.indptr, edges.teacher, edges.gain, closed, price, common, scale, best)
    side_by_side(lambda low, high: _worth(low, high, *columns), edges.requests)
    return best


@kernel
def _requests_of(low: int, high: int, indptr: IntArray, held: IntArray, request: IntArray) -> None:
    r = np.searchsorted(indptr, held[low], side="right") - 1
    for i in range(low, high):
        while indptr[r + 1] <= held[i]:
            r += 1
        request[i] = r


@kernel
def _side(
    low: int,
    high: int,
    held: IntArray,
    moves: BoolArray,
    who: IntArray,
    rank: IntArray,
    key: NDArray[np.uint64],
    free: IntArray,
    bar: IntArray,
    worst: IntArray,
) -> None:
    """Fill a Side for persons low..high; who: int32[k], its person of each held edge."""
    for i in range(held.size):
        e, p = held[i], who[i]
        if p < low or p >= high:
            continue
        free[p] -= 1
        if moves[i] and (worst[p] == NONE or rank[e] > bar[p] or (rank[e] == bar[p] and key[e] > key[worst[p]])):
            bar[p] = rank[e]
            worst[p] = e
    for p in range(low, min(high, free.size)):
        if free[p] > 0:
            bar[p] = LAST
            worst[p] = FREE


@kernel
def _beats(e: int, rank: int, key: NDArray[np.uint64], bar: int, worst: int) -> bool:
    """Is the edge better than the worst held? A free place takes any, where there is no place nothing is."""
    if rank != bar:
        return rank < bar
    return worst == FREE or (worst >= 0 and key[e] < key[worst])


@kernel
def _blocking(
    low: int,
    high: int,
    indptr: IntArray,
    person: IntArray,
    teacher: IntArray,
    learner_rank: IntArray,
    teacher_rank: IntArray,
    key: NDArray[np.uint64],
    serving: IntArray,
    learner_bar: IntArray,
    learner_worst: IntArray,
    teacher_bar: IntArray,
    teacher_worst: IntArray,
) -> IntArray:
    """Blocking edges of requests low..high. A request that is served gives way to a better edge of its own only.

    Few rows hold one, and no branch guesses which edge is wanted: a row is first looked at without any (ten times faster).
    """
    found, many = np.empty(64, np.int64), 0
    for r in range(low, high):
        worst = serving[r]
        if worst == CLOSED:
            continue
        bar = learner_rank[worst] if worst >= 0 else learner_bar[person[r]]
        begin, degree = np.uint64(indptr[r]), np.uint32(indptr[r + 1] - indptr[r])
        own = np.uint32(worst - indptr[r] if worst >= 0 else degree)
        hits = np.uint32(0)
        for i in range(degree):
            e = begin + np.uint64(i)
            wanted = np.uint32(learner_rank[e] <= bar) & np.uint32(np.uint32(i) != own)
            hits += wanted & np.uint32(teacher_rank[e] <= teacher_bar[np.uint32(teacher[e])])
        if hits == 0:
            continue
        if worst < 0:
            worst = learner_worst[person[r]]
        while many + hits > found.size:
            found = np.concatenate((found, np.empty_like(found)))
        for edge in range(indptr[r], indptr[r + 1]):
            t = teacher[edge]
            if _beats(edge, learner_rank[edge], key, bar, worst) and _beats(
                edge, teacher_rank[edge], key, teacher_bar[t], teacher_worst[t]
            ):
                found[many] = edge
                many += 1
    return found[:many]


@kernel
def _leaving(
    low: int,
    high: int,
    indptr: IntArray,
    person: IntArray,
    teacher: IntArray,
    closed: BoolArray,
    in_person: BoolArray,
    in_request: BoolArray,
    in_teacher: BoolArray,
) -> int:
    arcs = 0
    for r in range(low, high):
        if closed[r]:
            continue
        if in_request[r]:
            for e in range(np.uint64(indptr[r]), np.uint64(indptr[r + 1])):
                arcs += not in_teacher[np.uint32(teacher[e])]
        elif in_person[person[r]]:
            arcs += 1
    return arcs


@kernel
def _worth(
    low: int,
    high: int,
    indptr: IntArray,
    teacher: IntArray,
    gain: IntArray,
    closed: BoolArray,
    price: IntArray,
    common: int,
    scale: int,
    best: IntArray,
) -> None:
    for r in range(low, high):
        if not closed[r]:
            most = common
            for e in range(np.uint64(indptr[r]), np.uint64(indptr[r + 1])):
                most = max(most, gain[e] * scale - price[np.uint32(teacher[e])])
            best[r] = most - common


@kernel
def best_of_each(indptr: IntArray, of_person: IntArray, best: IntArray, places: IntArray) -> int:
    """Sum over persons of their `places` worthiest requests. indptr, of_person: their requests as CSR; best is used up."""
    total = 0
    for p in range(places.size):
        low, high = indptr[p], indptr[p + 1]
        for _ in range(min(places[p], high - low)):
            most = of_person[low]
            for i in range(low + 1, high):
                if best[of_person[i]] > best[most]:
                    most = of_person[i]
            total += best[most]
            best[most] = 0
    return total


@kernel
def by_person(person: IntArray, people: int) -> tuple[IntArray, IntArray]:
    """Requests of each person as CSR: int64[P+1], int32[n]; a counting sort."""
    indptr = np.zeros(people + 1, np.int64)
    for r in range(person.size):
        indptr[person[r] + 1] += 1
    for p in range(people):
        indptr[p + 1] += indptr[p]
    at, rows = indptr[:-1].copy(), np.empty(person.size, np.int32)
    for r in range(person.size):
        rows[at[person[r]]] = r
        at[person[r]] += 1
    return indptr, rows
