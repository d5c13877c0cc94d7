"""A matching cut into districts that share no edge, numbered by hashes, so that each can be solved by itself.

A district holds requests and teachers of one side of the cut: no greatest matching uses an edge between the sides. Where
a learner must have fewer served than he asks for, a teacher `at home` takes the rest: then each request is served once,
and neither learners nor their loads appear any more.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from huzhu.engine.compiled import kernel, side_by_side

from .arrays import BoolArray, Cut, Edges, IntArray, Loads

FINE = 8
"""Prices are this much finer than gains while an auction runs."""

UNUSED, PLENTY, SCARCE = 0, 1, 2  # of a teacher: has no place, some of his kind may stay free, all of them are taken


class Districts(NamedTuple):
    """Requests, teachers and edges of all districts, district after district.

    request: int64[R], which request. teacher: int32[T], which teacher; -1 - person for a home. request_ends,
    teacher_ends: int64[D+1], where districts begin. scarce: bool[D]: every place is taken, requests are left over; else
    every request is served, and places are left over.
    r_ptr, r_near, r_gain: CSR over requests; t_ptr, t_near, t_gain: the same edges over teachers; int64, int32, int32.
    Gains are given in 1/`fine` of `unit`, their greatest common divisor, and are below `widest`; a row is in the order of
    a hash of both ends. t_slot: int64[T+1], places summed up.
    """

    request: IntArray
    teacher: IntArray
    request_ends: IntArray
    teacher_ends: IntArray
    scarce: BoolArray
    r_ptr: IntArray
    r_near: IntArray
    r_gain: IntArray
    t_ptr: IntArray
    t_near: IntArray
    t_gain: IntArray
    t_slot: IntArray
    unit: int
    fine: int
    widest: int


def districts(edges: Edges, loads: Loads, cut: Cut, out: BoolArray) -> Districts:
    """Leave out what no greatest matching can use, and number the rest; requests `out` (bool[n]) take no part.

    TIE RULE: nodes are numbered by the sum of their edges' keys, so the order of the input changes nothing.
    O(m + n log n) time; 16 bytes an edge. Raises ValueError if gains are too fine and great for 32 bits.
    """
    n, people, teachers = edges.requests, loads.learner.size, loads.teacher.size
    kind = np.where(loads.teacher > 0, np.where(cut.teacher, SCARCE, PLENTY), UNUSED).astype(np.uint8)
    first, degree, r_hash = np.empty(n, np.int32), np.zeros(n, np.int32), np.zeros(n, np.uint64)
    seen = np.zeros((teachers, 2), np.uint64)
    parent = np.arange(teachers, dtype=np.int32)
    unit, top = _survey(
        edges.indptr, edges.teacher, edges.gain, edges.key, kind, cut.request, out, first, degree, r_hash, seen, parent
    )

    if top + 2 >= 2**31:
        raise ValueError(f"gains have no common divisor and reach {top}")
    fine = FINE if (top + 2) * FINE < 2**31 else 1

    # Whoever stands inside the cut has all his requests outside it served, and what is left of his load inside.
    takes_part = degree > 0
    inner = np.bincount(edges.person[takes_part & cut.request], minlength=people)
    outer = np.bincount(edges.person[takes_part & ~cut.request], minlength=people)
    room = loads.learner - np.where(cut.person, outer, 0)
    over = np.where(cut.person, inner, outer) - room
    at_home = np.flatnonzero(over > 0)
    home = np.full(people, -1, np.int32)
    home[at_home] = teachers + np.arange(at_home.size, dtype=np.int32)
    seen = np.concatenate((seen, np.zeros((at_home.size, 2), np.uint64)))
    parent = np.concatenate((parent, home[at_home]))
    _send_home(edges.person, cut.request, cut.person, home, first, degree, r_hash, seen, parent)
    request, teacher = np.flatnonzero(degree), np.flatnonzero(seen[:, 1])
    _settle(parent)
    request = request[np.lexsort((r_hash[request], parent[first[request]]))]
    teacher = teacher[np.lexsort((seen[teacher, 0], parent[teacher]))]
    position = np.full(parent.size, -1, np.int32)
    position[teacher] = np.arange(teacher.size, dtype=np.int32)
    request_ends, teacher_ends = _ends(parent[first[request]]), _ends(parent[teacher])
    degrees = seen[teacher, 1].astype(np.int64)
    places = np.concatenate((loads.teacher, over[at_home]))[teacher]
    kind = np.concatenate((kind, np.where(cut.person[at_home], SCARCE, PLENTY).astype(np.uint8)))[teacher]

    r_ptr, t_ptr, t_slot = _sums(degree[request]), _sums(degrees), _sums(np.minimum(places, degrees + 1))
    r_near, r_gain = np.empty(r_ptr[-1], np.int32), np.empty(r_ptr[-1], np.int32)
    t_near, t_gain = np.empty(r_ptr[-1], np.int32), np.empty(r_ptr[-1], np.int32)
    r_hash, t_hash = r_hash[request], seen[teacher, 0]
    side_by_side(
        lambda low, high: _fill(
            low, high, edges.indptr, edges.person, edges.teacher, edges.gain, kind, position, cut.request, cut.person,
            home, request, unit, fine, top, r_hash, t_hash, r_ptr, r_near, r_gain,
        ),
        request.size,
    )  # fmt: skip
    side_by_side(
        lambda low, high: _turn(
            request_ends[low], request_ends[high], teacher_ends[low], teacher_ends[high],
            r_ptr, r_near, r_gain, t_ptr, t_near, t_gain,
        ),
        request_ends.size - 1, least=1,
    )  # fmt: skip
    side_by_side(lambda low, high: _sort_rows(low, high, t_ptr, t_near, t_gain, t_hash, r_hash), teacher.size)
    return Districts(
        request, np.where(teacher < teachers, teacher, -1 - np.concatenate((np.zeros(teachers, int), at_home))[teacher]),
        request_ends, teacher_ends, kind[teacher_ends[:-1]] == SCARCE,
        r_ptr, r_near, r_gain, t_ptr, t_near, t_gain, t_slot, unit, fine, (top + 2) * fine,
    )  # fmt: skip


def _sums(count: IntArray) -> IntArray:
    """0 and the sums so far: int64."""
    sums = np.zeros(count.size + 1, np.int64)
    np.cumsum(count, out=sums[1:])
    return sums


def _ends(group: IntArray) -> IntArray:
    """Where the runs of equal values begin, and the end: int64."""
    if group.size == 0:
        return np.zeros(1, np.int64)
    return np.concatenate(([0], np.flatnonzero(group[1:] != group[:-1]) + 1, [group.size]))


@kernel
def _survey(
    indptr: IntArray,
    teacher: IntArray,
    gain: IntArray,
    key: NDArray[np.uint64],
    kind: NDArray[np.uint8],
    inside: BoolArray,
    out: BoolArray,
    first: IntArray,
    degree: IntArray,
    r_hash: NDArray[np.uint64],
    seen: NDArray[np.uint64],
    parent: IntArray,
) -> tuple[int, int]:
    """Count the usable edges of both ends, sum up their keys, join their teachers; greatest common unit, most units."""
    unit, top = 0, 0
    for r in range(indptr.size - 1):
        if out[r]:
            continue
        wanted, total = SCARCE if inside[r] else PLENTY, np.uint64(0)
        root = -1
        for e in range(indptr[r], indptr[r + 1]):
            t = teacher[e]
            if kind[t] != wanted:
                continue
            total += key[e]
            seen[t, 0] += key[e]
            seen[t, 1] += np.uint64(1)
            top = max(top, int(gain[e]))
            if unit == 0 or gain[e] % unit != 0:
                a, b = int(gain[e]), unit
                while b != 0:
                    a, b = b, a % b
                unit = a
            if degree[r] == 0:
                first[r] = t
                root = _root(parent, t)
            else:
                other = _root(parent, t)
                if other != root:
                    parent[max(other, root)] = min(other, root)
                    root = min(other, root)
            degree[r] += 1
        r_hash[r] = total
    unit = max(unit, 1)
    return unit, top // unit


@kernel
def _root(parent: IntArray, t: int) -> int:
    """The representative of a teacher's district; the way is halved."""
    while parent[t] != t:
        parent[t] = parent[parent[t]]
        t = parent[t]
    return t


@kernel
def _settle(parent: IntArray) -> None:
    """Let everybody point to his representative."""
    for t in range(parent.size):
        parent[t] = _root(parent, t)


@kernel
def _send_home(
    person: IntArray,
    inside: BoolArray,
    inside_person: BoolArray,
    home: IntArray,
    first: IntArray,
    degree: IntArray,
    r_hash: NDArray[np.uint64],
    seen: NDArray[np.uint64],
    parent: IntArray,
) -> None:
    """Add an edge to his home for each request of a learner who has one."""
    for r in range(person.size):
        p = person[r]
        if degree[r] == 0 or home[p] < 0 or inside[r] != inside_person[p]:
            continue
        seen[home[p], 0] += r_hash[r]
        seen[home[p], 1] += np.uint64(1)
        degree[r] += 1
        one, other = _root(parent, first[r]), _root(parent, home[p])
        parent[max(one, other)] = min(one, other)


@kernel
def _fill(
    low: int,
    high: int,
    indptr: IntArray,
    person: IntArray,
    teacher: IntArray,
    gain: IntArray,
    kind: NDArray[np.uint8],
    position: IntArray,
    inside: BoolArray,
    inside_person: BoolArray,
    home: IntArray,
    request: IntArray,
    unit: int,
    fine: int,
    top: int,
    r_hash: NDArray[np.uint64],
    t_hash: NDArray[np.uint64],
    r_ptr: IntArray,
    r_near: IntArray,
    r_gain: IntArray,
) -> None:
    """Write the usable edges of requests low..high under the new numbers."""
    for i in range(low, high):
        r, k = request[i], r_ptr[i]
        wanted, p = SCARCE if inside[r] else PLENTY, person[r]
        for e in range(indptr[r], indptr[r + 1]):
            j = position[teacher[e]]
            if j >= 0 and kind[j] == wanted:
                r_near[k], r_gain[k] = j, gain[e] // unit * fine
                k += 1
        if k < r_ptr[i + 1]:
            r_near[k], r_gain[k] = position[home[p]], 0 if inside[r] else (top + 1) * fine
    _sort_rows(low, high, r_ptr, r_near, r_gain, r_hash, t_hash)


@kernel
def _turn(
    r_low: int,
    r_high: int,
    t_low: int,
    t_high: int,
    r_ptr: IntArray,
    r_near: IntArray,
    r_gain: IntArray,
    t_ptr: IntArray,
    t_near: IntArray,
    t_gain: IntArray,
) -> None:
    """Write the edges of requests r_low..r_high under their teachers t_low..t_high."""
    at = t_ptr[t_low:t_high].copy()
    for i in range(r_low, r_high):
        for k in range(r_ptr[i], r_ptr[i + 1]):
            j = r_near[k] - t_low
            t_near[at[j]], t_gain[at[j]] = i, r_gain[k]
            at[j] += 1


@kernel
def _sort_rows(
    low: int,
    high: int,
    ptr: IntArray,
    near: IntArray,
    gain: IntArray,
    own: NDArray[np.uint64],
    theirs: NDArray[np.uint64],
) -> None:
    """Sort the edges of nodes low..high by a hash of both ends."""
    most = 0
    for i in range(low, high):
        most = max(most, ptr[i + 1] - ptr[i])
    hashed = np.empty(most, np.uint64)
    for i in range(low, high):
        begin = ptr[i]
        for k in range(ptr[i + 1] - begin):
            j, g = near[begin + k], gain[begin + k]
            h = (own[i] ^ theirs[j]) * np.uint64(0x9E3779B97F4A7C15)
            h ^= h >> np.uint64(32)
            at = k
            while at > 0 and hashed[at - 1] > h:
                hashed[at], near[begin + at], gain[begin + at] = (
                    hashed[at - 1],
                    near[begin + at - 1],
                    gain[begin + at - 1],
                )
                at -= 1
            hashed[at], near[begin + at], gain[begin + at] = h, j, g
