"""Candidates beside their slow twin, under relabelling and in chunks."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu.engine.matching import (
    Common,
    Excluded,
    Loads,
    Offers,
    People,
    Requests,
    Rules,
    Scores,
    find_candidates,
    hash64,
    mutual_first,
    stable_matching,
)

TECHNIQUES = (10, 20, 30)
TRADE = {10: 0, 20: 1, 30: 1, 40: 0}  # of a technique, where a common one holds several


class Shop:
    """Rows of a shop, as plain tuples in the order of each table's columns."""

    def __init__(self):
        self.people, self.requests, self.offers, self.scores, self.barred = [], [], [], [], []

    def tables(self):
        def columns(rows, n):
            return [np.array(c) for c in zip(*rows, strict=True)] if rows else [np.empty(0, int)] * n

        return (
            People(*columns(self.people, 6)),
            Requests(*columns(self.requests, 7)),
            Offers(*columns(self.offers, 4)),
            Scores(*columns(self.scores, 3)),
            Excluded(*columns(self.barred, 2)),
        )

    def candidates(self, **more):
        *tables, barred = self.tables()
        return find_candidates(*tables, seed=7, excluded=barred, **more)


@st.composite
def shops(draw):
    """A small random shop with everything that decides."""
    rng, shop = np.random.default_rng(draw(st.integers(0, 2**32))), Shop()
    many = draw(st.integers(1, 9))
    pick = lambda low, high: int(rng.integers(low, high))  # noqa: E731
    for row in range(many):
        units = (pick(0, 4), pick(0, 2), pick(0, 2), pick(-1, 1))
        shop.people.append((pick(0, 2**40), pick(0, 2), units, pick(0, 3), pick(0, 3), pick(0, 3)))
        for t in TECHNIQUES:
            if rng.random() < 0.8:
                shop.scores.append((row, t, pick(0, 11) * 100))
            if rng.random() < 0.5:
                shop.requests.append((row, t, pick(-1, 2), 800, pick(0, 4), pick(-1, many), rng.random() < 0.3))
            if rng.random() < 0.6:
                shop.offers.append((row, t, pick(0, 4), pick(-1, many)))
    shop.barred = [(pick(0, many), pick(0, many)) for _ in range(pick(0, 3))]
    return shop


def slow_edges(shop, most, known_as=None):
    """(request, teacher) by the words of Q8 and Q9, one pair after the other; `known_as`: {technique: common one}."""
    known_as = known_as or {}
    score = {(p, t): s for p, t, s in shop.scores}
    barred = {frozenset(map(int, pair)) for pair in shop.barred}
    edges = set()
    for r, (a, technique, trade, wanted, reach, *_) in enumerate(shop.requests):
        own, mine, good = score.get((a, technique)), shop.people[a], {}
        for b, offered, far, _ in sorted(shop.offers):
            theirs, yours = score.get((b, offered)), shop.people[b]
            common = [i for i in range(4) if mine[2][i] == yours[2][i] >= 0]
            abroad = known_as.get(offered, offered) == known_as.get(technique, technique) and common[:1] == [3]
            both = abroad and offered != technique and trade == TRADE[technique] and yours[1] == TRADE[offered]
            fits = (offered == technique or abroad) and (trade in (-1, yours[1]) or both)
            fits = fits and a != b and frozenset((a, b)) not in barred
            if not (fits and common and common[0] <= min(reach, far) and mine[3] and yours[4]):
                continue
            if theirs is None or theirs < 600 or (own is not None and theirs < own + 100):
                continue
            aim = 1000 if own is not None and own >= wanted else wanted
            gain = 1 if own is None else min(theirs, aim) - own
            edge = (common[0], -gain, int(hash64(7, [mine[0]], [yours[0]])[0]), r, b, gain)
            good[b] = min(edge, good.get(b, edge))
        edges |= {(r, b, gain) for *_, r, b, gain in sorted(good.values())[:most]}
    return edges


@settings(max_examples=60, deadline=None)
@given(shops(), st.integers(1, 4))
def test_candidates_equal_the_rules_word_for_word(shop, most):
    found = shop.candidates(rules=Rules(max_candidates=most)).edges
    ours = set(zip(found.request.tolist(), found.teacher.tolist(), found.gain.tolist(), strict=True))
    assert ours == slow_edges(shop, most)


@settings(max_examples=60, deadline=None)
@given(shops(), st.integers(1, 4), st.dictionaries(st.sampled_from((10, 20)), st.sampled_from((30, 40)), max_size=2))
def test_b3_between_factories_techniques_are_compared_by_their_common_one_and_within_by_themselves(
    shop, most, known_as
):
    shop.people = [(i, trade, (row, row, row % 2, 0), *more) for row, (i, trade, _, *more) in enumerate(shop.people)]
    shop.requests = [(*row[:4], 3, *row[5:]) for row in shop.requests]
    shop.offers = [(*row[:2], 3, *row[3:]) for row in shop.offers]
    known_as |= {common: common for common in known_as.values()}
    columns = (list(known_as), list(known_as.values()), [TRADE[technique] for technique in known_as])
    common = Common(*(np.array(column, int) for column in columns))
    found = shop.candidates(rules=Rules(max_candidates=most), common=common)
    edges = found.edges
    ours = list(zip(edges.request.tolist(), edges.teacher.tolist(), edges.gain.tolist(), strict=True))
    assert set(ours) == slow_edges(shop, most, known_as) and len({edge[:2] for edge in ours}) == len(ours)
    for r, t, offer in zip(edges.request.tolist(), edges.teacher.tolist(), found.offer.tolist(), strict=True):
        person, technique = shop.offers[offer][:2]
        asked = shop.requests[r][1]
        assert person == t and (technique == asked or known_as.get(technique, technique) == known_as.get(asked, asked))


@settings(max_examples=40, deadline=None)
@given(shops(), st.randoms(use_true_random=False))
def test_candidates_and_introductions_stay_the_same_after_relabelling(shop, random):
    people, requests, offers, scores, barred = shop.tables()
    new = np.array(random.sample(range(people.id.size), people.id.size))  # old row -> new row
    old = np.argsort(new)
    moved = People(*(getattr(people, c)[old] for c in People.__dataclass_fields__))

    def shuffled(table, *links):
        order = np.array(random.sample(range(table.person.size), table.person.size), int)
        table = type(table)(*(getattr(table, c)[order] for c in table.__dataclass_fields__))
        return replace(table, **{c: np.append(new, -1)[getattr(table, c)] for c in ("person", *links)})

    again = (moved, shuffled(requests, "named"), shuffled(offers, "named"), shuffled(scores))
    barred = Excluded(new[barred.other], new[barred.one]) if barred.one.size else barred

    def answers(found, tables):
        e, people = found.edges, tables[0]
        loads = Loads(people.learning_free, people.teaching_free)
        rows = list(
            zip(
                people.id[e.learner].tolist(),
                people.id[e.teacher].tolist(),
                tables[1].technique[e.request].tolist(),
                e.learner_rank.tolist(),
                e.teacher_rank.tolist(),
                found.mutual.tolist(),
                strict=True,
            )
        )
        held = [sorted(rows[i] for i in rule(e, loads).edges) for rule in (stable_matching, mutual_first)]
        why = sorted(zip(people.id[e.person].tolist(), tables[1].technique.tolist(), found.why.tolist(), strict=True))
        return sorted(rows), held, why

    first = find_candidates(*shop.tables()[:4], seed=b"x", excluded=shop.tables()[4])
    second = find_candidates(*again, seed=b"x", excluded=barred)
    assert answers(first, shop.tables()) == answers(second, again)


def test_large_tables_are_cut_into_chunks_without_a_change(monkeypatch):
    shop = Shop()
    for row in range(30):
        shop.people.append((row, 0, (1, 1, 1, 1), 2, 3, 0))
        for technique, score in ((10, row % 11 * 100), (20, row % 7 * 150)):
            shop.scores.append((row, technique, score))
            shop.requests.append((row, technique, 0, 800, 3, -1, False))
            shop.offers.append((row, technique, 3, -1))
    whole = shop.candidates()
    monkeypatch.setattr("huzhu.engine.matching.candidates.CHUNK", 40)
    parts = shop.candidates()
    for column in ("teacher", "learner_rank", "teacher_rank", "gain", "key"):
        assert (getattr(whole.edges, column) == getattr(parts.edges, column)).all()
    assert (whole.mutual == parts.mutual).all() and whole.mutual.any()
    assert (whole.why == parts.why).all()
