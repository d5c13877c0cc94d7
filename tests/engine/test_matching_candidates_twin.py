"""Candidates beside their slow twin, under relabelling and on several threads."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu.engine.matching import (
    Excluded,
    Loads,
    People,
    Rules,
    find_candidates,
    mutual_first,
    stable_matching,
)
from huzhu.engine.matching.candidates import choosing, pools, world
from tests.engine.twin_candidates import SEED, Shop, Slow

TECHNIQUES = (10, 20, 30)
FACTS = ("offer", "level", "minutes", "measured", "mutual", "key", "other_trade", "named")


@st.composite
def shops(draw, most=9):
    """A small random shop with everything that decides; units are a tree with gaps, or any table."""
    rng, shop = np.random.default_rng(draw(st.integers(0, 2**32))), Shop()
    many, nested = draw(st.integers(1, most)), draw(st.booleans())
    pick = lambda low, high: int(rng.integers(low, high))  # noqa: E731
    for row in range(many):
        units = (pick(0, 4), pick(0, 2), pick(0, 2), pick(-1, 1))
        if nested:
            units = tuple(-1 if rng.random() < 0.1 else row // size for size in (2, 4, 6, 20))
        shop.people.append((pick(0, 2**40), pick(0, 2), units, pick(0, 3), pick(0, 3), pick(0, 3)))
        for t in TECHNIQUES:
            if rng.random() < 0.8:
                shop.scores.append((row, t, pick(0, 11) * 100))
            if rng.random() < 0.5:
                shop.requests.append((row, t, pick(-1, 2), 800, pick(0, 4), pick(-1, many), rng.random() < 0.3))
            if rng.random() < 0.6:
                shop.offers.append((row, t, pick(0, 4), pick(-1, many)))
    shop.barred = [(pick(0, many), pick(0, many)) for _ in range(pick(0, 3))]
    if rng.random() < 0.5:
        shop.length = [60, 40, 30, 50]
        shop.rotas = [(np.flatnonzero(rng.random(4) < 0.6).tolist(), rng.random() < 0.6) for _ in range(3)]
        shop.rota = [pick(0, 3) for _ in range(many)]
    for rows in (shop.requests, shop.offers, shop.scores):
        rng.shuffle(rows)
    shop.requests, shop.offers, shop.scores = (
        [*map(tuple, rows)] for rows in (shop.requests, shop.offers, shop.scores)
    )
    return shop


def found_in(shop, seed=SEED, **more):
    tables, others = shop.tables()
    return find_candidates(*tables, seed=seed, **(others | more))


def compared(shop, rules):
    """The kernels' answer and the twin's in one form, and what the two orders go by, best edge first."""
    found, slow = found_in(shop, rules=rules), Slow(shop, rules)
    edges = found.edges
    rows = list(zip(edges.request.tolist(), edges.teacher.tolist(), strict=True))
    columns = {name: getattr(found, name).tolist() for name in FACTS} | {"gain": edges.gain.tolist()}
    assert len(set(rows)) == len(rows)
    ours = {row: {name: column[e] for name, column in columns.items()} for e, row in enumerate(rows)}
    facts = {
        row: {name: value for name, value in fact.items() if name != "named_by"} for row, fact in slow.edges.items()
    }
    assert ours == facts
    assert found.why.tolist() == slow.why

    for rank, group, words in (
        (edges.learner_rank, edges.learner, lambda f, a, b, r: (-f["gain"], not f["named"], shop.people[b][5], f["level"])),
        (edges.teacher_rank, edges.teacher, lambda f, a, b, r: (
            not f["named_by"], not f["mutual"], not f["key"], f["level"], -slow.gap(r))),
    ):  # fmt: skip
        order = np.lexsort((edges.key, rank, group)).tolist()
        said = [(group[e], *words(slow.edges[rows[e]], edges.learner[e], rows[e][1], rows[e][0])) for e in order]
        assert said == sorted(said)


@settings(max_examples=120, deadline=None)
@given(shops(), st.integers(1, 4))
def test_candidates_equal_the_rules_word_for_word(shop, most):
    compared(shop, Rules(max_candidates=most))


@settings(max_examples=120, deadline=None)
@given(shops(), st.integers(1, 4), st.dictionaries(st.sampled_from((10, 20)), st.sampled_from((30, 40)), max_size=2))
def test_b3_between_factories_techniques_are_compared_by_their_common_one_and_within_by_themselves(
    shop, most, known_as
):
    shop.people = [(i, trade, (row, row, row % 2, 0), *more) for row, (i, trade, _, *more) in enumerate(shop.people)]
    shop.requests = [(*row[:4], 3, *row[5:]) for row in shop.requests]
    shop.offers = [(*row[:2], 3, *row[3:]) for row in shop.offers]
    shop.known_as = known_as | {common: common for common in known_as.values()}
    compared(shop, Rules(max_candidates=most))


@settings(max_examples=60, deadline=None)
@given(shops(40), st.integers(1, 18))
def test_larger_shops_cut_what_is_of_one_gain_by_the_hash(shop, most):
    shop.scores = [(p, t, min(s, 700)) for p, t, s in shop.scores]
    compared(shop, Rules(max_candidates=most))


@settings(max_examples=40, deadline=None)
@given(shops(), st.randoms(use_true_random=False))
def test_candidates_and_introductions_stay_the_same_after_relabelling(shop, random):
    (people, requests, offers, scores), others = shop.tables()
    new = np.array(random.sample(range(people.id.size), people.id.size))  # old row -> new row
    old = np.argsort(new)
    moved = People(*(getattr(people, c)[old] for c in People.__dataclass_fields__))

    def shuffled(table, *links):
        order = np.array(random.sample(range(table.person.size), table.person.size), int)
        table = type(table)(*(getattr(table, c)[order] for c in table.__dataclass_fields__))
        return replace(table, **{c: np.append(new, -1)[getattr(table, c)] for c in ("person", *links)})

    again = (moved, shuffled(requests, "named"), shuffled(offers, "named"), shuffled(scores))
    barred, meeting = others["excluded"], others["minutes"]
    changed = {
        "excluded": Excluded(new[barred.other], new[barred.one]) if barred.one.size else barred,
        "minutes": replace(meeting, rota=meeting.rota[old]) if meeting.rota.size else meeting,
    }

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

    first = found_in(shop, b"x")
    second = find_candidates(*again, seed=b"x", **(others | changed))
    assert answers(first, shop.tables()[0]) == answers(second, again)


def test_the_number_of_threads_changes_nothing(monkeypatch):
    shop = Shop()
    for row in range(60):
        shop.people.append((row, 0, (row // 5, row // 20, 1, 1), 2, row % 3, 0))
        for technique, score in ((10, row % 11 * 100), (20, row % 7 * 150)):
            shop.scores.append((row, technique, score))
            shop.requests.append((row, technique, 0, 800, 3, -1, False))
            shop.offers.append((row, technique, 3, -1))
    monkeypatch.setattr("huzhu.engine.matching.candidates.finding.LEAST", 1)
    answers = []
    for threads in ("1", "3"):
        monkeypatch.setenv("HUZHU_THREADS", threads)
        found = found_in(shop, rules=Rules(max_candidates=4))
        edges = found.edges
        columns = (edges.indptr, edges.teacher, edges.learner_rank, edges.teacher_rank, edges.gain, edges.key)
        answers.append((*columns, found.level, found.offer, found.flags, found.why))
    assert answers[0][0][-1] > 0 and found.mutual.any()
    for one, three in zip(*answers, strict=True):
        assert (one == three).all()


def test_no_kernel_is_compiled_twice_whatever_the_columns_are():
    shop = Shop()
    shop.people = [(row, 0, (0, 0, 0, 0), 2, 3, 0) for row in range(2)]
    shop.requests, shop.offers = [(0, 10, 0, 800, 3, -1, False)], [(1, 10, 3, -1)]
    shop.scores = [(0, 10, 300), (1, 10, 900)]
    plain = found_in(shop)
    shop.rota, shop.rotas, shop.length = [0, 0], [([0], True)], [200]
    shop.known_as, shop.barred = {10: 30, 30: 30}, [(0, 0)]
    (people, *tables), others = shop.tables()
    for column in People.__dataclass_fields__:
        getattr(people, column).flags.writeable = False
    people = replace(people, trade=np.zeros(4, np.int16)[::2])
    assert find_candidates(people, *tables, seed=b"x", **others).edges.size == plain.edges.size == 1
    for module in (choosing, pools, world):
        kernels = [value for value in vars(module).values() if hasattr(value, "nopython_signatures")]
        assert kernels and all(len(kernel.nopython_signatures) <= 1 for kernel in kernels)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda shop: shop.scores.append((0, 10, 1)), "scores hold person 0, technique 10 twice"),
        (lambda shop: shop.offers.append((1, 10, 3, -1)), "offers hold person 1, technique 10 twice"),
        (lambda shop: shop.scores.append((2, 10, 1)), "scores.person 2 at row 2 is none of 2"),
        (lambda shop: shop.scores.append((0, 20, 1001)), "not within 0-1000"),
        (lambda shop: shop.barred.append((0, -1)), "excluded.other -1 at row 0 is none of 2"),
        (lambda shop: shop.rota.append(0), "minutes.rota"),
    ],
)
def test_rows_that_stand_twice_or_point_nowhere_are_refused(change, words):
    shop = Shop()
    shop.people = [(row, 0, (0, 0, 0, 0), 2, 3, 0) for row in range(2)]
    shop.requests, shop.offers = [(0, 10, 0, 800, 3, -1, False)], [(1, 10, 3, -1)]
    shop.scores = [(0, 10, 300), (1, 10, 900)]
    assert found_in(shop).edges.size == 1
    change(shop)
    with pytest.raises(ValueError, match=words):
        found_in(shop)
