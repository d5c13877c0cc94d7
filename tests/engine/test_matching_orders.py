"""Packed ranks beside a sort by the words of Q11."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu.engine.matching import hash64
from huzhu.engine.matching.candidates.orders import FURTHEST, KEY, MOST_LOAD, MUTUAL, NAMED, NAMED_BY, TOP, orders


def columns(seed, people=9, requests=12, degree=5, seed_of_round=7):
    """Few values of everything, so that ties reach down to the hash; now and then more than a rank has bits for."""
    rng = np.random.default_rng(seed)
    indptr = np.cumsum([0, *rng.integers(0, degree, requests)])
    many = int(indptr[-1])
    return {
        "indptr": indptr,
        "person": rng.integers(0, people, requests),
        "teacher": rng.integers(0, people, many),
        "gain": rng.choice([1, 100, 101, 1000, TOP + 5], many),
        "level": rng.choice([0, 1, 3, FURTHEST + 2], many),
        "flags": rng.integers(0, 16, many),
        "gap": rng.choice([0, 1, 300, 1000], requests),
        "technique": rng.integers(0, 3, requests),
        "identity": rng.integers(-(2**62), 2**62, people),
        "teaching": rng.choice([0, 1, 2, MOST_LOAD + 4], people),
        "seed": seed_of_round,
    }


def slow_orders(indptr, person, teacher, gain, level, flags, gap, technique, identity, teaching, seed):
    """Sort keys of every edge as tuples: the learner's, the teacher's; and the key."""
    learners, teachers, keys = [], [], []
    for r in range(len(person)):
        for e in range(indptr[r], indptr[r + 1]):
            ids, near = ([identity[person[r]]], [identity[teacher[e]]]), min(level[e], FURTHEST)
            pair, finest = int(hash64(seed, *ids)[0]), int(hash64(seed, *ids, [technique[r]])[0])
            is_, load = {flag: bool(flags[e] & flag) for flag in (NAMED, NAMED_BY, MUTUAL, KEY)}, teaching[teacher[e]]
            learners.append((-min(gain[e], TOP), not is_[NAMED], min(load, MOST_LOAD), near, pair >> 53, finest))
            wishes = not is_[NAMED_BY], not is_[MUTUAL], not is_[KEY]
            teachers.append((*wishes, near, -min(gap[r], TOP), pair >> 50, finest))
            keys.append(finest)
    return learners, teachers, keys


def in_order(values):
    return sorted(range(len(values)), key=values.__getitem__)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([0, 7, -1, 2**64 - 1, b"a round's seed"]))
def test_packed_ranks_order_edges_as_a_sort_by_q11_does(seed, seed_of_round):
    case = columns(seed, seed_of_round=seed_of_round)
    learner_rank, teacher_rank, key = orders(**case)
    learners, teachers, keys = slow_orders(**case)
    assert key.tolist() == keys
    for rank, slow in ((learner_rank, learners), (teacher_rank, teachers)):
        assert rank.dtype == np.int32
        assert in_order(list(zip(rank.tolist(), keys, strict=True))) == in_order(slow)


def test_the_number_of_threads_changes_no_rank(monkeypatch):
    case = columns(1, people=50_000, requests=50_000)
    answers = []
    for threads in ("1", "3"):
        monkeypatch.setenv("HUZHU_THREADS", threads)
        answers.append(orders(**case))
    for one, three in zip(*answers, strict=True):
        assert (one == three).all()


@pytest.mark.parametrize("requests", [0, 1])
def test_nobody_to_rank_gives_empty_columns(requests):
    assert [column.size for column in orders(**columns(1, requests=requests, degree=1))] == [0, 0, 0]
