"""Q16: the two files prove what they say, betray nobody, and every cell that matters is found when it is changed."""

import copy
import hashlib
import io
import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu.engine.matching import (
    RULES,
    Files,
    Loads,
    Matching,
    Paper,
    Unreadable,
    certificate_files,
    check,
    pseudonyms,
    solve,
    verify,
)
from huzhu.engine.matching.proof.certificate import COLUMNS
from huzhu.engine.matching.proof.paper import own_learners, own_requests
from tests.engine import twin_verification as twin
from tests.engine.small import rough, shop

KEY = b"round 7"


def certified(rule="stable", edges=None, loads=None, matching=None):
    if edges is None:
        edges, loads = shop()
    matching = matching or solve(rule, edges, loads)
    found = verify(edges, loads, matching, cut=twin.smallest_cut(edges, loads))
    ids = range(1000, 1000 + loads.learner.size)
    return found, certificate_files(edges, loads, matching, found, key=KEY, ids=ids, seed=b"\x2a")


def faults(files):
    """Codes of what is found, or of why the files cannot be read."""
    try:
        return {fault.code for fault in check(Paper.read(files.statement, files.edges)).faults}
    except Unreadable as error:
        return {error.fault.code}


def said_otherwise(files, change):
    said = json.loads(files.statement)
    change(said)
    return replace(files, statement=json.dumps(said))


def table_of(files):
    return pl.read_parquet(io.BytesIO(files.edges))


def with_table(files, table, renewed=True):
    """The same certificate with another table, whose digest a liar has renewed."""
    file = io.BytesIO()
    table.write_parquet(file)
    digest = hashlib.sha256(file.getvalue()).hexdigest()
    changed = Files(files.statement, file.getvalue())
    return said_otherwise(changed, lambda said: said.update(edges_sha256=digest)) if renewed else changed


def with_cell(table, row, column, value):
    values = table[column].to_list()
    values[row] = value
    return table.with_columns(pl.Series(column, values, dtype=table[column].dtype))


@pytest.mark.parametrize("rule", RULES)
def test_a_certificate_is_verified_from_its_files_alone(rule):
    found, files = certified(rule)
    paper = Paper.read(files.statement, files.edges)
    again = check(paper)
    assert again.faults == () and again.verification.rule == rule
    for name in ("served", "servable", "blocking", "blocking_rest"):
        assert getattr(again.verification, name) == getattr(found, name)
    assert paper.said["gain"] == {"sum": found.gain, "bound": found.bound}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_files_of_any_small_instance_verify(seed):
    edges, loads, _held, _rng = rough(seed)
    if edges.size == 0:
        return
    for rule in RULES:
        if rule == "mutual" and (edges.learner == edges.teacher).any():
            continue
        found, files = certified(rule, edges, loads)
        assert faults(files) == set()
        assert json.loads(files.statement)["served"] == found.served == (table_of(files)["held"] > 0).sum()
    stable = certified("stable", edges, loads)[1]
    again = json.loads(stable.statement)
    assert again["cut"] == twin.cut_capacity(edges, loads, twin.smallest_cut(edges, loads))


def test_the_files_hold_no_id_no_gain_of_an_edge_no_technique_and_an_order_that_betrays_nothing():
    _, files = certified()
    said, table = json.loads(files.statement), table_of(files)
    names = pseudonyms(KEY, range(1000, 1024))
    assert table.columns == list(COLUMNS) and "technique" not in files.statement
    assert set(said["learners"]) | set(said["teachers"]) <= set(names) and set(table["learner"]) <= set(names)
    assert pseudonyms(b"round 8", [1000]) != names[:1]
    assert list(said["learners"]) == sorted(said["learners"]) and list(said["teachers"]) == sorted(said["teachers"])
    firsts = table.group_by("request", maintain_order=True).first()
    assert firsts.equals(firsts.sort("learner", "learner_rank")) and table.equals(table.sort("request", "learner_rank"))
    assert not any(str(number) in files.statement for number in range(1000, 1024))


def test_how_people_requests_and_edges_were_numbered_changes_no_byte():
    edges, loads = shop()
    _, files = certified("stable", edges, loads)
    rng = np.random.default_rng(1)
    new, asks = rng.permutation(24), rng.permutation(edges.requests)  # new[p]: the new number of p
    rows = np.concatenate([rng.permutation(np.arange(edges.indptr[r], edges.indptr[r + 1])) for r in asks])
    again = type(edges)(
        edges.indptr, new[edges.person[asks]], new[edges.teacher[rows]], edges.learner_rank[rows] * 3,
        edges.teacher_rank[rows] - 9, edges.gain[rows], edges.key[rows],
    )  # fmt: skip
    order = np.argsort(new)
    places = Loads(loads.learner[order], loads.teacher[order])
    found = verify(again, places, solve("stable", again, places), cut=twin.smallest_cut(again, places))
    assert found.ok
    ids = (np.arange(1000, 1024)[order]).tolist()
    other = certificate_files(again, places, solve("stable", again, places), found, key=KEY, ids=ids, seed=b"\x2a")
    assert other == files


@pytest.mark.parametrize("rule", RULES)
def test_any_cell_of_the_table_that_is_changed_is_found(rule):
    _, files = certified(rule)
    table = table_of(files)
    rng = np.random.default_rng(4)
    for row in rng.choice(len(table), 3, replace=False).tolist():
        for column, kind in table.schema.items():
            old = table[column][row]
            values = [
                v for v in ([0, 1, 2, 3, 99, -1] if kind != pl.String else [table[column][5], "nobody"]) if v != old
            ]
            for value in values:
                changed = with_cell(table, row, column, value)
                assert "sha" in faults(with_table(files, changed, renewed=False)) or faults(with_table(files, changed))
                if column != "teacher" or value == "nobody":  # whom he asks can be another if all ranks still fit
                    assert faults(with_table(files, changed)), (row, column, value)
            assert faults(with_table(files, with_cell(table, row, column, None))) == {"cell"}


def numbers_of(said, way=()):
    """(way to it, value) of every number and text in the statement."""
    steps = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    for step, value in steps:
        if isinstance(value, dict | list):
            yield from numbers_of(value, (*way, step))
        else:
            yield (*way, step), value


def test_any_number_of_the_statement_that_is_changed_is_found_or_proves_the_same():
    _, files = certified()
    said = json.loads(files.statement)
    for way, value in numbers_of(said):
        if way[0] in ("seed", "gain", "edges_columns", "person_columns"):
            continue  # printed, not proved
        for other in (value + "x",) if isinstance(value, str) else (value + 1, 0, None, "7"):
            changed = copy.deepcopy(said)
            place = changed
            for step in way[:-1]:
                place = place[step]
            place[way[-1]] = other
            if other == value or faults(replace(files, statement=json.dumps(changed))):
                continue
            assert way[0] in ("learners", "teachers", "requests"), way  # one more place that changes nothing
            again = check(Paper.read(json.dumps(changed), files.edges)).verification
            assert again.servable == said["cut"] and again.blocking == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda said: said.update(served=said["served"] - 1), "served"),
        (lambda said: said.update(cut=said["cut"] + 1), "cut claim"),
        (lambda said: said.update(blocking=1), "blocking claim"),
        (lambda said: said.update(edges=1), "edges"),
        (lambda said: said.update(exchanges=1), "exchanges"),
        (lambda said: said.update(stood_before=1), "stood before"),
        (lambda said: said.update(coverage="everything"), "coverage"),
        (lambda said: said.update(edges_sha256="0"), "sha"),
        (lambda said: said.update(rule="best"), "rule"),
        (lambda said: said["gain"].update(bound=said["gain"]["sum"] - 1), "bound claim"),
        (lambda said: said.update(requests=said["requests"][1:]), "field"),
        (lambda said: said["teachers"].popitem(), "cell"),
        (lambda said: said.pop("served"), "field"),
        (lambda said: said.update(format=9), "format"),
        (lambda said: said.update(served=True), "field"),
    ],
)
def test_what_is_changed_is_named(change, code):
    _, files = certified()
    assert code in faults(said_otherwise(files, change))


def test_broken_files_are_refused_with_file_row_and_column():
    _, files = certified()
    table = table_of(files)
    other = table["learner_rank"][3]
    for statement, edges, words in (
        ('{"format": 2,\n oops', files.edges, "certificate.json, line 2, column 2: not JSON"),
        ("[]", files.edges, "“format” is missing"),
        (files.statement, None, "needs its second file"),
        (files.statement, b"PAR1 no", "edges.parquet cannot be read"),
        (files.statement, files.edges[:-9], "edges.parquet cannot be read"),
        (files.statement, with_table(files, table.drop("held")).edges, "column “held” is missing"),
        (files.statement, with_table(files, table.cast({"held": pl.String})).edges, "column “held” is missing or of"),
        (
            files.statement,
            with_table(files, with_cell(table, 4, "learner_rank", other)).edges,
            f"edges.parquet, row 5, column “learner_rank”: {other} cannot stand here",
        ),
        (files.statement, with_table(files, with_cell(table, 7, "teacher", "x")).edges, "row 8, column “teacher”: x"),
        (files.statement, with_table(files, table.reverse()).edges, "row 1, column “request”"),
    ):
        with pytest.raises(Unreadable) as refused:
            check(Paper.read(statement, edges))
        assert words in str(refused.value)


def test_nothing_is_certified_that_is_not_verified_or_without_a_cut():
    edges, loads = shop()
    answer = solve("stable", edges, loads)
    without = verify(edges, loads, answer)
    wrong = verify(edges, loads, Matching(answer.edges[1:], answer.certificate), cut=twin.smallest_cut(edges, loads))
    for found, words in ((without, "no cut"), (wrong, "claims")):
        with pytest.raises(ValueError, match=words):
            certificate_files(edges, loads, answer, found, key=KEY, ids=range(24), seed=1)


def test_everybody_reads_his_own_lines_and_why_he_has_nobody_better():
    edges, loads = shop()
    answer = solve("stable", edges, loads)
    _, files = certified("stable", edges, loads, answer)
    paper, names = Paper.read(files.statement, files.edges), pseudonyms(KEY, range(1000, 1024))
    reasons = set()
    for p in range(24):
        mine = answer.edges[edges.learner[answer.edges] == p]
        asked = own_requests(paper, names[p])
        assert sorted(line.teacher for line in asked if line.teacher) == sorted(names[t] for t in edges.teacher[mine])
        assert len(asked) == 2 and all(other.why != "rule" for line in asked for other in line.rather)
        for line in asked:
            better = [e for e in np.flatnonzero(edges.learner == p) if edges.learner_rank[e] < line.rank]
            assert {other.teacher for other in line.rather if other.rank < line.rank} <= {
                names[edges.teacher[e]] for e in better
            }
        reasons |= {other.why for line in asked for other in line.rather}
        taught = answer.edges[edges.teacher[answer.edges] == p]
        order = taught[np.argsort(edges.teacher_rank[taught])]
        assert own_learners(paper, names[p]) == [names[a] for a in edges.learner[order]]
    assert reasons == {"taken"}
    one = Loads(np.ones(24, int), loads.teacher)
    paper = (lambda f: Paper.read(f.statement, f.edges))(certified("stable", edges, one)[1])
    assert {other.why for name in names for line in own_requests(paper, name) for other in line.rather} == {
        "taken",
        "mine",
    }
    gain = (lambda f: Paper.read(f.statement, f.edges))(certified("greatest-gain", edges, loads)[1])
    assert "rule" in {other.why for name in names for line in own_requests(gain, name) for other in line.rather}
    assert own_requests(paper, "nobody") == [] == own_learners(paper, "nobody")


def of_format_1(edges, loads, answer):
    """The first format, as it was written: edges as lists, the number of the cut and not the cut itself."""
    found = verify(edges, loads, answer, cut=twin.smallest_cut(edges, loads))
    names, held = pseudonyms(KEY, range(24)), np.isin(np.arange(edges.size), answer.edges).astype(int)
    held[answer.certificate.first] = 2
    rows = [
        [names[edges.person[r]], [[names[edges.teacher[e]], int(edges.learner_rank[e]), int(edges.teacher_rank[e]), int(held[e])] for e in range(edges.indptr[r], edges.indptr[r + 1])]]
        for r in range(edges.requests)
    ]  # fmt: skip
    said = json.loads(certified(answer.certificate.rule, edges, loads, answer)[1].statement)
    return {
        "format": 1, "rule": said["rule"], "coverage": said["coverage"], "seed": 42, "served": found.served,
        "cut": found.servable, "gain": found.gain, "gain_bound": found.gain, "blocking": found.blocking,
        "learning_places": {names[p]: int(loads.learner[p]) for p in range(24)},
        "teaching_places": {names[p]: int(loads.teacher[p]) for p in range(24)},
        "columns": [], "requests": rows,
    }  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_certificates_of_the_first_format_still_verify_and_still_show_a_fault(rule):
    edges, loads = shop()
    answer = solve(rule, edges, loads)
    said = of_format_1(edges, loads, answer)
    paper = Paper.read(json.dumps(said))
    assert check(paper).faults == ()
    mine = own_requests(paper, pseudonyms(KEY, [int(edges.learner[answer.edges[0]])])[0])
    assert any(line.teacher for line in mine)
    for field in ("served", "cut", "blocking"):
        assert check(Paper.read(json.dumps(said | {field: said[field] + 1}))).faults
    row = next(row for _, rows in said["requests"] for row in rows if row[3])
    row[3] = 0
    assert check(Paper.read(json.dumps(said))).faults
    row[3] = "x"
    with pytest.raises(Unreadable):
        check(Paper.read(json.dumps(said)))
