"""Plan and actual through the mapping page: read, mended at its place, saved all or nothing; the garment file of B.4."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from huzhu.base.access import Scope
from huzhu.base.units.actions.tree import found_unit
from huzhu.base.units.models import Unit
from huzhu.base.units.queries import unit_by_uid
from huzhu.rooms.production.models import Figure, Indicator
from huzhu.rooms.production.queries.units import unit_plan
from huzhu.spreadsheets.figures import almost
from huzhu.spreadsheets.mapping import Mapping, Role
from huzhu.spreadsheets.models import Upload
from huzhu.spreadsheets.reading import read
from huzhu.spreadsheets.understanding import understand
from huzhu.spreadsheets.validating import validate
from tests.cast import NOW, START, TODAY, client_for
from tests.spreadsheets.desk import Desk, make_desk
from tests.spreadsheets.test_real_files import DATA, ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]
HEADS = ["车间", "小组", "日期", "计划产量", "实际产量"]
GARMENT = DATA / "production/garment_team_days.csv"


def office(*, group: bool = False) -> Desk:
    """The officer reads English."""
    desk = make_desk(group=group)
    desk.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return desk


def rows(*more: list[Any]) -> list[list[Any]]:
    return [
        ["纺", "甲", "2026-02-02", 100, 90],
        ["纺", "甲", "2026-02-03", "", 50],
        ["纺", "乙", "2026-02-02", 80, 88],
        *more,
    ]


def plan(desk: Desk, table: list[list[Any]], heads: list[str] = HEADS) -> str:
    return desk.table(table, heads, sheet="Sheet1")


def test_groups_are_founded_with_plan_and_actual_and_the_same_sheet_again_changes_nothing() -> None:
    desk = office()
    uid = plan(desk, rows())
    page = desk.page(uid)
    assert [column.role for column, _name in page.columns] == [
        Role.WORKSHOP, Role.GROUP, Role.DATE, Role.PLAN, Role.ACTUAL
    ]  # fmt: skip
    assert page.mapping.indicator == "产量" and not page.errors and not page.plan.absent
    assert [(one.message, one.spell_write != "") for one in page.questions] == [
        ("“纺” is no unit here yet; it would be founded (3 rows).", True)
    ]
    counts = desk.save(uid)
    assert (counts["figures"], counts["joined"]) == (3, 0)
    assert Unit.objects.get(name="甲").level == "group" and Unit.objects.get(name="纺").level == "workshop"
    assert Figure.objects.filter(source="imported").count() == 3 and Indicator.objects.get().name == "产量"
    assert Figure.objects.get(day="2026-02-03").plan is None  # missing is missing
    again = desk.save(plan(desk, rows()))
    assert (again["figures"], again["figures_changed"], again["figures_same"]) == (0, 0, 3)
    changed = desk.save(plan(desk, [["纺", "甲", "2026-02-02", 100, 95]]))
    assert (changed["figures_changed"], Figure.objects.count()) == (1, 3)


def test_what_is_wrong_is_said_at_its_row_and_column_and_nothing_is_saved() -> None:
    desk = office()
    bad = [
        ["纺", "甲", "2026-02-04", "约35", 30], ["纺", "甲", "31.2.26", 35, 30], ["纺", "甲", "2026-02-05", -1, 30],
        ["纺", "甲", "2026-02-02", 100, 91], ["", "", "2026-02-02", 100, 91], ["纺", "甲", "2099-09-01", 100, 91],
    ]  # fmt: skip
    uid = plan(desk, rows(*bad))
    found = [(one.place, one.message, one.repair_text) for one in desk.page(uid).errors]
    assert found == [
        ("Row 5, column D", "“约35” is not a number.", "35"),
        ("Row 6, column C", "“31.2.26” names no day. Write it as 2026-10-31.", ""),
        ("Row 7, column D", "-1 is less than 0.", ""),
        ("Row 8", "Row 2 says otherwise for the same party and day.", ""),
        ("Row 9", "Whose figures these are is missing: a roll number or a group.", ""),
        ("Row 10", "This day lies in the future: only a plan can stand here.", ""),
    ]
    assert desk.press(uid, save="all") == 422 and not Figure.objects.exists()
    assert desk.save(uid, "without")["figures"] == 3


def test_people_are_known_by_roll_number_and_a_month_stands_for_itself() -> None:
    desk = office()
    mate = desk.shop.person()
    heads = ["工号", "姓名", "月份", "计划", "完成"]
    uid = plan(
        desk,
        [
            [mate.roll, mate.name, "2026-02", 2000, 1900],
            ["777", "⟦who⟧", "2026-02", 1, 1],
            ["", "⟦x⟧", "2026-02", 1, 1],
        ],
        heads,
    )
    page = desk.page(uid)
    assert [one.message for one in page.errors] == [
        "777 is not on the roll. A leader of the group puts people on it.",
        "For “⟦x⟧” the roll number is missing: plan and actual need one.",
    ]
    assert desk.save(uid, "without")["figures"] == 1
    row = Figure.objects.get()
    assert (row.person_id, row.span, str(row.day), row.unit_id) == (mate.id, "month", "2026-02-01", None)


def test_who_brings_a_workbook_into_one_group_writes_no_other_groups_figures() -> None:
    desk = office(group=True)
    own = Unit.objects.get(uid=desk.unit).name
    other = desk.shop.person(group=desk.shop.add_group("⟦group 2⟧"))
    uid = plan(desk, [[own, "2026-02-02", 1, 1], ["⟦group 2⟧", "2026-02-02", 1, 1]], ["小组", "日期", "计划", "实际"])
    assert [one.place for one in desk.page(uid).errors] == ["Row 3"]
    assert desk.save(uid, "without")["figures"] == 1
    uid = plan(desk, [[other.roll, "2026-02-02", 1, 1]], ["工号", "日期", "计划", "实际"])
    assert [one.message for one in desk.page(uid).errors] == [
        f"{other.roll} belongs to a group that is not yours to import for."
    ]


def test_a_name_almost_like_a_known_one_is_offered_and_figures_tell_apart() -> None:
    assert almost("sweing", {"sewing", "finishing"}) == "sewing"
    assert almost("group 11", {"group 1", "group 2"}) is None and almost("11", {"1", "111"}) is None


def test_a_sheet_of_skills_with_a_column_called_plan_stays_one_of_skills() -> None:
    desk = office()
    page = desk.page(desk.table([["901", "⟦new⟧", "甲", 65, 3]], ["工号", "姓名", "班组", "接头", "计划"]))
    assert not page.sheet.planned and not page.found.figures and len(page.found.people) == 1


def test_what_a_group_takes_along_comes_in_again_and_changes_nothing() -> None:
    desk = office(group=True)
    own = Unit.objects.get(uid=desk.unit).name
    desk.save(plan(desk, [[own, "2026-02-02", 3, 2, "⟦waste⟧"]], ["小组", "日期", "计划", "实际", "指标"]))
    client = client_for(desk.shop.person())
    content = client.get(f"/groups/{desk.unit}/plan.xlsx?month=2026-02").content
    assert desk.save(desk.bring(content, "plan.xlsx"))["figures_same"] == Figure.objects.count() == 1
    assert Indicator.objects.get().name == "⟦waste⟧"


def test_an_upload_taken_in_before_the_columns_came_is_still_read() -> None:
    desk = office()
    upload = Upload.objects.get(uid=plan(desk, rows()))
    old = {key: value for key, value in upload.mapping.items() if key not in ("days", "indicator", "spelled")}
    assert Mapping.from_json(old).spelled == ()


@pytest.mark.skipif(not GARMENT.is_file(), reason="the real files are not beside the project (../shared/data)")
def test_b4_the_garment_file_gives_teams_above_and_below_plan_and_its_misspelling_is_offered() -> None:
    desk = office()
    system = Scope.system(START)
    found_unit("sewing", "workshop", parent_id=desk.shop.factory, starts=START, by=system, now=NOW)
    content = GARMENT.read_bytes()
    uid = desk.bring(content, GARMENT.name)
    page = desk.page(uid)
    assert (page.mapping.days, page.mapping.indicator, len(page.found.figures)) == ("mdy", "productivity", 844)
    assert not page.errors
    said = {one.message: one for one in page.questions}
    assert set(said) == {
        "“finishing ” is written with idle blanks and read as “finishing” (257 rows).",
        "“sweing” is no unit here, but “sewing” is (494 rows).",
        "“finishing” is no unit here yet; it would be founded (350 rows).",
    }
    assert desk.press(uid, spell=said["“sweing” is no unit here, but “sewing” is (494 rows)."].spell) == 302
    page = desk.page(uid)
    assert dict(page.mapping.spelled) == {"sweing": "sewing"} and "sweing" not in str(page.plan.new_groups)
    assert desk.save(uid)["figures"] == 844
    assert not Unit.objects.filter(name__contains="sweing").exists()
    factory = unit_by_uid(Unit.objects.get(id=desk.shop.factory).uid, TODAY)
    assert factory
    table = unit_plan(factory, "", None, TODAY)
    lines = {(line.above, line.group.name): line for line in table.lines if any(line.cells)}
    assert [f"{month:%Y-%m}" for month in table.months] == ["2015-01", "2015-02"] and len(lines) == 24
    for key, cells in by_hand().items():
        found = [cell.total.percent for cell in lines[key].cells if cell]
        assert found == cells  # Σ actual / Σ plan of the team's own days
    again = desk.bring(content, GARMENT.name)
    assert desk.page(again).questions[0].message.startswith("“finishing ”")  # the spelling is remembered
    assert desk.save(again)["figures_same"] == 844
    leader = desk.shop.person()
    answer = client_for(leader).get(reverse("production:unit", args=[factory.uid]))
    assert answer.status_code == 200 and answer.content.decode().count("month=2015-01") == 24


@pytest.mark.skipif(not GARMENT.is_file(), reason="the real files are not beside the project (../shared/data)")
def test_b4_the_command_reads_the_garment_file_by_its_mapping() -> None:
    memory = json.loads((ROOT / "docs/real-input/garment.json").read_text("utf-8"))
    book = read(GARMENT)
    found = validate(book, understand(book, memory))
    assert {row.party.workshop for row in found.figures} == {"sewing", "finishing"} and not found.errors
    assert {row.indicator for row in found.figures} == {"productivity"} and len(found.figures) == 844


def by_hand() -> dict[tuple[str, str], list[Decimal]]:
    """{(department, team): plan % of each month}, from the file alone."""
    sums: dict[tuple[str, str], dict[str, list[Decimal]]] = defaultdict(
        lambda: defaultdict(lambda: [Decimal(0), Decimal(0)])
    )
    with GARMENT.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = row["department"].strip().replace("sweing", "sewing"), row["team"]
            for at, column in enumerate(("targeted_productivity", "actual_productivity")):
                sums[key][row["date"].split("/")[0]][at] += Decimal(row[column]).quantize(Decimal("0.000001"))
    return {
        key: [(100 * months[m][1] / months[m][0]).quantize(Decimal("0.1"), "ROUND_HALF_UP") for m in sorted(months)]
        for key, months in sums.items()
    }
