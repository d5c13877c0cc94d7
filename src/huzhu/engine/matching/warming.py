"""Compiling every kernel before anybody waits for one: `python -m huzhu.engine.matching.warming`."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from numba.core import event

from . import RULES, solve
from .arrays import Edges, Loads
from .candidates.finding import find_candidates
from .proof.certificate import certificate_files, prove
from .proof.paper import Paper, check
from .tables import Common, Excluded, Offers, People, Requests, Scores, Together

NEWS = "Compiling the engine; this happens once and takes about a minute …"


def warm() -> int:
    """Run every kernel on two small instances with the types of production; how many had to be compiled.

    What an earlier process compiled is loaded from the disk, which takes about a second.
    """
    compiled = _Compiled()
    event.register("numba:compile", compiled)
    try:
        for rule, (edges, loads) in itertools.product(RULES, (_small_world(), _small_market())):
            matching = solve(rule, edges, loads)
            solve(rule, edges, loads, fixed=matching.edges[:1])
            found = prove(edges, loads, matching, gap=1.0)
            ids = [str(person) for person in range(loads.learner.size)]
            files = certificate_files(edges, loads, matching, found, key=b"warm", ids=ids, seed=0)
            check(Paper.read(files.statement, files.edges))
    finally:
        event.unregister("numba:compile", compiled)
    return compiled.kernels


def _small_market() -> tuple[Edges, Loads]:
    """Sixty requests of which some compete for few places and others choose among many, so that prices arise."""
    request, place = np.divmod(np.arange(360), 6)
    scarce = request < 40
    teacher = np.where(scarce, 60 + (request + place) % 8, 68 + (request + 2 * place) % 40)
    edges = Edges(
        indptr=np.arange(61) * 6,
        person=np.arange(60),
        teacher=teacher,
        learner_rank=request * 6 + place,
        teacher_rank=request * 17 % 60,
        gain=1 + (request * 31 + place * 57) % 300,
    )
    return edges, Loads(np.full(108, 2), np.full(108, 2))


def _small_world() -> tuple[Edges, Loads]:
    """Eight people who each ask for one technique and offer the other, one of them for more than he has places."""
    row = np.arange(8)
    zero, nobody = np.zeros(8, np.int64), np.full(8, -1)
    people = People(
        id=row,
        trade=zero,
        units=np.zeros((8, 4), np.int64),
        learning_free=np.where(row == 0, 1, 2),
        teaching_free=row % 3 + 1,
        teaching=zero,
    )
    asks = np.append(row, 0)
    requests = Requests(
        person=asks,
        technique=np.append(row % 2, 2),
        trade=np.zeros(9, np.int64),
        wanted=np.full(9, 800),
        reach=np.full(9, 3),
        named=np.full(9, -1),
        key=np.arange(9) % 2 == 0,
    )
    offers = Offers(
        person=np.append(row, 7), technique=np.append(1 - row % 2, 2), reach=np.full(9, 3), named=np.append(nobody, -1)
    )
    measured = np.concatenate((300 + row, 700 + row, [300, 900]))
    technique = np.concatenate((row % 2, 1 - row % 2, [2, 2]))
    candidates = find_candidates(
        people,
        requests,
        offers,
        Scores(person=np.concatenate((row, row, [0, 7])), technique=technique, score=measured),
        seed=0,
        excluded=Excluded(one=np.array([1]), other=np.array([2])),
        minutes=Together(
            rota=np.zeros(8, np.int32),
            busy=np.ones((1, 2), np.bool_),
            length=np.full(2, 500, np.int32),
            known=np.ones(1, np.bool_),
        ),
        common=Common(technique=np.array([5]), common=np.array([6]), trade=np.array([0])),
    )
    return candidates.edges, Loads(people.learning_free, people.teaching_free)


class _Compiled(event.Listener):
    """Counts what is really compiled and says so before the first."""

    kernels = 0

    def on_start(self, event: Any) -> None:
        if self.kernels == 0:
            print(NEWS, flush=True)  # noqa: T201
        self.kernels += 1

    def on_end(self, event: Any) -> None:
        pass


if __name__ == "__main__":
    warm()
