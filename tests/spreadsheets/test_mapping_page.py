"""The mapping page: every error at its place with its repair, without script (issue A.4)."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from huzhu.rooms.skills.models import Measurement, Technique
from huzhu.spreadsheets.models import Upload
from tests.spreadsheets.desk import HEADS, ROWS, make_desk

pytestmark = pytest.mark.django_db


def rows(**changed: Any) -> list[list[Any]]:
    """The usual rows, some cells changed: `C2=…` is column C of the third row of people."""
    made = [list(row) for row in ROWS]
    for at, value in changed.items():
        made[int(at[1:])]["ABCDE".index(at[0])] = value
    return made


def test_a_word_that_is_no_number_is_numbered_in_its_cell_and_one_press_mends_it() -> None:
    desk = make_desk()
    uid = desk.table(rows(D1="约35"))
    page = desk.page(uid)
    (error,) = page.errors
    assert (error.number, error.repair_text) == (1, "35") and page.rows[1].cells[3].number == 1
    assert desk.press(uid, repair=error.repair) == 302
    assert desk.page(uid).errors == [] and desk.page(uid).rows[1].cells[3].text == "35"
    assert desk.press(uid, back="repairs") == 302 and len(desk.page(uid).errors) == 1


def test_another_word_can_be_written_instead() -> None:
    desk = make_desk()
    uid = desk.table(rows(D1="三十五"))
    (error,) = desk.page(uid).errors
    assert not error.repair
    desk.press(uid, write=error.write, text_1="35")
    assert not desk.page(uid).errors


def test_saving_everything_is_refused_while_a_place_is_open_and_without_it_the_others_are_saved() -> None:
    desk = make_desk()
    uid = desk.table(rows(D1="约35"))
    assert desk.press(uid, save="all") == 422
    assert Upload.objects.get(uid=uid).state == "read"
    assert desk.save(uid, "without")["joined"] == 3


def test_a_row_left_out_can_be_taken_back() -> None:
    desk = make_desk()
    uid = desk.table(rows(D1="约35"))
    desk.press(uid, untick=desk.page(uid).errors[0].untick)
    page = desk.page(uid)
    assert not page.errors and page.found.rows == 3
    desk.press(uid, back_row=page.left_out[0][0])
    assert desk.page(uid).found.rows == 4


def test_another_name_than_the_roll_s_is_asked_about_and_may_be_the_same_person() -> None:
    desk = make_desk()
    desk.save(desk.table())
    uid = desk.table(rows(B0="许春妹", D0=80))
    (error,) = desk.page(uid).errors
    assert "许春梅" in error.message and "许春妹" in error.message and "A" in error.place
    desk.press(uid, same=error.same)
    assert not desk.page(uid).errors and desk.save(uid)["correction"] == 1


def test_leaving_out_a_wrong_person_of_a_long_list_leaves_out_all_rows_of_that_person() -> None:
    desk = make_desk()
    desk.save(desk.table())
    heads = ["工号", "姓名", "班组", "项目", "得分"]
    body = [
        ["20311", "许春妹", "乙三", "看台", 50],
        ["20311", "许春妹", "乙三", "清洁", 60],
        ["20325", "沈玉兰", "乙三", "看台", 70],
    ]
    uid = desk.table(body, heads)
    assert desk.page(uid).ready == 1
    desk.press(uid, untick=desk.page(uid).errors[0].untick)
    assert not desk.page(uid).errors and desk.page(uid).ready == 1
    assert desk.save(uid)["correction"] == 1


def test_a_value_far_from_all_others_is_a_question_and_no_error() -> None:
    desk = make_desk()
    body = [[str(300 + n), f"甲{n}", "乙三", 60 + n, 90] for n in range(6)] + [["399", "乙", "乙三", 710, 90]]
    uid = desk.table(body)
    page = desk.page(uid)
    (question,) = page.questions
    assert page.error_count == 0 and "710" in question.message and "11" not in question.message
    desk.press(uid, as_meant=question.as_meant)
    assert desk.page(uid).questions == []


def test_the_header_row_can_be_chosen_and_the_columns_are_read_anew() -> None:
    desk = make_desk()
    body: list[list[Any]] = [["说明", "一", "二", "三", "四"], HEADS, *ROWS]
    uid = desk.table(body, ["标题", "", "", "", ""])
    assert desk.page(uid).sheet.header_row == 2
    desk.press(uid, header_row="2")
    assert next(column.header for column, _reads in desk.page(uid).columns) == "说明"
    desk.press(uid, header_row="3")
    assert not desk.page(uid).errors and desk.page(uid).ready == 4


def test_anchors_are_proposed_can_be_set_and_are_remembered_for_the_next_workbook() -> None:
    desk = make_desk()
    uid = desk.table()
    first = desk.page(uid).scales[0]
    assert first.proposed and float(first.zero) > float(first.full)
    fields = {"scale_0_technique": "接头", "scale_0_kind": "quantity", "scale_0_zero": "120", "scale_0_full": "60"}
    desk.press(uid, **fields)
    assert desk.save(uid)["new"] == 7
    assert Technique.objects.get(name="接头").worth_1000 == 60
    again = {scale.technique: scale for scale in desk.page(desk.table(rows(D0=30))).scales}
    assert (again["接头"].zero, again["接头"].full, again["接头"].proposed) == ("120", "60", False)


def test_equal_anchors_are_refused_at_their_place_and_nothing_is_lost() -> None:
    desk = make_desk()
    uid = desk.table()
    fields = {"scale_0_technique": "接头", "scale_0_kind": "quantity", "scale_0_zero": "60", "scale_0_full": "60"}
    assert desk.press(uid, **fields) == 422
    assert desk.press(uid, month="once") == 422


def test_a_renamed_technique_keeps_its_anchors() -> None:
    desk = make_desk()
    uid = desk.table()
    before = desk.page(uid).scales[0]
    desk.press(
        uid,
        technique_3="接头法",
        scale_0_technique="接头",
        scale_0_kind=before.kind,
        scale_0_zero=before.zero,
        scale_0_full="55",
    )
    scale = next(scale for scale in desk.page(uid).scales if scale.technique == "接头法")
    assert scale.full == "55"


def test_a_long_list_is_aggregated_as_asked() -> None:
    desk = make_desk(group=True)
    body = [["9", "搭接", n % 2] for n in range(10)] + [["8", "搭接", 1]] * 3
    uid = desk.table(body, ["工号", "项目", "对错"])
    roles = {"role_2": "value", "how": "share", "at_least": "10"}
    desk.press(uid, **roles)
    page = desk.page(uid)
    assert page.found.few == 1 and len(page.found.measurements) == 1
    desk.save(uid)
    assert Measurement.objects.get().score == 500


def test_who_joins_moves_and_is_missing_is_shown_before_anything_is_saved() -> None:
    desk = make_desk()
    desk.save(desk.table())
    moved = [*rows(C0="乙四")[:-1], ["20999", "新人", "乙五", 70, 80]]
    page = desk.page(desk.table(moved))
    assert [one.name for one in page.plan.joining] == ["新人"]
    assert [(one.name, one.from_group, one.to_group) for one in page.plan.moving] == [("许春梅", "乙三", "乙四")]
    assert "李秀珍" in page.plan.absent and page.plan.new_groups == [("", "乙五")]


def test_the_first_two_hundred_errors_are_shown_and_all_of_them_are_in_the_download() -> None:
    desk = make_desk()
    body = [[str(1000 + n), f"人{n}", "乙三", "约35", 90] for n in range(250)] + [["999", "好", "乙三", 60, 90]]
    uid = desk.table(body)
    page = desk.page(uid)
    assert len(page.errors) == 200 and page.error_count == 250
    data = desk.client.get(f"/sheets/{uid}/errors.xlsx").content
    lines = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert len(lines) == 251 and "约35" in str(lines[1][-1])


def test_names_with_signs_of_html_and_formulas_stand_harmless_on_the_page() -> None:
    desk = make_desk()
    uid = desk.table(rows(B0="<script>alert(1)</script>", B1="=1+1"))
    html = desk.html(uid)
    assert "<script>alert" not in html and "&lt;script&gt;alert" in html


def test_two_groups_of_one_name_are_told_apart_by_their_workshop() -> None:
    desk = make_desk()
    heads = ["工号", "姓名", "车间", "班组", "接头/秒"]
    body = [["1", "甲", "一车间", "1组", 60], ["2", "乙", "二车间", "1组", 70]]
    assert desk.save(desk.table(body, heads))["joined"] == 2
    page = desk.page(desk.table(body, heads))
    assert not page.plan.moving and not page.plan.new_groups
    (error,) = desk.page(desk.table([["3", "丙", "1组", 60, 60]])).errors
    assert json.loads(error.untick)[1] == [2] and "1组" in error.message


def test_pages_of_a_workbook_take_as_many_statements_for_many_rows_as_for_few(
    django_assert_max_num_queries: Any,
) -> None:
    desk = make_desk()
    uid = desk.table([[str(1000 + n), f"人{n}", "乙三", 60 + n % 9, 90] for n in range(400)])
    with django_assert_max_num_queries(45):
        desk.page(uid)
