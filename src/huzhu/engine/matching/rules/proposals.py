"""Deferred acceptance as kernels: who asks whom next, and how a teacher answers.

A word is teacher_rank << 32 | request, so that the lower word is the one a teacher would rather hold; where ranks are
equal the keys of the two edges decide.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from huzhu.engine.compiled import kernel, piece, prefetch

from ..arrays import BoolArray, IntArray

NOBODY = np.int64(2**63 - 1)
"""The word in a free place: whoever asks is better."""

NONE, LOWEST, LATEST = -1, np.int32(-(2**31)), np.int32(2**31 - 1)
BATCH = 16
"""Requests that ask at once, so that the memory is waited for once and not 16 times."""

QUEUE = 256
"""Refused requests that wait before new ones: enough to spare proposals in vain, few enough to stay near in memory."""


@kernel
def find_limited(person: IntArray, taking_part: BoolArray, free: IntArray, asks: IntArray, limited: BoolArray) -> int:
    """Mark the requests whose learner asks for more than he has places, and count them."""
    few = 0
    for r in range(person.size):
        asks[person[r]] += taking_part[r]
    for r in range(person.size):
        limited[r] = taking_part[r] and asks[person[r]] > free[person[r]]
        few += limited[r]
    return few


@piece
def _next(
    r: int,
    indptr: IntArray,
    teacher: IntArray,
    learner_rank: IntArray,
    teacher_rank: IntArray,
    key: IntArray,
    at: IntArray,
    worst: IntArray,
) -> Any:
    """The best edge of request r after the one it asked last whose teacher would not refuse at once, NONE at the end.

    Whom a teacher refuses now he refuses for ever, so that many who ask are passed over in one look. A row is short and
    read as a whole without a branch; only where two ranks are equal a second look reads the keys.
    """
    low, last = indptr[r], indptr[r] + at[r] if at[r] >= 0 else NONE
    floor = learner_rank[last] if last >= 0 else LOWEST
    begin, end = np.uint64(low), np.uint64(indptr[r + 1])  # unsigned: an index that can't be negative needs no check
    best, equal, times, place = LATEST, np.int32(0), np.int32(0), np.int32(NONE)
    for e in range(begin, end):
        rank = learner_rank[e]
        best = min(best, rank if (rank > floor) & (teacher_rank[e] <= worst[np.uint32(teacher[e])]) else LATEST)
        equal += np.int32(rank == floor)
    for i in range(np.uint32(end - begin)):
        same = learner_rank[begin + np.uint64(i)] == best
        place = max(place, np.int32(i) if same else np.int32(NONE))
        times += np.int32(same)
    found = np.int64(low + place if place >= 0 else NONE)
    if times != (best < LATEST) or equal != (last >= 0):
        found = np.int64(NONE)
        for e in range(begin, end):
            rank = learner_rank[e]
            later = last < 0 or rank > floor or (rank == floor and key[e] > key[last])
            ahead = found < 0 or rank < best or (rank == best and key[e] < key[found])
            if later and ahead and teacher_rank[e] <= worst[np.uint32(teacher[e])]:
                found, best = np.int64(e), rank
    return found


@piece
def _answer(
    word: Any,
    t: Any,
    row: IntArray,
    slots: IntArray,
    worst: IntArray,
    indptr: IntArray,
    key: IntArray,
    at: IntArray,
) -> Any:
    """Teacher t's answer to one who asks: he keeps the best; returns whom he refuses, NOBODY while he has a place.

    slots[row[t]:row[t+1]] are the words he holds, the worst last; worst[t] is the rank that a new one must reach.
    """
    low, high = np.uint64(row[t]), np.uint64(row[t + 1])
    for i in range(low, high):
        held = slots[i]
        better = word < held
        if word >> 32 == held >> 32 and word != NOBODY and held != NOBODY:
            asks, has = word & 0xFFFFFFFF, held & 0xFFFFFFFF
            better = key[indptr[asks] + at[asks]] < key[indptr[has] + at[has]]
        slots[i] = word if better else held
        word = held if better else word
    if low < high:
        worst[t] = slots[high - np.uint64(1)] >> 32
    return word


@kernel
def ask(
    part: int,
    first: bool,
    indptr: IntArray,
    teacher: IntArray,
    learner_rank: IntArray,
    teacher_rank: IntArray,
    key: IntArray,
    at: IntArray,
    row: IntArray,
    slots: IntArray,
    worst: IntArray,
    asks: BoolArray,
    pending: IntArray,
    requests: IntArray,
    teachers: IntArray,
    came_words: IntArray,
    came_whom: IntArray,
    came: IntArray,
    goes_words: IntArray,
    goes_whom: IntArray,
    goes: IntArray,
) -> None:
    """One round of a part: read what came, then ask until nobody of its own is left to ask.

    at: int32[n], each request's edge within its row, the last one asked. pending: the refused of each part, a ring in the order
    they came: the longer they wait, the more others have asked and the fewer ask in vain.
    """
    parts, low, high = came.shape[0], requests[part], requests[part + 1]
    fresh, head, waiting = (low if first else high), low, 0
    asking, edge = np.empty(BATCH, np.uint32), np.empty(BATCH, np.int64)
    words, whom = np.empty(BATCH, np.int64), np.empty(BATCH, np.int32)
    source, read = 0, 0
    while True:
        size = 0
        while source < parts and size < BATCH:
            if read == came[source, part]:
                source, read = source + 1, 0
                continue
            words[size], whom[size] = came_words[source, part, read], came_whom[source, part, read]
            read += 1
            if whom[size] < 0:
                _queue(words[size] & 0xFFFFFFFF, head + waiting, low, high, pending)
                waiting += 1
            else:
                size += 1

        many = 0
        while many < BATCH - size and fresh < high and waiting < QUEUE:
            asking[many] = fresh
            many += asks[fresh]
            fresh += 1
        while many < BATCH - size and waiting > 0:
            asking[many] = pending[head]
            prefetch(indptr, asking[many])
            prefetch(at, asking[many])
            head = head + 1 if head + 1 < high else low
            waiting -= 1
            many += 1
        if size + many == 0:
            break
        for i in range(many):
            e = indptr[asking[i]]
            prefetch(learner_rank, e)
            prefetch(learner_rank, e + 16)
            prefetch(teacher, e)
            prefetch(teacher, e + 16)
            prefetch(teacher_rank, e)
            prefetch(teacher_rank, e + 16)
        for i in range(many):
            r = asking[i]
            edge[i] = _next(r, indptr, teacher, learner_rank, teacher_rank, key, at, worst)
            at[r] = edge[i] - indptr[r] if edge[i] >= 0 else NONE
        for i in range(many):
            e = edge[i]
            if e < 0:
                continue
            t = teacher[e]
            word = np.int64(teacher_rank[e]) << 32 | asking[i]
            if teachers[part] <= t < teachers[part + 1]:
                prefetch(row, t)
                words[size], whom[size] = word, t
                size += 1
            else:
                to = _part_of(t, teachers)
                goes_words[part, to, goes[part, to]], goes_whom[part, to, goes[part, to]] = word, t
                goes[part, to] += 1

        for i in range(size):
            prefetch(slots, row[np.uint32(whom[i])])
        for i in range(size):
            t = np.uint32(whom[i])
            refused = _answer(words[i], t, row, slots, worst, indptr, key, at)
            if refused == NOBODY:
                continue
            r = refused & 0xFFFFFFFF
            if low <= r < high:
                _queue(r, head + waiting, low, high, pending)
                waiting += 1
            else:
                to = _part_of(r, requests)
                goes_words[part, to, goes[part, to]], goes_whom[part, to, goes[part, to]] = refused, NONE
                goes[part, to] += 1


@piece
def _queue(r: Any, place: Any, low: Any, high: Any, pending: IntArray) -> None:
    """Put a refused request behind the others of its part."""
    pending[place if place < high else place - (high - low)] = r


@piece
def _part_of(row: int, borders: IntArray) -> int:
    """The part that owns a row."""
    part = 0
    while row >= borders[part + 1]:
        part += 1
    return part


@kernel
def ask_one_by_one(
    indptr: IntArray,
    teacher: IntArray,
    learner_rank: IntArray,
    teacher_rank: IntArray,
    key: IntArray,
    at: IntArray,
    row: IntArray,
    slots: IntArray,
    worst: IntArray,
    person: IntArray,
    free: IntArray,
    limited: BoolArray,
    few: int,
) -> None:
    """Deferred acceptance for learners who ask for more than they have places, among all who hold something already.

    A refused request moves to its next edge and waits until its learner has a free place: his choice from what has not
    refused him changes by one edge at a time. free: int32[P], his places; the requests of all others are not counted.
    """
    ptr, own = np.zeros(free.size + 1, np.int64), np.empty(few, np.int32)
    for r in range(person.size):
        ptr[person[r] + 1] += limited[r]
    for p in range(free.size):
        ptr[p + 1] += ptr[p]
    fill = ptr[:-1].copy()
    refused, top, waits = np.empty(person.size, np.int32), 0, np.zeros(person.size, np.bool_)
    for r in range(person.size):
        if limited[r]:
            own[fill[person[r]]] = r
            fill[person[r]] += 1
            refused[top] = r
            top += 1
            free[person[r]] -= 1  # as if each had held something and lost it
    while top > 0:
        top -= 1
        r = refused[top]
        p, begin = person[r], indptr[r]
        e = _next(r, indptr, teacher, learner_rank, teacher_rank, key, at, worst)
        at[r] = e - begin if e >= 0 else NONE
        if limited[r]:
            waits[r] = True
            free[p] += 1
            asking = _best_waiting(p, free, ptr, own, waits, indptr, learner_rank, key, at)
        else:
            asking = r if e >= 0 else NONE
        while asking >= 0:
            e = indptr[asking] + at[asking]
            t, word = teacher[e], np.int64(teacher_rank[e]) << 32 | asking
            loser = _answer(word, t, row, slots, worst, indptr, key, at)
            if loser != NOBODY:
                refused[top] = loser & 0xFFFFFFFF
                top += 1
            if not limited[r]:
                break
            waits[asking] = False
            free[p] -= 1
            asking = _best_waiting(p, free, ptr, own, waits, indptr, learner_rank, key, at)
    for r in range(person.size):
        if waits[r]:
            at[r] = NONE


@piece
def _best_waiting(
    p: int,
    free: IntArray,
    ptr: IntArray,
    own: IntArray,
    waits: BoolArray,
    indptr: IntArray,
    learner_rank: IntArray,
    key: IntArray,
    at: IntArray,
) -> int:
    """The waiting request whose next edge learner p likes best, NONE if he has no place free or none waits."""
    best, chosen = NONE, NONE
    if free[p] > 0:
        for i in range(ptr[p], ptr[p + 1]):
            r = own[i]
            e = indptr[r] + at[r]
            if waits[r] and at[r] >= 0:
                rank = learner_rank[e]
                if best < 0 or rank < learner_rank[best] or (rank == learner_rank[best] and key[e] < key[best]):
                    best, chosen = e, r
    return chosen


@kernel
def collect(indptr: IntArray, at: IntArray, held: IntArray) -> int:
    """Write the edges at which requests stand, in order; returns how many."""
    many = 0
    for r in range(at.size):
        if at[r] >= 0:
            held[many] = indptr[r] + at[r]
            many += 1
    return many
