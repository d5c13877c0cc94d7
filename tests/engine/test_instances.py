"""The instances of the benchmarks: as their description says, the same for a seed, edges those of `find_candidates`."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from huzhu.engine.matching import Edges, Loads, find_candidates

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import instances


@pytest.mark.parametrize("per_person", [1, 2])
@pytest.mark.parametrize("family", instances.FAMILIES)
def test_an_instance_is_valid_and_the_same_for_the_same_seed(family: str, per_person: int) -> None:
    one, same, other = (instances.instance(family, 600, 0.95, per_person, seed) for seed in (1, 1, 2))
    columns = ("indptr", "person", "teacher", "learner_rank", "teacher_rank", "gain", "key")
    assert all(np.array_equal(getattr(one.edges, c), getattr(same.edges, c)) for c in columns)
    assert not np.array_equal(one.edges.teacher, other.edges.teacher)
    Edges(**{c: getattr(one.edges, c) for c in columns})  # every check passes, and the types are those of a kernel
    assert [getattr(one.edges, c).dtype.name for c in columns] == ["int64", *["int32"] * 5, "uint64"]
    assert np.diff(one.edges.indptr).max() <= 18 and (one.edges.learner != one.edges.teacher).all()


@pytest.mark.parametrize("places", instances.PLACES)
def test_free_places_are_the_share_of_requests_that_was_asked_for(places: float) -> None:
    loads: Loads = instances.instance("tree", 1500, places).loads
    assert abs(loads.teacher.sum() - places * 1500) <= 3
    assert set(np.unique(loads.teacher)) == {0, 1, 2, 3}


@pytest.mark.parametrize("per_person", [1, 2])
def test_edges_of_the_nation_are_described_as_candidates_are(per_person: int) -> None:
    of = instances.tables(1500, 0.6, per_person)
    found = find_candidates(of.people, of.requests, of.offers, of.scores, seed=1)
    gain, level, flags = instances.described(of, found.edges.indptr, found.edges.teacher)
    assert np.array_equal(gain, found.edges.gain)
    assert np.array_equal(level, found.level)
    assert np.array_equal(flags, found.mutual * instances.MUTUAL + found.key * instances.KEY)


@pytest.mark.parametrize("family", instances.FAMILIES)
def test_the_columns_give_both_orders_again(family: str) -> None:
    made = instances.instance(family, 600)
    for column, again in zip(("learner_rank", "teacher_rank", "key"), instances.orders(*made.columns), strict=True):
        assert np.array_equal(getattr(made.edges, column), again)


def test_where_the_real_files_are_absent_that_is_said(capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.setattr(instances, "DATA", Path("/nowhere"))
    assert instances.real("jacket") is None
    assert "jacket" in capsys.readouterr().err
