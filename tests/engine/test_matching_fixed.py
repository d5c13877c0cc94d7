"""Sent introductions stand; the rules speak of whoever is left (Q16)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu.engine.matching import MUTUAL, RULES, STABLE, Edges, Loads, solve, stable_matching, verify
from tests.engine.test_matching_rules import cases, feasible


def without(edges, loads, fixed):
    """The same case with the requests of `fixed` and the places they take gone; and new edge -> old edge."""
    gone = {int(edges.request[e]) for e in fixed}
    old = [e for e in range(edges.size) if int(edges.request[e]) not in gone]
    degree = np.bincount(edges.request[old], minlength=edges.requests)
    learner, teacher = loads.learner.copy(), loads.teacher.copy()
    for e in fixed:
        learner[edges.learner[e]] -= 1
        teacher[edges.teacher[e]] -= 1
    columns = (edges.teacher, edges.learner_rank, edges.teacher_rank, edges.gain, edges.key)
    rest = Edges(np.cumsum([0, *degree]), edges.person, *(column[old] for column in columns))
    return rest, Loads(learner, teacher), np.array(old, int)


@settings(max_examples=60, deadline=None)
@given(cases, st.sampled_from([STABLE, MUTUAL]), st.randoms(use_true_random=False))
def test_what_stands_is_kept_and_the_rest_is_solved_as_if_alone(case, rule, random):
    edges, loads = case
    fixed = []
    for e in random.sample(range(edges.size), edges.size):
        if random.random() < 0.5 and feasible(edges, loads, [*fixed, e]):
            fixed.append(e)
    rest, left, old = without(edges, loads, fixed)
    alone, answer = solve(rule, rest, left), solve(rule, edges, loads, fixed=fixed)
    assert answer.edges.tolist() == sorted([*fixed, *old[alone.edges].tolist()])
    assert answer.certificate.fixed.tolist() == sorted(fixed)
    assert answer.certificate.first.tolist() == old[alone.certificate.first].tolist()
    assert verify(edges, loads, answer).faults == ()


@pytest.mark.parametrize("rule", RULES)
def test_an_answer_that_stands_whole_is_the_answer(rule):
    edges, loads = (
        Edges([0, 2, 4], [0, 1], [2, 3, 2, 3], [0, 1, 0, 1], [0, 0, 1, 1], [5, 5, 5, 5]),
        Loads([1] * 4, [1] * 4),
    )
    free = solve(rule, edges, loads)
    stands = solve(rule, edges, loads, fixed=free.edges)
    assert stands.edges.tolist() == stands.certificate.fixed.tolist() == free.edges.tolist()


@pytest.mark.parametrize(
    ("fixed", "words"),
    [
        ([4], r"fixed holds an edge id outside 0\.\.3"),
        ([-1], r"fixed holds an edge id outside 0\.\.3"),
        ([0, 1], "two fixed edges at request 0"),
        ([0, 2], "fixed edges pass the places of the teacher at person 2"),
        ([1, 3], "fixed edges pass the places of the learner at person 1"),
    ],
)
def test_edges_that_cannot_stand_together_are_refused_in_words(fixed, words):
    edges = Edges([0, 2, 4], [0, 1], [2, 3, 2, 3], [0, 1, 0, 1], [0, 0, 1, 1], [5, 5, 5, 5])
    loads = Loads([1, 1, 0, 0], [0, 0, 1, 2])
    if "learner" in words:
        loads = replace(loads, learner=[1, 0, 0, 0])
    with pytest.raises(ValueError, match=words):
        stable_matching(edges, loads, fixed=np.array(fixed))
