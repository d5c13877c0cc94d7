"""One large instance solved in parts, on this machine or on workers of a Dask cluster (extra `huzhu[cluster]`)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from huzhu.engine.compiled import kernel, threads

from . import solve
from .arrays import GREATEST_GAIN, MUTUAL, BoolArray, Cut, Edges, IntArray, Loads, Matching, Prices

if TYPE_CHECKING:
    from distributed import Client

AT_ONCE = 2
"""Parts sent to the cluster ahead, per worker."""


@dataclass(frozen=True, eq=False)
class Part:
    """An instance of its own, its people numbered anew: `edge` (int64) and `person` (int64) name them in the whole."""

    edges: Edges
    loads: Loads
    edge: IntArray
    person: IntArray


@dataclass(frozen=True, eq=False)
class Partition:
    """Which requests are solved together; parts share neither a request nor a place, so their answers add up.

    requests: int64[n], part after part; ptr: int64[parts + 1], where each begins. inside: bool[m], False for an edge
    across a border, which nobody can use. exchanges: was it cut so that the mutual rule may be used?
    """

    edges: Edges
    loads: Loads
    requests: IntArray
    ptr: IntArray
    inside: BoolArray
    exchanges: bool

    @property
    def parts(self) -> int:
        """How many parts there are."""
        return self.ptr.size - 1

    @property
    def crossing(self) -> int:
        """Edges that are left out because learner and teacher are of two regions."""
        return int(self.inside.size - np.count_nonzero(self.inside))

    def part(self, number: int) -> Part:
        """A copy of part 0..parts-1. O(P + its edges)."""
        rows = self.requests[self.ptr[number] : self.ptr[number + 1]]
        whole, loads = self.edges, self.loads
        indptr, edge = _rows(rows, whole.indptr, self.inside)
        met = np.zeros(max(loads.learner.size, loads.teacher.size), np.bool_)
        met[whole.person[rows]] = True
        met[whole.teacher[edge]] = True
        person = np.flatnonzero(met)
        number_of = np.empty(met.size, np.int32)
        number_of[person] = np.arange(person.size)
        return Part(
            Edges.trusted(
                indptr=indptr,
                person=number_of[whole.person[rows]],
                teacher=number_of[whole.teacher[edge]],
                learner_rank=whole.learner_rank[edge],
                teacher_rank=whole.teacher_rank[edge],
                gain=whole.gain[edge],
                key=whole.key[edge],
            ),
            Loads(_padded(loads.learner, met.size)[person], _padded(loads.teacher, met.size)[person]),
            edge,
            person,
        )


@dataclass(frozen=True, eq=False)
class Joined:
    """The parts' answers as one: edge ids of the whole, the claims of its rule for the edges that cross no border."""

    matching: Matching
    parts: int
    crossing: int

    def loss(self, whole: Matching) -> tuple[int, int]:
        """What the borders cost: introductions, and tenths of a point of gain, that `whole` has more than this."""
        here, there = self.matching.certificate, whole.certificate
        return there.served - here.served, there.gain - here.gain


def partition(
    edges: Edges,
    loads: Loads,
    trade: IntArray,
    region: IntArray,
    teacher_region: IntArray | None = None,
    *,
    exchanges: bool = False,
    most: int = 24,
) -> Partition:
    """Cut an instance by trade and region into at most `most` parts that share no place; O(m) and a sort of n.

    trade: int[n] of each request. region: int[P] of each learner; teacher_region: int[T], the same if not given.
    Places belong to the person (Q12): the trades that one teacher is asked for, and those of a learner who has fewer
    places than requests, stay together. exchanges: so do all those of one person, as the mutual rule needs.
    An edge across regions is left out. Without such edges the stable and the mutual rule give the very answer of the
    whole, greatest gain as many introductions and as much gain; `most` changes no answer of these two either.
    Raises ValueError where a column has too few rows, or a person of two regions is to exchange.
    """
    loads.check(edges)
    teacher_region = region if teacher_region is None else teacher_region
    for name, rows, needed in (
        ("trade", trade.size, edges.requests),
        ("region", region.size, loads.learner.size),
        ("teacher_region", teacher_region.size, loads.teacher.size),
    ):
        if rows < needed:
            raise ValueError(f"{name} has {rows} rows for {needed}")
    if exchanges and not np.array_equal(region, teacher_region):
        raise ValueError("who is to exchange learns and teaches in one region")

    home = np.unique(region[edges.person], return_inverse=True)[1] if edges.requests else trade[:0]
    kinds, kind = np.unique(trade[: edges.requests], return_inverse=True)
    cells, cell = np.unique(home * max(kinds.size, 1) + kind, return_inverse=True)

    many = np.bincount(edges.person, minlength=loads.learner.size)
    bound = ((loads.learner > 0) & (loads.learner < many)) | exchanges
    of_learner = np.full(max(loads.learner.size, loads.teacher.size), -1, np.int32)
    of_teacher = of_learner if exchanges else of_learner.copy()
    joined, inside = np.arange(cells.size, dtype=np.int32), np.empty(edges.size, np.bool_)
    _join(
        *(edges.indptr, edges.person, edges.teacher, cell.astype(np.int32), bound),
        *(region.astype(np.int64), teacher_region.astype(np.int64), of_learner, of_teacher, joined, inside),
    )
    group = joined[cell]  # its first cell, so that neighbouring regions stay neighbours
    requests = np.argsort(group, kind="stable")
    ends = np.flatnonzero(np.diff(group[requests])) + 1  # between two groups
    weight = np.cumsum(np.diff(edges.indptr)[requests] + 1)
    goals = np.arange(1, most) * (weight[-1] / most) if weight.size else np.empty(0)
    places = np.searchsorted(ends, np.searchsorted(weight, goals))
    cuts = np.unique(ends[places[places < ends.size]])
    ptr = np.concatenate(([0], cuts, [edges.requests] if edges.requests else [])).astype(np.int64)
    return Partition(edges, loads, requests, ptr, inside, exchanges)


def solve_parts(rule: str, parts: Partition, client: Client | None = None) -> Joined:
    """Solve each part by one of RULES and put the answers together; the same whatever machine solves which part.

    client: of a Dask cluster whose workers have huzhu installed. A part travels with its task, so the scheduler gives
    it to somebody else when a worker dies. Without one: side by side on this machine.
    Where no edge is left out the parts' cuts and prices make those of the whole; else there are none.
    """
    if rule == MUTUAL and not parts.exchanges:
        raise ValueError("the mutual rule needs partition(…, exchanges=True)")
    if client is None:
        with ThreadPoolExecutor(threads()) as pool:
            answers = list(pool.map(lambda number: _solve(rule, parts.part(number)), range(parts.parts)))
    else:
        answers = [answer for _, answer in sorted(_on_workers(rule, parts, client), key=lambda done: done[0])]
    nothing = np.empty(0, np.int64)
    held = np.concatenate([nothing, *(matching.edges for matching, _ in answers)])
    first = np.concatenate([nothing, *(matching.certificate.first for matching, _ in answers)])
    matching = Matching.of(rule, parts.edges, held, first)
    if rule == GREATEST_GAIN and not parts.crossing:
        cut, prices = _proof(parts, answers)
        matching = replace(matching, certificate=replace(matching.certificate, cut=cut, prices=prices))
    return Joined(matching, parts.parts, parts.crossing)


def _proof(parts: Partition, answers: list[tuple[Matching, IntArray]]) -> tuple[Cut, Prices]:
    """One cut and one dual out of those of all parts.

    A part's `common` only sets its over-demanded teachers apart from the others, by an amount that may be larger; so
    the lowest of all serves all, once these teachers' prices have risen by as much.
    """
    learners, teachers = parts.loads.learner.size, parts.loads.teacher.size
    cut = Cut(parts.loads.learner > 0, np.zeros(parts.edges.requests, np.bool_), np.zeros(teachers, np.bool_))
    prices = Prices(0, np.zeros(teachers, np.int64))
    claims = [(matching.certificate.cut, matching.certificate.prices) for matching, _ in answers]
    common = min((own.common for _, own in claims if own), default=0)
    for number, ((side, own), (_, person)) in enumerate(zip(claims, answers, strict=True)):
        if side is None or own is None or own.scale != prices.scale:
            raise RuntimeError(f"part {number} proves nothing in whole tenths of a point")
        learns, teaches = person < learners, person < teachers
        cut.person[person[learns]] &= side.person[learns]
        cut.request[parts.requests[parts.ptr[number] : parts.ptr[number + 1]]] = side.request
        cut.teacher[person[teaches]] |= side.teacher[teaches]
        raised = own.place + np.where(side.teacher, own.common - common, 0)
        prices.place[person[teaches]] += raised[teaches]
    return cut, replace(prices, common=common)


def _on_workers(rule: str, parts: Partition, client: Client) -> Iterator[tuple[int, tuple[Matching, IntArray]]]:
    """Part numbers and their answers as they come; only a few parts wait on the scheduler at once."""
    import dask.config
    from distributed import as_completed

    ahead, running, number_of = iter(range(parts.parts)), as_completed(), {}

    def send(many: int) -> None:
        for number in islice(ahead, many):
            with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TiB"}):
                future = client.submit(_solve, rule, parts.part(number), pure=False)
            number_of[future.key] = number
            running.add(future)

    send(AT_ONCE * len(client.scheduler_info(n_workers=-1)["workers"]))
    for done in running:
        yield number_of.pop(done.key), done.result()
        send(1)


def _solve(rule: str, part: Part) -> tuple[Matching, IntArray]:
    """What a part holds, by edge ids of the whole, and its people; a pure function, so it may run twice."""
    answer = solve(rule, Edges.trusted(**_usable(part.edges)), Loads(**_usable(part.loads)))
    claim = replace(answer.certificate, first=part.edge[answer.certificate.first])
    return Matching(part.edge[answer.edges], claim), part.person


@kernel
def _rows(rows: IntArray, indptr: IntArray, inside: BoolArray) -> tuple[IntArray, IntArray]:
    """These requests as CSR of their own: its indptr, int64[rows + 1], and the ids of the edges inside, int64."""
    own, size = np.zeros(rows.size + 1, np.int64), 0
    for i in range(rows.size):
        for e in range(indptr[rows[i]], indptr[rows[i] + 1]):
            size += inside[e]
        own[i + 1] = size
    edge, at = np.empty(size, np.int64), 0
    for r in rows:
        for e in range(indptr[r], indptr[r + 1]):
            if inside[e]:
                edge[at] = e
                at += 1
    return own, edge


@kernel
def _join(
    indptr: IntArray,
    person: IntArray,
    teacher: IntArray,
    cell: IntArray,
    bound: BoolArray,
    learner_region: IntArray,
    teacher_region: IntArray,
    of_learner: IntArray,
    of_teacher: IntArray,
    joined: IntArray,
    inside: BoolArray,
) -> None:
    """Join cells that share places, `joined` becomes the first cell of each: a union by path halving (Tarjan 1983)."""
    for r in range(person.size):
        p = person[r]
        if bound[p]:
            _unite(joined, of_learner, p, cell[r])
        for e in range(indptr[r], indptr[r + 1]):
            inside[e] = teacher_region[teacher[e]] == learner_region[p]
            if inside[e]:
                _unite(joined, of_teacher, teacher[e], cell[r])
    for c in range(joined.size):  # a root is never above its cells, so it is final when they are reached
        joined[c] = joined[joined[c]]


@kernel
def _unite(joined: IntArray, known: IntArray, who: int, cell: int) -> None:
    """Put a cell together with the one in which somebody has been met before."""
    if known[who] < 0:
        known[who] = cell
    a, b = known[who], cell
    while a != b:
        if a < b:
            a, b = b, a
        joined[a] = b if joined[a] == a else joined[joined[a]]
        a = joined[a]


def _usable(table: Edges | Loads) -> dict[str, Any]:
    """Its columns as the kernels know them: what came over a wire may be unaligned or read-only."""
    return {c.name: np.require(getattr(table, c.name), requirements=["C", "A", "W"]) for c in fields(table)}


def _padded(column: IntArray, size: int) -> IntArray:
    return np.concatenate((column, np.zeros(size - column.size, column.dtype)))
