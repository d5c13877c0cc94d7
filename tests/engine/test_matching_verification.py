"""The verifier recounts what its slow twin counts, and catches every fault that is planted."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu.engine.matching import (
    Cut,
    Edges,
    Loads,
    Matching,
    Prices,
    blocking_pairs,
    cut_capacity,
    gain_bound,
    greatest_gain,
    mutual_first,
    stable_matching,
    verify,
)
from huzhu.engine.matching.proof.verification import SAYS
from tests.engine import twin_verification as twin
from tests.engine.small import rough, shop

SEEDS = st.integers(0, 2**32 - 1)


def with_edges(matching, held):
    return Matching(np.sort(held), replace(matching.certificate, served=len(held)))


def codes(edges, loads, matching, **proofs):
    return {fault.code for fault in verify(edges, loads, matching, **proofs).faults}


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_blocking_pairs_are_those_of_the_twin_whatever_ties_and_whatever_stood_before(seed):
    edges, loads, held, rng = rough(seed)
    assert blocking_pairs(edges, loads, held).tolist() == twin.blocking_pairs(edges, loads, held)
    fixed = held[rng.random(held.size) < 0.5]
    claim = replace(Matching.of("stable", edges, held).certificate, fixed=fixed)
    found = verify(edges, loads, Matching(held, claim), examples=10**6)
    assert sorted(found.examples) == twin.blocking_pairs(edges, loads, held, fixed)
    assert found.ok == (found.blocking == 0)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_any_cut_and_any_prices_are_counted_as_the_twin_counts_them_and_bound_every_answer(seed):
    edges, loads, held, rng = rough(seed)
    cut = Cut(*(rng.random(size) < 0.5 for size in (loads.learner.size, edges.requests, loads.teacher.size)))
    prices = Prices(int(rng.integers(-90, 90)), rng.integers(-20, 60, loads.teacher.size), int(rng.integers(1, 4)))
    assert cut_capacity(edges, loads, cut) == twin.cut_capacity(edges, loads, cut) >= held.size
    bound = gain_bound(edges, loads, held.size, prices)
    assert bound == twin.gain_bound(edges, loads, held.size, prices) >= edges.gain[held].sum()


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_what_stood_before_is_counted_once_in_the_cut_and_in_the_bound(seed):
    edges, loads, held, rng = rough(seed)
    claim = replace(Matching.of("stable", edges, held).certificate, fixed=held[: held.size // 2])
    ones = Cut(*(np.ones(size, bool) for size in (loads.learner.size, edges.requests, loads.teacher.size)))
    prices = Prices(5, rng.integers(0, 60, loads.teacher.size))
    found = verify(edges, loads, Matching(held, claim), cut=ones, prices=prices)
    assert held.size <= found.servable <= loads.teacher.sum() and found.gain <= found.bound


@pytest.mark.parametrize("threads", ["1", "2"])
def test_the_answer_does_not_depend_on_the_number_of_threads(threads, monkeypatch):
    from huzhu.engine.matching.proof import recount

    monkeypatch.setenv("HUZHU_THREADS", threads)
    side_by_side = recount.side_by_side
    monkeypatch.setattr(recount, "side_by_side", lambda work, rows, least=1: side_by_side(work, rows, least=1))
    for seed in range(20):
        edges, loads, held, _ = rough(seed)
        assert blocking_pairs(edges, loads, held).tolist() == twin.blocking_pairs(edges, loads, held)
    assert blocking_pairs(*shop(people=60), np.empty(0, np.int64)).size > 64  # more than a buffer holds at first


def test_the_greatest_gain_is_proved_by_its_cut_and_its_prices_and_by_those_of_the_twin():
    edges, loads = shop()
    best = greatest_gain(edges, loads)
    found = verify(edges, loads, best)
    assert found.ok and found.served == found.servable and found.gain == found.bound and found.gap == 0
    other = {"cut": twin.smallest_cut(edges, loads), "prices": twin.shortest_path_prices(edges, loads, best.edges)}
    assert verify(edges, loads, best, **other).ok
    stable = verify(edges, loads, stable_matching(edges, loads))
    assert (stable.servable, stable.bound, stable.gap) == (None, None, None)
    shown = verify(edges, loads, stable_matching(edges, loads), **other)
    assert shown.ok and shown.served <= shown.servable == found.servable and shown.gain <= shown.bound


def test_a_gap_is_allowed_only_where_it_is_said():
    edges, loads = shop()
    best = greatest_gain(edges, loads)
    prices = best.certificate.prices
    loose = replace(prices, place=prices.place + (np.arange(24) == np.argmax(loads.teacher)) * 1000)
    gap = verify(edges, loads, best, prices=loose).gap
    assert gap > 0
    assert codes(edges, loads, best, prices=loose) == {"bound"} and not codes(edges, loads, best, prices=loose, gap=gap)


def planted(edges, loads, best):
    """(code, claim or loads changed) of every fault of a greatest gain that can be planted."""
    claim, held = best.certificate, best.edges
    cut, prices = claim.cut, claim.prices
    busy = int(edges.teacher[held[0]])
    full = np.where(np.arange(24) == busy, (edges.teacher[held] == busy).sum() - 1, loads.teacher)
    fewer = replace(loads, learner=np.where(np.arange(24) == edges.learner[held[0]], 0, loads.learner))
    sibling = int(np.setdiff1d(np.flatnonzero(edges.request == edges.request[held[0]]), held)[0])
    free = int(np.setdiff1d(np.arange(edges.size), held)[0])
    yield "teacher load", replace(loads, teacher=full), best
    yield "learner load", fewer, best
    yield "request load", loads, with_edges(best, np.append(held, sibling))
    yield "edge", loads, with_edges(best, np.append(held, -1))
    yield "edge", loads, with_edges(best, np.append(held, edges.size))
    yield "edge twice", loads, with_edges(best, np.append(held, held[0]))
    for code, changes in (
        ("served", {"served": claim.served + 1}),
        ("gain", {"gain": claim.gain + 1}),
        ("rule", {"rule": "best"}),
        ("blocking", {"rule": "stable"}),
        ("fixed", {"fixed": np.array([free])}),
        ("exchange", {"first": np.array([free])}),
        ("servable", {"cut": replace(cut, request=~cut.request)}),
        ("servable", {"cut": replace(cut, teacher=~cut.teacher)}),
        ("servable", {"cut": replace(cut, person=~cut.person)}),
        ("cut", {"cut": replace(cut, person=cut.person[1:])}),
        ("cut", {"cut": replace(cut, teacher=cut.teacher.astype(int))}),
        ("bound", {"prices": replace(prices, common=prices.common + 50, place=prices.place + 1)}),
        ("price", {"prices": replace(prices, place=prices.place - prices.place.max() - 1)}),
        ("prices", {"prices": replace(prices, place=prices.place[1:])}),
        ("prices", {"prices": replace(prices, scale=0)}),
        ("large price", {"prices": replace(prices, place=prices.place + 2**60)}),
        ("large price", {"prices": replace(prices, common=-(2**63))}),
        ("large price", {"prices": replace(prices, scale=2**70)}),
    ):
        yield code, loads, Matching(held, replace(claim, **changes))
    yield "servable", loads, with_edges(best, held[1:])


def test_every_planted_fault_is_found():
    edges, loads = shop()
    best, met = greatest_gain(edges, loads), set()
    assert verify(edges, loads, best).ok
    for code, places, answer in planted(edges, loads, best):
        assert code in codes(edges, places, answer), code
        met.add(code)
    bare = Matching(best.edges, replace(best.certificate, cut=None, prices=None))
    assert codes(edges, loads, bare) == {"no cut", "no prices"}
    assert set(SAYS) - met == {"blocking rest", "one way", "no cut", "no prices"}  # two are planted below


def test_an_overloaded_teacher_is_named_in_a_sentence():
    edges, loads = shop()
    answer = stable_matching(edges, loads)
    busy = int(edges.teacher[answer.edges[0]])
    count = int((edges.teacher[answer.edges] == busy).sum())
    fewer = replace(loads, teacher=np.where(np.arange(24) == busy, count - 1, loads.teacher))
    assert f"teacher {busy} holds {count} of {count - 1} (1 such)" in verify(edges, fewer, answer).faults


def test_a_blocking_pair_is_counted_and_shown_those_with_most_gain_first():
    edges, loads = shop()
    answer = stable_matching(edges, loads)
    assert verify(edges, loads, answer).ok
    without = with_edges(answer, answer.edges[1:])
    found = verify(edges, loads, without)
    assert found.blocking >= 1 and answer.edges[0] in found.examples
    nobody = verify(edges, loads, with_edges(answer, answer.edges[:0]), examples=7)
    gains = edges.gain[nobody.examples].tolist()
    assert nobody.blocking > 7 == len(gains) and gains == sorted(gains, reverse=True)
    assert gains[0] == edges.gain[loads.teacher[edges.teacher] > 0].max()


def test_a_rank_changed_is_found_where_it_matters():
    edges, loads = shop()
    answer = stable_matching(edges, loads)
    found = 0
    for e in np.setdiff1d(np.arange(edges.size), answer.edges)[:40]:
        first = Edges.trusted(**vars(edges) | {"learner_rank": edges.learner_rank.copy()})
        first.learner_rank[e] = -1
        first.teacher_rank[e] = -1
        expected = twin.blocking_pairs(first, loads, answer.edges)
        assert verify(first, loads, answer).blocking == len(expected)
        found += bool(expected)
    assert found


def test_an_exchange_that_goes_one_way_only_is_found_and_so_is_a_rest_that_is_not_stable():
    edges, loads = shop()
    answer = mutual_first(edges, loads)
    first = answer.certificate.first
    assert first.size >= 2 and verify(edges, loads, answer).ok
    assert codes(edges, loads, Matching(answer.edges, replace(answer.certificate, first=first[1:]))) >= {"one way"}
    rest = np.setdiff1d(answer.edges, first)
    assert codes(edges, loads, with_edges(answer, np.append(first, rest[1:]))) == {"blocking rest", "gain"}
    twins = twin.blocking_pairs(edges, loads, np.append(first, rest[1:]), first)
    assert verify(edges, loads, with_edges(answer, np.append(first, rest[1:]))).blocking_rest == len(twins)


@pytest.mark.parametrize("seed", range(4))
def test_what_stood_before_is_no_ground_for_a_fault_and_its_places_are_gone(seed):
    edges, loads = shop(seed)
    before = np.sort(greatest_gain(edges, loads).edges[::5])
    gone = np.isin(np.arange(edges.requests), edges.request[before])
    left = Loads(
        loads.learner - np.bincount(edges.learner[before], minlength=24),
        loads.teacher - np.bincount(edges.teacher[before], minlength=24),
    )
    rest = stable_matching(edges, left).edges
    rest = rest[~gone[edges.request[rest]]]
    held = np.sort(np.append(before, rest))
    claim = replace(Matching.of("stable", edges, held).certificate, fixed=before)
    pairs = twin.blocking_pairs(edges, loads, held, before)
    assert codes(edges, loads, Matching(held, claim)) == ({"blocking"} if pairs else set())
    assert len(pairs) < len(twin.blocking_pairs(edges, loads, held))
