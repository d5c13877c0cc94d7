"""The tables of a matching as kernels read them: rows beside rows, techniques and units by number, offers in pools."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from huzhu.engine.compiled import kernel, side_by_side

from .arrays import BoolArray, IntArray, _splitmix, hash64
from .pools import Pools, by_number, numbered, pools_of
from .tables import Common, Excluded, Offers, People, Requests, Rules, Scores, Together


class World(NamedTuple):
    """P people, n requests, k offers, T techniques by number; int32 where nothing else is said.

    units: [P, L + 1], numbers of the units of each level, -1 where none; the last is everywhere. own, strength: scores of
    learner and teacher, -1 where never measured. aim: what is aimed at (Q4). floor: the least score of a teacher. asks,
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
    for name, table, of, number in (("requests", requests, asks, asked), ("offers", offers, gives, offered)):
        row = _twice(*of, number)
        if row >= 0:
            raise _stands_twice(name, table, row)
    own, strength = _join(requests, offers, scores, asks, gives)
    floor = np.where(
        own < 0, np.int32(rules.min_score), np.maximum(own + np.int32(rules.min_difference), rules.min_score)
    )

    named, many = numbered(people.units, lowest=0)
    units = np.empty((count, named.shape[1] + 1), np.int32)
    units[:, :-1], units[:, -1] = named, many
    abroad = known_as[offered] if common.technique.size else offered
    ptr, rows = by_number(np.concatenate((excluded.one, excluded.other)), count)
    return World(
        state=hash64(seed)[0], own_within=rules.own_within, enough=rules.minutes,
        identity=people.id, trade=people.trade, units=units,
        learning_free=people.learning_free, teaching_free=people.teaching_free,
        asker=requests.person.view(np.uint32), asked=asked, asked_trade=requests.trade, asked_reach=requests.reach,
        own=own, aim=np.where(own >= requests.wanted, np.int32(rules.top_score), requests.wanted),
        floor=floor.astype(np.int32),
        giver=offers.person.view(np.uint32), offered=offered, offered_reach=offers.reach, strength=strength,
        furthest=np.where(people.teaching_free[offers.person] > 0, offers.reach, np.int32(-1)),
        mixed=_splitmix(people.id[offers.person].astype(np.uint64)),
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
    number, many = numbered(ids.reshape(-1, 1))
    number = number.ravel()
    technique, known_as, home = np.empty(many, np.int64), np.arange(many, dtype=np.int32), np.full(many, -1, np.int64)
    technique[number] = ids
    ends = np.cumsum([requests.technique.size, offers.technique.size, common.technique.size])
    asked, offered, held, shared = np.split(number, ends)
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
def _twice(ptr: IntArray, row: IntArray, number: IntArray) -> int:
    """The later of two rows of one person and one number, -1 where there is none."""
    for p in range(ptr.size - 1):
        for at in range(ptr[p], ptr[p + 1]):
            for before in range(ptr[p], at):
                if number[row[at]] == number[row[before]]:
                    return int(row[at])
    return -1
