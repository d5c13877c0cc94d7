"""The verifier catches what is planted, the certificate proves what it says, and outside solvers agree."""

import json
import warnings
from dataclasses import replace

import numpy as np
import pytest

from huzhu.engine.matching import (
    Edges,
    Loads,
    Matching,
    Prices,
    certificate_json,
    gain_bound,
    greatest_gain,
    hash64,
    mutual_first,
    pseudonyms,
    rank_within,
    stable_matching,
    verify,
    verify_certificate,
)

RULES = (stable_matching, greatest_gain, mutual_first)


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


def with_edges(matching, held):
    return Matching(np.sort(held), replace(matching.certificate, served=len(held)))


def certified(rule=stable_matching, **case):
    edges, loads = shop(**case)
    answer = rule(edges, loads)
    ids = range(1000, 1000 + loads.learner.size)
    found = verify(edges, loads, answer)
    return found, certificate_json(edges, loads, answer, found, key=b"round 7", ids=ids, seed=42)


def test_an_overloaded_teacher_is_named():
    edges, loads = shop()
    answer = stable_matching(edges, loads)
    assert verify(edges, loads, answer).ok
    busy = int(edges.teacher[answer.edges[0]])
    count = int((edges.teacher[answer.edges] == busy).sum())
    fewer = replace(loads, teacher=np.where(np.arange(24) == busy, count - 1, loads.teacher))
    assert f"teacher {busy} holds {count} of {count - 1} (1 such)" in verify(edges, fewer, answer).faults


def test_a_blocking_pair_is_counted_and_shown():
    edges, loads = shop()
    answer = stable_matching(edges, loads)
    without = with_edges(answer, answer.edges[1:])
    found = verify(edges, loads, without)
    assert found.blocking >= 1 and answer.edges[0] in found.examples
    assert any("blocking pairs" in fault for fault in found.faults)


def test_a_wrong_number_served_or_gained_is_found():
    edges, loads = shop()
    answer = stable_matching(edges, loads)
    for claim, words in (
        (replace(answer.certificate, served=answer.certificate.served + 1), "claims"),
        (replace(answer.certificate, gain=answer.certificate.gain + 1), "gains"),
        (replace(answer.certificate, rule="best"), "unknown rule"),
    ):
        found = verify(edges, loads, Matching(answer.edges, claim))
        assert len(found.faults) == 1 and words in found.faults[0]


@pytest.mark.parametrize("edge", [-1, 10**6])
def test_an_edge_that_does_not_exist_or_is_held_twice_is_found(edge):
    edges, loads = shop()
    answer = stable_matching(edges, loads)
    assert not verify(edges, loads, with_edges(answer, np.append(answer.edges, edge))).ok
    assert not verify(edges, loads, with_edges(answer, np.append(answer.edges, answer.edges[0]))).ok


def test_a_stable_answer_does_not_pass_for_the_greatest_gain():
    edges, loads = shop()
    stable, best = stable_matching(edges, loads), greatest_gain(edges, loads)
    posed = Matching(stable.edges, replace(stable.certificate, rule=best.certificate.rule))
    assert verify(edges, loads, best).ok
    assert any("proved is only" in fault or "can be served" in fault for fault in verify(edges, loads, posed).faults)


def test_any_prices_bound_the_gain_and_those_of_the_best_answer_bound_it_exactly():
    edges, loads = shop()
    best = verify(edges, loads, greatest_gain(edges, loads))
    assert best.gain == best.bound
    rng = np.random.default_rng(0)
    for _ in range(20):
        prices = Prices(int(rng.integers(-300, 300)), rng.integers(-50, 300, loads.teacher.size))
        assert gain_bound(edges, loads, best.served, prices) >= best.gain
    stable = verify(edges, loads, stable_matching(edges, loads), prices=best.prices)
    assert stable.gain <= stable.bound


def test_an_exchange_that_goes_one_way_only_is_found():
    edges, loads = shop()
    answer = mutual_first(edges, loads)
    assert answer.certificate.first.size >= 2
    broken = replace(answer.certificate, first=answer.certificate.first[1:])
    assert "an exchange goes one way only" in verify(edges, loads, Matching(answer.edges, broken)).faults


@pytest.mark.parametrize("rule", RULES)
def test_a_certificate_is_verified_from_its_file_alone(rule):
    found, text = certified(rule)
    again = verify_certificate(text)
    assert again.faults == () and again.rule == found.rule
    assert (again.served, again.servable, again.blocking) == (found.served, found.servable, found.blocking)


def test_a_certificate_holds_no_name_no_gain_of_an_edge_and_no_technique():
    _, text = certified()
    file = json.loads(text)
    names = pseudonyms(b"round 7", range(1000, 1024))
    assert set(file["teaching_places"]) <= set(names) and "1000" not in file["learning_places"]
    assert all(len(row) == 4 and row[0] in names for _, rows in file["requests"] for row in rows)
    assert pseudonyms(b"round 8", [1000]) != names[:1]
    assert "technique" not in text


@pytest.mark.parametrize("plant", ["held", "cut", "served", "places"])
def test_a_certificate_changed_afterwards_is_refused(plant):
    _, text = certified()
    file = json.loads(text)
    if plant == "held":
        row = next(row for _, rows in file["requests"] for row in rows if row[3])
        row[3] = 0
    elif plant == "places":
        row = next(row for _, rows in file["requests"] for row in rows if row[3])
        file["teaching_places"][row[0]] = 0
    else:
        file[plant] += 1
    assert verify_certificate(text).ok
    assert not verify_certificate(json.dumps(file)).ok


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 9}', "null"])
def test_what_is_no_certificate_is_refused_in_words(text):
    with pytest.raises(ValueError):
        verify_certificate(text)


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
