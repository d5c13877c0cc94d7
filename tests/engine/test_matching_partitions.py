"""One instance in parts: closed under places, the same answer as the whole, and on workers of whom one is killed."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu.engine.matching import GREATEST_GAIN, MUTUAL, STABLE, Edges, Loads, hash64, rank_within, solve, verify
from huzhu.engine.matching.partitions import partition, solve_parts

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))  # its workers, and how one of them dies


def instance(seed, people=12, requests=16, regions=3, trades=3, abroad=0.0, degree=5):
    """Random requests in one person space; teachers of the own region, but for a share `abroad`."""
    rng = np.random.default_rng(seed)
    region, trade = rng.integers(0, regions, people), rng.integers(0, trades, requests)
    person = rng.integers(0, people, requests)
    lists = []
    for p in person:
        near = region == region[p]
        near[p] = False
        fits = near | (rng.random(people) < abroad) & (np.arange(people) != p)
        lists.append(rng.permutation(np.flatnonzero(fits))[:degree])
    teacher = np.concatenate([*lists, np.empty(0, int)]).astype(int)
    request = np.repeat(np.arange(requests), [len(line) for line in lists])
    edges = Edges(
        np.cumsum([0, *map(len, lists)]),
        person,
        teacher,
        rank_within(person[request], rng.random(teacher.size)),
        rank_within(teacher, rng.random(teacher.size)),
        rng.integers(1, 5, teacher.size) * 50,
        hash64(seed, person[request], teacher, trade[request]),
    )
    return edges, Loads(rng.integers(0, 3, people), rng.integers(0, 4, people)), trade, region


cases = st.builds(
    instance,
    st.integers(0, 2**32),
    people=st.integers(1, 20),
    requests=st.integers(0, 24),
    regions=st.integers(1, 5),
    trades=st.integers(1, 4),
    abroad=st.sampled_from([0.0, 0.3]),
)


def slow_groups(edges, loads, trade, region):
    """Requests that must stay together, joined pair by pair until nothing changes."""
    many = np.bincount(edges.person, minlength=loads.learner.size)
    group = [(int(region[p]), int(t)) for p, t in zip(edges.person, trade, strict=True)]
    teachers = [
        {t for t in edges.teacher[edges.indptr[r] : edges.indptr[r + 1]].tolist() if region[t] == region[p]}
        for r, p in enumerate(edges.person)
    ]
    changed = True
    while changed:
        changed = False
        for r in range(edges.requests):
            for s in range(r):
                p, q = int(edges.person[r]), int(edges.person[s])
                shared = (p == q and 0 < loads.learner[p] < many[p]) or teachers[r] & teachers[s]
                if shared and group[r] != group[s]:
                    group = [group[s] if g == group[r] else g for g in group]
                    changed = True
    return {frozenset(r for r in range(edges.requests) if group[r] == g) for g in group}


@settings(max_examples=80, deadline=None)
@given(cases)
def test_parts_are_what_shares_places_and_hold_every_edge_that_crosses_no_border(case):
    edges, loads, _, region = case
    cut = partition(*case, most=1000)
    parts = [cut.part(number) for number in range(cut.parts)]
    rows = [frozenset(cut.requests[cut.ptr[i] : cut.ptr[i + 1]].tolist()) for i in range(cut.parts)]
    assert set(rows) == slow_groups(*case) and len(rows) == len(set(rows))
    inside = np.flatnonzero(region[edges.learner] == region[edges.teacher])
    assert sorted(e for part in parts for e in part.edge.tolist()) == inside.tolist()
    assert cut.crossing == edges.size - inside.size
    for part in parts:
        assert (part.person[part.edges.teacher] == edges.teacher[part.edge]).all()
        assert (part.person[part.edges.learner] == edges.learner[part.edge]).all()
        assert (part.loads.teacher == loads.teacher[part.person]).all()
        assert (part.loads.learner == loads.learner[part.person]).all()


@settings(max_examples=60, deadline=None)
@given(cases, st.integers(1, 6))
def test_parts_answer_as_the_whole_does_without_the_edges_across(case, most):
    edges, loads, trade, region = case
    near = region[edges.learner] == region[edges.teacher]
    ids = np.flatnonzero(near)
    columns = (getattr(edges, name)[ids] for name in ("teacher", "learner_rank", "teacher_rank", "gain", "key"))
    whole = Edges(np.concatenate(([0], np.cumsum(near)))[edges.indptr], edges.person, *columns)
    for rule in (STABLE, MUTUAL, GREATEST_GAIN):
        cut = partition(edges, loads, trade, region, exchanges=rule == MUTUAL, most=most)
        found, wanted = solve_parts(rule, cut).matching, solve(rule, whole, loads)
        assert (found.certificate.served, found.certificate.gain) == (
            wanted.certificate.served,
            wanted.certificate.gain,
        )
        if rule != GREATEST_GAIN:
            assert found.edges.tolist() == ids[wanted.edges].tolist()
            assert found.certificate.first.tolist() == ids[wanted.certificate.first].tolist()
        assert cut.parts <= most
        if cut.crossing == 0:
            assert verify(edges, loads, found).ok


def test_what_the_borders_cost_is_said_and_most_bounds_the_parts():
    case = instance(3, 400, 600, regions=2, trades=4, abroad=0.5)
    whole = solve(STABLE, *case[:2])
    answer = solve_parts(STABLE, partition(*case, most=5))
    served, gain = answer.loss(whole)
    assert answer.crossing > 0 and served == whole.edges.size - answer.matching.edges.size > 0
    assert gain == whole.certificate.gain - answer.matching.certificate.gain
    assert answer.parts <= 5


def test_what_does_not_fit_is_refused_in_words():
    edges, loads, trade, region = instance(1)
    with pytest.raises(ValueError, match="trade has 3 rows for 16"):
        partition(edges, loads, trade[:3], region)
    with pytest.raises(ValueError, match="who is to exchange learns and teaches in one region"):
        partition(edges, loads, trade, region, region + 1, exchanges=True)
    with pytest.raises(ValueError, match="needs partition"):
        solve_parts(MUTUAL, partition(edges, loads, trade, region))


def test_one_of_three_workers_killed_in_the_middle_changes_no_answer(tmp_path):
    pytest.importorskip("distributed")
    from partitions import dying, workers

    case = instance(5, 600, 900, regions=8, trades=4)
    cut = partition(*case, most=12)
    whole, sign = solve(STABLE, *case[:2]), tmp_path / "died"
    with workers() as client:
        client.register_plugin(dying(sign))
        answer = solve_parts(STABLE, cut, client)
    assert sign.exists()
    assert answer.matching.edges.tolist() == solve_parts(STABLE, cut).matching.edges.tolist() == whole.edges.tolist()
