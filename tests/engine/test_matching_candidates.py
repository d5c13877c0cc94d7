"""From wishes to edges: who is a candidate, in which order, and why somebody has none."""

import numpy as np
import pytest

from huzhu.engine.matching import (
    Excluded,
    Loads,
    Offers,
    People,
    Requests,
    Rules,
    Scores,
    Together,
    Why,
    find_candidates,
    hash64,
    mutual_first,
    stable_matching,
    verify,
)

PIECING, KNOTTING, SETTING = 10, 20, 30


class Shop:
    """Rows of a shop, said one by one; everybody is of one trade, group, workshop and factory unless said otherwise."""

    def __init__(self):
        self.people, self.requests, self.offers, self.scores, self.barred = [], [], [], [], []

    def person(self, number=None, *, trade=0, units=(1, 1, 1, 1), learning=2, teaching=3, held=0, **scores):
        row = len(self.people)
        self.people.append((100 + row if number is None else number, trade, units, learning, teaching, held))
        self.scores += [(row, int(name[1:]), score) for name, score in scores.items()]
        return row

    def learner(self, score=300, **more):
        row = self.person(t10=score, **more)
        self.asks(row, PIECING)
        return row

    def teacher(self, score=900, *, reach=3, named=-1, **more):
        row = self.person(t10=score, **more)
        self.gives(row, PIECING, reach=reach, named=named)
        return row

    def asks(self, person, technique, *, trade=0, wanted=800, reach=3, named=-1, key=False):
        self.requests.append((person, technique, trade, wanted, reach, named, key))

    def gives(self, person, technique, *, reach=3, named=-1):
        self.offers.append((person, technique, reach, named))

    def bar(self, one, other):
        self.barred.append((one, other))

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

    def candidates(self, seed=7, **more):
        *tables, barred = self.tables()
        return find_candidates(*tables, seed=seed, excluded=barred, **more)

    def loads(self):
        return Loads(np.array([p[3] for p in self.people]), np.array([p[4] for p in self.people]))


def order_of(found, learner):
    """Teachers of a learner's edges, best first."""
    at = np.flatnonzero(found.edges.learner == learner)
    return found.edges.teacher[at[np.argsort(found.edges.learner_rank[at])]].tolist()


def order_at(found, teacher):
    """Learners of a teacher's edges, best first."""
    at = np.flatnonzero(found.edges.teacher == teacher)
    return found.edges.learner[at[np.argsort(found.edges.teacher_rank[at])]].tolist()


def test_s23_fortieth_request_is_led_to_somebody_else():
    shop = Shop()
    star = shop.teacher(1000)
    others = [shop.teacher(700) for _ in range(14)]
    learners = [shop.learner(300) for _ in range(40)]
    shop.requests = [(*row[:3], 1000, 3, star, False) for row in shop.requests]  # all want the star, by name
    found, loads = shop.candidates(), shop.loads()
    assert all(order_of(found, learner)[0] == star for learner in learners)

    answer = stable_matching(found.edges, loads)
    taught_by = np.bincount(found.edges.teacher[answer.edges], minlength=15)
    assert taught_by[star] == 3 and taught_by[others].max() <= 3
    assert answer.edges.size == 40 and verify(found.edges, loads, answer).ok


def test_s25_famous_worker_without_the_strength_ranks_below_an_ordinary_one():
    shop = Shop()
    famous, ordinary, weak = shop.teacher(650), shop.teacher(750), shop.teacher(590)
    learner = shop.learner(300)
    shop.requests[0] = (learner, PIECING, 0, 800, 3, famous, True)
    assert order_of(shop.candidates(), learner) == [ordinary, famous]
    assert weak not in shop.candidates().edges.teacher


def test_s25_equal_strength_leads_to_the_lower_load_first():
    shop = Shop()
    busy, idle, beyond = shop.teacher(800, held=2), shop.teacher(800, held=0), shop.teacher(1000, held=1)
    learner = shop.learner(300)
    assert order_of(shop.candidates(), learner) == [idle, beyond, busy]  # beyond the wanted level is no more gain


def test_s32_two_who_can_teach_each_other_are_introduced_both_ways():
    shop = Shop()
    a, b = shop.person(t10=900, t20=300), shop.person(t10=300, t20=900)
    stronger = shop.person(t10=950, t20=950)
    for giver, technique in ((a, PIECING), (b, KNOTTING), (stronger, PIECING), (stronger, KNOTTING)):
        shop.gives(giver, technique)
    shop.asks(a, KNOTTING, wanted=1000)
    shop.asks(b, PIECING, wanted=1000)
    found, loads = shop.candidates(), shop.loads()
    answer = mutual_first(found.edges, loads)
    pairs = {(int(found.edges.learner[e]), int(found.edges.teacher[e])) for e in answer.edges}
    assert pairs == {(a, b), (b, a)} and answer.certificate.first.size == 2
    assert found.mutual[answer.edges].all() and not found.mutual[found.edges.teacher == stronger].any()
    plain = stable_matching(found.edges, loads)
    assert set(found.edges.teacher[plain.edges].tolist()) == {stronger}


def test_teacher_prefers_whom_he_named_then_who_repays_then_the_key_problem():
    shop = Shop()
    teacher = shop.person(t10=900, t20=300)
    plain, near, key, repays, named = (
        shop.person(t10=300, t20=900, units=units)
        for units in ((2, 1, 1, 1), (1, 1, 1, 1), (2, 1, 1, 1), (2, 1, 1, 1), (2, 1, 1, 1))
    )
    for learner in (plain, near, key, repays, named):
        shop.asks(learner, PIECING, key=learner == key)
    shop.asks(teacher, KNOTTING)
    shop.gives(repays, KNOTTING)
    shop.gives(teacher, PIECING, named=named)
    assert order_at(shop.candidates(), teacher) == [named, repays, key, near, plain]


def test_q9_nearest_first_decides_who_is_among_the_candidates_not_their_order():
    shop = Shop()
    near = [shop.teacher(650, units=(1, 1, 1, 1)) for _ in range(2)]
    far = [shop.teacher(score, units=(2, 1, 1, 1)) for score in (700, 790, 780)]
    learner = shop.learner(300)
    found = shop.candidates(rules=Rules(max_candidates=4))
    assert set(order_of(found, learner)) == {*near, far[1], far[2]}
    assert order_of(found, learner)[:2] == [far[1], far[2]]


def test_never_measured_learner_has_an_edge_with_gain_one():
    shop = Shop()
    shop.teacher(900)
    shop.asks(shop.person(), PIECING)
    found = shop.candidates()
    assert found.edges.gain.tolist() == [1] and found.measured.tolist() == [False]


def test_q4_who_has_reached_the_wanted_level_may_go_for_the_top():
    shop = Shop()
    shop.teacher(950)
    shop.learner(800)
    assert shop.candidates().edges.gain.tolist() == [150]


@pytest.mark.parametrize(
    ("why", "teacher"),
    [
        (Why.HAS_EDGES, {}),
        (Why.NOBODY_STRONG_ENOUGH, {"score": 350}),
        (Why.OTHER_TRADE, {"trade": 5}),
        (Why.OUT_OF_REACH, {"units": (2, 2, 1, 1), "reach": 1}),
        (Why.OUT_OF_REACH, {"units": (2, 2, 2, 2)}),
        (Why.NEVER_TOGETHER, {"number": 666}),
        (Why.NOBODY_AVAILABLE, {"teaching": 0}),
    ],
)
def test_a_request_without_an_edge_says_why(why, teacher):
    shop = Shop()
    shop.teacher(**teacher)
    shop.learner(300)
    rota = np.array([p[0] == 666 for p in shop.people])
    both, one = [True, True], [False, True]
    found = shop.candidates(minutes=Together(rota, np.array([both, one]), np.array([1, 119]), np.array(both)))
    assert found.why.tolist() == [why]


def test_nobody_offers_and_own_places_full_are_said_too():
    shop = Shop()
    shop.asks(shop.teacher(300), PIECING)  # nobody but himself
    assert shop.candidates().why.tolist() == [Why.NOBODY_OFFERS]
    shop.teacher(900)
    shop.people[0] = (*shop.people[0][:3], 0, *shop.people[0][4:])
    assert shop.candidates().why.tolist() == [Why.OWN_PLACES_FULL]


def test_a_flag_by_either_side_looks_like_a_teacher_without_a_place():
    def world(bar=None, teaching=3):
        shop = Shop()
        teacher, learner = shop.teacher(900, teaching=teaching), shop.learner(300)
        if bar:
            shop.bar(*((teacher, learner) if bar == "teacher" else (learner, teacher)))
        found = shop.candidates()
        return found.why.tolist(), found.edges.teacher.tolist()

    assert world() == ([Why.HAS_EDGES], [0])
    assert world("teacher") == world("learner") == world(teaching=0) == ([Why.NOBODY_AVAILABLE], [])


def test_two_rows_of_one_person_and_technique_are_refused():
    shop = Shop()
    shop.asks(shop.learner(300), PIECING)
    with pytest.raises(ValueError, match="requests hold person 0, technique 10 twice"):
        shop.candidates()


def test_the_hash_is_splitmix64_the_same_on_every_machine():
    def splitmix(x):
        x = (x + 0x9E3779B97F4A7C15) % 2**64
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        x = (x ^ x >> 27) * 0x94D049BB133111EB % 2**64
        return x ^ x >> 31

    assert splitmix(0) == 0xE220A8397B1DCDAF  # its published first number
    assert hash64(42, [5], [9]).tolist() == [splitmix(splitmix(splitmix(42) ^ splitmix(5)) ^ splitmix(9))]
    assert hash64(b"round", [1], [2]) != hash64(b"round", [2], [1]) != hash64(b"other", [2], [1])
