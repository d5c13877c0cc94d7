"""How many can be served at most, and the cut that proves it: a maximum flow by disjoint augmenting paths."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from huzhu.engine.compiled import kernel, prefetch

from ..arrays import BoolArray, Cut, Edges, IntArray, Loads

OPEN, FULL, MET, PASSED, CLOSED = range(5)
"""Of a teacher: has a place · has none · met in this search · met earlier in this phase · leads to no place, for good."""

NOBODY, UNASKED = -1, -2

SMALL = 64
"""A search that met fewer teachers than this and found a place leaves no trace in its phase."""

ASK = np.dtype([("choice", np.int32), ("next", np.int32), ("sibling", np.int32), ("instead", np.int32)])
"""Of a request: its edge's position in its row or -1, the next held by the same teacher or -1, the next of the same
person in a ring, and, met unserved, the one that would give way to it."""

DESK = np.dtype([("room", np.int32), ("first", np.int32), ("by", np.int32)])
"""Of a teacher: places left, the first request held or -1, and the request by which a search met him."""

Asks = NDArray[Any]
Desks = NDArray[Any]


def most_served(edges: Edges, loads: Loads, fixed: IntArray | None = None) -> tuple[IntArray, Cut]:
    """Edge ids of a greatest number of served requests, int64 ascending, and the smallest source side of a minimum cut.

    fixed: int64, edges that stand whatever comes. They are among the answer; the cut speaks of the rest: their requests
    are out of it (False), the loads are what they leave. The cut's teachers are full, and nobody who asks them can
    reach a free place: the over-demanded part (Dulmage & Mendelsohn 1958).
    TIE RULE: none; how many are served and the cut are unique, WHO is served follows the numbering.
    Raises ValueError if an edge points outside the loads or the fixed edges pass them.
    After a greedy start, phases of searches in breadth whose larger trees are disjoint (Pothen & Fan 1990), and what a
    search has proved closed is never entered again. O(m) a phase, few phases; O(n + T) memory beside the edges.
    """
    loads.check(edges)
    out = np.zeros(edges.requests, np.bool_)
    if fixed is not None and fixed.size:
        taken = np.searchsorted(edges.indptr, fixed, "right") - 1
        out[taken] = True
        loads = Loads(
            loads.learner - np.bincount(edges.person[taken], minlength=loads.learner.size),
            loads.teacher - np.bincount(edges.teacher[fixed], minlength=loads.teacher.size),
        )
    n, free = edges.requests, loads.learner.copy()
    asks: Asks = np.empty(n, ASK)
    asks["choice"], asks["next"], asks["sibling"], asks["instead"] = NOBODY, NOBODY, np.arange(n), UNASKED
    desks: Desks = np.empty(loads.teacher.size, DESK)
    desks["room"], desks["first"], desks["by"] = loads.teacher, NOBODY, NOBODY
    state = np.where(loads.teacher > 0, np.uint8(OPEN), np.uint8(FULL))
    network = edges.indptr, edges.person, edges.teacher, out, asks, desks, state, free

    many = np.bincount(edges.person[~out], minlength=free.size)
    tight = (loads.learner > 0) & (loads.learner < many)
    if tight.any():
        _join(edges.person, out, tight, np.full(free.size, NOBODY, np.int32), asks)
    choices = np.diff(edges.indptr).astype(np.uint16)  # 16 bits are sorted by radix
    _start(np.argsort(choices, kind="stable").astype(np.int32), *network)
    _augment(*network)
    if tight.any():  # since a search has closed, its root's person may have given his last place to another request
        asks["instead"] = UNASKED
        state[state == CLOSED] = FULL
        _augment(*network)

    held = np.flatnonzero(asks["choice"] != NOBODY)
    edge = edges.indptr[held] + asks["choice"][held]
    cut = Cut(free > 0, np.zeros(n, np.bool_), state == CLOSED)
    inside = held[cut.teacher[edges.teacher[edge]]]
    cut.request[inside] = cut.person[edges.person[inside]] = True
    cut.request[:] |= (asks["choice"] == NOBODY) & ~out & cut.person[edges.person]
    return edge if fixed is None else np.sort(np.concatenate((edge, fixed))), cut


@kernel
def _join(person: IntArray, out: BoolArray, tight: BoolArray, last: IntArray, asks: Asks) -> None:
    """Rings through the requests of each person who has fewer places than requests, `tight`: bool[P]."""
    for r in range(person.size):
        p = person[r]
        if tight[p] and not out[r]:
            if last[p] != NOBODY:
                asks[r].sibling = asks[last[p]].sibling
                asks[last[p]].sibling = r
            last[p] = r


@kernel
def _start(
    order: IntArray,
    indptr: IntArray,
    person: IntArray,
    teacher: IntArray,
    out: BoolArray,
    asks: Asks,
    desks: Desks,
    state: IntArray,
    free: IntArray,
) -> None:
    """One after the other in `order` (int32[n]), each to the first of his teachers with a place."""
    for r in order:
        if out[r] or free[person[r]] == 0:
            continue
        for e in range(indptr[r], indptr[r + 1]):
            t = teacher[e]
            if state[t] == OPEN:
                free[person[r]] -= 1
                _seat(r, e - indptr[r], t, asks, desks, state)
                break


@kernel
def _seat(r: int, choice: int, t: int, asks: Asks, desks: Desks, state: IntArray) -> None:
    """Give a request a place that its teacher has left."""
    asks[r].choice, asks[r].next = choice, desks[t].first
    desks[t].first = r
    desks[t].room -= 1
    if desks[t].room == 0:
        state[t] = FULL


@kernel
def _augment(
    indptr: IntArray,
    person: IntArray,
    teacher: IntArray,
    out: BoolArray,
    asks: Asks,
    desks: Desks,
    state: IntArray,
    free: IntArray,
) -> None:
    """Serve more, phase by phase, until no search finds a place; whoever the others could reach is then CLOSED."""
    n, teachers = asks.size, desks.size
    noted, tree = np.empty(n, np.int32), np.empty(teachers, np.int32)
    roots, many = np.empty(n, np.int32), 0
    for r in range(n):
        if asks[r].choice == NOBODY and not out[r] and free[person[r]] > 0:
            roots[many] = r
            many += 1
    served = 1
    while served:
        served = left = low = met = 0  # noted[:low] and tree[:met] belong to searches that left a trace in this phase
        for root in roots[:many]:
            if asks[root].choice != NOBODY or free[person[root]] == 0:
                continue
            end, now, more, own = NOBODY, 0, 0, False
            if asks[root].instead == UNASKED:
                end, now, more, own = _search(root, indptr, teacher, asks, desks, state, noted[low:], tree[met:])
            if end != NOBODY:
                served += 1
                free[person[root]] -= 1
                _shift(end, indptr, teacher, asks, desks, state)
            elif not own:
                roots[left] = root
                left += 1
            trace = (CLOSED if own else PASSED) if end == NOBODY else (FULL if more < SMALL else PASSED)
            for t in tree[met : met + more]:
                state[t] = trace
            if trace == FULL:
                for r in noted[low : low + now]:
                    asks[r].instead = UNASKED
            if trace == PASSED:
                low, met = low + now, met + more
        many = left
        for t in tree[:met]:
            state[t] = FULL if served else CLOSED
        for r in noted[:low]:
            asks[r].instead = UNASKED


@kernel
def _search(
    root: int,
    indptr: IntArray,
    teacher: IntArray,
    asks: Asks,
    desks: Desks,
    state: IntArray,
    noted: IntArray,
    tree: IntArray,
) -> tuple[int, int, int, bool]:
    """The nearest teacher with a place or NOBODY, requests noted, teachers met, and if it met no other's trace."""
    asks[root].instead = NOBODY
    noted[0] = root
    end, met, own = _look(root, 0, indptr, teacher, desks, state, tree)
    now, head = 1, 0
    while end == NOBODY and head < met:  # the tree is its own queue
        _fetch(head, met, indptr, teacher, asks, desks, tree)
        holds = desks[tree[head]].first
        head += 1
        while holds != NOBODY and end == NOBODY:
            end, met, alone = _look(holds, met, indptr, teacher, desks, state, tree)
            own &= alone
            other = asks[holds].sibling
            while other != holds and end == NOBODY:
                if asks[other].choice == NOBODY and asks[other].instead == UNASKED:
                    asks[other].instead = holds
                    noted[now] = other
                    now += 1
                    end, met, alone = _look(other, met, indptr, teacher, desks, state, tree)
                    own &= alone
                elif asks[other].choice == NOBODY:
                    own = False  # met before, perhaps by another
                other = asks[other].sibling
            holds = asks[holds].next
    return end, now, met, own


@kernel
def _look(
    r: int, met: int, indptr: IntArray, teacher: IntArray, desks: Desks, state: IntArray, tree: IntArray
) -> tuple[int, int, bool]:
    """Meet the teachers of a request: one with a place or NOBODY, how many are met by now, and if no other's were."""
    own = True
    for e in range(indptr[r], indptr[r + 1]):
        t = teacher[e]
        if state[t] == OPEN:
            desks[t].by = r
            return t, met, own
        if state[t] == PASSED:
            own = False
        elif state[t] == FULL:
            state[t] = MET
            desks[t].by = r
            tree[met] = t
            met += 1
    return NOBODY, met, own


@kernel
def _fetch(head: int, met: int, indptr: IntArray, teacher: IntArray, asks: Asks, desks: Desks, tree: IntArray) -> None:
    """Ask the memory for what the search needs soon: who sits at the next desks, then whom they ask."""
    if head + 8 < met:
        first = desks[tree[head + 8]].first
        if first != NOBODY:
            prefetch(asks, first)
            prefetch(indptr, first)
    if head + 4 < met:
        first = desks[tree[head + 4]].first
        if first != NOBODY:
            prefetch(teacher, indptr[first])
            prefetch(teacher, indptr[first + 1] - 1)
            if asks[first].next != NOBODY:
                prefetch(asks, asks[first].next)
                prefetch(indptr, asks[first].next)


@kernel
def _shift(t: int, indptr: IntArray, teacher: IntArray, asks: Asks, desks: Desks, state: IntArray) -> None:
    """Along the path that ends at t's free place everybody moves on by one, so that its root is served."""
    while t != NOBODY:
        r, choice = desks[t].by, 0
        while teacher[indptr[r] + choice] != t:
            choice += 1
        leaves, before = r if asks[r].choice != NOBODY else asks[r].instead, NOBODY
        if leaves != NOBODY:
            before = teacher[indptr[leaves] + asks[leaves].choice]
            _leave(leaves, before, asks, desks)
        _seat(r, choice, t, asks, desks, state)
        t = before


@kernel
def _leave(r: int, t: int, asks: Asks, desks: Desks) -> None:
    """Take a request from its teacher, whose place somebody else gets next."""
    if desks[t].first == r:
        desks[t].first = asks[r].next
    else:
        before = desks[t].first
        while asks[before].next != r:
            before = asks[before].next
        asks[before].next = asks[r].next
    asks[r].choice = NOBODY
    desks[t].room += 1
