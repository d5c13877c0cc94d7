"""Greatest gain beside OR-tools' min-cost flow, and what proves it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from huzhu.engine.matching import Edges, Loads, gain_bound, greatest_gain, hash64, verify
from huzhu.engine.matching.rules.districts import districts
from huzhu.engine.matching.rules.served import most_served
from tests.engine import twin_gain as twin


def instance(seed, people=6, requests=8, teachers=5, degree=4, top=3, step=1, learning=2, teaching=3):
    """Random requests of random people for random teachers; gains are 1..top steps, loads from 0 on."""
    rng = np.random.default_rng(seed)
    lists = [rng.permutation(teachers)[: rng.integers(0, degree + 1)] for _ in range(requests)]
    teacher = np.concatenate([*lists, np.empty(0, int)]).astype(int)
    edges = Edges(
        np.cumsum([0, *map(len, lists)]),
        rng.integers(0, people, requests),
        teacher,
        *(np.zeros(teacher.size, int),) * 2,
        rng.integers(1, top + 1, teacher.size) * step,
        hash64(seed, np.arange(teacher.size)),
    )
    return edges, Loads(rng.integers(0, learning + 1, people), rng.integers(0, teaching + 1, teachers))


cases = st.builds(
    instance,
    st.integers(0, 2**32),
    people=st.integers(1, 30),
    requests=st.integers(0, 40),
    teachers=st.integers(1, 20),
    degree=st.integers(0, 7),
    top=st.sampled_from([1, 3, 20, 1000]),
    step=st.sampled_from([1, 50]),
    learning=st.integers(0, 4),
    teaching=st.sampled_from([1, 3, 20]),
)


def town(seed=1, people=1000, degree=9):
    """Districts of 100; teachers strong or weak whoever learns, so that nearly all ties are between equals."""
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), 2)
    teacher = (person // 100 * 100)[:, None] + np.argsort(rng.random((person.size, 100)))[:, :degree]
    score, own = rng.integers(6, 12, people) * 50, rng.integers(0, 6, person.size) * 50
    edges = Edges(
        np.arange(person.size + 1) * degree,
        person,
        teacher.ravel(),
        *(np.zeros(teacher.size, int),) * 2,
        (score[teacher] - own[:, None]).ravel(),
        hash64(seed, np.arange(teacher.size)),
    )
    return edges, Loads(rng.integers(0, 3, people), rng.integers(0, 3, people))


@settings(max_examples=150, deadline=None)
@given(cases)
@example(instance(1, top=2**20, step=2**8))
def test_as_many_are_served_with_as_much_gain_as_ortools_finds_and_it_is_proved(case):
    found, slow = greatest_gain(*case), twin.greatest_gain(*case)
    claim = found.certificate
    assert (claim.served, claim.gain) == (slow.certificate.served, slow.certificate.gain)
    checked = verify(*case, found)
    assert checked.ok and checked.bound == checked.gain == claim.gain and checked.servable == claim.served


@pytest.mark.parametrize(
    "change", [{"top": 1000}, {"top": 5, "step": 50}, {"learning": 1}, {"learning": 1, "teaching": 1}]
)
def test_a_larger_case_agrees_and_its_prices_bound_what_else_could_be_done(change):
    case = instance(7, **{"people": 400, "requests": 600, "teachers": 250, "degree": 12, "learning": 3, **change})
    found, slow = greatest_gain(*case), twin.greatest_gain(*case)
    assert found.certificate.gain == slow.certificate.gain
    prices = found.certificate.prices
    assert gain_bound(*case, slow.edges.size, prices) == found.certificate.gain
    for few in (0, 10, 100):  # any part of an answer keeps the loads too
        assert gain_bound(*case, few, prices) >= case[0].gain[slow.edges[:few]].sum()


@settings(max_examples=60, deadline=None)
@given(cases, st.randoms(use_true_random=False))
def test_what_stands_is_kept_and_the_rule_speaks_of_the_rest(case, random):
    edges, loads = case
    held = twin.greatest_gain(edges, loads).edges
    fixed = np.sort(np.array(random.sample(held.tolist(), held.size // 2), np.int64))
    found = greatest_gain(edges, loads, fixed=fixed)
    assert set(fixed.tolist()) <= set(found.edges.tolist()) and verify(edges, loads, found).ok

    open_edge = ~np.isin(edges.request, edges.request[fixed])
    degree = np.bincount(edges.request[open_edge], minlength=edges.requests)
    rest = Edges(
        np.concatenate(([0], np.cumsum(degree))),
        edges.person,
        *(getattr(edges, name)[open_edge] for name in ("teacher", "learner_rank", "teacher_rank", "gain", "key")),
    )
    left = Loads(
        loads.learner - np.bincount(edges.learner[fixed], minlength=loads.learner.size),
        loads.teacher - np.bincount(edges.teacher[fixed], minlength=loads.teacher.size),
    )
    slow = twin.greatest_gain(rest, left).certificate
    claim = found.certificate
    assert (claim.served - fixed.size, claim.gain - edges.gain[fixed].sum()) == (slow.served, slow.gain)


def test_the_answer_is_the_same_on_one_thread_and_on_two(monkeypatch):
    edges, loads = town()
    answers = []
    for threads in ("1", "2"):
        monkeypatch.setenv("HUZHU_THREADS", threads)
        answers.append(greatest_gain(edges, loads))
    one, two = answers
    assert one.edges.tolist() == two.edges.tolist()
    assert one.certificate.prices.place.tolist() == two.certificate.prices.place.tolist()
    assert verify(edges, loads, one).ok


def test_districts_share_no_edge_and_none_is_lost_but_those_between_the_sides():
    edges, loads = town(people=300)
    _, cut = most_served(edges, loads)
    parts = districts(edges, loads, cut, np.zeros(edges.requests, bool))
    district = np.repeat(np.arange(parts.scarce.size), np.diff(parts.request_ends))
    teaching = np.repeat(np.arange(parts.scarce.size), np.diff(parts.teacher_ends))
    assert parts.scarce.size >= 3 and parts.unit == 50
    assert (np.repeat(district, np.diff(parts.r_ptr)) == teaching[parts.r_near]).all()
    real = parts.teacher[parts.r_near] >= 0
    usable = (cut.request[edges.request] == cut.teacher[edges.teacher]) & (loads.teacher[edges.teacher] > 0)
    assert real.sum() == usable.sum()
    turned = np.repeat(np.arange(parts.teacher.size), np.diff(parts.t_ptr))
    there = zip(np.repeat(np.arange(parts.request.size), np.diff(parts.r_ptr)), parts.r_near, parts.r_gain, strict=True)
    back = zip(parts.t_near, turned, parts.t_gain, strict=True)
    assert sorted(there) == sorted(back)


def test_a_gain_too_great_to_count_with_is_refused():
    edges, loads = instance(1)
    gain = np.full(edges.size, 2**31 - 1)
    gain[0] = 1
    with pytest.raises(ValueError, match="gains have no common divisor and reach 2147483647"):
        greatest_gain(replace(edges, gain=gain), Loads(loads.learner + 1, loads.teacher + 1))
