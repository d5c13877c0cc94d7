"""Small instances: a shop where everybody asks twice, and rough ones with everything that may be odd."""

import numpy as np

from huzhu.engine.matching import Edges, Loads, hash64, rank_within


def shop(seed=3, people=24, degree=6, requests_each=2):
    """A shop in one person space: everybody asks twice, may learn twice, teaches up to three."""
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), requests_each)
    rows = [np.sort(rng.permutation(np.delete(np.arange(people), p))[:degree]) for p in person]
    learner, teacher = np.repeat(person, degree), np.concatenate(rows)
    edges = Edges(
        np.arange(0, len(person) * degree + 1, degree),
        person,
        teacher,
        rank_within(learner, rng.random(teacher.size)),
        rank_within(teacher, rng.random(teacher.size)),
        rng.integers(1, 400, teacher.size),
        hash64(seed, learner, teacher, np.arange(teacher.size)),
    )
    return edges, Loads(np.full(people, 2), rng.integers(0, 4, people))


def rough(seed):
    """A few people in any order, rows of any length, ranks that mostly tie; and some edges that keep the loads."""
    rng = np.random.default_rng(seed)
    people, n = int(rng.integers(2, 7)), int(rng.integers(0, 9))
    person = rng.integers(0, people, n)
    rows = [rng.permutation(people)[: rng.integers(0, people + 1)] for _ in range(n)]
    teacher = np.concatenate([*rows, np.empty(0, np.int64)]).astype(int)
    m = teacher.size
    ranks = rng.integers(-1, 2, (2, m)) * rng.choice([1, 2**31 - 1])
    key = rng.permutation(m).astype(np.uint64)
    edges = Edges(np.cumsum([0, *map(len, rows)]), person, teacher, *ranks, rng.integers(1, 50, m), key)
    loads = Loads(rng.integers(0, 3, people), rng.integers(0, 3, people))
    held, learns, teaches = [], loads.learner.copy(), loads.teacher.copy()
    asked = set()
    for e in rng.permutation(m)[: rng.integers(0, m + 1)].tolist():
        a, b, r = edges.learner[e], teacher[e], int(edges.request[e])
        if learns[a] and teaches[b] and r not in asked:
            asked.add(r)
            learns[a] -= 1
            teaches[b] -= 1
            held.append(e)
    return edges, loads, np.sort(np.array(held, np.int64)), rng
