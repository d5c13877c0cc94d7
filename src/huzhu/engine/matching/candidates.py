"""From wishes and measurements to candidate edges, both orders, and why somebody has none (Q8-Q11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from enum import IntEnum

import numpy as np

from .arrays import BoolArray, Edges, IntArray, hash64, rank_within, runs

Minutes = Callable[[IntArray, IntArray], IntArray]
CHUNK = 1 << 19  # pairs looked at in one go


class Why(IntEnum):
    """Why a request has no edge: how far the best teacher got.

    NOBODY_AVAILABLE is the one word for full, paused, met before in this round and flagged.
    """

    HAS_EDGES = 0
    NOBODY_OFFERS = 1
    NOBODY_STRONG_ENOUGH = 2
    OTHER_TRADE = 3
    OUT_OF_REACH = 4
    NEVER_TOGETHER = 5
    NOBODY_AVAILABLE = 6
    OWN_PLACES_FULL = 7


@dataclass(frozen=True)
class Rules:
    """Conditions of an edge (Q8, Q9); scores in tenths of a point, minutes at work together in the next 28 days."""

    min_score: int = 600
    min_difference: int = 100
    max_candidates: int = 18
    minutes: int = 120
    top_score: int = 1000


class _Table:
    """Columns of integers and flags, all of one length."""

    def _check(self) -> None:
        rows = None
        for column in fields(self):  # type: ignore[arg-type]
            flag = column.type == "BoolArray"
            values = np.ascontiguousarray(getattr(self, column.name), bool if flag else None)
            if not flag and column.name != "id":
                values = values.astype(np.int64)
            object.__setattr__(self, column.name, values)
            rows = len(values) if rows is None else rows
            if len(values) != rows:
                raise ValueError(f"{type(self).__name__}.{column.name} has {len(values)} rows, not {rows}")

    __post_init__ = _check


@dataclass(frozen=True, eq=False)
class People(_Table):
    """One row per person; every other table points here by row number.

    id: any 64-bit integer that stays with the person. trade: of his post. units: int[P, L], the units he is in, nearest
    level first (group, workshop, factory, city), -1 where there is none. learning_free, teaching_free: places free at
    the wave's opening, 0 for a pause. teaching: introductions and contracts he held then ('lower load first').
    """

    id: IntArray
    trade: IntArray
    units: IntArray
    learning_free: IntArray
    teaching_free: IntArray
    teaching: IntArray


@dataclass(frozen=True, eq=False)
class Requests(_Table):
    """Open requests, at most one per person and technique.

    person: row. technique: id. trade: the teacher's, -1 where a reason allows another. wanted: score (Q4).
    reach: the furthest level that may lie between the two, an index into units. named: row of the teacher named, or -1
    (sealed). key: is the technique a current key problem where the learner works.
    """

    person: IntArray
    technique: IntArray
    trade: IntArray
    wanted: IntArray
    reach: IntArray
    named: IntArray
    key: BoolArray


@dataclass(frozen=True, eq=False)
class Offers(_Table):
    """Open offers, at most one per person and technique; named: row of the learner named, or -1 (sealed)."""

    person: IntArray
    technique: IntArray
    reach: IntArray
    named: IntArray


@dataclass(frozen=True, eq=False)
class Scores(_Table):
    """The last official scores 0-1000, at most one per person and technique; no row: never measured."""

    person: IntArray
    technique: IntArray
    score: IntArray


@dataclass(frozen=True, eq=False)
class Excluded(_Table):
    """Pairs that must not meet in this wave, either way round: flags, same pair earlier in the round. Sealed."""

    one: IntArray = field(default_factory=lambda: np.empty(0, np.int64))
    other: IntArray = field(default_factory=lambda: np.empty(0, np.int64))


@dataclass(frozen=True, eq=False)
class Candidates:
    """Edges with the columns a reason sentence is made of, one row per edge, and why each request has none.

    level int64[m]: index of the nearest unit in common. measured: was the learner ever. mutual: the learner can teach
    something the teacher asks for. key: key problem. other_trade. minutes int64[m]: together, -1 unknown.
    named bool[m]: SEALED, for totals at most, never in a sentence (Q18). why: `Why` of each request, int8[n].
    """

    edges: Edges
    level: IntArray
    measured: BoolArray
    mutual: BoolArray
    key: BoolArray
    other_trade: BoolArray
    minutes: IntArray
    named: BoolArray
    why: IntArray


def find_candidates(
    people: People,
    requests: Requests,
    offers: Offers,
    scores: Scores,
    *,
    seed: int | bytes,
    excluded: Excluded | None = None,
    minutes: Minutes | None = None,
    rules: Rules | None = None,
) -> Candidates:
    """Candidate edges by Q8, at most 18 per request nearest first (Q9), gain (Q10) and both orders (Q11).

    minutes(learner rows, teacher rows) -> int64 minutes together in the next 28 days, -1 unknown; None: all unknown.
    Learner's order: gain, named, lower load, nearer, hash. Teacher's: his naming, repays, key problem, nearer, larger
    gap, hash. TIE RULE: the hash of (seed, learner's id, teacher's id), then of the technique too. Requests keep their
    order.
    Raises ValueError for two rows of one person and technique. O(pairs who share a technique), in chunks.
    """
    world = _World(people, requests, offers, scores, excluded or Excluded(), minutes, rules or Rules())
    n = requests.person.size
    why = np.full(n, Why.NOBODY_OFFERS, np.int8)
    found = [np.empty((2, 0), np.int64)]
    for request, offer in world.pairs():
        stage = world.stage(request, offer)
        np.maximum.at(why, request, stage)
        good = stage == _PASSED
        found.append(world.nearest(request[good], offer[good], seed))
    why[why == _PASSED] = Why.HAS_EDGES
    why[people.learning_free[requests.person] == 0] = Why.OWN_PLACES_FULL

    request, offer = np.concatenate(found, axis=1)
    order = np.lexsort((people.id[offers.person[offer]], request))
    request, offer = request[order], offer[order]
    learner, teacher = requests.person[request], offers.person[offer]
    own = world.score(learner, requests.technique[request])
    gain, level = world.gain(request, offer), world.level(learner, teacher)
    named, named_by = requests.named[request] == teacher, offers.named[offer] == learner
    mutual, key = world.repays(learner, teacher), requests.key[request]
    gap = np.where(own < 0, 1, world.wanted(request) - own)

    ids = people.id[learner], people.id[teacher]
    pair, technique = hash64(seed, *ids), requests.technique[request]
    finest = hash64(seed, *ids, technique)
    edges = Edges(
        indptr=np.concatenate(([0], np.cumsum(np.bincount(request, minlength=n)))),
        person=requests.person,
        teacher=teacher,
        learner_rank=rank_within(learner, -gain, ~named, people.teaching[teacher], level, pair, finest),
        teacher_rank=rank_within(teacher, ~named_by, ~mutual, ~key, level, -gap, pair, finest),
        gain=gain,
        key=finest,
    )
    together = world.together(learner, teacher)
    other_trade = people.trade[learner] != people.trade[teacher]
    return Candidates(edges, level, own >= 0, mutual, key, other_trade, together, named, why)


_PASSED = int(Why.NOBODY_AVAILABLE) + 1


@dataclass(frozen=True, eq=False)
class _World:
    """The tables with their look-ups by (person, technique)."""

    people: People
    requests: Requests
    offers: Offers
    scores: Scores
    excluded: Excluded
    minutes: Minutes | None
    rules: Rules
    techniques: IntArray = field(init=False)
    rows: dict[str, tuple[IntArray, IntArray]] = field(init=False)
    barred: IntArray = field(init=False)
    requests_ptr: IntArray = field(init=False)
    requests_of: IntArray = field(init=False)

    def __post_init__(self) -> None:
        known = np.unique(np.concatenate((self.requests.technique, self.offers.technique, self.scores.technique)))
        put = object.__setattr__
        put(self, "techniques", known)
        put(self, "rows", {})
        for name in ("requests", "offers", "scores"):
            table = getattr(self, name)
            code = self._code(table.person, table.technique)
            order = np.argsort(code, kind="stable")
            twice = np.flatnonzero(np.diff(code[order]) == 0)
            if twice.size:
                row = order[twice[0] + 1]
                raise ValueError(f"{name} hold person {table.person[row]}, technique {table.technique[row]} twice")
            self.rows[name] = (code[order], order)
        a, b = self.excluded.one, self.excluded.other
        put(self, "barred", np.unique(np.minimum(a, b) * self.people.id.size + np.maximum(a, b)))
        counts = np.bincount(self.requests.person, minlength=self.people.id.size)
        put(self, "requests_ptr", np.concatenate(([0], np.cumsum(counts))))
        put(self, "requests_of", np.argsort(self.requests.person, kind="stable"))

    def _code(self, person: IntArray, technique: IntArray) -> IntArray:
        return person * self.techniques.size + np.searchsorted(self.techniques, technique)

    def _find(self, name: str, person: IntArray, technique: IntArray) -> IntArray:
        """Row of (person, technique) in a table, -1 where absent."""
        codes, order = self.rows[name]
        if codes.size == 0:
            return np.full(person.size, -1)
        code = self._code(person, technique)
        at = np.minimum(np.searchsorted(codes, code), codes.size - 1)
        return np.where(codes[at] == code, order[at], -1)

    def score(self, person: IntArray, technique: IntArray) -> IntArray:
        """Score 0-1000, -1 where never measured."""
        if self.scores.score.size == 0:
            return np.full(person.size, -1)
        row = self._find("scores", person, technique)
        return np.where(row < 0, -1, self.scores.score[row])

    def wanted(self, request: IntArray) -> IntArray:
        """The level aimed at: the top for who has reached the wanted one already (Q4)."""
        own = self.score(self.requests.person[request], self.requests.technique[request])
        wanted = self.requests.wanted[request]
        return np.where(own >= wanted, self.rules.top_score, wanted)

    def gain(self, request: IntArray, offer: IntArray) -> IntArray:
        """min(teacher's score, wanted) - own, at least 1; 1 where the learner was never measured (Q8, Q10)."""
        technique = self.requests.technique[request]
        own = self.score(self.requests.person[request], technique)
        theirs = self.score(self.offers.person[offer], technique)
        room = np.minimum(theirs, self.wanted(request)) - own
        return np.where(own < 0, 1, np.maximum(room, 1))

    def level(self, a: IntArray, b: IntArray) -> IntArray:
        """Index of the nearest unit both are in; the number of levels where there is none."""
        mine, yours = self.people.units[a], self.people.units[b]
        same = (mine == yours) & (mine >= 0)
        return np.where(same.any(axis=1), same.argmax(axis=1), self.people.units.shape[1])

    def together(self, learner: IntArray, teacher: IntArray) -> IntArray:
        """Minutes at work together in the next 28 days, -1 unknown."""
        if self.minutes is None or learner.size == 0:
            return np.full(learner.size, -1, np.int64)
        return np.asarray(self.minutes(learner, teacher), np.int64)

    def pairs(self) -> Iterator[tuple[IntArray, IntArray]]:
        """(request, offer) of the same technique and two persons, in chunks; a request's pairs stay in one chunk."""
        by_technique = np.argsort(self.offers.technique, kind="stable")
        sorted_ = self.offers.technique[by_technique]
        low = np.searchsorted(sorted_, self.techniques, "left")
        ptr = np.append(low, sorted_.size)
        room = self.people.learning_free[self.requests.person] > 0
        row = np.searchsorted(self.techniques, self.requests.technique)
        wanted = np.flatnonzero(room)
        size = (ptr[1:] - ptr[:-1])[row[wanted]]
        for part in np.split(wanted, np.flatnonzero(np.diff(np.cumsum(size) // CHUNK)) + 1):
            request = np.repeat(part, (ptr[1:] - ptr[:-1])[row[part]])
            offer = by_technique[runs(ptr, row[part])]
            two = self.requests.person[request] != self.offers.person[offer]
            yield request[two], offer[two]

    def stage(self, request: IntArray, offer: IntArray) -> IntArray:
        """How far each pair gets: the `Why` it fails with, or _PASSED. Each test sees only who passed those before."""
        stage = np.full(request.size, int(Why.NOBODY_STRONG_ENOUGH), np.int8)
        at = np.arange(request.size)
        for passes in (self._strong, self._trade, self._reach, self._meet, self._available):  # in the order of Why
            at = at[passes(request[at], offer[at])]
            stage[at] += 1
        return stage

    def _strong(self, request: IntArray, offer: IntArray) -> BoolArray:
        technique = self.requests.technique[request]
        own = self.score(self.requests.person[request], technique)
        theirs = self.score(self.offers.person[offer], technique)
        stronger = (own < 0) | (theirs >= own + self.rules.min_difference)
        return (theirs >= self.rules.min_score) & stronger

    def _trade(self, request: IntArray, offer: IntArray) -> BoolArray:
        trade = self.requests.trade[request]
        return (trade < 0) | (trade == self.people.trade[self.offers.person[offer]])

    def _reach(self, request: IntArray, offer: IntArray) -> BoolArray:
        level = self.level(self.requests.person[request], self.offers.person[offer])
        within = np.minimum(self.requests.reach[request], self.offers.reach[offer])
        return (level <= within) & (level < self.people.units.shape[1])

    def _meet(self, request: IntArray, offer: IntArray) -> BoolArray:
        together = self.together(self.requests.person[request], self.offers.person[offer])
        return (together < 0) | (together >= self.rules.minutes)

    def _available(self, request: IntArray, offer: IntArray) -> BoolArray:
        a, b = self.requests.person[request], self.offers.person[offer]
        pair = np.minimum(a, b) * self.people.id.size + np.maximum(a, b)
        return ~np.isin(pair, self.barred) & (self.people.teaching_free[b] > 0)

    def nearest(self, request: IntArray, offer: IntArray, seed: int | bytes) -> IntArray:
        """At most max_candidates of each request: nearest level, then greatest gain, then hash (Q9): int64[2, k]."""
        learner, teacher = self.requests.person[request], self.offers.person[offer]
        pair = hash64(seed, self.people.id[learner], self.people.id[teacher])
        place = rank_within(request, self.level(learner, teacher), -self.gain(request, offer), pair)
        keep = place < self.rules.max_candidates
        return np.stack((request[keep], offer[keep]))

    def repays(self, learner: IntArray, teacher: IntArray) -> BoolArray:
        """Can the learner teach something that the teacher asks for, by the same conditions (S32)? bool[m]"""
        answer = np.zeros(learner.size, bool)
        each = CHUNK // max(1, int(np.diff(self.requests_ptr).max(initial=1)))
        for start in range(0, learner.size, max(1, each)):
            part = np.arange(start, min(start + max(1, each), learner.size))
            count = np.diff(self.requests_ptr)[teacher[part]]
            edge, back = np.repeat(part, count), self.requests_of[runs(self.requests_ptr, teacher[part])]
            offer = self._find("offers", learner[edge], self.requests.technique[back])
            edge, back, offer = edge[offer >= 0], back[offer >= 0], offer[offer >= 0]
            free = self.people.learning_free[self.requests.person[back]] > 0
            edge, back, offer = edge[free], back[free], offer[free]
            answer[edge[self.stage(back, offer) == _PASSED]] = True
        return answer
