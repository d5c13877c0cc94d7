"""The rule of greatest gain: most requests served, then greatest total gain (Q13)."""

from __future__ import annotations

import numpy as np

from huzhu.engine.compiled import kernel, side_by_side

from ..arrays import GREATEST_GAIN, BoolArray, Certificate, Edges, IntArray, Loads, Matching, Prices
from .auction import FAR, Side, augment, bid, part, round_levels, tighten
from .districts import Districts, districts
from .served import most_served


def greatest_gain(edges: Edges, loads: Loads, *, fixed: IntArray | None = None) -> Matching:
    """Most requests served, then greatest total gain; exact. The certificate's cut proves the one, its prices the other.

    fixed: int64, edge ids that stand whatever comes; they are among the answer, the rule speaks of the others (Q16).
    The minimum cut parts requests and teachers so that each greatest matching fills all places of the one part and
    serves all requests of the other (Dulmage & Mendelsohn 1958). So no great constant is needed to put served first: in
    the one part places bid for requests, in the other requests bid for places, each scarce side complete, in districts
    that share no edge. Auctions with falling epsilon, a reverse auction after each (Bertsekas 1992); prices rounded to
    the gains' common divisor; what is then not tight is mended by shortest paths, which proves the answer.
    TIE RULE: rows, queues and districts are in the order of hashes of `edges.key`, so how people and requests are
    numbered changes nothing, nor does the number of threads; who of equals is served follows those hashes.
    O(m) a pass over the edges, some tens of passes in practice; O(m) memory, 16 bytes an edge. Raises ValueError if an
    edge points outside the loads, RuntimeError if the cut is not that of a greatest matching.
    """
    loads.check(edges)
    fixed = np.empty(0, np.int64) if fixed is None else np.sort(np.asarray(fixed, np.int64))
    _, cut = most_served(edges, loads, fixed)
    out: BoolArray = np.zeros(edges.requests, np.bool_)
    left = loads
    if fixed.size:
        asks = np.searchsorted(edges.indptr, fixed, "right") - 1
        out[asks] = True
        learns = np.bincount(edges.person[asks], minlength=loads.learner.size)
        teaches = np.bincount(edges.teacher[fixed], minlength=loads.teacher.size)
        left = Loads(loads.learner - learns, loads.teacher - teaches)

    parts = districts(edges, left, cut, out)
    requests = _side(parts.r_ptr, parts.r_near, parts.r_gain, np.arange(parts.request.size + 1))
    teachers = _side(parts.t_ptr, parts.t_near, parts.t_gain, parts.t_slot)
    solved = side_by_side(
        lambda low, high: _solve(
            low, high, parts.request_ends, parts.teacher_ends, parts.scarce, requests, teachers, parts.fine, parts.widest
        ),
        parts.scarce.size,
        least=1,
    )  # fmt: skip
    if not all(solved):
        raise RuntimeError("the cut is not that of a greatest matching")
    held = _held(edges.indptr, edges.teacher, parts.request, parts.teacher, requests.mate, teachers.owner)
    held = np.sort(np.concatenate((held, fixed)))
    gain = int(edges.gain[held].sum(dtype=np.int64))
    prices = _prices(parts, teachers.price, loads.teacher.size)
    return Matching(held, Certificate(GREATEST_GAIN, held.size, gain, fixed=fixed, cut=cut, prices=prices))


def _side(ptr: IntArray, near: IntArray, gain: IntArray, slot: IntArray) -> Side:
    """One side before anything is matched."""
    nodes, slots = ptr.size - 1, int(slot[-1])
    return Side(
        ptr, near, gain, slot,
        owner=np.repeat(np.arange(nodes, dtype=np.int32), np.diff(slot)),
        mate=np.full(slots, -1, np.int32),
        level=np.zeros(slots, np.int64),
        price=np.zeros(nodes, np.int64),
        far=np.full(nodes, FAR),
        via=np.empty(nodes, np.int32),
        root=np.empty(nodes, np.int32),
    )  # fmt: skip


@kernel
def _solve(
    low: int,
    high: int,
    request_ends: IntArray,
    teacher_ends: IntArray,
    scarce: BoolArray,
    requests: Side,
    teachers: Side,
    fine: int,
    widest: int,
) -> bool:
    """Solve districts low..high; prices become best duals. False if a district cannot be completed."""
    nodes = max(request_ends[high] - request_ends[low], teacher_ends[high] - teacher_ends[low])
    slots = teachers.slot[teacher_ends[high]] - teachers.slot[teacher_ends[low]]
    notes, queue = np.empty((4, nodes), np.int32), np.empty(max(nodes, slots), np.int32)
    solved = True
    for d in range(low, high):
        # X is the side that will be complete; of Y some stay free, at price 0
        x, x_low, x_high = requests, request_ends[d], request_ends[d + 1]
        y, y_low, y_high = teachers, teacher_ends[d], teacher_ends[d + 1]
        if scarce[d]:
            x, x_low, x_high, y, y_low, y_high = y, y_low, y_high, x, x_low, x_high
        epsilon = max(widest // 64, 1)
        while epsilon > 0:
            for back in (False, True):
                bid(x_low, x_high, x, y, back, epsilon, widest, queue)
                x, x_low, x_high, y, y_low, y_high = y, y_low, y_high, x, x_low, x_high
            epsilon = epsilon // 8 if epsilon >= 8 or epsilon == 1 else 1  # …, 1, and 0 for what is left
            if epsilon == 0:
                round_levels(y_low, y_high, x, y, fine)
            part(x_low, x_high, x, y, epsilon)
        tighten(x_low, x_high, x, y)
        for back in (False, True):
            solved &= augment(x_low, x_high, x, y, back, notes) >= 0
            x, x_low, x_high, y, y_low, y_high = y, y_low, y_high, x, x_low, x_high
    return solved


@kernel
def _held(
    indptr: IntArray, teacher: IntArray, request: IntArray, name: IntArray, mate: IntArray, owner: IntArray
) -> IntArray:
    """The edges of those who are served elsewhere than at home: int64[k]."""
    held, many = np.empty(request.size, np.int64), 0
    for i in range(request.size):
        if mate[i] >= 0 and name[owner[mate[i]]] >= 0:
            e = indptr[request[i]]
            while teacher[e] != name[owner[mate[i]]]:
                e += 1
            held[many] = e
            many += 1
    return held[:many]


def _prices(parts: Districts, price: IntArray, teachers: int) -> Prices:
    """The districts' duals as one: served at less than nothing each, and scarce places cost as much more.

    What is taken off for each introduction and added for each scarce place and for each request that must be served
    cancels out, because that many are served; it only has to be so great that those requests are worth most.
    """
    price = price // parts.fine * parts.unit
    apart = 2 * int(np.abs(price).max(initial=0)) + 3 * parts.widest // parts.fine * parts.unit
    scarce = np.repeat(parts.scarce, np.diff(parts.teacher_ends))
    real = parts.teacher >= 0
    place = np.zeros(teachers, np.int64)
    place[parts.teacher[real]] = np.where(scarce, price + apart, price)[real]
    return Prices(-apart, place)
