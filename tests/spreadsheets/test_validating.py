"""Every error at its row and column; missing is missing; rows can be repaired or left out."""

from __future__ import annotations

import dataclasses
import random

import numpy as np
import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from huzhu.spreadsheets.mapping import Aggregation, How, Kind, Role, Scale
from huzhu.spreadsheets.reading import Cell, Sheet, Workbook
from huzhu.spreadsheets.understanding import understand
from huzhu.spreadsheets.validating import Understood, to_score, validate

CROSS = ["工号", "姓名", "接头", "落纱"]
LONG = ["工号", "技术项目", "分数", "月份"]


def book(*rows: list[Cell], name: str = "2026年10月") -> Workbook:
    return Workbook("x.xlsx", [Sheet(name, list(rows))])


def read(*rows: list[Cell], memory: dict[str, object] | None = None, **more: object) -> Understood:
    source = book(*rows)
    return validate(source, understand(source, memory), **more)  # type: ignore[arg-type]


def scores(found: Understood) -> dict[tuple[str, str], int]:
    m = found.measurements
    return {
        (found.people[p].number, found.techniques[t]): s
        for p, t, s in zip(m.person.tolist(), m.technique.tolist(), m.score.tolist(), strict=True)
    }


def test_an_error_names_its_sheet_row_column_word_and_repair() -> None:
    found = read(CROSS, ["1", "许", 80, 90], ["2", "沈", 70, "约35"], ["3", "何", 60, "130*6=780"])
    first, second = found.errors
    assert (first.sheet, first.row, first.letter, first.code, first.text) == (
        "2026年10月",
        3,
        "D",
        "not-a-number",
        "约35",
    )
    assert (first.repair, second.repair) == ("35", None)
    with override("en"):
        assert (first.place, first.message) == ("Row 3, column D", "“约35” is not a number.")
    assert len(scores(found)) == 4
    assert found.bad_rows == {("2026年10月", 3), ("2026年10月", 4)}


def test_a_row_can_be_repaired_or_left_out() -> None:
    rows: list[list[Cell]] = [CROSS, ["1", "许", 80, 90], ["2", "沈", 70, "约35"]]
    repaired = read(*rows, repairs={("2026年10月", 3, 3): "35"})
    assert not repaired.errors and scores(repaired)["2", "落纱"] == 350
    left = read(*rows, unticked={("2026年10月", 3)})
    assert not left.errors and left.unticked == 1 and [p.number for p in left.people] == ["1"]


def test_missing_is_missing_and_never_0() -> None:
    found = read(CROSS, ["1", "许", "", "-"], ["2", "沈", 0, "缺测"], ["3", "何", 60, 70])
    assert not found.errors and found.empty == 3
    assert scores(found) == {("2", "接头"): 0, ("3", "接头"): 600, ("3", "落纱"): 700}


def test_named_levels_become_the_middles_of_their_bands() -> None:
    found = read(
        CROSS, ["1", "a", "没学过", "with help"], ["2", "b", "独立做", "can teach"], ["3", "c", "I", "L"], ["4", "d", "U", "O"]
    )  # fmt: skip
    assert list(scores(found).values()) == [100, 350, 650, 900, 100, 350, 650, 900]


def test_numbered_levels_beyond_four_are_errors() -> None:
    memory = {"scales": [{"technique": "", "kind": "levels"}]}
    found = read(CROSS, ["1", "a", 1, 4], ["2", "b", 5, 2], memory=memory)
    assert [(e.row, e.letter, e.code) for e in found.errors] == [(3, "C", "not-a-level")]
    assert sorted(scores(found).values()) == [100, 350, 900]


def test_points_outside_their_anchors_are_errors_but_quantities_are_clamped() -> None:
    rows: list[list[Cell]] = [CROSS, ["1", "a", 120, 90], ["2", "b", 80, -1]]
    points = read(*rows, memory={"scales": [{"technique": "", "kind": "points", "zero": 0, "full": 100}]})
    assert [(e.row, e.letter, e.code) for e in points.errors] == [(2, "C", "out-of-range"), (3, "D", "out-of-range")]
    quantity = read(*rows, memory={"scales": [{"technique": "", "kind": "quantity", "zero": 0, "full": 100}]})
    assert not quantity.errors and scores(quantity)["1", "接头"] == 1000 and scores(quantity)["2", "落纱"] == 0


def test_a_time_of_0_is_an_error() -> None:
    memory = {"scales": [{"technique": "", "kind": "quantity", "zero": 90, "full": 30}]}
    found = read(CROSS, ["1", "a", 0, 60], memory=memory)
    assert [(e.letter, e.code) for e in found.errors] == [("C", "not-above-zero")]
    assert scores(found) == {("1", "落纱"): 500}


def test_one_roll_number_with_two_names_is_an_error_at_the_number() -> None:
    found = read(CROSS, ["1", "钱晓红", 80, 90], ["1", "钱小红", 70, 60], ["2", "许", 50, 60])
    assert [(e.row, e.letter, e.code) for e in found.errors] == [(3, "A", "two-names")]
    assert len(found.people) == 2


def test_one_name_twice_without_roll_numbers_asks_for_them() -> None:
    found = read(["姓名", "接头", "落纱"], ["许", 80, 90], ["许", 70, 60])
    assert [(e.row, e.letter, e.code) for e in found.errors] == [(3, "A", "same-name")]


def test_duplicates_equal_count_once_and_different_ones_are_errors() -> None:
    month = "2026-10"
    found = read(
        LONG, ["1", "接头", 80, month], ["1", "接头", 80, month], ["1", "接头", 81, month], ["1", "接头", 80, "2026-09"]
    )
    assert found.repeated == 1
    assert [(e.row, e.letter, e.code) for e in found.errors] == [(4, "C", "differs")]
    assert len(found.measurements) == 2


def test_a_value_without_person_or_technique_is_an_error_but_a_vacant_post_is_not() -> None:
    found = read(LONG, ["", "接头", 80, "2026-10"], ["1", "", 80, ""], ["", "接头", "", ""], ["2", "落纱", 70, "十月"])
    assert [(e.row, e.code) for e in found.errors] == [(2, "nobody"), (3, "no-technique"), (5, "not-a-month")]
    assert found.vacant == 1


def test_lines_of_totals_are_nobody() -> None:
    found = read(CROSS, ["1", "许", 80, 90], ["合计", "", 80, 90], ["", "平均", 80, 90])
    assert not found.errors and len(found.people) == 1


def test_a_merged_group_holds_for_all_its_rows_but_a_merged_score_for_one() -> None:
    rows: list[list[Cell]] = [["班组", "工号", "接头"], ["甲", "1", 80], ["", "2", ""], ["乙", "3", 70]]
    source = Workbook("x", [Sheet("s", rows, ((1, 0, 2, 0), (1, 2, 2, 2)))])
    found = validate(source, understand(source))
    assert [person.group for person in found.people] == ["甲", "甲", "乙"]
    assert scores(found) == {("1", "接头"): 800, ("3", "接头"): 700}


def test_share_correct_needs_its_tries() -> None:
    rows: list[list[Cell]] = [["1", "a", "1" if i % 4 else "0"] for i in range(12)] + [["2", "a", "1"]] * 9
    found = read(["learner", "skill", "correct"], *rows)
    assert scores(found) == {("1", "a"): 750} and found.few == 1 and found.measurements.tries.tolist() == [12]
    memory = {"aggregation": {"how": "share", "at_least": 10}}
    wrong = read(["learner", "skill", "correct"], *rows, ["2", "a", "2"], memory=memory)
    assert [(e.row, e.letter, e.code) for e in wrong.errors] == [(23, "C", "not-right-or-wrong")]


@pytest.mark.parametrize(("how", "expected"), [("median", 700), ("mean", 600), ("last", 200)])
def test_many_values_become_one(how: str, expected: int) -> None:
    rows: list[list[Cell]] = [["1", "a", value, "2026-10"] for value in (90, 70, 20)]
    found = read(LONG, *rows, memory={"aggregation": {"how": how, "at_least": 3}})
    assert scores(found) == {("1", "a"): expected}


def test_wishes_are_yes_or_names_of_techniques() -> None:
    header: list[Cell] = ["工号", "接头", "落纱", "想学", "愿教"]
    found = read(header, ["1", 80, 30, "落纱", "是"], ["2", 20, 90, "否", "接头、落纱"], ["3", 20, 90, "换管", ""])
    assert [(w.person, w.technique, w.role) for w in found.wishes] == [
        (0, 1, Role.LEARN), (0, -1, Role.TEACH), (1, 0, Role.TEACH), (1, 1, Role.TEACH)
    ]  # fmt: skip
    assert [(e.row, e.letter, e.code) for e in found.errors] == [(4, "D", "not-yes-or-no")]


def test_several_sheets_are_several_months_of_the_same_people() -> None:
    sheets = [Sheet(f"2026年{m}月", [CROSS, ["1", "许", 60 + m, 70]]) for m in (8, 9)]
    source = Workbook("x", sheets)
    found = validate(source, understand(source))
    assert len(found.people) == 1 and sorted(set(found.measurements.month.tolist())) == [2026 * 12 + 7, 2026 * 12 + 8]


def test_all_errors_are_kept_and_the_first_200_shown() -> None:
    found = read(
        CROSS,
        *[[str(i), f"n{i}", 50, "x"] for i in range(300)],
        ["999", "z", 1, 2],
        memory={"columns": {"落纱": "measure"}},
    )
    assert (len(found.errors), len(found.shown)) == (300, 200)
    assert [e.row for e in found.shown] == list(range(2, 202))


def test_halves_go_up() -> None:
    assert to_score(np.array([0.5, 866.5, 907.49, -3, 2000])).tolist() == [1, 867, 907, 0, 1000]
    assert to_score(np.array([45 / (60 / 1.21) * 1000])).tolist() == [908]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 100)), max_size=40), st.integers())
def test_aggregation_equals_its_slow_twin_in_any_order(rows: list[tuple[int, int, int]], seed: int) -> None:
    random.Random(seed).shuffle(rows)
    source = book(["工号", "技术项目", "分数"], *[[f"p{p}", f"t{t}", v] for p, t, v in rows], ["p9", "t9", 50])
    mapping = understand(source, {"aggregation": {"how": "median"}})
    assert mapping.aggregation == Aggregation(How.MEDIAN)
    slow: dict[tuple[str, str], list[int]] = {}
    for p, t, v in [*rows, (9, 9, 50)]:
        slow.setdefault((f"p{p}", f"t{t}"), []).append(v)
    mapping = dataclasses.replace(mapping, scales=(Scale("", Kind.POINTS, 0, 100),))
    expected = {key: int(np.median(values) * 10 + 0.5) for key, values in slow.items()}
    assert scores(validate(source, mapping)) == expected
