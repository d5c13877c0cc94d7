"""Recomputes everything an answer claims, from the edges alone, with none of the solvers' code (Q16)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python.max_flow import SimpleMaxFlow

from .arrays import GREATEST_GAIN, MUTUAL, STABLE, BoolArray, Edges, IntArray, Loads, Matching, Prices


@dataclass(frozen=True, eq=False)
class Verification:
    """What was found, recomputed from scratch.

    faults: sentences in English, empty if everything claimed holds. served, gain: of what is held (gain in tenths).
    servable: the greatest number that could be served, equal to the cut that proves it. bound: no matching that serves
    as many gains more. blocking: edges whose two people would both rather have each other; examples: some of their ids,
    those with the greatest gain first. blocking_rest: the same among those whom the mutual rule left to the stable one.
    """

    rule: str
    faults: tuple[str, ...]
    served: int
    servable: int
    gain: int
    bound: int
    blocking: int
    blocking_rest: int
    examples: IntArray
    prices: Prices

    @property
    def ok(self) -> bool:
        """True if loads are kept and everything that the rule promises and the certificate claims holds."""
        return not self.faults


def verify(
    edges: Edges, loads: Loads, matching: Matching, *, prices: Prices | None = None, examples: int = 10
) -> Verification:
    """Recompute loads, blocking pairs, the greatest number servable and a bound on the gain.

    STABLE must have no blocking pair, MUTUAL none among the rest, GREATEST_GAIN must serve the cut and reach the bound.
    prices: a dual to use for the bound, e.g. those of the verified greatest gain when rules are compared; without them
    greatest gain computes its own (shortest paths), the other rules use the loose bound at price 0.
    """
    loads.check(edges)
    claim, held = matching.certificate, np.asarray(matching.edges, np.int64)
    faults = _load_faults(edges, loads, held)
    if faults and "edge id" in faults[0]:
        nothing = Prices(0, np.zeros(loads.teacher.size, np.int64))
        return Verification(
            claim.rule, tuple(faults), held.size, greatest_served(edges, loads), 0, 0, 0, 0, held[:0], nothing
        )

    served, gain = held.size, int(edges.gain[held].sum(dtype=np.int64))
    servable = greatest_served(edges, loads)
    if prices is None:
        exact = claim.rule == GREATEST_GAIN and not faults
        prices = (
            shortest_path_prices(edges, loads, held) if exact else Prices(0, np.zeros(loads.teacher.size, np.int64))
        )
    bound = gain_bound(edges, loads, served, prices)

    blocking = blocking_pairs(edges, loads, held)
    rest = blocking
    if claim.rule == MUTUAL:
        faults += _exchange_faults(edges, held, claim.first)
        rest = _blocking_after(edges, loads, held, claim.first)

    if claim.rule not in (STABLE, GREATEST_GAIN, MUTUAL):
        faults.append(f"unknown rule {claim.rule!r}")
    if claim.served != served:
        faults.append(f"serves {served}, claims {claim.served}")
    if claim.gain != gain:
        faults.append(f"gains {gain}, claims {claim.gain}")
    if claim.rule == STABLE and blocking.size:
        faults.append(f"{blocking.size} blocking pairs, the first is edge {blocking[0]}")
    if claim.rule == MUTUAL and rest.size:
        faults.append(f"{rest.size} blocking pairs in the rest, the first is edge {rest[0]}")
    if claim.rule == GREATEST_GAIN and served != servable:
        faults.append(f"serves {served} where {servable} can be served")
    if claim.rule == GREATEST_GAIN and gain != bound:
        faults.append(f"gains {gain}, proved is only that no more than {bound} is possible")
    most = blocking[np.argsort(-edges.gain[blocking], kind="stable")][:examples]
    return Verification(
        claim.rule, tuple(faults), served, servable, gain, bound, blocking.size, rest.size, most, prices
    )


def blocking_pairs(edges: Edges, loads: Loads, held: IntArray) -> IntArray:
    """Edge ids, int64 ascending, not held though learner and teacher would both rather have it. O(m).

    A learner would, if it is better than what serves its request, or the request is not served and he has a place free
    or the edge is better than the worst he holds. A teacher would, with a place free or if it beats the worst he holds.
    """
    held = np.asarray(held, np.int64)
    rank, late = edges.learner_rank, np.iinfo(np.int32).max
    served_at = np.full(edges.requests, late, np.int64)
    np.minimum.at(served_at, edges.request[held], rank[held])
    learner_wants = rank < _worst_or_free(edges.learner[held], rank[held], loads.learner, late)[edges.learner]
    served = (served_at < late)[edges.request]
    learner_wants = np.where(served, rank < served_at[edges.request], learner_wants)
    learner_wants &= loads.learner[edges.learner] > 0
    worst = _worst_or_free(edges.teacher[held], edges.teacher_rank[held], loads.teacher, late)
    wanted = learner_wants & (edges.teacher_rank < worst[edges.teacher])
    wanted[held] = False
    return np.flatnonzero(wanted)


def greatest_served(edges: Edges, loads: Loads) -> int:
    """The most requests that can be served at once: a flow that is possible and a cut of the same size, both recounted.

    Raises RuntimeError if the two differ, which would be the solver's error.
    """
    if edges.size == 0:
        return 0
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

    possible = np.flatnonzero(flow.flows(np.arange(edges.size, dtype=np.int32)))
    if _load_faults(edges, loads, possible):
        raise RuntimeError("max flow passes a load")
    inside = np.zeros(sink + 1, bool)
    inside[flow.get_source_side_min_cut()] = True
    cut = int(room[inside[tail] & ~inside[head]].sum())
    if not inside[source] or inside[sink] or cut != possible.size:
        raise RuntimeError(f"max flow serves {possible.size}, its cut is {cut}")
    return cut


def gain_bound(edges: Edges, loads: Loads, served: int, prices: Prices) -> int:
    """No `served` edges that keep the loads gain more than this, whatever the prices. O(m), weak duality.

    bound = served * common + sum of places * price + per learner the sum of his best free-places requests, each worth
    its best edge's gain - common - price of the teacher's place, where positive.
    """
    place = np.maximum(prices.place, 0)
    left = edges.gain.astype(np.int64) - prices.common - place[edges.teacher]
    left[loads.teacher[edges.teacher] == 0] = 0
    worth = np.zeros(edges.requests, np.int64)
    np.maximum.at(worth, edges.request, left)
    order = np.lexsort((-worth, edges.person))
    person = edges.person[order]
    nth = np.arange(person.size) - np.searchsorted(person, person, "left")
    best = worth[order][nth < loads.learner[person]].sum()
    return int(served * prices.common + (loads.teacher * place).sum(dtype=np.int64) + best)


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


def _worst_or_free(group: IntArray, rank: IntArray, places: IntArray, late: int) -> IntArray:
    """Per person the rank a new edge must beat: the worst held, `late` with a place free, -late with none at all."""
    worst = np.full(places.size, -late, np.int64)
    np.maximum.at(worst, group, rank)
    worst[np.bincount(group, minlength=places.size) < places] = late
    return worst


def _load_faults(edges: Edges, loads: Loads, held: IntArray) -> list[str]:
    """What of the held edges breaks a load, in words."""
    if held.size and (held.min() < 0 or held.max() >= edges.size):
        return [f"an edge id is outside 0..{edges.size - 1}"]
    if np.unique(held).size != held.size:
        return ["an edge id is held twice"]
    faults = []
    for name, who, places in (
        ("request", edges.request[held], np.ones(edges.requests, np.int64)),
        ("learner", edges.learner[held], loads.learner),
        ("teacher", edges.teacher[held], loads.teacher),
    ):
        count = np.bincount(who, minlength=places.size)
        over = np.flatnonzero(count > places)
        if over.size:
            i = over[0]
            faults.append(f"{name} {i} holds {count[i]} of {places[i]} ({over.size} such)")
    return faults


def _exchange_faults(edges: Edges, held: IntArray, first: IntArray) -> list[str]:
    """What of the mutual part is not held, or taught in one direction only."""
    if np.setdiff1d(first, held).size:
        return ["an exchange is claimed that is not held"]
    there = list(zip(edges.learner[first].tolist(), edges.teacher[first].tolist(), strict=True))
    if sorted(there) != sorted((b, a) for a, b in there):
        return ["an exchange goes one way only"]
    return []


def _blocking_after(edges: Edges, loads: Loads, held: IntArray, first: IntArray) -> IntArray:
    """Blocking pairs among the requests that the exchanges left open, under the places they left."""
    first = np.intersect1d(first, held)
    left = Loads(
        np.maximum(loads.learner - np.bincount(edges.learner[first], minlength=loads.learner.size), 0),
        np.maximum(loads.teacher - np.bincount(edges.teacher[first], minlength=loads.teacher.size), 0),
    )
    closed: BoolArray = np.zeros(edges.requests, bool)
    closed[edges.request[first]] = True
    found = blocking_pairs(edges, left, np.setdiff1d(held, first))
    return found[~closed[edges.request[found]]]
