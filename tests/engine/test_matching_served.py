"""The greatest number served and its cut, beside plain augmenting paths and OR-tools' max flow."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.graph.python.max_flow import SimpleMaxFlow

from huzhu.engine.matching import Edges, Loads
from huzhu.engine.matching.rules.served import most_served


def instance(seed, people=6, requests=8, teachers=5, degree=4, learning=2, teaching=3):
    """Random requests of random people, each with up to `degree` teachers; loads from 0 on."""
    rng = np.random.default_rng(seed)
    lists = [rng.permutation(teachers)[: rng.integers(0, degree + 1)] for _ in range(requests)]
    teacher = np.concatenate([*lists, np.empty(0, int)]).astype(int)
    edges = Edges(
        np.cumsum([0, *map(len, lists)]),
        rng.integers(0, people, requests),
        teacher,
        *(np.zeros(teacher.size, int),) * 2,
        np.ones(teacher.size, int),
        np.arange(teacher.size).astype(np.uint64),
    )
    return edges, Loads(rng.integers(0, learning + 1, people), rng.integers(0, teaching + 1, teachers))


cases = st.builds(
    instance,
    st.integers(0, 2**32),
    people=st.integers(1, 9),
    requests=st.integers(0, 24),
    teachers=st.integers(1, 8),
    degree=st.integers(0, 6),
    learning=st.integers(0, 4),
    teaching=st.sampled_from([1, 3, 20]),
)


def arcs(edges, loads):
    """Source, persons, requests, teachers, sink: (tail, head, room) of every arc, edges of the matching first."""
    people, n, teachers = loads.learner.size, edges.requests, loads.teacher.size
    own, asks, teach = np.arange(people), people + np.arange(n), people + n + np.arange(teachers)
    source, sink = people + n + teachers, people + n + teachers + 1
    return [
        np.concatenate(parts).astype(np.int32)
        for parts in (
            (asks[edges.request], np.full(people, source), edges.person, teach),
            (teach[edges.teacher], own, asks, np.full(teachers, sink)),
            (np.ones(edges.size), loads.learner, np.ones(n), loads.teacher),
        )
    ]


def slow_flow(edges, loads):
    """Ford and Fulkerson word for word: (number served, nodes that the source reaches at the end)."""
    room = {}
    for tail, head, r in zip(*(column.tolist() for column in arcs(edges, loads)), strict=True):
        room.setdefault(tail, {})[head] = r
        room.setdefault(head, {}).setdefault(tail, 0)
    source = loads.learner.size + edges.requests + loads.teacher.size
    served = 0
    while True:
        path = {source: None}
        for node in (todo := [source]):
            for other, r in room.get(node, {}).items():
                if r > 0 and other not in path:
                    path[other] = node
                    todo.append(other)
        if source + 1 not in path:
            return served, set(path)
        served, node = served + 1, source + 1
        while node != source:
            room[path[node]][node] -= 1
            room[node][path[node]] += 1
            node = path[node]


def ortools_flow(edges, loads):
    """The same by OR-tools."""
    flow, source = SimpleMaxFlow(), loads.learner.size + edges.requests + loads.teacher.size
    flow.add_arcs_with_capacity(*arcs(edges, loads))
    assert flow.solve(source, source + 1) == flow.OPTIMAL
    return flow.optimal_flow(), set(flow.get_source_side_min_cut())


def nodes(cut):
    return set(np.flatnonzero(np.concatenate((cut.person, cut.request, cut.teacher))).tolist())


def capacity(edges, loads, cut):
    across = cut.request[edges.request] & ~cut.teacher[edges.teacher]
    return (
        loads.learner[~cut.person].sum()
        + (cut.person[edges.person] & ~cut.request).sum()
        + across.sum()
        + loads.teacher[cut.teacher].sum()
    )


def keeps_loads(edges, loads, held):
    return (
        (np.diff(held) > 0).all()
        and np.unique(edges.request[held]).size == held.size
        and (np.bincount(edges.learner[held], minlength=loads.learner.size) <= loads.learner).all()
        and (np.bincount(edges.teacher[held], minlength=loads.teacher.size) <= loads.teacher).all()
    )


@settings(max_examples=200, deadline=None)
@given(cases)
def test_as_many_are_served_as_the_cut_holds_and_its_source_side_is_the_smallest(case):
    held, cut = most_served(*case)
    served, reached = slow_flow(*case)
    assert keeps_loads(*case, held)
    assert held.size == served == capacity(*case, cut)
    assert nodes(cut) == reached - {case[1].learner.size + case[0].requests + case[1].teacher.size}


@pytest.mark.parametrize("per_person", [1, 3])
@pytest.mark.parametrize("degree", [2, 3, 6])
@pytest.mark.parametrize("teachers", [2000, 700])
def test_long_paths_lead_to_the_same_number_and_cut_as_ortools(per_person, degree, teachers):
    case = instance(degree, 2000 // per_person, 2000, teachers, degree, learning=2, teaching=4000 // teachers)
    held, cut = most_served(*case)
    served, reached = ortools_flow(*case)
    assert keeps_loads(*case, held)
    assert held.size == served == capacity(*case, cut)
    assert nodes(cut) == reached - {case[1].learner.size + 2000 + teachers}


@settings(max_examples=60, deadline=None)
@given(cases, st.randoms(use_true_random=False))
def test_fixed_introductions_stand_and_the_cut_speaks_of_the_rest(case, random):
    edges, loads = case
    before = most_served(edges, loads)[0]
    fixed = np.array(sorted(random.sample(before.tolist(), before.size // 2)), np.int64)
    held, cut = most_served(edges, loads, fixed)
    assert set(fixed.tolist()) <= set(held.tolist()) and keeps_loads(edges, loads, held)
    left = Loads(
        loads.learner - np.bincount(edges.learner[fixed], minlength=loads.learner.size),
        loads.teacher - np.bincount(edges.teacher[fixed], minlength=loads.teacher.size),
    )
    out = np.isin(np.arange(edges.requests), edges.request[fixed])
    rest = np.flatnonzero(~out[edges.request])
    others = Edges(
        np.concatenate(([0], np.cumsum(np.where(out, 0, np.diff(edges.indptr))))),
        *(edges.person, edges.teacher[rest], edges.learner_rank[rest], edges.teacher_rank[rest], edges.gain[rest]),
        edges.key[rest],
    )
    served, reached = slow_flow(others, left)
    assert held.size == fixed.size + served == before.size
    at = loads.learner.size + np.flatnonzero(out)
    assert nodes(cut) == reached - set(at.tolist()) - {loads.learner.size + edges.requests + loads.teacher.size}


def test_fixed_introductions_beyond_a_load_are_refused_in_words():
    edges = Edges([0, 1, 2], [0, 1], [0, 0], [0, 0], [0, 1], [1, 1])
    with pytest.raises(ValueError, match="free places of teacher are negative at person 0"):
        most_served(edges, Loads([1, 1], [1]), np.array([0, 1]))


def test_no_request_no_edge_and_no_place_serve_nobody():
    for edges in (
        Edges([0], [], [], [], [], []),
        Edges([0, 0], [0], [], [], [], []),
        Edges([0, 1], [0], *[[0]] * 3, [9]),
    ):
        held, cut = most_served(edges, Loads([1, 0], [0]))
        assert held.size == 0 and cut.person.tolist() == [True, False]
        assert cut.request.tolist() == [True] * edges.requests and cut.teacher.tolist() == [edges.size > 0]


def test_a_teacher_with_room_for_everybody_costs_nothing():
    edges = Edges([0, 1, 2, 3], [0, 0, 0], [0, 0, 0], [0, 1, 2], [0, 1, 2], [1, 1, 1])
    held, cut = most_served(edges, Loads([2**31 - 1], [2**31 - 1]))
    assert held.tolist() == [0, 1, 2] and cut.person.all() and not cut.request.any() and not cut.teacher.any()
