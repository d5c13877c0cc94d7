"""Kernels of candidate edges: who is chosen for each request, what each edge is made of, why somebody has none (Q8-Q10).

Each takes the `World` apart before it loops: arrays looked up in a tuple again and again would be counted each time.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from huzhu.engine.compiled import kernel, piece

from ..arrays import IntArray
from ..tables import Why
from .orders import KEY, MUTUAL, NAMED, NAMED_BY, splitmix
from .world import World

MEASURED, OTHER_TRADE = 16, 32
"""Further flags of an edge, beside those that `orders` reads."""

NOBODY_OFFERS, NOBODY_STRONG_ENOUGH, OF_OTHER_TRADE, OUT_OF_REACH, NEVER_TOGETHER, NOBODY_AVAILABLE = (
    int(why) for why in list(Why)[1:7]
)


@kernel
def choose(w: World, most: int, low: int, high: int, offer: IntArray, level: IntArray, degree: IntArray) -> None:
    """For requests low..high at most `most` offers, nearest level first, then greatest gain, then hash (Q9).

    Offers of request r are written to offer[r * most :] with their levels, how many to degree[r]. Each level costs its
    pool down to the last gain needed; a gain that not all have room of is cut by the hash.
    """
    asker, asked, asked_trade, asked_reach = w.asker, w.asked, w.asked_trade, w.asked_reach
    own, aim, floor, learning_free, identity = w.own, w.aim, w.floor, w.learning_free, w.identity
    giver, offered, furthest, mixed, trade, units = w.giver, w.offered, w.furthest, w.mixed, w.trade, w.units
    state, within, several, technique, known_as, home = (
        w.state,
        w.own_within,
        w.several,
        w.technique,
        w.known_as,
        w.home,
    )
    pools_ptr, pools_of, begins, pool_offer, pool_score = w.pools
    barred_ptr, barred = w.barred
    rota, busy, length, known, enough = w.rota, w.busy, w.length, w.known, w.enough

    minutes, of = np.empty(known.size, np.int32), np.full(known.size, -1, np.int32)
    hashed, levels, seen = np.empty(most, np.uint64), units.shape[1] - 1, np.full(giver.size, -1, np.int32)
    place = np.zeros(identity.size if several else 0, np.int32)
    for r in range(low, high):
        a, asks, mine, score, wanted, least = asker[r], asked[r], asked_trade[r], own[r], aim[r], floor[r]
        half = splitmix(state ^ splitmix(np.uint64(identity[a])))
        flagged = barred_ptr[a] < barred_ptr[a + 1]
        first, held = r * most, 0
        for near in range(min(asked_reach[r] + 1, levels) if learning_free[a] > 0 else 0):
            if held == most:
                break
            unit = units[a, near]
            q = _pool(pools_ptr, pools_of, unit, asks if near <= within else known_as[asks]) if unit >= 0 else -1
            if q < 0:
                continue
            gain, begin, worst = np.int32(0), held, -1  # of one gain: where it begins, who has the largest hash
            for i in range(begins[q], begins[q + 1]):
                strength = np.int32(pool_score[i])
                if strength < least:
                    break
                if gain != _gain(score, wanted, strength):
                    if held == most:
                        break
                    gain, begin, worst = _gain(score, wanted, strength), held, -1
                o = pool_offer[i]
                b = giver[o]
                if seen[o] == r:  # at a nearer level
                    continue
                seen[o] = r
                if a == b or furthest[o] < near:
                    continue
                if mine >= 0 and mine != trade[b] and not _one_trade(home, asks, offered[o], mine, trade[b]):
                    continue
                if flagged and _barred(barred_ptr, barred, a, b):
                    continue
                if rota.size:
                    if of[rota[b]] != rota[a]:
                        _compare(rota[a], rota[b], busy, length, known, enough, minutes, of)
                    if 0 <= minutes[rota[b]] < enough:
                        continue
                if several and near > within:  # a pool of what is the same between factories
                    if _level(units, a, b, near) < near:
                        continue
                    at = place[b]
                    if at < held and giver[offer[first + at]] == b:  # by another offer of his
                        if at >= begin and technique[offered[o]] < technique[offered[offer[first + at]]]:
                            offer[first + at] = o
                        continue
                if held < most:
                    at = held
                    held += 1
                else:
                    if worst < 0:
                        for at in range(begin, most):
                            hashed[at] = splitmix(half ^ mixed[offer[first + at]])
                        worst = _largest(hashed, begin)
                    pair = splitmix(half ^ mixed[o])
                    if pair >= hashed[worst]:
                        continue
                    at = worst
                    hashed[at] = pair
                    worst = _largest(hashed, begin)
                offer[first + at], level[first + at] = o, near
                if several:
                    place[b] = at
        degree[r] = held


@kernel
def describe(
    w: World,
    named: IntArray,
    named_by: IntArray,
    key: IntArray,
    low: int,
    high: int,
    indptr: IntArray,
    offer: IntArray,
    level: IntArray,
    teacher: IntArray,
    gain: IntArray,
    flags: IntArray,
    together: IntArray,
) -> None:
    """Teacher, gain, flags and minutes together (where rotas are known at all) of the edges of requests low..high."""
    asker, asked, own, aim, giver, offered, strength = w.asker, w.asked, w.own, w.aim, w.giver, w.offered, w.strength
    trade, home, rota, busy, length, known, enough = w.trade, w.home, w.rota, w.busy, w.length, w.known, w.enough
    minutes, of = np.empty(known.size, np.int32), np.full(known.size, -1, np.int32)
    for r in range(low, high):
        a, asks, score, wanted, names, mine = asker[r], asked[r], own[r], aim[r], named[r], trade[asker[r]]
        same = (KEY if key[r] else 0) | (MEASURED if score >= 0 else 0)
        for e in range(indptr[r], indptr[r + 1]):
            o = offer[e]
            b = giver[o]
            one = mine == trade[b] or _one_trade(home, asks, offered[o], mine, trade[b])
            teacher[e] = b
            gain[e] = _gain(score, wanted, strength[o])
            flags[e] = same | (names == b) * NAMED | (named_by[o] == a) * NAMED_BY | (not one) * OTHER_TRADE
            if rota.size:
                if of[rota[b]] != rota[a]:
                    _compare(rota[a], rota[b], busy, length, known, enough, minutes, of)
                together[e] = minutes[rota[b]]


@kernel
def repay(w: World, low: int, high: int, indptr: IntArray, teacher: IntArray, level: IntArray, flags: IntArray) -> None:
    """Flag edges of requests low..high whose learner can teach something that the teacher asks for (S32).

    By the same conditions; nearness, minutes together and who must not meet are the same in both directions.
    """
    asker, asked, asked_trade, asked_reach, floor = w.asker, w.asked, w.asked_trade, w.asked_reach, w.floor
    offered, offered_reach, strength, within = w.offered, w.offered_reach, w.strength, w.own_within
    learning_free, teaching_free, trade, home, known_as = w.learning_free, w.teaching_free, w.trade, w.home, w.known_as
    asks_ptr, asks = w.asks
    gives_ptr, gives = w.gives
    for r in range(low, high):
        a = asker[r]
        if teaching_free[a] <= 0:
            continue
        for i in range(gives_ptr[a], gives_ptr[a + 1]):
            o, yours = gives[i], trade[a]
            gives_, reach, score = offered[o], offered_reach[o], strength[o]
            for e in range(indptr[r], indptr[r + 1]):
                b, near = teacher[e], level[e]
                if reach < near or learning_free[b] <= 0:
                    continue
                for j in range(asks_ptr[b], asks_ptr[b + 1]):
                    back = asks[j]
                    if asked[back] != gives_ and (near <= within or known_as[asked[back]] != known_as[gives_]):
                        continue
                    if score < floor[back] or asked_reach[back] < near:
                        continue
                    mine = asked_trade[back]
                    if mine < 0 or _one_trade(home, asked[back], gives_, mine, yours):
                        flags[e] |= MUTUAL


@kernel
def how_far(w: World, low: int, high: int, requests: IntArray, alike: IntArray, why: IntArray) -> None:
    """How far the best pair of each of these requests got: the `Why` it fails with (none of them has an edge).

    Everywhere, to see whether anybody is strong enough and of the trade; then only as far as both reach. alike: number of
    the (technique, trade) of each: what one of them found to be of another trade the next one need not look at.
    """
    asker, asked, asked_trade, asked_reach, floor = w.asker, w.asked, w.asked_trade, w.asked_reach, w.floor
    giver, offered, offered_reach, trade, units, within = (
        w.giver,
        w.offered,
        w.offered_reach,
        w.trade,
        w.units,
        w.own_within,
    )
    known_as, home, rota, busy, length, known, enough = w.known_as, w.home, w.rota, w.busy, w.length, w.known, w.enough
    pools_ptr, pools_of, begins, pool_offer, pool_score = w.pools
    minutes, of = np.empty(known.size, np.int32), np.full(known.size, -1, np.int32)
    everywhere, others = units.shape[1] - 1, np.zeros(requests.size, np.int32)
    for at in range(low, high):
        r = requests[at]
        a, mine, k, best = asker[r], asked_trade[r], alike[at], NOBODY_OFFERS
        for turn in range(everywhere + 1):
            near = everywhere if turn == 0 else turn - 1
            if best == NOBODY_AVAILABLE or (turn > 0 and (best < OUT_OF_REACH or near > asked_reach[r])):
                break
            unit = units[a, near]
            q = (
                _pool(pools_ptr, pools_of, unit, asked[r] if near <= within else known_as[asked[r]])
                if unit >= 0
                else -1
            )
            i, end = (begins[q], begins[q + 1]) if q >= 0 else (0, 0)
            if turn == 0:
                others[k] = max(others[k], i)
            while i < end:
                if turn == 0 and best >= OF_OTHER_TRADE and i < others[k]:
                    i = others[k]
                    continue
                o = pool_offer[i]
                b = giver[o]
                one = mine < 0 or _one_trade(home, asked[r], offered[o], mine, trade[b])
                if turn == 0 and i == others[k] and not one:
                    others[k] += 1
                i += 1
                common = _level(units, a, b, everywhere)
                if a == b or (asked[r] != offered[o] and common <= within):
                    continue
                stage = NOBODY_AVAILABLE
                if pool_score[i - 1] < floor[r]:
                    stage = NOBODY_STRONG_ENOUGH
                elif not one:
                    stage = OF_OTHER_TRADE
                elif common == everywhere or common > min(asked_reach[r], offered_reach[o]):
                    stage = OUT_OF_REACH
                elif rota.size:
                    if of[rota[b]] != rota[a]:
                        _compare(rota[a], rota[b], busy, length, known, enough, minutes, of)
                    if 0 <= minutes[rota[b]] < enough:
                        stage = NEVER_TOGETHER
                best = max(best, stage)
                if stage in (NOBODY_STRONG_ENOUGH, NOBODY_AVAILABLE) or (turn == 0 and best >= OUT_OF_REACH):
                    break
        why[r] = best


@piece
def _pool(ptr: IntArray, of: IntArray, unit: int, technique: int) -> int:
    """The pool of a unit and technique, -1 where there is none."""
    low, high = ptr[unit], ptr[unit + 1]
    end = high
    while low < high:
        middle = (low + high) // 2
        if of[middle] < technique:
            low = middle + 1
        else:
            high = middle
    same = of[low] == technique  # read in any case: a branch here would count references
    return low if same and low < end else -1


@piece
def _gain(own: Any, aim: Any, strength: Any) -> Any:
    """min(teacher's score, aim) - own, at least 1; 1 where the learner was never measured (Q8, Q10)."""
    return np.int32(1) if own < 0 else max(min(strength, aim) - own, np.int32(1))


@piece
def _level(units: IntArray, a: int, b: int, most: int) -> int:
    """Index of the nearest unit both are in; `most` if none is nearer."""
    for near in range(most):
        if units[a, near] == units[b, near] and units[a, near] >= 0:
            return near
    return most


@piece
def _one_trade(home: IntArray, asked: int, offered: int, mine: int, yours: int) -> bool:
    """One trade; where a common technique holds two, each one's trade is that of his own technique."""
    return mine == yours or (asked != offered and home[asked] == mine and home[offered] == yours)


@piece
def _barred(ptr: IntArray, other: IntArray, a: int, b: int) -> bool:
    """Must these two not meet?"""
    met = False
    for i in range(ptr[a], ptr[a + 1]):
        met |= other[i] == b
    return met


@piece
def _largest(values: IntArray, begin: int) -> int:
    """Where the largest of the values from `begin` on stands."""
    at, most = begin, values[begin]
    for i in range(begin + 1, values.size):
        if values[i] > most:
            at, most = i, values[i]
    return at


@piece
def _compare(
    mine: int,
    yours: int,
    busy: IntArray,
    length: IntArray,
    known: IntArray,
    enough: int,
    minutes: IntArray,
    of: IntArray,
) -> None:
    """Keep the minutes that two rotas have in common, -1 where days without a rota might still bring enough."""
    found = np.int32(0)
    for s in range(length.size):
        found += length[s] * (busy[mine, s] & busy[yours, s])
    both = known[mine] & known[yours]
    of[yours], minutes[yours] = mine, found if both or found >= max(1, enough) else np.int32(-1)
