"""Recomputes everything an answer claims, from the edges alone, with none of the solvers' code (Q16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..arrays import (
    GREATEST_GAIN,
    MUTUAL,
    STABLE,
    BoolArray,
    Certificate,
    Cut,
    Edges,
    IntArray,
    Loads,
    Matching,
    Prices,
)
from . import recount

MOST_GAP = 0.001
"""The share of its gain by which the greatest gain of a large round may fall short of what is proved possible."""
SAFE = 2**62
"""No sum of prices comes near to what int64 holds: a bound that ran over would prove nothing."""
SAYS = {
    "rule": "unknown rule %(rule)r",
    "edge": "an edge id is outside 0..%(last)s",
    "edge twice": "edge %(edge)s is held twice",
    "request load": "request %(who)s holds %(count)s of %(places)s (%(many)s such)",
    "learner load": "learner %(who)s holds %(count)s of %(places)s (%(many)s such)",
    "teacher load": "teacher %(who)s holds %(count)s of %(places)s (%(many)s such)",
    "fixed": "edge %(edge)s is said to have stood before and is not held",
    "exchange": "edge %(edge)s is said to be of an exchange and is not held",
    "one way": "an exchange goes one way only",
    "served": "serves %(served)s, claims %(claimed)s",
    "gain": "gains %(gain)s, claims %(claimed)s",
    "blocking": "%(many)s blocking pairs, the first is edge %(edge)s",
    "blocking rest": "%(many)s blocking pairs in the rest, the first is edge %(edge)s",
    "no cut": "no cut shows how many can be served",
    "no prices": "no prices show how much can be gained",
    "cut": "the cut is not of %(people)s people, %(requests)s requests and %(teachers)s teachers",
    "servable": "serves %(served)s where %(servable)s can be served",
    "prices": "the prices are not of %(teachers)s teachers, or their scale is below 1",
    "price": "the price of teacher %(who)s is below 0",
    "large price": "the prices are too large to be added up",
    "bound": "gains %(gain)s, proved is only that no more than %(bound)s is possible",
}
"""Every fault that can be found in an answer, by its code."""


class Fault(str):
    """A fault as an English sentence, with its code and values for whoever says it in another language."""

    code: str
    values: dict[str, Any]

    @classmethod
    def of(cls, code: str, says: dict[str, str] = SAYS, **values: Any) -> Fault:
        """The sentence of this code with its values."""
        made = cls(says[code] % values)
        made.code, made.values = code, values
        return made


@dataclass(frozen=True, eq=False)
class Verification:
    """What was found, recomputed from scratch.

    faults: empty if everything claimed holds. served, gain: of what is held (gain in tenths). servable: no more can be
    served, by the cut shown. bound: no matching that serves as many gains more, by the prices shown; each None where
    nothing was shown. blocking: edges whose two people would both rather have each other, given what stood before;
    examples: some of their ids, those with the greatest gain first. blocking_rest: the same given also what the mutual
    rule took first; for other rules `blocking` again. prices, cut: those that were recounted.
    """

    rule: str
    faults: tuple[Fault, ...]
    served: int
    servable: int | None
    gain: int
    bound: int | None
    blocking: int
    blocking_rest: int
    examples: IntArray
    prices: Prices | None
    cut: Cut | None

    @property
    def ok(self) -> bool:
        """True if loads are kept and everything that the rule promises and the certificate claims holds."""
        return not self.faults

    @property
    def gap(self) -> float | None:
        """The share of the gain by which the bound passes it; at 0 the gain is proved to be the greatest."""
        return None if self.bound is None else (self.bound - self.gain) / max(1, self.gain)


def verify(
    edges: Edges,
    loads: Loads,
    matching: Matching,
    *,
    gap: float = 0.0,
    prices: Prices | None = None,
    cut: Cut | None = None,
    examples: int = 10,
) -> Verification:
    """Recount loads, blocking pairs, the cut and the bound on the gain. O(m) time, O(n + P + T) memory beside the edges.

    STABLE must have no blocking pair, MUTUAL none among the rest, GREATEST_GAIN must serve as many as its cut holds and
    come within `gap`, a share of the gain, of its bound. What `certificate.fixed` holds stands: rule, cut and bound
    speak of the other requests and the places left. cut, prices: proofs to use instead of the certificate's own, such as
    those of the greatest gain when rules are compared; neither is trusted.
    """
    loads.check(edges)
    claim, held = matching.certificate, _ascending(matching.edges)
    prices, cut = prices or claim.prices, cut or claim.cut
    faults = _edge_faults(edges, held)
    if faults:
        return Verification(claim.rule, tuple(faults), held.size, None, 0, None, 0, 0, held[:0], prices, cut)

    request = recount.requests_of(edges, held)
    fixed, first = _among(held, claim.fixed), _among(held, claim.first)
    sides = recount.sides(edges, loads, held, request, ~fixed)
    faults = _load_faults(request, loads, sides) + _part_faults(held, claim)
    if claim.rule == MUTUAL:
        faults += _exchange_faults(edges.person[request[first]], edges.teacher[held[first]])
    served, gain = held.size, int(edges.gain[held].sum(dtype=np.int64))
    if claim.served != served:
        faults.append(Fault.of("served", served=served, claimed=claim.served))
    if claim.gain != gain:
        faults.append(Fault.of("gain", gain=gain, claimed=claim.gain))

    blocking = rest = recount.blocking(edges, held, request, ~fixed, *sides)
    if claim.rule == MUTUAL:
        moves = ~(fixed | first)
        rest = recount.blocking(edges, held, request, moves, *recount.sides(edges, loads, held, request, moves))

    left, closed = _without(edges, loads, held[fixed], request[fixed])
    servable, bound = None, None
    if cut is not None:
        faults += (wrong := _cut_faults(edges, loads, cut))
        servable = None if wrong else int(fixed.sum()) + _capacity(edges, left, closed, cut)
    if prices is not None:
        faults += (wrong := _price_faults(edges, loads, prices))
        stood = int(edges.gain[held[fixed]].sum(dtype=np.int64))
        bound = None if wrong else stood + _bound(edges, left, closed, int(served - fixed.sum()), prices)
    faults += _rule_faults(claim.rule, served, servable, gain, bound, gap, blocking, rest)
    most = _most_gain(edges.gain, blocking, examples)
    return Verification(
        claim.rule, tuple(faults), served, servable, gain, bound, blocking.size, rest.size, most, prices, cut
    )


def blocking_pairs(edges: Edges, loads: Loads, held: IntArray) -> IntArray:
    """Edge ids, int64 ascending, not held though learner and teacher would both rather have it. O(m).

    A learner would, if it is better than what serves its request, or the request is not served and he has a place free
    or the edge is better than the worst he holds. A teacher would, with a place free or if it beats the worst he holds.
    """
    held = _ascending(held)
    request, moves = recount.requests_of(edges, held), np.ones(held.size, np.bool_)
    return recount.blocking(edges, held, request, moves, *recount.sides(edges, loads, held, request, moves))


def cut_capacity(edges: Edges, loads: Loads, cut: Cut) -> int:
    """No more requests than this can be served at once, whatever the cut. O(m).

    The arcs that leave the source side: places of learners outside, requests outside of learners inside, edges from a
    request inside to a teacher outside, places of teachers inside. Ford & Fulkerson 1956.
    """
    return _capacity(edges, loads, np.zeros(edges.requests, np.bool_), cut)


def gain_bound(edges: Edges, loads: Loads, served: int, prices: Prices) -> int:
    """No `served` edges that keep the loads gain more than this, in tenths, whatever the prices. O(m), weak duality.

    bound * scale = served * common + sum of places * price + per learner the sum of his best free-places requests, each
    worth its best edge's gain * scale - common - price of the teacher's place, where positive.
    """
    return _bound(edges, loads, np.zeros(edges.requests, np.bool_), served, prices)


def _capacity(edges: Edges, left: Loads, closed: BoolArray, cut: Cut) -> int:
    places = left.learner[~cut.person].sum(dtype=np.int64) + left.teacher[cut.teacher].sum(dtype=np.int64)
    return int(places) + recount.leaving(edges, closed, cut.person, cut.request, cut.teacher)


def _bound(edges: Edges, left: Loads, closed: BoolArray, served: int, prices: Prices) -> int:
    place = np.maximum(prices.place, 0)
    places = int((place * left.teacher).sum(dtype=np.int64))
    price = np.where(left.teacher > 0, place, SAFE)
    worth = recount.worth(edges, closed, price, prices.common, prices.scale)
    best = recount.best_of_each(*recount.by_person(edges.person, left.learner.size), worth, left.learner)
    return (served * prices.common + places + int(best)) // prices.scale


def _without(edges: Edges, loads: Loads, held: IntArray, request: IntArray) -> tuple[Loads, BoolArray]:
    """The places that these edges leave, and their requests: bool[n]."""
    closed: BoolArray = np.zeros(edges.requests, np.bool_)
    if held.size == 0:
        return loads, closed
    closed[request] = True
    learns = np.bincount(edges.person[request], minlength=loads.learner.size)
    teaches = np.bincount(edges.teacher[held], minlength=loads.teacher.size)
    return Loads(np.maximum(loads.learner - learns, 0), np.maximum(loads.teacher - teaches, 0)), closed


def _ascending(ids: IntArray) -> IntArray:
    ids = np.ascontiguousarray(ids, np.int64)
    return ids if (ids[1:] >= ids[:-1]).all() else np.sort(ids)


def _among(held: IntArray, some: IntArray) -> BoolArray:
    """Which of the held edges, ascending, are among these: bool[k]."""
    among = np.zeros(held.size, np.bool_)
    among[np.searchsorted(held, some[_are_held(held, some)])] = True
    return among


def _are_held(held: IntArray, some: IntArray) -> BoolArray:
    """Which of these edges are held: bool of their size; a search each, since the held ones are ascending."""
    at = np.searchsorted(held, some)
    found: BoolArray = np.zeros(some.size, np.bool_)
    inside = at < held.size
    found[inside] = held[at[inside]] == some[inside]
    return found


def _most_gain(gain: IntArray, ids: IntArray, many: int) -> IntArray:
    """Those with the greatest gain, the lower id first among equals."""
    if ids.size > many > 0:
        least = np.partition(gain[ids], ids.size - many)[ids.size - many]
        ids = ids[gain[ids] >= least]
    return ids[np.argsort(-gain[ids], kind="stable")][:many]


def _edge_faults(edges: Edges, held: IntArray) -> list[Fault]:
    if held.size and (held[0] < 0 or held[-1] >= edges.size):
        return [Fault.of("edge", last=edges.size - 1)]
    again = np.flatnonzero(held[1:] == held[:-1])
    return [Fault.of("edge twice", edge=int(held[again[0]]))] if again.size else []


def _load_faults(request: IntArray, loads: Loads, sides: list[recount.Side]) -> list[Fault]:
    """What of the held edges breaks a load; request: int32[k] ascending."""
    faults = []
    again = np.flatnonzero(request[1:] == request[:-1])
    if again.size:
        i = int(request[again[0]])
        count, many = int((request == i).sum()), np.unique(request[again]).size
        faults.append(Fault.of("request load", who=i, count=count, places=1, many=many))
    for code, places, free in zip(
        ("learner load", "teacher load"), (loads.learner, loads.teacher), (side.free for side in sides), strict=True
    ):
        over = np.flatnonzero(free < 0)
        if over.size:
            i = int(over[0])
            faults.append(Fault.of(code, who=i, count=int(places[i] - free[i]), places=int(places[i]), many=over.size))
    return faults


def _part_faults(held: IntArray, claim: Certificate) -> list[Fault]:
    """What is claimed of edges that are not held."""
    parts = (("fixed", claim.fixed), ("exchange", claim.first))
    missing = [(code, some[~_are_held(held, some)]) for code, some in parts if some.size]
    return [Fault.of(code, edge=int(edges[0])) for code, edges in missing if edges.size]


def _exchange_faults(learner: IntArray, teacher: IntArray) -> list[Fault]:
    """Does each exchange go both ways?"""
    there, back = np.lexsort((teacher, learner)), np.lexsort((learner, teacher))
    if (learner[there] == teacher[back]).all() and (teacher[there] == learner[back]).all():
        return []
    return [Fault.of("one way")]


def _cut_faults(edges: Edges, loads: Loads, cut: Cut) -> list[Fault]:
    shape: dict[str, Any] = {"people": loads.learner.size, "requests": edges.requests, "teachers": loads.teacher.size}
    sides = (cut.person, cut.request, cut.teacher)
    if all(side.dtype == np.bool_ and side.shape == (size,) for side, size in zip(sides, shape.values(), strict=True)):
        return []
    return [Fault.of("cut", **shape)]


def _price_faults(edges: Edges, loads: Loads, prices: Prices) -> list[Fault]:
    if prices.place.shape != loads.teacher.shape or prices.place.dtype != np.int64 or prices.scale < 1:
        return [Fault.of("prices", teachers=loads.teacher.size)]
    if (prices.place < 0).any():
        return [Fault.of("price", who=int(np.argmax(prices.place < 0)))]
    many = edges.requests + int(loads.teacher.sum(dtype=np.int64)) + int(loads.learner.sum(dtype=np.int64)) + 1
    largest = max(abs(prices.common), int(prices.place.max(initial=0)), int(edges.gain.max(initial=0)) * prices.scale)
    return [Fault.of("large price")] if 3 * largest * many >= SAFE else []


def _rule_faults(
    rule: str,
    served: int,
    servable: int | None,
    gain: int,
    bound: int | None,
    gap: float,
    blocking: IntArray,
    rest: IntArray,
) -> list[Fault]:
    """What of the rule's own promise does not hold."""
    if rule == STABLE:
        return [Fault.of("blocking", many=blocking.size, edge=int(blocking[0]))] if blocking.size else []
    if rule == MUTUAL:
        return [Fault.of("blocking rest", many=rest.size, edge=int(rest[0]))] if rest.size else []
    if rule != GREATEST_GAIN:
        return [Fault.of("rule", rule=rule)]
    faults = []
    if servable is None:
        faults.append(Fault.of("no cut"))
    elif served != servable:
        faults.append(Fault.of("servable", served=served, servable=servable))
    if bound is None:
        faults.append(Fault.of("no prices"))
    elif bound - gain > gap * gain:
        faults.append(Fault.of("bound", gain=gain, bound=bound))
    return faults
