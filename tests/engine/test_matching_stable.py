"""What the kernels of the stable rule must not depend on: threads, ties of ranks, the size of numbers."""

import os
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu.engine.compiled import THREADS, threads
from huzhu.engine.matching import Edges, Loads, blocking_pairs, mutual_first, stable_matching
from huzhu.engine.matching.rules import stable
from tests.engine.test_matching_rules import cases, instance


@pytest.mark.parametrize("learning", [1, 2])
@pytest.mark.parametrize("threads", ["2", "3"])
def test_the_number_of_threads_changes_no_stable_answer(monkeypatch, threads, learning):
    edges, loads = instance(4, people=400, requests=600, degree=9, learning=learning)
    monkeypatch.setenv("HUZHU_THREADS", "1")
    alone = stable_matching(edges, loads)
    monkeypatch.setattr(stable, "ALONE", 10)
    monkeypatch.setattr(stable, "TAIL", 20)
    monkeypatch.setattr(stable, "NEAR", 0.0)
    monkeypatch.setenv("HUZHU_THREADS", threads)
    assert stable_matching(edges, loads).edges.tolist() == alone.edges.tolist()
    assert blocking_pairs(edges, loads, alone.edges).size == 0


@settings(max_examples=40, deadline=None)
@given(cases, st.integers(2, 5))
def test_ranks_that_tie_are_told_apart_by_the_key(case, coarse):
    edges, loads = case
    tied = replace(edges, learner_rank=edges.learner_rank // coarse, teacher_rank=edges.teacher_rank // coarse)
    request = np.lexsort((tied.key, tied.learner_rank)), np.lexsort((tied.key, tied.teacher_rank))
    place = [np.argsort(order) for order in request]
    total = replace(edges, learner_rank=place[0], teacher_rank=place[1])
    for rule in (stable_matching, mutual_first):
        assert rule(tied, loads).edges.tolist() == rule(total, loads).edges.tolist()


def test_ranks_may_be_any_int32():
    low, high = -(2**31), 2**31 - 1
    edges = Edges([0, 2, 4], [0, 1], [2, 3, 2, 3], [high, low, low, high], [high, low, low, high], [5, 5, 5, 5])
    for rule in (stable_matching, mutual_first):
        assert rule(edges, Loads([1, 1, 0, 0], [0, 0, 1, 1])).edges.tolist() == [1, 2]
        assert rule(edges, Loads([1, 1, 0, 0], [0, 0, 2, 0])).edges.tolist() == [0, 2]
        assert rule(edges, Loads([1, 1, 0, 0], [0, 0, 0, 1])).edges.tolist() == [1]


@pytest.mark.parametrize("said", ["", "0", "many", "-3", "2.5"])
def test_what_is_no_number_of_threads_counts_as_none_on_any_system(monkeypatch, said):
    monkeypatch.setenv(THREADS, said)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert threads() == os.cpu_count()
