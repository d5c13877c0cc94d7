"""Instances of matching, made from a seed: who asks, who offers, who was measured, and the edges between them.

    PYTHONPATH=src python benchmarks/instances.py            prints what each looks like

People sit in groups of 12, workshops of 120, factories of 720 and districts of 1,440; above there is only the nation, which
is nobody's reach. Each was measured in eight techniques: normal, mean 550, standard deviation 150 tenths, rounded to steps
of 50 and cut to 0..1000, so ties are common. Everybody asks on his weakest technique (or on his two weakest); offers are on
the strongest one, by people drawn at random until the free places, 1 to 3 each, reach the share of the requests that is
asked for. Whoever has fewer free places teaches the difference to three already. Wanted is 700, 800, 900 or 1000, by chance:
were it one number for all, every exchange of teachers would leave the sum of gains as it is, and greatest gain would be no
problem. One technique in each district is a key problem. Learners have two places; where each asks twice, every second one has only one left, so that his order decides.

Family `tree`: at most 18 candidates, nearest first, as Q9 says. Family `nation`: the same requests, 18 different teachers
of the technique drawn from the whole nation. Both orders are those of Q11.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huzhu.engine.compiled import kernel, side_by_side
from huzhu.engine.matching import Edges, Loads, Offers, People, Requests, Rules, Scores, find_candidates
from huzhu.engine.matching.candidates.orders import KEY, MUTUAL, orders

SIZES = (5_000, 10_000, 100_000, 1_000_000, 2_300_000)
PLACES = (0.60, 0.95, 1.50)
FAMILIES = ("tree", "nation")
REAL = ("attempts", "jacket", "assembly")

UNITS = (12, 120, 720, 1440)  # people in a group, workshop, factory, district
TECHNIQUES, MEAN, SPREAD, STEP = 8, 550, 150, 50
RULES = Rules()
WANTED = (700, 800, 900, 1000)
MOST, TEACHING = RULES.max_candidates, 3
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass(frozen=True, eq=False)
class Tables:
    """What `find_candidates` takes, in the order it takes it; score: int16[P, techniques], -1 where never measured."""

    people: People
    requests: Requests
    offers: Offers
    scores: Scores
    score: NDArray[np.int16]


@dataclass(frozen=True, eq=False)
class Instance:
    """Edges and loads under a name that says everything; columns: what `orders` makes both orders from, as it takes it.

    region: int64[P], the district of each person; technique: int64[n], of each request.
    """

    name: str
    edges: Edges
    loads: Loads
    columns: tuple[Any, ...]
    region: NDArray[np.int64]
    technique: NDArray[np.int64]

    @property
    def bytes(self) -> int:
        """What the edges fill: teacher, both ranks, gain, key and the rows."""
        e = self.edges
        return sum(a.nbytes for a in (e.indptr, e.person, e.teacher, e.learner_rank, e.teacher_rank, e.gain, e.key))


def tables(requests: int, places: float = 0.95, per_person: int = 1, seed: int = 1) -> Tables:
    """People, wishes and measurements of `requests` requests: int64 columns, a tenth of a second per 100,000."""
    count = requests // per_person
    chance = np.random.default_rng(seed)
    exact = chance.standard_normal((count, TECHNIQUES), dtype=np.float32) * SPREAD + MEAN
    score = (np.clip(np.rint(exact / STEP), 0, 1000 // STEP) * STEP).astype(np.int16)
    row = np.arange(count)

    best = exact.argmax(axis=1)
    willing = chance.permutation(np.flatnonzero(score[row, best] >= RULES.min_score))
    free = chance.integers(1, TEACHING + 1, willing.size)
    teachers = willing[: int(np.searchsorted(np.cumsum(free), places * requests, "right"))]
    teaching_free = np.zeros(count, np.int64)
    teaching_free[teachers] = free[: teachers.size]
    teachers = np.sort(teachers)

    learning_free = np.full(count, 2)
    if per_person > 1:
        learning_free[chance.random(count) < 0.5] = 1
    units = np.stack([row // size for size in UNITS], axis=1)
    people = People(
        id=row + 1,
        trade=np.zeros(count, np.int64),
        units=units,
        learning_free=learning_free,
        teaching_free=teaching_free,
        teaching=np.where(teaching_free > 0, TEACHING - teaching_free, 0),
    )

    asks = np.argpartition(exact, per_person - 1, axis=1)[:, :per_person].ravel()
    person = np.repeat(row, per_person)
    urgent = chance.integers(0, TECHNIQUES, count // UNITS[-1] + 1)
    last = len(UNITS) - 1
    return Tables(
        people,
        Requests(
            person=person,
            technique=asks,
            trade=np.zeros(person.size, np.int64),
            wanted=chance.choice(WANTED, person.size),
            reach=np.full(person.size, last),
            named=np.full(person.size, -1),
            key=urgent[person // UNITS[-1]] == asks,
        ),
        Offers(
            person=teachers,
            technique=best[teachers],
            reach=np.full(teachers.size, last),
            named=np.full(teachers.size, -1),
        ),
        Scores(np.repeat(row, TECHNIQUES), np.tile(np.arange(TECHNIQUES), count), score.ravel()),
        score,
    )


def instance(family: str, requests: int, places: float = 0.95, per_person: int = 1, seed: int = 1) -> Instance:
    """One of FAMILIES with its edges and both orders."""
    name = f"{family} {requests:,} × {MOST}, places {places:.0%}, {per_person} each, seed {seed}"
    of = tables(requests, places, per_person, seed)
    person, technique, wanted = _asked(of)
    if family == "tree":
        found = find_candidates(of.people, of.requests, of.offers, of.scores, seed=seed)
        indptr, teacher = found.edges.indptr, found.edges.teacher
        gain, level, flags = found.edges.gain, found.level, found.flags
    else:
        found = None
        indptr, teacher = _drawn(of, seed)
        gain, level, flags = described(of, indptr, teacher)
    gap = wanted - of.score[person, technique]
    columns = (
        indptr, person, teacher, gain, level, flags, gap, technique, of.people.id, of.people.teaching, seed
    )  # fmt: skip
    if found is None:
        learner_rank, teacher_rank, key = orders(*columns)
        edges = Edges.trusted(
            indptr=indptr, person=person, teacher=teacher, learner_rank=learner_rank, teacher_rank=teacher_rank,
            gain=gain, key=key,
        )  # fmt: skip
    else:
        edges = found.edges
    loads = Loads(of.people.learning_free, of.people.teaching_free)
    return Instance(name, edges, loads, columns, of.people.units[:, -1], technique)


def _asked(of: Tables) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]]:
    """Who asks for what, and the score he can reach: the top where he has what he wanted (Q4)."""
    person, technique = of.requests.person.astype(np.int32), of.requests.technique.astype(np.int64)
    own = of.score[person, technique]
    wanted = np.where(own >= of.requests.wanted, RULES.top_score, of.requests.wanted).astype(np.int32)
    return person, technique, wanted


def _drawn(of: Tables, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Teachers of the nation family as CSR, those of a request ascending."""
    by_technique = np.lexsort((of.offers.person, of.offers.technique))
    offers = of.offers.person[by_technique].astype(np.int32)
    ptr = np.searchsorted(of.offers.technique[by_technique], np.arange(TECHNIQUES + 1))
    person, technique, _ = _asked(of)
    n = person.size
    chosen, degree = np.empty((n, MOST), np.int32), np.empty(n, np.int64)
    side_by_side(lambda low, high: _draw(low, high, seed, person, technique, of.score, ptr, offers, chosen, degree), n)
    indptr = np.zeros(n + 1, np.int64)
    np.cumsum(degree, out=indptr[1:])
    full = indptr[-1] == chosen.size
    return indptr, chosen.ravel() if full else chosen[np.arange(MOST) < degree[:, None]]


def described(
    of: Tables, indptr: NDArray[np.int64], teacher: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int8], NDArray[np.uint8]]:
    """Gain, level and flags of each edge, which both orders are made from (Q10, Q11)."""
    person, technique, wanted = _asked(of)
    offered = np.full(of.people.id.size, -1, np.int64)
    offered[of.offers.person] = of.offers.technique
    asked = technique.reshape(of.people.id.size, -1)
    m = teacher.size
    gain, level, flags = np.empty(m, np.int32), np.empty(m, np.int8), np.empty(m, np.uint8)
    side_by_side(
        lambda low, high: _describe(
            low, high, indptr, person, technique, wanted, teacher, of.score, asked, offered, of.requests.key,
            gain, level, flags,
        ),
        person.size,
    )  # fmt: skip
    return gain, level, flags


@kernel
def _mix(x):  # type: ignore[no-untyped-def]
    """One step of splitmix64, as in the engine's `hash64`."""
    x = np.uint64(x + np.uint64(0x9E3779B97F4A7C15))
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@kernel
def _lowest_common(a, b):  # type: ignore[no-untyped-def]
    """Index of the nearest unit two people are in, 4 where only the nation holds both."""
    if a // 12 == b // 12:
        return 0
    if a // 120 == b // 120:
        return 1
    if a // 720 == b // 720:
        return 2
    return 3 if a // 1440 == b // 1440 else 4


@kernel
def _draw(low, high, seed, person, technique, score, ptr, offers, chosen, degree):  # type: ignore[no-untyped-def]
    """For requests low..high, 18 different teachers of the technique at random; fewer where 400 draws find no more."""
    state = _mix(_mix(np.uint64(seed)))
    for r in range(low, high):
        p, k = person[r], technique[r]
        own, size, held = score[p, k], np.uint64(ptr[k + 1] - ptr[k]), 0
        for draw in range(400 if size > 0 else 0):
            t = offers[ptr[k] + np.int64(_mix(state ^ _mix(np.uint64(r * 400 + draw))) % size)]
            if t != p and score[t, k] >= own + 100 and not (chosen[r, :held] == t).any():
                chosen[r, held] = t
                held += 1
                if held == 18:
                    break
        chosen[r, :held] = np.sort(chosen[r, :held])
        degree[r] = held


@kernel
def _describe(  # type: ignore[no-untyped-def]
    low, high, indptr, person, technique, wanted, teacher, score, asked, offered, key, gain, level, flags
):
    """Gain, nearest common unit, and whether the learner can repay (S32) or asks on a key problem, of each edge."""
    for r in range(low, high):
        p, k = person[r], technique[r]
        own, mine = np.int64(score[p, k]), offered[p]
        for e in range(indptr[r], indptr[r + 1]):
            t = teacher[e]
            gain[e] = max(min(np.int64(score[t, k]), np.int64(wanted[r])) - own, 1)
            level[e] = _lowest_common(p, t)
            repays = False
            for i in range(asked.shape[1]):
                if asked[t, i] == mine and score[p, mine] >= score[t, mine] + 100:
                    repays = True
            flags[e] = (MUTUAL if repays else 0) | (KEY if key[r] else 0)


def real(name: str) -> Instance | None:
    """One of REAL beside the project, as `huzhu match --assume-wishes` reads it; None where the file is absent.

    attempts: share of right answers of learner and skill, at least 10. jacket: production / target of operator and
    operation, wanted is the target. assembly: seconds per element, median of at least 3, against the best quarter's (Q1).
    """
    file, read, wanted = {
        "attempts": ("learning/assistments0910_attempts.csv", _attempts, 800),
        "jacket": ("skills/jacket_competency_matrix.csv", _jacket, 1000),
        "assembly": ("timestudy/assembly101_steps.csv", _assembly, 800),
    }[name]
    if not (DATA / file).exists():
        print(f"{name}: {file} is not beside the project, left out", file=sys.stderr)
        return None
    with (DATA / file).open(encoding="utf-8", newline="") as opened:
        scores = read(csv.DictReader(opened))
    who, what = (sorted({pair[i] for pair in scores}) for i in (0, 1))
    row, column = ({value: i for i, value in enumerate(values)} for values in (who, what))
    score = np.full((len(who), len(what)), -1, np.int64)
    for (person, technique), value in scores.items():
        score[row[person], column[technique]] = value

    count = len(who)
    learner, asks = np.nonzero((score >= 0) & (score < wanted))
    teacher, offered = np.nonzero(score >= RULES.min_score)
    measured = np.nonzero(score >= 0)
    people = People(
        np.arange(count) + 1, np.zeros(count, int), np.zeros((count, 3), int),
        np.full(count, 2), np.full(count, TEACHING), np.zeros(count, int),
    )  # fmt: skip
    found = find_candidates(
        people,
        Requests(
            learner, asks, np.zeros_like(asks), np.full_like(asks, wanted), np.full_like(asks, 2),
            np.full_like(asks, -1), np.zeros(asks.size, bool),
        ),
        Offers(teacher, offered, np.full_like(offered, 2), np.full_like(offered, -1)),
        Scores(*measured, score[measured]),
        seed=1,
    )  # fmt: skip
    loads = Loads(people.learning_free, people.teaching_free)
    full = f"{name}: {found.edges.requests:,} requests, {found.edges.size:,} edges, seed 1"
    return Instance(full, found.edges, loads, (), np.zeros(count, np.int64), asks)


Scored = dict[tuple[str, str], int]


def _attempts(rows: csv.DictReader[str]) -> Scored:
    tries: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows:
        tries[row["learner"], row["skill_id"]].append(int(row["correct"]))
    return {pair: round(1000 * sum(given) / len(given)) for pair, given in tries.items() if len(given) >= 10}


def _jacket(rows: csv.DictReader[str]) -> Scored:
    return {
        (row["Operator code"], row["Present Operations"].strip()): min(
            1000, round(1000 * float(row["production"]) / float(row["Target"]))
        )
        for row in rows
        if row["Operator code"] and row["production"]
    }


def _assembly(rows: csv.DictReader[str]) -> Scored:
    seconds: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in rows:
        if row["label"] == "correct":
            taken = (float(row["end_frame"]) - float(row["start_frame"])) / 30
            seconds[row["person"], f"{row['verb']} {row['part']}"].append(taken)
    middle = {pair: float(np.median(taken)) for pair, taken in seconds.items() if len(taken) >= 3}
    by_element: dict[str, list[float]] = defaultdict(list)
    for (_, element), taken in middle.items():
        by_element[element].append(taken)
    best = {element: float(np.median(sorted(taken)[: -(-len(taken) // 4)])) for element, taken in by_element.items()}
    return {
        (who, what): int(np.clip(round(500 * (3 - taken / best[what])), 0, 1000))
        for (who, what), taken in middle.items()
    }


def _timed(make: Callable[[], Instance | None]) -> None:
    start = time.perf_counter()
    made = make()
    if made is None:
        return
    edges = made.edges
    taken = time.perf_counter() - start
    share = made.loads.teacher.sum() / max(1, edges.requests)
    print(f"{made.name}: {edges.size:,} edges, {share:.1%} places, {made.bytes / 1e6:,.0f} MB, made in {taken:.1f} s")


if __name__ == "__main__":
    for given in REAL:
        _timed(lambda given=given: real(given))  # type: ignore[misc]
    for many in SIZES[:3] if len(sys.argv) < 2 else [int(text) for text in sys.argv[1:]]:
        for kind in FAMILIES:
            for room in PLACES:
                _timed(lambda kind=kind, many=many, room=room: instance(kind, many, room))  # type: ignore[misc]
            _timed(lambda kind=kind, many=many: instance(kind, many, 0.95, 2))  # type: ignore[misc]
