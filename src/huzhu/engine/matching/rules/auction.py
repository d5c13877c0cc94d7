"""The assignment problem by auction and, to the last tenth, by shortest paths; kernels that know no direction.

Nodes of side X look for partners among nodes of side Y; requests and teachers take either part. A node has slots: a
request one, a teacher one per place. Slots of both sides are matched to each other, and the gain of a matched edge is
split into the levels of its two slots. One of the sides has single slots only, so no edge is used twice.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any, NamedTuple

import numpy as np

from huzhu.engine.compiled import kernel

from ..arrays import IntArray

FAR = 2**62
LIVE, SERVED = -1, -2  # of the node a search began from


class Side(NamedTuple):
    """One side: its edges (CSR), its slots, and what a search notes.

    ptr: int64[N+1], near: int32[m], nodes of the other side, gain: int32[m]. slot: int64[N+1], begin of each node's
    slots. owner: int32[S], node of a slot. mate: int32[S], slot of the other side, -1 while free. level: int64[S], the
    slot's share of the gain. price: int64[N], the lowest level of a node; the node's dual for `augment`.
    far: int64[N], distance, FAR where not reached. via: int32[N], how it was reached: on side X by giving up this slot,
    on side Y from this node of X. root: int32[N], where the search began.
    """

    ptr: IntArray
    near: IntArray
    gain: IntArray
    slot: IntArray
    owner: IntArray
    mate: IntArray
    level: IntArray
    price: IntArray
    far: IntArray
    via: IntArray
    root: IntArray


@kernel
def bid(low: int, high: int, x: Side, y: Side, optional: bool, epsilon: int, widest: int, queue: IntArray) -> int:
    """Let the free slots of X nodes low..high bid until all are matched or, where optional, free only at level 0.

    Forward auction for the side that must be complete, reverse auction (optional) for the other (Bertsekas, Castanon &
    Tsaknakis 1993): a slot takes the best partner and keeps what the second best would leave it, less epsilon; needs
    and keeps epsilon-complementary slackness. First come, first served; of equal offers the first of the row. Gives the
    number of bids. widest: how much less than the best a missing second offer counts. queue: int32, a place per slot.
    """
    begin, room = x.slot[low], x.slot[high] - x.slot[low]
    waiting = 0
    for s in range(begin, begin + room):
        if x.mate[s] < 0 and not (optional and x.level[s] == 0):
            queue[waiting] = s
            waiting += 1
    head, bids = 0, 0
    while waiting > 0:
        s = queue[head]
        head = head + 1 if head + 1 < room else 0
        waiting -= 1
        bids += 1
        i = x.owner[s]
        several = x.slot[i + 1] - x.slot[i] > 1
        first, second, best = -FAR, -FAR, -1
        for k in range(x.ptr[i], x.ptr[i + 1]):
            j = x.near[k]
            value = x.gain[k] - y.price[j]
            if value > second and not (several and _holds(x, y, i, j)):
                if value > first:
                    first, second, best = value, first, j
                else:
                    second = value
        if optional and first <= epsilon:
            x.level[s] = 0
        else:
            level = max(second, first - widest) - epsilon
            if optional:
                level = max(level, 0)
            place = y.slot[best]
            for other in range(place + 1, y.slot[best + 1]):
                if y.level[other] < y.level[place]:
                    place = other
            loser = y.mate[place]
            x.level[s], y.level[place] = level, first + y.price[best] - level
            x.mate[s], y.mate[place] = place, s
            y.price[best] = _lowest(y, best)
            if loser >= 0:
                x.mate[loser] = -1
                if not (optional and x.level[loser] == 0):
                    tail = head + waiting
                    queue[tail if tail < room else tail - room] = loser
                    waiting += 1
        x.price[i] = _lowest(x, i)
    return bids


@kernel
def _holds(x: Side, y: Side, i: int, j: int) -> bool:
    """Is node i of X matched to node j of Y?"""
    for place in range(y.slot[j], y.slot[j + 1]):  # noqa: SIM110  Numba's any() is slower
        if y.mate[place] >= 0 and x.owner[y.mate[place]] == i:
            return True
    return False


@kernel
def _lowest(x: Side, i: int) -> int:
    """The lowest level of a node's slots."""
    lowest = FAR
    for s in range(x.slot[i], x.slot[i + 1]):
        lowest = min(lowest, x.level[s])
    return lowest


@kernel
def _elsewhere(x: Side, y: Side, i: int) -> int:
    """The best that node i of X is offered by those it is not matched to, -FAR if there is nobody."""
    best = -FAR
    for k in range(x.ptr[i], x.ptr[i + 1]):
        value = x.gain[k] - y.price[x.near[k]]
        if value > best and not _holds(x, y, i, x.near[k]):
            best = value
    return best


@kernel
def part(low: int, high: int, x: Side, y: Side, epsilon: int) -> int:
    """Free the slots of X nodes low..high that are offered more than epsilon more elsewhere; gives how many."""
    freed = 0
    for i in range(low, high):
        least = _elsewhere(x, y, i) - epsilon
        for s in range(x.slot[i], x.slot[i + 1]):
            place = x.mate[s]
            if place >= 0 and x.level[s] + y.level[place] - y.price[y.owner[place]] < least:
                x.mate[s] = -1
                y.mate[place] = -1
                freed += 1
    return freed


@kernel
def round_levels(low: int, high: int, x: Side, y: Side, grain: int) -> None:
    """Round the levels of Y nodes low..high to multiples of grain; their mates bear the difference.

    Gains are multiples of grain, so some best prices are too, and a fine auction ends within less than half of them.
    """
    for j in range(low, high):
        for s in range(y.slot[j], y.slot[j + 1]):
            before = y.level[s]
            y.level[s] = (before + grain // 2) // grain * grain
            if y.mate[s] >= 0:
                x.level[y.mate[s]] += before - y.level[s]
        y.price[j] = _lowest(y, j)


@kernel
def tighten(low: int, high: int, x: Side, y: Side) -> None:
    """Make duals of the prices of Y: no edge is worth more than its ends, a matched one as much (after `part` with 0)."""
    for i in range(low, high):
        best, worst = _elsewhere(x, y, i), FAR
        for s in range(x.slot[i], x.slot[i + 1]):
            place = x.mate[s]
            if place >= 0:
                worst = min(worst, x.level[s] + y.level[place] - y.price[y.owner[place]])
        x.price[i] = worst if worst < FAR and (best == -FAR or x.slot[i + 1] - x.slot[i] == 1) else best
        for s in range(x.slot[i], x.slot[i + 1]):
            place = x.mate[s]
            if place >= 0:
                j = y.owner[place]
                y.price[j] = max(y.price[j], x.level[s] + y.level[place] - x.price[i])


@kernel
def augment(low: int, high: int, x: Side, y: Side, optional: bool, notes: IntArray) -> int:
    """Match the free slots of X nodes low..high along shortest paths; where optional, or leave them free at dual 0.

    The Hungarian method: matched edges are tight and stay so, no edge is ever worth more than its two duals. One search
    begins from all free slots at once, ends at the first distance where a path ends, serves as many as it can along
    paths of different trees, and moves the duals by that distance. notes: int32[4, nodes]. Gives the number of
    searches, -1 if somebody cannot be matched at all.
    """
    sources, seen_x, seen_y, ready = notes[0], notes[1], notes[2], notes[3]
    heap: list[tuple[Any, Any]] = [(FAR, np.int64(0))]
    many = 0
    for i in range(low, high):
        if _is_source(x, i, optional):
            sources[many] = i
            many += 1
    searches = 0
    while many > 0:
        searches += 1
        heap.clear()
        now, end, served = 0, FAR, 0
        for k in range(many):
            i = sources[k]
            x.far[i], x.via[i], x.root[i] = 0, LIVE, i
            seen_x[k] = i
            if optional:
                heappush(heap, (x.price[i], np.int64(-1 - i)))
        xs, done, ys, waiting = many, 0, 0, 0
        while served < many:
            due = len(heap) > 0 and heap[0][0] <= now
            if done < xs and waiting == 0 and not due:  # whoever was reached looks further
                i = seen_x[done]
                done += 1
                if x.via[x.root[i]] != LIVE:
                    continue
                for k in range(x.ptr[i], x.ptr[i + 1]):
                    j = x.near[k]
                    far = now + x.price[i] + y.price[j] - x.gain[k]
                    if far < y.far[j] and far <= end:
                        if y.far[j] == FAR:
                            seen_y[ys] = j
                            ys += 1
                        y.far[j], y.via[j] = far, i
                        if far > now:
                            heappush(heap, (far, np.int64(j)))
                        else:
                            ready[waiting] = j
                            waiting += 1
                continue
            place = -1
            if waiting > 0 and not due:  # a partner at this distance is free, or held by others who are reached by that
                waiting -= 1
                j = ready[waiting]
                root = x.root[y.via[j]]
                if x.via[root] != LIVE:
                    continue
                for s in range(y.slot[j], y.slot[j + 1]):
                    if y.mate[s] < 0:
                        place = s
                if place < 0:
                    for s in range(y.slot[j], y.slot[j + 1]):
                        i = x.owner[y.mate[s]]
                        if x.far[i] == FAR:
                            x.far[i], x.via[i], x.root[i] = now, y.mate[s], root
                            seen_x[xs] = i
                            xs += 1
                            if optional:
                                heappush(heap, (now + x.price[i], np.int64(-1 - i)))
                    continue
            else:  # the next distance
                if len(heap) == 0 or heap[0][0] > end:
                    break
                far, node = heappop(heap)
                if node >= 0:
                    if far == y.far[node]:
                        now = far
                        ready[waiting] = node
                        waiting += 1
                    continue
                i = -1 - node
                root = x.root[i]
                if x.via[root] != LIVE:
                    continue
                now = far
                if i != root:
                    place = x.mate[x.via[i]]
                    x.mate[x.via[i]] = -1
            end = now
            served += 1
            while place >= 0:  # a path ends: everybody along it moves up
                i = y.via[y.owner[place]]
                s, before = x.via[i], -1
                if s >= 0:
                    before = x.mate[s]
                else:
                    s = x.slot[i]
                    while x.mate[s] >= 0:
                        s += 1
                x.mate[s], y.mate[place] = place, s
                place = before
            x.via[root] = SERVED
        if end == FAR:
            return -1
        for k in range(xs):
            i = seen_x[k]
            x.price[i] -= max(end - x.far[i], 0)
            x.far[i] = FAR
        for k in range(ys):
            j = seen_y[k]
            y.price[j] += max(end - y.far[j], 0)
            y.far[j] = FAR
        left = 0
        for k in range(many):
            if _is_source(x, sources[k], optional):
                sources[left] = sources[k]
                left += 1
        many = left
    return searches


@kernel
def _is_source(x: Side, i: int, optional: bool) -> bool:
    """Has this node a slot that must still be matched?"""
    if optional and x.price[i] == 0:
        return False
    for s in range(x.slot[i], x.slot[i + 1]):  # noqa: SIM110
        if x.mate[s] < 0:
            return True
    return False
