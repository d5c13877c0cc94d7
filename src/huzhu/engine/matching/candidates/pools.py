"""Offers sorted for search: in each unit and technique one pool, strongest first; two ways of sorting by numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from huzhu.engine.compiled import kernel, side_by_side

from ..arrays import BoolArray, IntArray
from .orders import splitmix

LOWEST = np.iinfo(np.int64).min
TOP_SCORE = 1000


class Pools(NamedTuple):
    """Whoever offers in a unit, technique by technique: CSR of CSR over the numbers of units of all levels.

    ptr: int32[U+1], pools of unit u are ptr[u]:ptr[u+1]. technique: int32[Q+1], ascending in each unit, -1 at the end.
    begins: int32[Q+1], offers of pool q are offer[begins[q]:begins[q+1]], uint32[E]. score: int16[E], descending in each
    pool, never measured -1 last.
    """

    ptr: IntArray
    technique: IntArray
    begins: IntArray
    offer: IntArray
    score: IntArray


def number(values: IntArray, lowest: int, code: IntArray) -> int:
    """Number the distinct values of int64[k, c] by first appearance, each column's apart: how many.

    code: int32[k, >= c], -1 for what is below `lowest`. O(k c).
    """
    slots, many = 1 << 12, -1
    while many < 0:
        many = _number(
            values, lowest, code, np.empty(slots, np.int64), np.empty(slots, np.int32), np.full(slots, -1, np.int32)
        )
        slots <<= 2
    return many


def by_number(number: IntArray, most: int, order: IntArray | None = None) -> tuple[IntArray, IntArray]:
    """CSR of rows by their number 0..most-1: ptr int32[most+1], rows int32[k] in the order given. O(k + most)."""
    ptr, rows = np.zeros(most + 1, np.int32), np.empty(number.size, np.int32)
    _distribute(number, np.arange(number.size, dtype=np.int32) if order is None else order, ptr, rows)
    return ptr, rows


def pools_of(
    units: IntArray,
    giver: IntArray,
    offered: IntArray,
    abroad: IntArray,
    strength: IntArray,
    *,
    count: int,
    techniques: int,
    own_within: int,
) -> Pools:
    """The pools of `count` units of L levels.

    units: int32[P, L], numbers as `numbered` gives them. giver, strength: int32[k]. offered: int32[k], technique by which
    offers are compared up to the level `own_within`; abroad: beyond it.
    """
    _, strongest = by_number(TOP_SCORE - strength, TOP_SCORE + 2)
    _, near = by_number(offered, techniques, strongest)
    far = near if offered is abroad else by_number(abroad, techniques, strongest)[1]
    begins, beyond = np.zeros(count + 1, np.int32), np.zeros(count, np.bool_)
    _count(units, giver, own_within, begins, beyond)
    offer, places = np.empty(begins[-1], np.uint32), begins[:-1].copy()

    def place(low: int, high: int) -> None:
        for level in range(low, high):
            _place(level, near if level <= own_within else far, units, giver, places, offer)

    side_by_side(place, units.shape[1], least=max(1, 40_000 // max(1, giver.size)))
    technique, score = np.empty(offer.size, np.int32), np.empty(offer.size, np.int16)
    side_by_side(
        lambda low, high: _read(low, high, begins, beyond, offer, offered, abroad, strength, technique, score), count
    )
    ptr = np.zeros(count + 1, np.int32)
    pools = _runs(begins, technique, ptr)
    of, first = np.empty(pools + 1, np.int32), np.empty(pools + 1, np.int32)
    _open(begins, technique, of, first)
    return Pools(ptr, of, first, offer, score)


@kernel
def _number(values: IntArray, lowest: int, code: IntArray, value: IntArray, column: IntArray, taken: IntArray) -> int:
    """`number` by open addressing (Knuth, volume 3, 6.4), -1 where half of the slots do not suffice.

    A value that stands above already needs no search.
    """
    many, last = 0, np.uint64(taken.size - 1)
    for i in range(values.shape[0]):
        for c in range(values.shape[1]):
            v = values[i, c]
            if v < lowest:
                code[i, c] = -1
                continue
            if i > 0 and values[i - 1, c] == v:
                code[i, c] = code[i - 1, c]
                continue
            at = splitmix(np.uint64(v) + (np.uint64(c) << np.uint64(56))) & last
            while taken[at] >= 0 and (value[at] != v or column[at] != c):
                at = (at + np.uint64(1)) & last
            if taken[at] < 0:
                if 2 * many >= taken.size:
                    return -1
                value[at], column[at], taken[at] = v, c, many
                many += 1
            code[i, c] = taken[at]
    return many


@kernel
def _distribute(number: IntArray, order: IntArray, ptr: IntArray, rows: IntArray) -> None:
    """Stable counting sort of `order` by number."""
    for i in range(number.size):
        ptr[number[i] + 1] += 1
    for b in range(1, ptr.size):
        ptr[b] += ptr[b - 1]
    at = ptr.copy()
    for i in range(order.size):
        row = order[i]
        rows[at[number[row]]] = row
        at[number[row]] += 1


@kernel
def _count(units: IntArray, giver: IntArray, own_within: int, begins: IntArray, beyond: BoolArray) -> None:
    """Where the offers of each unit begin, and which units are beyond the level."""
    for o in range(giver.size):
        for level in range(units.shape[1]):
            unit = units[giver[o], level]
            if unit >= 0:
                begins[unit + 1] += 1
                beyond[unit] = level > own_within
    for u in range(1, begins.size):
        begins[u] += begins[u - 1]


@kernel
def _place(level: int, order: IntArray, units: IntArray, giver: IntArray, places: IntArray, offer: IntArray) -> None:
    """Lay the offers, in order of technique and strength, into their units of one level."""
    for i in range(order.size):
        unit = units[giver[order[i]], level]
        if unit >= 0:
            offer[places[unit]] = order[i]
            places[unit] += 1


@kernel
def _read(
    low: int,
    high: int,
    begins: IntArray,
    beyond: BoolArray,
    offer: IntArray,
    offered: IntArray,
    abroad: IntArray,
    strength: IntArray,
    technique: IntArray,
    score: IntArray,
) -> None:
    """Technique and score of what lies in units low..high."""
    for u in range(low, high):
        for i in range(begins[u], begins[u + 1]):
            technique[i] = abroad[offer[i]] if beyond[u] else offered[offer[i]]
            score[i] = strength[offer[i]]


@kernel
def _runs(begins: IntArray, technique: IntArray, ptr: IntArray) -> int:
    """Count the pools of each unit; how many there are."""
    pools = 0
    for u in range(begins.size - 1):
        for i in range(begins[u], begins[u + 1]):
            if i == begins[u] or technique[i] != technique[i - 1]:
                pools += 1
        ptr[u + 1] = pools
    return pools


@kernel
def _open(begins: IntArray, technique: IntArray, of: IntArray, first: IntArray) -> None:
    """Technique and first offer of each pool."""
    pools = 0
    for u in range(begins.size - 1):
        for i in range(begins[u], begins[u + 1]):
            if i == begins[u] or technique[i] != technique[i - 1]:
                of[pools], first[pools] = technique[i], i
                pools += 1
    of[pools], first[pools] = -1, technique.size
