"""The three rules beside slow obvious twins, and their laws."""

import doctest
import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.linear_solver import pywraplp

import huzhu.engine.matching as public
from huzhu.engine.matching import (
    Edges,
    Loads,
    blocking_pairs,
    greatest_gain,
    hash64,
    mutual_first,
    rank_within,
    stable_matching,
    verify,
)

RULES = (stable_matching, greatest_gain, mutual_first)


def instance(seed, people=6, requests=8, degree=4, top=3, learning=2):
    """A random case in one person space, two independent orders, few gains so that ties are common."""
    rng = np.random.default_rng(seed)
    person = rng.integers(0, people, requests)
    lists = [rng.permutation(np.delete(np.arange(people), p))[: rng.integers(0, degree + 1)] for p in person]
    indptr = np.cumsum([0] + [len(line) for line in lists])
    teacher = np.concatenate([*lists, np.empty(0, int)]).astype(int)
    learner = np.repeat(person, np.diff(indptr))
    request = np.repeat(np.arange(requests), np.diff(indptr))
    edges = Edges(
        indptr,
        person,
        teacher,
        learner_rank=rank_within(learner, rng.random(teacher.size)),
        teacher_rank=rank_within(teacher, rng.random(teacher.size)),
        gain=rng.integers(1, top + 1, teacher.size),
        key=hash64(seed, learner, teacher, request),
    )
    loads = Loads(rng.integers(0, learning + 1, people), rng.integers(0, 4, people))
    return edges, loads


cases = st.builds(
    instance,
    st.integers(0, 2**32),
    people=st.integers(2, 9),
    requests=st.integers(0, 14),
    degree=st.integers(1, 6),
    top=st.sampled_from([1, 3, 400]),
    learning=st.integers(1, 3),
)


def slow_choice(edges, loads, learner, offered):
    """What a learner takes out of the offered edges: best first, one per request, within his load."""
    taken = []
    for e in sorted(offered, key=lambda e: edges.learner_rank[e]):
        if len(taken) < loads.learner[learner] and edges.request[e] not in edges.request[taken]:
            taken.append(e)
    return taken


def slow_stable(edges, loads):
    """Deferred acceptance word for word: everybody asks for his choice, every teacher refuses all but his best."""
    refused = set()
    while True:
        asked = [
            e
            for p in set(edges.person.tolist())
            for e in slow_choice(edges, loads, p, [e for e in np.flatnonzero(edges.learner == p) if e not in refused])
        ]
        new = set()
        for t in set(edges.teacher[asked].tolist()):
            pool = sorted((e for e in asked if edges.teacher[e] == t), key=lambda e: edges.teacher_rank[e])
            new |= set(pool[loads.teacher[t] :])
        if not new:
            return sorted(map(int, asked))
        refused |= new


def feasible(edges, loads, held):
    held = list(held)
    return (
        len(set(edges.request[held].tolist())) == len(held)
        and (np.bincount(edges.learner[held], minlength=loads.learner.size) <= loads.learner).all()
        and (np.bincount(edges.teacher[held], minlength=loads.teacher.size) <= loads.teacher).all()
    )


def slow_blocks(edges, loads, held, e):
    """Would both choose e if it were added to what they hold?"""
    a, t = edges.learner[e], edges.teacher[e]
    mine = [f for f in held if edges.learner[f] == a] + [e]
    theirs = sorted([f for f in held if edges.teacher[f] == t] + [e], key=lambda f: edges.teacher_rank[f])
    return e in slow_choice(edges, loads, a, mine) and e in theirs[: loads.teacher[t]]


def all_matchings(edges, loads):
    """Every set of edges that keeps the loads, request by request."""
    options = [[-1, *range(edges.indptr[r], edges.indptr[r + 1])] for r in range(edges.requests)]
    for pick in itertools.product(*options):
        held = [e for e in pick if e >= 0]
        if feasible(edges, loads, held):
            yield held


def relabelled(edges, loads, seed):
    """The same case with persons, requests and edges numbered differently; and old edge -> new edge."""
    rng = np.random.default_rng(seed)
    name = rng.permutation(loads.learner.size)
    requests = rng.permutation(edges.requests)
    old = np.concatenate(
        [rng.permutation(np.arange(edges.indptr[r], edges.indptr[r + 1])) for r in requests] + [np.empty(0, int)]
    ).astype(int)
    fresh = Edges(
        np.cumsum(np.concatenate(([0], np.diff(edges.indptr)[requests]))),
        name[edges.person[requests]],
        name[edges.teacher[old]],
        edges.learner_rank[old],
        edges.teacher_rank[old],
        edges.gain[old],
        edges.key[old],
    )
    order = np.argsort(name)
    return fresh, Loads(loads.learner[order], loads.teacher[order]), np.argsort(old)


@settings(max_examples=80, deadline=None)
@given(cases)
def test_stable_equals_deferred_acceptance_word_for_word(case):
    assert stable_matching(*case).edges.tolist() == slow_stable(*case)


@settings(max_examples=60, deadline=None)
@given(cases)
def test_every_rule_keeps_loads_and_its_own_promise(case):
    for rule in RULES:
        assert verify(*case, rule(*case)).faults == ()


@settings(max_examples=60, deadline=None)
@given(cases, st.integers(0, 99))
def test_every_rule_gives_the_same_answer_after_relabelling(case, seed):
    edges, loads, where = relabelled(*case, seed)
    for rule in RULES:
        assert sorted(where[rule(*case).edges].tolist()) == rule(edges, loads).edges.tolist()


@settings(max_examples=60, deadline=None)
@given(cases, st.randoms(use_true_random=False))
def test_blocking_pairs_are_those_both_would_choose(case, random):
    edges, loads = case
    held = []
    for e in random.sample(range(edges.size), edges.size):
        if random.random() < 0.7 and feasible(edges, loads, [*held, e]):
            held.append(e)
    slow = [e for e in range(edges.size) if e not in held and slow_blocks(edges, loads, held, e)]
    assert blocking_pairs(edges, loads, np.array(held, int)).tolist() == slow


def slow_exchanges(edges, loads):
    """Exchanges by the words of Q13, where no two gains are equal: the best pair, then the next that still fits."""
    both = [
        (e, f)
        for e, f in itertools.combinations(range(edges.size), 2)
        if (edges.learner[e], edges.teacher[e]) == (edges.teacher[f], edges.learner[f])
    ]
    value = {pair: (min(edges.gain[list(pair)]), sum(edges.gain[list(pair)])) for pair in both}
    held, met = [], set()
    for e, f in sorted(both, key=value.get, reverse=True):
        pair = frozenset((int(edges.learner[e]), int(edges.teacher[e])))
        if pair not in met and feasible(edges, loads, [*held, e, f]):
            held += [e, f]
            met.add(pair)
    return sorted(held)


@settings(max_examples=80, deadline=None)
@given(cases)
def test_mutual_equals_the_greedy_choice_and_every_exchange_goes_both_ways(case):
    edges, loads = case
    edges = replace(edges, gain=np.random.default_rng(1).permutation(edges.size) + 1)
    answer = mutual_first(edges, loads)
    first = answer.certificate.first
    assert first.tolist() == slow_exchanges(edges, loads)
    there = list(zip(edges.learner[first].tolist(), edges.teacher[first].tolist(), strict=True))
    assert sorted(there) == sorted((b, a) for a, b in there)
    assert set(first.tolist()) <= set(answer.edges.tolist())


def test_mutual_needs_one_person_space_and_nobody_teaches_himself():
    edges, loads = instance(1)
    mutual_first(edges, loads)
    with pytest.raises(ValueError, match="one person space is needed: 6 learners, 7 teachers"):
        mutual_first(edges, replace(loads, teacher=np.append(loads.teacher, 1)))
    with pytest.raises(ValueError, match="teacher is the learner himself at edge 0"):
        mutual_first(Edges([0, 1], [1], [1], [0], [0], [5]), loads)


def test_loads_too_short_or_negative_are_refused_in_words():
    edges, loads = instance(1)
    with pytest.raises(ValueError, match=r"loads.learner has 1 rows, person \d is used"):
        stable_matching(edges, replace(loads, learner=[1]))
    with pytest.raises(ValueError, match="free places of teacher are negative at person 1"):
        Loads([1, 1], [1, -1])


def test_no_request_no_edge_and_no_place_give_an_empty_answer():
    nothing = Edges([0], [], [], [], [], [])
    lonely = Edges([0, 0], [0], [], [], [], [])
    shut = Edges([0, 1], [0], [1], [0], [0], [9])
    for edges, places in ((nothing, [0, 0]), (lonely, [1, 1]), (shut, [0, 0])):
        for rule in RULES:
            found = verify(edges, Loads([1, 1], places), rule(edges, Loads([1, 1], places)))
            assert found.ok and found.served == 0


@pytest.mark.parametrize("learning", [1, 2])
@pytest.mark.parametrize("seed", range(12))
def test_stable_is_the_best_stable_one_for_every_learner_by_brute_force(seed, learning):
    edges, loads = instance(seed, people=6, requests=6, degree=5, learning=learning)
    best = set(stable_matching(edges, loads).edges.tolist())
    stable = [
        held
        for held in all_matchings(edges, loads)
        if not any(slow_blocks(edges, loads, held, e) for e in range(edges.size) if e not in held)
    ]
    assert sorted(best) in [sorted(held) for held in stable]
    for held in stable:
        for p in range(6):
            mine = {e for e in best if edges.learner[e] == p}
            other = {e for e in held if edges.learner[e] == p}
            assert set(slow_choice(edges, loads, p, mine | other)) == mine


@pytest.mark.parametrize("seed", range(8))
def test_greatest_gain_equals_brute_force(seed):
    edges, loads = instance(seed, people=5, requests=5, degree=4)
    best = max((len(held), int(edges.gain[held].sum())) for held in all_matchings(edges, loads))
    found = greatest_gain(edges, loads).certificate
    assert (found.served, found.gain) == best


@pytest.mark.parametrize("seed", range(6))
def test_greatest_gain_equals_a_second_solver(seed):
    edges, loads = instance(seed, people=60, requests=90, degree=8, top=400)
    served, gain = (linear_program(edges, loads, big) for big in (0, 10**4))
    found = greatest_gain(edges, loads).certificate
    assert served == pytest.approx(found.served)
    assert gain == pytest.approx(found.served * 10**4 + found.gain)


def linear_program(edges, loads, big):
    solver = pywraplp.Solver.CreateSolver("GLOP")
    x = [solver.NumVar(0, 1, "") for _ in range(edges.size)]
    for column, room in (
        (edges.request, np.ones(edges.requests)),
        (edges.learner, loads.learner),
        (edges.teacher, loads.teacher),
    ):
        for i, places in enumerate(room):
            solver.Add(sum((x[e] for e in np.flatnonzero(column == i)), x[0] * 0) <= float(places))
    solver.Maximize(sum((big + float(edges.gain[e])) * x[e] if big else x[e] for e in range(edges.size)))
    assert solver.Solve() == solver.OPTIMAL
    return solver.Objective().Value()


def test_the_example_in_the_documentation_runs():
    result = doctest.testmod(public)
    assert result.attempted > 0 and result.failed == 0
