"""How a workbook is read before anybody has said anything, and how that is changed and remembered."""

from __future__ import annotations

import dataclasses
import json

import pytest

from huzhu.spreadsheets.mapping import Aggregation, Column, How, Kind, Mapping, Role, Scale
from huzhu.spreadsheets.reading import Cell, Sheet, Workbook
from huzhu.spreadsheets.understanding import sample, understand
from huzhu.spreadsheets.validating import validate

TITLE = "第一纺织厂细纱车间　技术测定汇总表"
SECONDS = [[20311 + i, f"许{i}", "乙三", 60.0 + i, 90.0 + 2 * i, 35.0 + i, "组长" if i == 0 else ""] for i in range(12)]


def book(*rows: list[Cell], name: str = "2026年10月", merged: tuple[tuple[int, int, int, int], ...] = ()) -> Workbook:
    width = max(map(len, rows))
    return Workbook("表.xlsx", [Sheet(name, [[*row, *[""] * (width - len(row))] for row in rows], merged)])


def spinning() -> Workbook:
    header: list[Cell] = ["工号", "姓名", "班组", "接头/秒", "落纱（秒）", "换管/秒", "备注"]
    return book([TITLE], [], header, *SECONDS, merged=((0, 0, 0, 6),))


def roles(mapping: Mapping) -> list[Role]:
    return [column.role for column in mapping.sheets[0].columns]


def test_a_cross_table_under_a_merged_title_is_understood() -> None:
    mapping = understand(spinning())
    sheet = mapping.sheets[0]
    assert (sheet.header_row, sheet.first_row, sheet.month, sheet.cross) == (2, 3, "2026-10", True)
    assert roles(mapping) == [Role.NUMBER, Role.NAME, Role.GROUP, *[Role.MEASURE] * 3, Role.IGNORE]
    assert [(c.technique, c.unit) for c in sheet.of(Role.MEASURE)] == [("接头", "秒"), ("落纱", "秒"), ("换管", "秒")]


def test_q1_times_get_descending_anchors_from_the_best_quarter() -> None:
    scale = understand(spinning()).scale("接头")
    assert scale == Scale("接头", Kind.QUANTITY, 3 * 61.0, 61.0)  # best quarter of 12: 60, 61, 62


@pytest.mark.parametrize(
    "header",
    [
        ["工号", "姓名", "小组", "车间", "岗位", "工种", "进厂日期", "技术项目", "分数", "月份", "想学", "愿教"],
        ["Roll number", "Name", "Group", "Workshop", "Post", "Trade", "Hire date", "Technique", "Score", "Month",
         "Wants to learn", "Willing to teach"],
    ],
)  # fmt: skip
def test_a_long_list_is_understood_in_both_languages(header: list[Cell]) -> None:
    mapping = understand(
        book(
            header, ["1", "许", "甲", "细纱", "挡车", "细纱工", "2020-03-01", "接头", 85, "2026-10", "是", ""], name="x"
        )
    )
    assert not mapping.sheets[0].cross
    assert roles(mapping) == [
        Role.NUMBER, Role.NAME, Role.GROUP, Role.WORKSHOP, Role.POST, Role.TRADE, Role.HIRED, Role.TECHNIQUE,
        Role.VALUE, Role.MONTH, Role.LEARN, Role.TEACH,
    ]  # fmt: skip
    assert mapping.scale("接头") == Scale("", Kind.POINTS, 0, 100)


@pytest.mark.parametrize(
    ("name", "month"),
    [("2026年10月", "2026-10"), ("Oct 2026", "2026-10"), ("2026-3", "2026-03"), ("202612", "2026-12"),
     ("December 2026", "2026-12"), ("Sheet1", ""), ("2026年13月", "")],
)  # fmt: skip
def test_the_month_is_read_from_the_sheets_name(name: str, month: str) -> None:
    assert understand(book(["工号", "接头"], ["1", 80], name=name)).sheets[0].month == month


def test_the_month_may_stand_in_the_title() -> None:
    mapping = understand(book(["2026年9月测定"], ["工号", "姓名", "接头"], ["1", "许", 80], name="Sheet1"))
    assert (mapping.sheets[0].month, mapping.sheets[0].header_row) == ("2026-09", 1)


def test_a_header_of_two_merged_rows_gives_the_lower_words() -> None:
    rows: list[list[Cell]] = [["工号", "姓名", "操作技术", ""], ["", "", "接头", "落纱"], ["1", "许", 80, 70]]
    mapping = understand(book(*rows, merged=((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3))))
    assert mapping.sheets[0].first_row == 2
    assert [c.technique for c in mapping.sheets[0].of(Role.MEASURE)] == ["接头", "落纱"]


@pytest.mark.parametrize(
    ("header", "values", "scale"),
    [
        ("接头", [85, 90], Scale("", Kind.POINTS, 0, 100)),
        ("接头", [850, 90], Scale("", Kind.POINTS, 0, 1000)),
        ("接头 (0-5)", [3, 5], Scale("", Kind.POINTS, 0, 5)),
        ("达标率", [0.85, 0.5], Scale("", Kind.POINTS, 0, 1)),
        ("接头", [1, 2, 3, 4, 1, 2, 3, 4], Scale("", Kind.LEVELS, 0, 0)),
        ("产量/件", [40, 50, 60, 70], Scale("", Kind.QUANTITY, 0, 70)),
    ],
)
def test_anchors_are_proposed_from_what_stands_there(header: str, values: list[Cell], scale: Scale) -> None:
    rows = [[str(i), value] for i, value in enumerate(values, 1)]
    assert understand(book(["工号", header], *rows)).scales == (scale,)


def test_right_and_wrong_answers_propose_the_share_of_at_least_ten_tries() -> None:
    mapping = understand(book(["learner", "skill_id", "correct"], ["1", "7", "1"], ["1", "7", "0"]))
    assert mapping.aggregation == Aggregation(How.SHARE, 10)


def test_a_standard_beside_the_value_is_worth_1000() -> None:
    rows = [["EMP1", "sleeve", 50, 40], ["EMP2", "sleeve", 50, 60], ["EMP3", "collar", 80, 20]]
    given = book(["Operator code", "Present Operations", "Target", "production"], *rows)
    found = validate(given, understand(given))
    assert found.measurements.score.tolist() == [800, 1000, 250]


def test_the_sample_shows_ten_rows_as_understood() -> None:
    rows = sample(spinning(), understand(spinning()), "2026年10月")
    assert [row.row for row in rows] == list(range(4, 14))
    assert rows[0].texts[:3] == ("20311", "许0", "乙三")
    assert dict(rows[0].scores)[3] == 1000 and dict(rows[9].scores)[3] == round((183 - 69) / 122 * 1000)


def with_column(mapping: Mapping, index: int, *, month: str | None = None, **change: object) -> Mapping:
    """The mapping with one column of its first sheet read otherwise."""
    sheet = mapping.sheets[0]
    columns = tuple(dataclasses.replace(c, **change) if c.index == index else c for c in sheet.columns)
    changed = dataclasses.replace(sheet, columns=columns, month=month or sheet.month)
    return dataclasses.replace(mapping, sheets=(changed, *mapping.sheets[1:]))


def test_a_mapping_survives_json_and_is_changed_by_value() -> None:
    mapping = understand(spinning())
    again = Mapping.from_json(json.loads(json.dumps(mapping.as_json())))
    assert again == mapping
    changed = with_column(mapping, 5, month="2026-09", role=Role.IGNORE).with_scale(
        Scale("接头", Kind.QUANTITY, 120, 60, False)
    )
    assert (changed.sheets[0].month, changed.scale("接头").zero) == ("2026-09", 120)
    assert len(changed.sheets[0].of(Role.MEASURE)) == 2 and len(mapping.sheets[0].of(Role.MEASURE)) == 3


def test_next_months_file_is_read_as_the_last_was_even_with_columns_moved() -> None:
    mapping = with_column(understand(spinning()), 5, technique="换筒管")
    mapping = mapping.with_scale(Scale("接头", Kind.QUANTITY, 120, 60, False))
    memory = json.loads(json.dumps(mapping.remembered()))
    later = book(["姓名", "换管/秒", "工号", "接头/秒"], ["许", 40, "1", 90], name="2026年11月")
    found = validate(later, understand(later, memory))
    assert found.techniques == ["换筒管", "接头"]
    assert found.measurements.score[found.techniques.index("接头")] == 500
    assert understand(later, memory).sheets[0].month == "2026-11"


def test_a_mapping_with_foreign_words_is_refused() -> None:
    with pytest.raises(ValueError, match="boss"):
        understand(spinning(), {"columns": {"姓名": "boss"}})
    assert understand(spinning(), {"columns": {"姓名": "ignore"}}).sheets[0].columns[1] == Column(1, "姓名")
