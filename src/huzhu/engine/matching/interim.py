"""Proofs for a greatest gain that brings none of its own; goes away with the solver that needs it."""

from __future__ import annotations

import numpy as np
from ortools.graph.python.max_flow import SimpleMaxFlow

from .arrays import Cut, Edges, IntArray, Loads, Prices


def smallest_cut(edges: Edges, loads: Loads) -> Cut:
    """A smallest cut, by OR-tools' max flow."""
    people, n, teachers = loads.learner.size, edges.requests, loads.teacher.size
    source, sink = people + n + teachers, people + n + teachers + 1
    own, asks, teach = np.arange(people), people + np.arange(n), people + n + np.arange(teachers)
    tail = np.concatenate((people + edges.request, np.full(people, source), edges.person, teach))
    head = np.concatenate((people + n + edges.teacher, own, asks, np.full(teachers, sink)))
    room = np.concatenate((np.ones(edges.size), loads.learner, np.ones(n), loads.teacher)).astype(np.int64)
    flow = SimpleMaxFlow()
    flow.add_arcs_with_capacity(tail.astype(np.int32), head.astype(np.int32), room)
    if flow.solve(source, sink) != flow.OPTIMAL:
        raise RuntimeError(f"max flow gave up on {edges.size} edges")
    inside = np.zeros(sink + 1, np.bool_)
    inside[flow.get_source_side_min_cut()] = True
    return Cut(inside[own], inside[asks], inside[teach])


def shortest_path_prices(edges: Edges, loads: Loads, held: IntArray) -> Prices:
    """Prices that prove the held edges to have the greatest gain for their number, if they have.

    Bellman-Ford in the residual network (every node starts at 0): a round passes from every teacher to every other he
    can reach by one exchange, so it settles within T+1 rounds unless a cycle gains, and then nothing can be proved.
    O(m) a round; rounds are few where the answer is right.
    """
    gain = edges.gain.astype(np.int64)
    open_edge = np.ones(edges.size, bool)
    open_edge[held] = False
    r_open, t_open, g_open = edges.request[open_edge], edges.teacher[open_edge], gain[open_edge]
    r_held, t_held = edges.request[held], edges.teacher[held]
    p_held = edges.person[r_held]
    unserved = np.setdiff1d(np.arange(edges.requests), r_held)
    p_unserved = edges.person[unserved]
    learns = np.bincount(p_held, minlength=loads.learner.size)
    teaches = np.bincount(t_held, minlength=loads.teacher.size)

    request, person = np.zeros(edges.requests, np.int64), np.zeros(loads.learner.size, np.int64)
    teacher, source, sink = np.zeros(loads.teacher.size, np.int64), 0, 0
    for _ in range(loads.teacher.size + 3):
        before = (request.sum(), person.sum(), teacher.sum(), source, sink)
        np.minimum.at(request, r_held, teacher[t_held] + gain[held])
        np.minimum.at(person, p_held, request[r_held])
        source = min(source, person[learns > 0].min(initial=0))
        person[learns < loads.learner] = np.minimum(person[learns < loads.learner], source)
        request[unserved] = np.minimum(request[unserved], person[p_unserved])
        np.minimum.at(teacher, t_open, request[r_open] - g_open)
        sink = min(sink, teacher[teaches < loads.teacher].min(initial=0))
        teacher[teaches > 0] = np.minimum(teacher[teaches > 0], sink)
        if before == (request.sum(), person.sum(), teacher.sum(), source, sink):
            break
    return Prices(int(source - sink), np.maximum(sink - teacher, 0))
