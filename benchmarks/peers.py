"""What somebody could use instead of the engine: each takes the same edges and gives the edge ids that it holds.

Stable: `matching` (HospitalResident), `algmatch`, deferred acceptance in plain Python. Most served, then greatest gain:
OR-tools (SimpleMinCostFlow), HiGHS (an LP, which is integral here), networkx. A peer's time counts from the arrays of
the edges or, for `matching` and `algmatch`, from dictionaries that are made for them and not counted.
"""

from __future__ import annotations

import sys
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huzhu.engine.matching import Edges, Loads

Ids = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Answer:
    """What a peer holds, int64 ascending, and the seconds it took."""

    edges: Ids
    seconds: float

    def gain(self, edges: Edges) -> int:
        """Tenths of a point in all."""
        return int(edges.gain[self.edges].sum(dtype=np.int64))


Peer = Callable[[Edges, Loads], Answer]


def one_each(edges: Edges, loads: Loads) -> bool:
    """Whether nobody asks twice and everybody may learn: then hospitals and residents say all that there is."""
    return bool(np.bincount(edges.person).max(initial=0) <= 1 and (loads.learner[edges.person] > 0).all())


def plain_python(edges: Edges, loads: Loads) -> Answer:
    """Deferred acceptance as a textbook has it, with lists, dictionaries and `max`; any loads."""
    start = time.perf_counter()
    person, teacher, indptr = edges.person.tolist(), edges.teacher.tolist(), edges.indptr.tolist()
    mine = list(zip(edges.learner_rank.tolist(), edges.key.tolist(), strict=True))
    theirs = list(zip(edges.teacher_rank.tolist(), edges.key.tolist(), strict=True))
    wishes = [sorted(range(indptr[r], indptr[r + 1]), key=mine.__getitem__, reverse=True) for r in range(len(person))]
    open_requests: dict[int, set[int]] = {}
    for r, p in enumerate(person):
        open_requests.setdefault(p, set()).add(r)
    request_of = [r for r, wish in enumerate(wishes) for _ in wish]
    free, places = loads.learner.tolist(), loads.teacher.tolist()
    holds: dict[int, list[int]] = {t: [] for t in set(teacher)}

    learners = list(open_requests)
    while learners:
        p = learners.pop()
        while free[p] > 0:
            asking = [r for r in open_requests[p] if wishes[r]]
            if not asking:
                break
            r = min(asking, key=lambda r: mine[wishes[r][-1]])
            e = wishes[r].pop()
            held = holds[teacher[e]]
            held.append(e)
            open_requests[p].remove(r)
            free[p] -= 1
            if len(held) > places[teacher[e]]:
                worst = max(held, key=theirs.__getitem__)
                held.remove(worst)
                refused = request_of[worst]
                open_requests[person[refused]].add(refused)
                free[person[refused]] += 1
                if person[refused] != p:
                    learners.append(person[refused])
    ids = np.array(sorted(e for held in holds.values() for e in held), np.int64)
    return Answer(ids, time.perf_counter() - start)


def _preferences(edges: Edges, loads: Loads) -> tuple[dict[int, list[int]], dict[int, list[int]], dict[int, int]]:
    """Requests' teachers and teachers' requests, best first, as both peers of hospitals and residents want them."""
    if not one_each(edges, loads):
        raise ValueError("hospitals and residents know one request per person only")
    request = edges.request
    open_ = loads.teacher[edges.teacher] > 0

    def lists(group: NDArray[Any], rank: NDArray[Any], other: NDArray[Any]) -> dict[int, list[int]]:
        order = np.lexsort((edges.key, rank, group))
        order = order[open_[order]]
        ids, begins = np.unique(group[order], return_index=True)
        parts = np.split(other[order], begins[1:])
        return {int(i): part.tolist() for i, part in zip(ids, parts, strict=True)}

    asked = lists(request, edges.learner_rank, edges.teacher)
    teach = lists(edges.teacher, edges.teacher_rank, request)
    return asked, teach, {t: int(loads.teacher[t]) for t in teach}


def _ids(edges: Edges, request: list[int], teacher: list[int]) -> Ids:
    """Edge ids of (request, teacher) pairs; a request's teachers stand in any order."""
    found = []
    for r, t in zip(request, teacher, strict=True):
        low, high = int(edges.indptr[r]), int(edges.indptr[r + 1])
        found.append(low + int(np.flatnonzero(edges.teacher[low:high] == t)[0]))
    return np.array(sorted(found), np.int64)


def hospital_resident(edges: Edges, loads: Loads) -> Answer:
    """`matching` 1.4, its objects counted; it copies them recursively, so Python's limit of depth is raised for it."""
    from matching.games import HospitalResident

    asked, teach, places = _preferences(edges, loads)

    def solve() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return HospitalResident.create_from_dictionaries(asked, teach, places).solve(optimal="resident")

    solved, seconds = _deeply(solve)
    pairs = [(resident.name, hospital.name) for hospital, held in solved.items() for resident in held]
    return Answer(_ids(edges, [r for r, _ in pairs], [t for _, t in pairs]), seconds)


def algmatch(edges: Edges, loads: Loads) -> Answer:
    """`algmatch` 1.5, resident-sided; it checks its own answer, which is counted too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from algmatch import HospitalResidentsProblem

    asked, teach, places = _preferences(edges, loads)
    given = {
        "residents": asked,
        "hospitals": {t: {"capacity": places[t], "preferences": wish} for t, wish in teach.items()},
    }
    solved, seconds = _deeply(lambda: HospitalResidentsProblem(dictionary=given).get_stable_matching())
    pairs = [(int(r[1:]), int(t[1:])) for r, t in solved["resident_sided"].items() if t]
    return Answer(_ids(edges, [r for r, _ in pairs], [t for _, t in pairs]), seconds)


def _deeply(solve: Callable[[], Any]) -> tuple[Any, float]:
    """The answer and its seconds, in a thread whose stack bears deep recursion."""
    answer: list[Any] = []

    def run() -> None:
        start = time.perf_counter()
        answer.extend((solve(), time.perf_counter() - start))

    limit, size = sys.getrecursionlimit(), threading.stack_size(1 << 29)
    sys.setrecursionlimit(1 << 30)
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(size)
    if not answer:
        raise RuntimeError("the peer gave up")
    return answer[0], answer[1]


@dataclass(frozen=True, eq=False)
class Network:
    """source -> learner -> request -> teacher -> sink as arcs; the first m arcs are the edges."""

    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    room: NDArray[np.int64]
    source: int
    sink: int

    @classmethod
    def of(cls, edges: Edges, loads: Loads) -> Network:
        n, people, teachers = edges.requests, loads.learner.size, loads.teacher.size
        request = np.repeat(np.arange(n, dtype=np.int32), np.diff(edges.indptr))
        source = n + teachers + people
        teach = np.unique(edges.teacher)
        last = np.full(teach.size, source + 1, np.int32)
        if one_each(edges, loads):  # the learner's node adds nothing
            asks: tuple[NDArray[np.int32], ...] = (np.full(n, source, np.int32),)
            head: tuple[NDArray[np.int32], ...] = (np.arange(n, dtype=np.int32),)
            room = (np.ones(n, np.int64),)
        else:
            who = np.unique(edges.person)
            learner = (n + teachers + who).astype(np.int32)
            asks = (n + teachers + edges.person, np.full(who.size, source, np.int32))
            head = (np.arange(n, dtype=np.int32), learner)
            room = (np.ones(n, np.int64), loads.learner[who].astype(np.int64))
        return cls(
            np.concatenate((request, *asks, n + teach), dtype=np.int32),
            np.concatenate((n + edges.teacher, *head, last), dtype=np.int32),
            np.concatenate((np.ones(edges.size, np.int64), *room, loads.teacher[teach])).astype(np.int64),
            source,
            source + 1,
        )


def ortools(edges: Edges, loads: Loads) -> Answer:
    """OR-tools' cost scaling push-relabel on the greatest flow: served comes first, then gain; arcs built by NumPy."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    start = time.perf_counter()
    net = Network.of(edges, loads)
    cost = np.zeros(net.tail.size, np.int64)
    cost[: edges.size] = -edges.gain.astype(np.int64)
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(net.tail, net.head, net.room, cost)
    flow.set_node_supply(net.source, edges.requests)
    flow.set_node_supply(net.sink, -edges.requests)
    if flow.solve_max_flow_with_min_cost() != flow.OPTIMAL:
        raise RuntimeError("OR-tools gave up")
    held = np.flatnonzero(flow.flows(np.arange(edges.size, dtype=np.int32)))
    return Answer(held, time.perf_counter() - start)


def highs(edges: Edges, loads: Loads) -> Answer:
    """HiGHS on the LP over edges, told beforehand how many can be served, which is not counted.

    In a process of its own: its library and the HiGHS inside OR-tools cannot be loaded into one.
    """
    served = ortools(edges, loads).edges.size
    who = np.stack((edges.request, edges.requests + edges.learner, edges.teacher), axis=1)
    who[:, 2] += edges.requests + loads.learner.size
    most = np.concatenate((np.ones(edges.requests), loads.learner, loads.teacher))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        return Answer(*alone.submit(_linear_program, who, most, edges.gain, served).result())


def _linear_program(who: NDArray[np.int64], most: NDArray[Any], gain: NDArray[Any], served: int) -> tuple[Ids, float]:
    """Edges of the greatest gain where each of who[e] holds at most `most` and `served` are held in all; and seconds."""
    import highspy

    start = time.perf_counter()
    m, rows = gain.size, most.size
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = m, rows + 1
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = gain.astype(float)
    model.col_lower_, model.col_upper_ = np.zeros(m), np.ones(m)
    model.row_lower_, model.row_upper_ = np.append(np.zeros(rows), served), np.append(most, served).astype(float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.arange(0, 4 * m + 1, 4)
    model.a_matrix_.index_ = np.column_stack((who, np.full(m, rows))).ravel()
    model.a_matrix_.value_ = np.ones(4 * m)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError("HiGHS gave up")
    held = np.flatnonzero(np.array(solver.getSolution().col_value) > 0.5)
    return held, time.perf_counter() - start


def networkx(edges: Edges, loads: Loads) -> Answer:
    """networkx's maximum flow of minimum cost (network simplex), its graph counted."""
    import networkx as nx

    start = time.perf_counter()
    net = Network.of(edges, loads)
    graph = nx.DiGraph()
    cost = np.zeros(net.tail.size, np.int64)
    cost[: edges.size] = -edges.gain.astype(np.int64)
    arcs = zip(*(column.tolist() for column in (net.tail, net.head, net.room, cost)), strict=True)
    graph.add_edges_from((a, b, {"capacity": room, "weight": each}) for a, b, room, each in arcs)
    flow = nx.max_flow_min_cost(graph, net.source, net.sink)
    ends = zip(net.tail[: edges.size].tolist(), net.head[: edges.size].tolist(), strict=True)
    held = [e for e, (a, b) in enumerate(ends) if flow[a][b]]
    return Answer(np.array(held, np.int64), time.perf_counter() - start)


STABLE: dict[str, Peer] = {"plain Python": plain_python, "algmatch": algmatch, "matching": hospital_resident}
GAIN: dict[str, Peer] = {"OR-tools": ortools, "HiGHS": highs, "networkx": networkx}
