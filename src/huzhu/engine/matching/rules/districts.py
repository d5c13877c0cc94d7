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

from ..arrays import BoolArray, Cut, Edges, IntArray, Loads

FINE = 8
"""Prices are this much finer than gains while an auction runs."""

UNUSED, PLENTY, SCARCE = 0, 1, 2  # of a teacher: has no place, some of his kind may stay free, all of them are taken


class Districts(NamedTuple):
    """Requests, teachers and edges of all districts, district after district.

    request: int64[R], which request. teacher: int32[T], which teacher; -1 - person for a home. request_ends,
    teacher_ends: int64[D+1], where districts begin. scarce: bool[D]: every place is taken, requests are left over; else
    every request is served, and places are left over.
    r_ptr, r_near, r_gain: CSR over requests; t_ptr, t_near, t_gain: the same edges over teachers; int64, int32, int32.
    Gains are given in 1/`fine` of `unit`, their greatest common divisor, and are below `widest`; rows are in
    the order of their ends, from a hashed one on. t_slot: int64[T+1], places summed up.
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
    kind = np.concatenate((kind, np.where(cut.person[at_home], SCARCE, PLENTY).astype(np.uint8)))
    group = np.where(kind == SCARCE, parent.size, 0) + parent
    request = request[np.lexsort((r_hash[request], group[first[request]]))]
    teacher = teacher[np.lexsort((seen[teacher, 0], group[teacher]))]
    plenty = int((kind[teacher] == PLENTY).sum())
    position = np.full(parent.size, -1, np.int32)
    position[teacher] = np.arange(teacher.size, dtype=np.int32)
    request_ends, teacher_ends = _ends(group[first[request]]), _ends(group[teacher])
    degrees = seen[teacher, 1].astype(np.int64)
    places = np.concatenate((loads.teacher, over[at_home]))[teacher]

    r_ptr, t_ptr, t_slot = _sums(degree[request]), _sums(degrees), _sums(np.minimum(places, degrees + 1))
    r_near, r_gain = np.empty(r_ptr[-1], np.int32), np.empty(r_ptr[-1], np.int32)
    t_near, t_gain = np.empty(r_ptr[-1], np.int32), np.empty(r_ptr[-1], np.int32)
    r_hash, t_hash = r_hash[request], seen[teacher, 0]

    def write(low: int, high: int) -> None:
        r_low, r_high, t_low, t_high = request_ends[low], request_ends[high], teacher_ends[low], teacher_ends[high]
        _write_teachers(
            r_low, r_high, t_low, t_high, edges.indptr, edges.person, edges.teacher, edges.gain, position, plenty,
            cut.request, cut.person, home, request, fine / unit, (top + 1) * fine, t_hash, t_ptr, t_near, t_gain,
        )  # fmt: skip
        _write_requests(r_low, r_high, t_low, t_high, r_hash, t_ptr, t_near, t_gain, r_ptr, r_near, r_gain)

    side_by_side(write, request_ends.size - 1, least=1)
    return Districts(
        request, np.where(teacher < teachers, teacher, -1 - np.concatenate((np.zeros(teachers, int), at_home))[teacher]),
        request_ends, teacher_ends, teacher_ends[:-1] >= plenty,
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
def _write_teachers(
    low: int,
    high: int,
    t_low: int,
    t_high: int,
    indptr: IntArray,
    person: IntArray,
    teacher: IntArray,
    gain: IntArray,
    position: IntArray,
    plenty: int,
    inside: BoolArray,
    inside_person: BoolArray,
    home: IntArray,
    request: IntArray,
    per_unit: float,
    at_home: int,
    t_hash: NDArray[np.uint64],
    t_ptr: IntArray,
    t_near: IntArray,
    t_gain: IntArray,
) -> None:
    """Write the usable edges of requests low..high to their teachers t_low..t_high; a row begins where its hash says."""
    at = _begins(t_low, t_high, t_ptr, t_hash)
    for i in range(low, high):
        r = request[i]
        p = person[r]
        for e in range(indptr[r], indptr[r + 1]):
            j = position[teacher[e]]
            if j >= 0 and (j >= plenty) == inside[r]:
                _append(j, j - t_low, at, t_ptr, t_near, t_gain, i, int(gain[e] * per_unit + 0.5))
        if home[p] >= 0 and inside[r] == inside_person[p]:
            j = position[home[p]]
            _append(j, j - t_low, at, t_ptr, t_near, t_gain, i, 0 if inside[r] else at_home)


@kernel
def _write_requests(
    low: int,
    high: int,
    t_low: int,
    t_high: int,
    r_hash: NDArray[np.uint64],
    t_ptr: IntArray,
    t_near: IntArray,
    t_gain: IntArray,
    r_ptr: IntArray,
    r_near: IntArray,
    r_gain: IntArray,
) -> None:
    """Write the edges of teachers t_low..t_high to their requests low..high in the same way."""
    at = _begins(low, high, r_ptr, r_hash)
    for j in range(t_low, t_high):
        for k in range(t_ptr[j], t_ptr[j + 1]):
            i = t_near[k]
            _append(i, i - low, at, r_ptr, r_near, r_gain, j, t_gain[k])


@kernel
def _begins(low: int, high: int, ptr: IntArray, hashes: NDArray[np.uint64]) -> IntArray:
    """A place in each of the rows low..high, by its hash: int64."""
    at = np.empty(high - low, np.int64)
    for i in range(low, high):
        at[i - low] = ptr[i] + np.int64(hashes[i] % np.uint64(ptr[i + 1] - ptr[i]))
    return at


@kernel
def _append(
    i: int, k: int, at: IntArray, ptr: IntArray, near: IntArray, gains: IntArray, other: int, gain: int
) -> None:
    """Write an edge of node i at its place at[k], which goes round in the row."""
    near[at[k]], gains[at[k]] = other, gain
    at[k] = at[k] + 1 if at[k] + 1 < ptr[i + 1] else ptr[i]
