"""The rule of greatest gain: most requests served, then greatest total gain (Q13)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from huzhu.engine.matching.arrays import GREATEST_GAIN, Edges, IntArray, Loads, Matching, hash64


def greatest_gain(edges: Edges, loads: Loads) -> Matching:
    """Most requests served, then greatest total gain; exact, by min-cost flow of greatest value.

    Flow: source -> learner (free places) -> request (1) -> teacher -> sink (free places). Served comes first because
    the flow is greatest, not by a big constant.
    TIE RULE: among equals the least sum of tie weights, `edges.key` hashed to at most 20 bits (fewer where int64 would
    overflow); nodes and arcs are handed over in the order of their hashes, so how people are numbered changes nothing.
    OR-tools' cost scaling push-relabel (Goldberg & Tarjan 1990). Raises RuntimeError if the solver gives up.
    """
    loads.check(edges)
    if edges.size == 0:
        return Matching.of(GREATEST_GAIN, edges, np.empty(0, np.int64))
    key = hash64(1, edges.key, edges.learner_rank, edges.teacher_rank)
    request, request_at = _by_hash(edges.request, key)
    person, person_at = _by_hash(edges.learner, key)
    teacher, teacher_at = _by_hash(edges.teacher, key)
    order = np.lexsort((key, request_at))

    # nodes: source, learners, requests, teachers, sink
    learners, asks, teaches = 1, 1 + person.size, 1 + person.size + request.size
    sink = teaches + teacher.size
    tail = np.concatenate(
        (
            asks + request_at[order],
            np.zeros(person.size),
            learners + person_at[edges.indptr[request]],
            teaches + np.arange(teacher.size),
        )
    ).astype(np.int32)
    head = np.concatenate(
        (
            teaches + teacher_at[order],
            learners + np.arange(person.size),
            asks + np.arange(request.size),
            np.full(teacher.size, sink),
        )
    ).astype(np.int32)
    room = np.concatenate(
        (np.ones(edges.size), loads.learner[person], np.ones(request.size), loads.teacher[teacher])
    ).astype(np.int64)

    for bits in (20, 12, 6, 0):
        weight, step = _tie_weights(key[order], bits, served=request.size)
        cost = np.zeros(tail.size, np.int64)
        cost[: edges.size] = weight - step * edges.gain[order].astype(np.int64)
        if int(-cost.min()) * (sink + 2) >= 2**61:
            continue
        flow = SimpleMinCostFlow()
        flow.add_arcs_with_capacity_and_unit_cost(tail, head, room, cost)
        flow.set_node_supply(0, int(loads.learner[person].sum(dtype=np.int64)))
        flow.set_node_supply(sink, -int(loads.learner[person].sum(dtype=np.int64)))
        if flow.solve_max_flow_with_min_cost() == flow.OPTIMAL:
            used = flow.flows(np.arange(edges.size, dtype=np.int32)) > 0
            return Matching.of(GREATEST_GAIN, edges, order[used])
    raise RuntimeError(f"min-cost flow gave up on {edges.size} edges, greatest gain {edges.gain.max()}")


def _by_hash(nodes: IntArray, key: NDArray[np.uint64]) -> tuple[IntArray, IntArray]:
    """The distinct nodes in an order that no numbering changes, and each edge's position in it."""
    names, at = np.unique(nodes, return_inverse=True)
    total = np.zeros(names.size, np.uint64)
    np.add.at(total, at, key)
    order = np.argsort(total, kind="stable")
    position = np.empty(names.size, np.int64)
    position[order] = np.arange(names.size)
    return names[order], position[at]


def _tie_weights(key: NDArray[np.uint64], bits: int, served: int) -> tuple[IntArray, int]:
    """Weights of `bits` bits and a step that no sum of `served` weights reaches."""
    if bits == 0:
        return np.zeros(key.size, np.int64), 1
    return (key >> np.uint64(64 - bits)).astype(np.int64), served * 2**bits
