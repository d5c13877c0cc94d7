"""The tables of a matching as kernels read them: rows beside rows, techniques and units by number, offers in pools."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from huzhu.engine.compiled import kernel, side_by_side

from ..arrays import BoolArray, IntArray, hash64
from ..tables import Common, Excluded, Offers, People, Requests, Rules, Scores, Together
from .orders import splitmix
from .pools import LOWEST, Pools, by_number, number, pools_of


class World(NamedTuple):
    """P people, n requests, k offers, T techniques by number; int32 where nothing else is said.

    units: [P, L + 1], numbers of the units of each level, -1 where none; the last is everywhere. own, strength: scores of
    learner and teacher, -1 where never measured. aim: what is aimed at (Q4). floor: the least score of a teacher. furthest:
    offered_reach, -1 without a free place. mixed: uint64[k], hash of his id. asks,
    gives, barred: CSR by person (ptr, rows) of his requests, his offers, of those he must not meet. technique, home:
    int64[T], id and trade (-1 unknown) of a technique; known_as: [T], number of the common one.
    """

    state: np.uint64
    own_within: int
    enough: int

    identity: IntArray
    trade: IntArray
    units: IntArray
    learning_free: IntArray
    teaching_free: IntArray

    asker: IntArray
    asked: IntArray
    asked_trade: IntArray
    asked_reach: IntArray
    own: IntArray
    aim: IntArray
    floor: IntArray

    giver: IntArray
    offered: IntArray
    offered_reach: IntArray
    furthest: IntArray
    mixed: IntArray
    strength: IntArray
    pools: Pools

    asks: tuple[IntArray, IntArray]
    gives: tuple[IntArray, IntArray]
    barred: tuple[IntArray, IntArray]

    several: bool
    technique: IntArray
    known_as: IntArray
    home: IntArray

    rota: IntArray
    busy: BoolArray
    length: IntArray
    known: BoolArray


def world_of(
    people: People,
    requests: Requests,
    offers: Offers,
    scores: Scores,
    excluded: Excluded,
    minutes: Together,
    rules: Rules,
    common: Common,
    seed: int | bytes,
) -> World:
    """Number, join and sort the tables; O(rows). Raises ValueError for rows that stand twice or point nowhere."""
    count = people.id.size
    for name, rows in (
        ("requests.person", requests.person),
        ("offers.person", offers.person),
        ("scores.person", scores.person),
        ("excluded.one", excluded.one),
        ("excluded.other", excluded.other),
    ):
        _within(name, rows, count)
    if minutes.rota.size:
        _within("minutes.rota", minutes.rota, minutes.known.size)
        if minutes.rota.size != count:
            raise ValueError(f"minutes.rota has {minutes.rota.size} rows for {count} people")

    asked, offered, technique, known_as, home = _techniques(requests, offers, common)
    asks, gives = by_number(requests.person, count), by_number(offers.person, count)
    for name, table, of, which in (("requests", requests, asks, asked), ("offers", offers, gives, offered)):
        row = _twice(*of, which)
        if row >= 0:
            raise _stands_twice(name, table, row)
    own, strength = _join(requests, offers, scores, asks, gives)
    aim, floor = np.empty_like(own), np.empty_like(own)
    _aim(own, requests.wanted, rules.top_score, rules.min_score, rules.min_difference, aim, floor)
    furthest, mixed = np.empty_like(strength), np.empty(strength.size, np.uint64)
    _offer(people.id, people.teaching_free, offers.person, offers.reach, furthest, mixed)

    units = np.empty((count, people.units.shape[1] + 1), np.int32)
    many = number(people.units, 0, units)
    units[:, -1] = many
    abroad = known_as[offered] if common.technique.size else offered
    ptr, rows = by_number(np.concatenate((excluded.one, excluded.other)), count)
    return World(
        state=hash64(seed)[0], own_within=rules.own_within, enough=rules.minutes,
        identity=people.id, trade=people.trade, units=units,
        learning_free=people.learning_free, teaching_free=people.teaching_free,
        asker=requests.person.view(np.uint32), asked=asked, asked_trade=requests.trade, asked_reach=requests.reach,
        own=own, aim=aim, floor=floor,
        giver=offers.person.view(np.uint32), offered=offered, offered_reach=offers.reach, strength=strength,
        furthest=furthest, mixed=mixed,
        pools=pools_of(
            units, offers.person, offered, abroad, strength,
            count=many + 1, techniques=technique.size, own_within=rules.own_within,
        ),
        asks=asks, gives=gives, barred=(ptr, np.concatenate((excluded.other, excluded.one))[rows]),
        several=common.technique.size > 0, technique=technique, known_as=known_as, home=home,
        rota=minutes.rota, busy=minutes.busy, length=minutes.length, known=minutes.known,
    )  # fmt: skip


def _within(name: str, rows: IntArray, count: int) -> None:
    if rows.size and (rows.min() < 0 or rows.max() >= count):
        at = int(np.argmax((rows < 0) | (rows >= count)))
        raise ValueError(f"{name} {rows[at]} at row {at} is none of {count}")


def _stands_twice(name: str, table: Requests | Offers | Scores, row: int) -> ValueError:
    return ValueError(f"{name} hold person {table.person[row]}, technique {table.technique[row]} twice")


def _techniques(requests: Requests, offers: Offers, common: Common) -> tuple[IntArray, ...]:
    """Number of the technique of each request and offer, and of all techniques: id, number of the common one, trade."""
    ids = np.concatenate((requests.technique, offers.technique, common.technique, common.common))
    numbers = np.empty(ids.size, np.int32)
    many = number(ids.reshape(-1, 1), LOWEST, numbers.reshape(-1, 1))
    technique, known_as, home = np.empty(many, np.int64), np.arange(many, dtype=np.int32), np.full(many, -1, np.int64)
    technique[numbers] = ids
    ends = np.cumsum([requests.technique.size, offers.technique.size, common.technique.size])
    asked, offered, held, shared = np.split(numbers, ends)
    known_as[held], home[held] = shared, common.trade
    return asked, offered, technique, known_as, home


def _join(
    requests: Requests,
    offers: Offers,
    scores: Scores,
    asks: tuple[IntArray, IntArray],
    gives: tuple[IntArray, IntArray],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The score of each request's learner and of each offer's teacher, -1 where never measured."""
    own, strength = np.full(requests.person.size, -1, np.int32), np.full(offers.person.size, -1, np.int32)
    found = side_by_side(
        lambda low, high: _measured(
            low, high, scores.person, scores.technique, scores.score,
            *asks, requests.technique, own, *gives, offers.technique, strength,
        ),
        scores.person.size,
    )  # fmt: skip
    if sum(found) > np.count_nonzero(own >= 0) + np.count_nonzero(strength >= 0):
        order = np.lexsort((scores.technique, scores.person))
        person, technique = scores.person[order], scores.technique[order]
        again = np.flatnonzero((np.diff(person) == 0) & (np.diff(technique) == 0))
        raise _stands_twice("scores", scores, int(order[again[0] + 1]))
    return own, strength


@kernel
def _measured(
    low: int,
    high: int,
    person: IntArray,
    technique: IntArray,
    score: IntArray,
    asks_ptr: IntArray,
    asks_row: IntArray,
    asked: IntArray,
    own: IntArray,
    gives_ptr: IntArray,
    gives_row: IntArray,
    offered: IntArray,
    strength: IntArray,
) -> int:
    """Take each measurement to the request and the offer of the same person and technique; how many there were."""
    found = 0
    for i in range(low, high):
        p, t = person[i], technique[i]
        for at in range(asks_ptr[p], asks_ptr[p + 1]):
            if asked[asks_row[at]] == t:
                own[asks_row[at]] = score[i]
                found += 1
        for at in range(gives_ptr[p], gives_ptr[p + 1]):
            if offered[gives_row[at]] == t:
                strength[gives_row[at]] = score[i]
                found += 1
    return found


@kernel
def _aim(
    own: IntArray, wanted: IntArray, top: int, least: int, difference: int, aim: IntArray, floor: IntArray
) -> None:
    """What each request aims at (Q4), and the least score of a teacher (Q8)."""
    for r in range(own.size):
        aim[r] = top if own[r] >= wanted[r] else wanted[r]
        floor[r] = least if own[r] < 0 else max(least, own[r] + difference)


@kernel
def _offer(
    identity: IntArray, free: IntArray, giver: IntArray, reach: IntArray, furthest: IntArray, mixed: IntArray
) -> None:
    """How far each offer reaches now, -1 where the teacher has no free place, and the hash of his id."""
    for o in range(giver.size):
        furthest[o] = reach[o] if free[giver[o]] > 0 else -1
        mixed[o] = splitmix(np.uint64(identity[giver[o]]))


@kernel
def _twice(ptr: IntArray, row: IntArray, number: IntArray) -> int:
    """The later of two rows of one person and one number, -1 where there is none."""
    for p in range(ptr.size - 1):
        for at in range(ptr[p], ptr[p + 1]):
            for before in range(ptr[p], at):
                if number[row[at]] == number[row[before]]:
                    return int(row[at])
    return -1
