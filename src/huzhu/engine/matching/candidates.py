"""From wishes and measurements to candidate edges, both orders, and why somebody has none (Q8-Q11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from .arrays import BoolArray, Edges, IntArray, hash64, rank_within, runs, spans
from .tables import Common, Excluded, Offers, People, Requests, Rules, Scores, Why

Minutes = Callable[[IntArray, IntArray], IntArray]
CHUNK = 1 << 19  # pairs looked at in one go


@dataclass(frozen=True, eq=False)
class Candidates:
    """Edges with the columns a reason sentence is made of, one row per edge, and why each request has none.

    level int64[m]: index of the nearest unit in common. measured: was the learner ever. mutual: the learner can teach
    something the teacher asks for. key: key problem. other_trade. minutes int64[m]: together, -1 unknown.
    named bool[m]: SEALED, for totals at most, never in a sentence (Q18). why: `Why` of each request, int8[n].
    offer: row of the teacher's offer, whose technique is another than the request's where factories meet by a common one.
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
    offer: IntArray


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
    common: Common | None = None,
) -> Candidates:
    """Candidate edges by Q8, at most 18 per request nearest first (Q9), gain (Q10) and both orders (Q11).

    minutes(learner rows, teacher rows) -> int64 minutes together in the next 28 days, -1 unknown; None: all unknown.
    Learner's order: gain, named, lower load, nearer, hash. Teacher's: his naming, repays, key problem, nearer, larger
    gap, hash. TIE RULE: the hash of (seed, learner's id, teacher's id), then of the technique too. Requests keep their
    order. Within a factory techniques are compared by themselves, further apart by their common one (`common`).
    Raises ValueError for two rows of one person and technique. O(pairs who share a technique), in chunks.
    """
    world = _World(
        people, requests, offers, scores, excluded or Excluded(), minutes, rules or Rules(), common or Common()
    )
    n = requests.person.size
    why = np.full(n, Why.NOBODY_OFFERS, np.int8)
    found = [np.empty((2, 0), np.int64)]
    for request, offer in world.pairs():
        stage = world.stage(request, offer)
        np.maximum.at(why, request, stage)
        good = stage == _PASSED
        found.append(world.nearest(*world.once(request[good], offer[good]), seed))
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
    other_trade = ~world.same_trade(request, offer, people.trade[learner])
    return Candidates(edges, level, own >= 0, mutual, key, other_trade, together, named, why, offer)


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
    common: Common
    techniques: IntArray = field(init=False)
    known_as: IntArray = field(init=False)
    trade_of: IntArray = field(init=False)
    rows: dict[str, tuple[IntArray, IntArray]] = field(init=False)
    barred: IntArray = field(init=False)
    requests_ptr: IntArray = field(init=False)
    requests_of: IntArray = field(init=False)

    def __post_init__(self) -> None:
        tables = (self.requests.technique, self.offers.technique, self.scores.technique)
        known = np.unique(np.concatenate((*tables, self.common.technique, self.common.common)))
        put = object.__setattr__
        put(self, "techniques", known)
        known_as = known.copy()
        known_as[np.searchsorted(known, self.common.technique)] = self.common.common
        put(self, "known_as", known_as)
        trade_of = np.full(known.size, -1)
        trade_of[np.searchsorted(known, self.common.technique)] = self.common.trade
        put(self, "trade_of", trade_of)
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

    def abroad(self, technique: IntArray) -> IntArray:
        """What a technique is called between factories: its common one, or itself."""
        return self.known_as[np.searchsorted(self.techniques, technique)]

    def alike(self, request: IntArray, offer: IntArray) -> BoolArray:
        """The same technique, or between factories the same common one."""
        same = self.requests.technique[request] == self.offers.technique[offer]
        if self.common.technique.size == 0:
            return same
        apart = self.level(self.requests.person[request], self.offers.person[offer]) > self.rules.own_within
        common = self.abroad(self.requests.technique[request]) == self.abroad(self.offers.technique[offer])
        return same | (apart & common)

    def same_trade(self, request: IntArray, offer: IntArray, learners: IntArray) -> BoolArray:
        """One trade; where a common technique holds two, each one's trade is that of his own technique."""
        asked, offered = self.requests.technique[request], self.offers.technique[offer]
        teachers = self.people.trade[self.offers.person[offer]]
        own = [self.trade_of[np.searchsorted(self.techniques, technique)] for technique in (asked, offered)]
        return (learners == teachers) | ((asked != offered) & (learners == own[0]) & (teachers == own[1]))

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
        theirs = self.score(self.offers.person[offer], self.offers.technique[offer])
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
        offered, asked = self.abroad(self.offers.technique), self.abroad(self.requests.technique)
        by_technique = np.argsort(offered, kind="stable")
        sorted_ = offered[by_technique]
        low = np.searchsorted(sorted_, self.techniques, "left")
        ptr = np.append(low, sorted_.size)
        room = self.people.learning_free[self.requests.person] > 0
        row = np.searchsorted(self.techniques, asked)
        wanted = np.flatnonzero(room)
        size = (ptr[1:] - ptr[:-1])[row[wanted]]
        for part in np.split(wanted, np.flatnonzero(np.diff(np.cumsum(size) // CHUNK)) + 1):
            request = np.repeat(part, (ptr[1:] - ptr[:-1])[row[part]])
            offer = by_technique[runs(ptr, row[part])]
            two = (self.requests.person[request] != self.offers.person[offer]) & self.alike(request, offer)
            yield request[two], offer[two]

    def once(self, request: IntArray, offer: IntArray) -> tuple[IntArray, IntArray]:
        """Each (request, teacher) once: of several offers that one common technique holds, the one of greatest gain."""
        if self.common.technique.size == 0:
            return request, offer
        teacher, technique = self.offers.person[offer], self.offers.technique[offer]
        order = np.lexsort((technique, -self.gain(request, offer), teacher, request))
        request, offer, teacher = request[order], offer[order], teacher[order]
        first = np.r_[True, (np.diff(request) != 0) | (np.diff(teacher) != 0)][: request.size]
        return request[first], offer[first]

    def stage(self, request: IntArray, offer: IntArray) -> IntArray:
        """How far each pair gets: the `Why` it fails with, or _PASSED. Each test sees only who passed those before."""
        stage = np.full(request.size, int(Why.NOBODY_STRONG_ENOUGH), np.int8)
        at = np.arange(request.size)
        for passes in (self._strong, self._trade, self._reach, self._meet, self._available):  # in the order of Why
            at = at[passes(request[at], offer[at])]
            stage[at] += 1
        return stage

    def _offers_of(self, edge: IntArray, back: IntArray, learner: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """(edge, request, offer) of whatever the learner of an edge offers for a request of its teacher."""
        size = self.techniques.size
        called = np.searchsorted(self.techniques, self.abroad(self.offers.technique))
        code = self.offers.person * size + called
        order = np.argsort(code, kind="stable")
        wanted = learner[edge] * size + np.searchsorted(self.techniques, self.abroad(self.requests.technique[back]))
        low, high = np.searchsorted(code[order], wanted, "left"), np.searchsorted(code[order], wanted, "right")
        each = np.repeat(np.arange(edge.size), high - low)
        offer = order[spans(low, high)]
        edge, back = edge[each], back[each]
        same = self.alike(back, offer)
        return edge[same], back[same], offer[same]

    def _strong(self, request: IntArray, offer: IntArray) -> BoolArray:
        technique = self.requests.technique[request]
        own = self.score(self.requests.person[request], technique)
        theirs = self.score(self.offers.person[offer], self.offers.technique[offer])
        stronger = (own < 0) | (theirs >= own + self.rules.min_difference)
        return (theirs >= self.rules.min_score) & stronger

    def _trade(self, request: IntArray, offer: IntArray) -> BoolArray:
        trade = self.requests.trade[request]
        return (trade < 0) | self.same_trade(request, offer, trade)

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
            edge, back, offer = self._offers_of(edge, back, learner)
            free = self.people.learning_free[self.requests.person[back]] > 0
            edge, back, offer = edge[free], back[free], offer[free]
            answer[edge[self.stage(back, offer) == _PASSED]] = True
        return answer
