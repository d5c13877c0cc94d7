"""Outside solvers find the same stable pairs; columns of edges that are wrong are named."""

import warnings
from dataclasses import replace

import numpy as np
import pytest

from huzhu.engine.matching import Edges, stable_matching
from tests.engine.small import shop


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("gain", [0, 5], "gain is below 1 at edge 0"),
        ("teacher", [1, -1], "teacher is negative at edge 1"),
        ("teacher", [1, 1], "teacher 1 stands twice for request 0: at edges 0 and 1"),
        ("learner_rank", [4, 4], "learner_rank 4 stands twice for person 0: at edges 0 and 1"),
        ("indptr", [0, 3], "teacher has 2 entries for 3 edges"),
        ("person", [0, 0], "person has 2 entries for 1 requests"),
        ("gain", [1.5, 2], "gain must be a line of integers"),
        ("gain", [1, 2**40], "gain does not fit int32"),
    ],
)
def test_edges_say_which_column_is_wrong_and_where(column, value, words):
    good = {"indptr": [0, 2], "person": [0], "teacher": [1, 2], "learner_rank": [0, 1], "teacher_rank": [0, 0]}
    good |= {"gain": [10, 20], "key": [7, 7]}
    Edges(**good)
    with pytest.raises(ValueError, match=words):
        Edges(**good | {column: value})


@pytest.mark.parametrize("seed", range(5))
def test_outside_solvers_find_the_same_pairs_where_every_learner_asks_once(seed):
    edges, loads = shop(seed, people=20, degree=5, requests_each=1)
    loads = replace(loads, teacher=np.maximum(loads.teacher, 1))
    ours = {int(edges.learner[e]): int(edges.teacher[e]) for e in stable_matching(edges, loads).edges}
    wishes = {p: edges.teacher[5 * p : 5 * p + 5][np.argsort(edges.learner_rank[5 * p : 5 * p + 5])] for p in range(20)}
    likes = {
        t: edges.learner[at[np.argsort(edges.teacher_rank[at])]]
        for t in range(20)
        if (at := np.flatnonzero(edges.teacher == t)).size
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert ours == by_matching(wishes, likes, loads) == by_algmatch(wishes, likes, loads)


def by_matching(wishes, likes, loads):
    from matching.games import HospitalResident

    game = HospitalResident.create_from_dictionaries(
        {f"r{p}": [f"h{t}" for t in line] for p, line in wishes.items()},
        {f"h{t}": [f"r{p}" for p in line] for t, line in likes.items()},
        {f"h{t}": int(loads.teacher[t]) for t in likes},
    )
    return {int(r.name[1:]): int(h.name[1:]) for h, rs in game.solve(optimal="resident").items() for r in rs}


def by_algmatch(wishes, likes, loads):
    from algmatch import HospitalResidentsProblem

    game = HospitalResidentsProblem(
        dictionary={
            "residents": {p + 1: [int(t) + 1 for t in line] for p, line in wishes.items()},
            "hospitals": {
                t + 1: {"capacity": int(loads.teacher[t]), "preferences": [int(p) + 1 for p in line]}
                for t, line in likes.items()
            },
        }
    )
    pairs = game.get_stable_matching()["resident_sided"]
    return {int(r[1:]) - 1: int(h[1:]) - 1 for r, h in pairs.items() if h}
