"""What the verifier recounts, the slow and obvious way: loops over tuples, and OR-tools where a proof has to be found."""

from __future__ import annotations

import numpy as np
from ortools.graph.python.max_flow import SimpleMaxFlow

from huzhu.engine.matching import Cut, Edges, Loads, Prices


def blocking_pairs(edges: Edges, loads: Loads, held, standing=()):
    """Edge ids that both would rather have, when the edges `standing` stay and take places and requests with them."""
    ask, learner, teacher = edges.request.tolist(), edges.learner.tolist(), edges.teacher.tolist()
    mine = list(zip(edges.learner_rank.tolist(), edges.key.tolist(), strict=True))
    theirs = list(zip(edges.teacher_rank.tolist(), edges.key.tolist(), strict=True))
    held, standing = {int(e) for e in held}, {int(e) for e in standing}
    learns, teaches = loads.learner.tolist(), loads.teacher.tolist()
    for e in standing:
        learns[learner[e]] -= 1
        teaches[teacher[e]] -= 1
    moving, gone = held - standing, {ask[e] for e in standing}

    def has_room(order, who, person, places):
        worse = [e for e in moving if who[e] == person]
        return lambda e: (
            places[person] > 0 and (len(worse) < places[person] or any(order[e] < order[other] for other in worse))
        )

    found = []
    for e in range(edges.size):
        if e in held or ask[e] in gone:
            continue
        serving = next((other for other in moving if ask[other] == ask[e]), None)
        rather = mine[e] < mine[serving] if serving is not None else has_room(mine, learner, learner[e], learns)(e)
        if rather and learns[learner[e]] > 0 and has_room(theirs, teacher, teacher[e], teaches)(e):
            found.append(e)
    return found


def smallest_cut(edges: Edges, loads: Loads) -> Cut:
    """A cut through person -> request -> teacher -> places that proves the number served, by OR-tools' max flow."""
    people, n, teachers = loads.learner.size, edges.requests, loads.teacher.size
    source, sink = people + n + teachers, people + n + teachers + 1
    own, asks, teach = np.arange(people), people + np.arange(n), people + n + np.arange(teachers)
    tail = np.concatenate((people + edges.request, np.full(people, source), edges.person, teach))
    head = np.concatenate((people + n + edges.teacher, own, asks, np.full(teachers, sink)))
    room = np.concatenate((np.ones(edges.size), loads.learner, np.ones(n), loads.teacher)).astype(np.int64)
    flow = SimpleMaxFlow()
    flow.add_arcs_with_capacity(tail.astype(np.int32), head.astype(np.int32), room)
    assert flow.solve(source, sink) == flow.OPTIMAL
    inside = np.zeros(sink + 1, np.bool_)
    inside[flow.get_source_side_min_cut()] = True
    return Cut(inside[own], inside[asks], inside[teach])


def cut_capacity(edges: Edges, loads: Loads, cut: Cut) -> int:
    """Every arc that leaves the source side, one after another."""
    arcs = [int(loads.learner[p]) for p in range(loads.learner.size) if not cut.person[p]]
    arcs += [int(loads.teacher[t]) for t in range(loads.teacher.size) if cut.teacher[t]]
    arcs += [1 for r, p in enumerate(edges.person) if cut.person[p] and not cut.request[r]]
    arcs += [1 for r, t in zip(edges.request, edges.teacher, strict=True) if cut.request[r] and not cut.teacher[t]]
    return sum(arcs)


def gain_bound(edges: Edges, loads: Loads, served: int, prices: Prices) -> int:
    """Weak duality with Python's whole numbers."""
    place = [max(0, int(price)) for price in prices.place]
    worth = [0] * edges.requests
    for r, t, gain in zip(edges.request.tolist(), edges.teacher.tolist(), edges.gain.tolist(), strict=True):
        if loads.teacher[t]:
            worth[r] = max(worth[r], gain * prices.scale - prices.common - place[t])
    best = 0
    for p, places in enumerate(loads.learner.tolist()):
        best += sum(sorted((worth[r] for r in range(edges.requests) if edges.person[r] == p), reverse=True)[:places])
    paid = sum(price * int(places) for price, places in zip(place, loads.teacher, strict=True))
    return (served * prices.common + paid + best) // prices.scale


def shortest_path_prices(edges: Edges, loads: Loads, held) -> Prices:
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
