"""Candidates by the words of Q8-Q11, one pair after the other: a shop as plain tuples, and the slow twin of the kernels."""

import numpy as np

from huzhu.engine.matching import Common, Excluded, Offers, People, Requests, Scores, Together, Why, hash64

SEED = 7
TRADE = {10: 0, 20: 1, 30: 1, 40: 0}  # of a technique, where a common one holds several
PASSED = 7


class Shop:
    """Rows as plain tuples in the order of each table's columns; `rota` by person, a rota is (busy pieces, known)."""

    def __init__(self):
        self.people, self.requests, self.offers, self.scores, self.barred = [], [], [], [], []
        self.rota, self.rotas, self.length, self.known_as = [], [], [], {}

    def tables(self):
        """People, requests, offers, scores; and the rest by name."""

        def columns(rows, n):
            return [np.array(c) for c in zip(*rows, strict=True)] if rows else [np.empty(0, int)] * n

        busy = np.zeros((len(self.rotas), len(self.length)), bool)
        for row, (pieces, _) in enumerate(self.rotas):
            busy[row, pieces] = True
        known = np.array([known for _, known in self.rotas], bool)
        called = [(technique, common, TRADE[technique]) for technique, common in self.known_as.items()]
        return (
            People(*columns(self.people, 6)),
            Requests(*columns(self.requests, 7)),
            Offers(*columns(self.offers, 4)),
            Scores(*columns(self.scores, 3)),
        ), {
            "excluded": Excluded(*columns(self.barred, 2)),
            "minutes": Together(np.array(self.rota, int), busy, np.array(self.length, int), known),
            "common": Common(*columns(called, 3)),
        }


class Slow:
    """What `find_candidates` should find: `edges` {(request, teacher): facts} and `why` of each request."""

    def __init__(self, shop, rules):
        self.shop, self.rules = shop, rules
        self.score = {(p, t): s for p, t, s in shop.scores}
        self.barred = {frozenset(map(int, pair)) for pair in shop.barred}
        self.edges, self.why = {}, []
        for r, request in enumerate(shop.requests):
            stages = {o: self.stage(request, offer) for o, offer in enumerate(shop.offers)}
            best = max((stage for stage in stages.values() if stage), default=Why.NOBODY_OFFERS)
            full = shop.people[request[0]][3] == 0
            self.why.append(Why.OWN_PLACES_FULL if full else Why.HAS_EDGES if best == PASSED else best)
            self._choose(r, [o for o, stage in stages.items() if stage == PASSED and not full])

    def _choose(self, r, passed):
        learner, asked, *_, named, key = self.shop.requests[r]
        good = {}
        for o in passed:
            teacher, offered, _, names = self.shop.offers[o]
            level, gain = self.level(learner, teacher), self.gain(self.shop.requests[r], self.shop.offers[o])
            pair = int(hash64(SEED, [self.shop.people[learner][0]], [self.shop.people[teacher][0]])[0])
            one = self.trades(asked, offered, self.shop.people[learner][1], self.shop.people[teacher][1])
            facts = {
                "offer": o, "gain": gain, "level": level, "minutes": self.minutes(learner, teacher),
                "measured": (learner, asked) in self.score, "mutual": self.repays(learner, teacher), "key": key,
                "other_trade": not one, "named": named == teacher, "named_by": names == learner,
            }  # fmt: skip
            rank = (level, -gain, pair, offered)
            good[teacher] = min(good.get(teacher, (rank, facts)), (rank, facts), key=lambda both: both[0])
        chosen = sorted(good.items(), key=lambda item: item[1][0])[: self.rules.max_candidates]
        self.edges |= {(r, teacher): facts for teacher, (_, facts) in chosen}

    def stage(self, request, offer):
        """How far a request and an offer get: PASSED, the `Why` they fail with, or None where they do not meet at all."""
        (a, asked, trade, _, reach, *_), (b, offered, far, _) = request, offer
        own, theirs, level = self.score.get((a, asked)), self.score.get((b, offered)), self.level(a, b)
        called = self.shop.known_as
        abroad = level > self.rules.own_within and called.get(asked, asked) == called.get(offered, offered)
        if a == b or not (asked == offered or abroad):
            return None
        if theirs is None or theirs < 600 or (own is not None and theirs < own + 100):
            return Why.NOBODY_STRONG_ENOUGH
        if trade >= 0 and not self.trades(asked, offered, trade, self.shop.people[b][1]):
            return Why.OTHER_TRADE
        if level == 4 or level > min(reach, far):
            return Why.OUT_OF_REACH
        if 0 <= self.minutes(a, b) < self.rules.minutes:
            return Why.NEVER_TOGETHER
        if frozenset((a, b)) in self.barred or self.shop.people[b][4] == 0:
            return Why.NOBODY_AVAILABLE
        return PASSED

    def level(self, a, b):
        mine, yours = self.shop.people[a][2], self.shop.people[b][2]
        return next((i for i in range(4) if mine[i] == yours[i] >= 0), 4)

    def gain(self, request, offer):
        """min(teacher's score, wanted) - own (Q10), aimed at the top where the wanted level is reached (Q4)."""
        (a, asked, _, wanted, *_), (b, offered, *_) = request, offer
        own = self.score.get((a, asked))
        aim = 1000 if own is not None and own >= wanted else wanted
        return 1 if own is None else min(self.score[b, offered], aim) - own

    def gap(self, r):
        """Wanted level - own score; 1 where the learner was never measured."""
        a, asked, _, wanted, *_ = self.shop.requests[r]
        own = self.score.get((a, asked))
        return 1 if own is None else (1000 if own >= wanted else wanted) - own

    def trades(self, asked, offered, mine, yours):
        both = self.shop.known_as.keys() >= {asked, offered} and (TRADE[asked], TRADE[offered]) == (mine, yours)
        return mine == yours or (asked != offered and both)

    def minutes(self, a, b):
        if not self.shop.rota:
            return -1
        (mine, known), (yours, too) = (self.shop.rotas[self.shop.rota[x]] for x in (a, b))
        found = sum(self.shop.length[s] for s in set(mine) & set(yours))
        return found if (known and too) or found >= max(1, self.rules.minutes) else -1

    def repays(self, learner, teacher):
        """Can the learner teach something that the teacher asks for, under the same conditions (S32)?"""
        return self.shop.people[teacher][3] > 0 and any(
            request[0] == teacher and offer[0] == learner and self.stage(request, offer) == PASSED
            for request in self.shop.requests
            for offer in self.shop.offers
        )
