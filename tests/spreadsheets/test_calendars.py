"""Rotas and holidays come in as workbooks: by the page and by the command, errors at their cells, twice changes nothing."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from huzhu.base.access import Role
from huzhu.base.calendar.actions.shifts import keep_shift
from huzhu.base.calendar.models import DayException, GroupDay, PersonDay, Shift
from huzhu.base.calendar.queries.plans import OFF, group_plans, plans_of
from huzhu.base.units.models import Unit
from huzhu.spreadsheets.calendars import CALENDAR
from huzhu.spreadsheets.memory import recalled
from huzhu.spreadsheets.models import Remembered, Upload
from huzhu.spreadsheets.reading import Sheet, Workbook, read
from huzhu.spreadsheets.rotas import Kind, found_in, kind_of_calendar
from huzhu.spreadsheets.writing import write_sheets, write_table
from tests.calendar.mill import Mill, make_mill
from tests.cast import NOW, client_for, make_shop
from tests.spreadsheets.desk import Desk, make_desk

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "chinese" / "cn_holidays_2015_2025.csv"
real = pytest.mark.skipif(not DATA.is_file(), reason="the real file is not beside the project (../shared/data)")
pytestmark = [pytest.mark.django_db, pytest.mark.db_both]
FIRST = date(2026, 3, 1)
ONE, TWO = "⟦first mill group 1⟧", "⟦two⟧"


def desk_of() -> tuple[Mill, Desk]:
    desk = make_desk()
    mill = make_mill(desk.shop)
    desk.shop.add_group(TWO)
    return mill, desk


def cross(*rows: list[Any], days: int = 4, heads: tuple[str, ...] = ("班组", "工号", "姓名")) -> bytes:
    """A month's rota as people lay it out: title, days as numbers, groups and people in rows."""
    title: list[Any] = ["2026年3月排班表", *[""] * (days + len(heads) - 1)]
    return write_sheets([("排班", title, [[*heads, *range(1, days + 1)], *rows])])


def codes(plan: tuple[int, ...]) -> list[str]:
    names = dict(Shift.objects.values_list("id", "code")) | {OFF: "休", -1: "?"}
    return [names[shift] for shift in plan]


def counted(desk: Desk, content: bytes, name: str = "三月.xlsx") -> list[int]:
    """set, taken back, unchanged."""
    counts = desk.save(desk.bring(content, name))
    return [counts["set"], counts["taken_back"], counts["unchanged"]]


def test_q37_a_cross_table_of_groups_and_people_by_day_becomes_their_rota_and_twice_changes_nothing() -> None:
    mill, desk = desk_of()
    person = mill.shop.person()
    content = cross(
        [ONE, "", "", "早", "早", "休", "中"],
        ["", person.roll, "", "", "休息", "", "夜"],
        [TWO, "", "", "夜", "夜", "", ""],
    )
    assert counted(desk, content) == [8, 0, 0]
    group = mill.shop.groups[0]
    assert codes(group_plans([group], FIRST, 5)[group].shifts) == ["早", "早", "休", "中", "?"]
    assert codes(plans_of([person.id], FIRST, 4)[person.id].shifts) == ["早", "休", "休", "夜"]
    assert counted(desk, content) == [0, 0, 8]
    changed = cross(
        [ONE, "", "", "早", "中", "休", "中"],
        ["", person.roll, "", "早", "休息", "", "夜"],
        [TWO, "", "", "夜", "夜", "", ""],
    )
    assert counted(desk, changed) == [1, 0, 8]
    assert not Remembered.objects.exists()  # days are no headers to be remembered
    assert bytes(Upload.objects.latest("id").content or b"") == b""


def test_q37_what_the_pattern_says_already_needs_no_row_and_takes_an_exception_back() -> None:
    mill, desk = desk_of()
    mill.works(mill.turns, day=1, starts=FIRST)
    assert counted(desk, cross([ONE, "", "", "早", "中", "早", "休"])) == [1, 0, 3]
    assert counted(desk, cross([ONE, "", "", "早", "中", "夜", "休"])) == [0, 1, 3]
    assert not GroupDay.objects.exists()


def test_q37_a_list_of_group_date_shift_says_the_same_as_the_cross_table() -> None:
    mill, desk = desk_of()
    person = mill.shop.person()
    rows = [[ONE, "", date(2026, 3, 1), "早"], [ONE, "", "2026-03-02", "休"], [ONE, person.roll, "2026/3/1", "夜"]]
    assert counted(desk, write_table(["班组", "工号", "日期", "班次"], rows)) == [3, 0, 0]
    assert codes(plans_of([person.id], FIRST, 2)[person.id].shifts) == ["夜", "休"]
    csv = f"group,date,shift\r\n{ONE},2026-03-01,早\r\n{ONE},2026-03-03,off\r\n"
    assert counted(desk, csv.encode(), "rota.csv") == [1, 0, 1]


def test_q37_every_error_stands_at_its_cell_and_only_good_cells_are_saved_if_asked() -> None:
    mill, desk = desk_of()
    stranger = make_shop("second mill").person("⟦stranger⟧")
    mill.shop.people(2)
    content = cross(
        [ONE, "", "", "早", "甲", "休", "中"], [ONE, "", "", "中", "", "", ""], ["⟦no group⟧", "", "", "早", "", "", ""],
        ["", "999", "", "早", "早", "", ""], ["", "", stranger.name, "夜", "", "", ""],
    )  # fmt: skip
    uid = desk.bring(content)
    answer = desk.client.get(f"/sheets/{uid}/", headers={"accept-language": "en"})
    said = [(error.row, error.letter, error.code) for error in answer.context["judged"].errors]
    expected = [
        (3, "E", "no-shift"),
        (4, "D", "said-otherwise"),
        (5, "", "no-such-group"),
        (6, "", "not-here"),
        (7, "", "not-here"),
    ]
    assert said == expected
    assert "Row 3, column E" in answer.content.decode() and "no shift “甲”" in answer.content.decode()
    assert desk.press(uid, save="all") == 422 and not GroupDay.objects.exists()
    mended = read(desk.client.get(f"/sheets/{uid}/errors.xlsx").content)
    assert [row[0] for row in mended.sheets[0].rows[1:]] == [ONE, ONE, "⟦no group⟧", "", ""]
    assert desk.save(uid, "without")["set"] == 3


def test_q37_a_leader_brings_in_his_own_groups_rota_and_nobody_elses() -> None:
    mill, desk = desk_of()
    leader = mill.shop.holder(Role.GROUP_LEADER)
    own = Desk(mill.shop, leader, client_for(leader), Unit.objects.get(id=mill.shop.group).uid)
    assert counted(own, cross([ONE, "", "", "早", "", "", ""])) == [1, 0, 0]
    other = own.bring(cross([TWO, "", "", "早", "", "", ""]))
    assert own.press(other, save="all") == 422 and own.press(other, save="without") in (302, 422)
    assert desk.client.get(f"/sheets/{other}/").status_code == 404
    assert not GroupDay.objects.filter(unit__name=TWO).exists()
    holidays = own.bring("date,name,is_off_day\n2026-10-01,国庆节,1\n".encode(), "h.csv")
    assert own.client.get(f"/sheets/{holidays}/").status_code == 422 and not DayException.objects.exists()


def test_a_workbook_of_people_is_no_calendar_and_numbered_days_need_a_month() -> None:
    people = Workbook("a", [Sheet("s", [["工号", "姓名", "接头", "日期"], ["1", "甲", 80, "2026-03-01"]])])
    assert kind_of_calendar(people) is None and recalled(people, None, [])
    scores = Workbook("a", [Sheet("2026-03", [["班组", "1", "2", "3"], ["甲", 80, 70, 60]])])
    assert kind_of_calendar(scores) is None
    rota = [["班组", "1", "2", "3"], ["甲", "早", "休", "中"]]
    assert kind_of_calendar(Workbook("a", [Sheet("s", rota)])) is None
    assert kind_of_calendar(Workbook("a", [Sheet("2026年3月", rota)])) == Kind.ROTA
    named = [["group", "30 Mon", "31日", "1月1日"], ["甲", "早", "休", "中"]]
    days = [one.day for one in found_in(Workbook("2025-12", [Sheet("s", named)])).said]
    assert days == [date(2025, 12, 30), date(2025, 12, 31), date(2026, 1, 1)]


def test_q37_numbers_are_a_rota_where_they_are_codes_of_known_shifts() -> None:
    mill, desk = desk_of()
    rota, factory = cross([ONE, "", "", 1, 1, "休", 2]), Unit.objects.get(id=mill.shop.factory).uid
    scores = [["班组", "1", "2", "3"], ["甲", 1, 1, 2]]
    assert kind_of_calendar(Workbook("a", [Sheet("2026-03", scores)])) is None
    assert CALENDAR not in Upload.objects.get(uid=desk.bring(rota)).mapping
    for code in ("1", "2"):
        keep_shift(factory, code, 480, 960, by=mill.officer, now=NOW)
    assert counted(desk, rota) == [4, 0, 0]
    assert codes(group_plans([mill.shop.groups[0]], FIRST, 4)[mill.shop.groups[0]].shifts) == ["1", "1", "休", "2"]


@pytest.fixture
def officer_options(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What `huzhu import` needs, without a server or another process; it answers in English."""
    monkeypatch.setattr("huzhu.cli.importing.start_django", lambda: None)
    monkeypatch.setattr("huzhu.cli.importing.must_be_current", lambda: None)

    def options(desk: Desk, file: Path, **more: Any) -> Namespace:
        said = {"unit": None, "factory": None, "mapping": None, "trade": "", "save": True, "leave_errors": False}
        return Namespace(file=file, roll=desk.officer.roll, **said | more)

    with translation.override("en"):
        yield options


def test_q37_the_command_previews_saves_and_says_errors(tmp_path: Path, officer_options: Any, capsys: Any) -> None:
    from huzhu.cli.importing import run

    mill, desk = desk_of()
    file = tmp_path / "rota.xlsx"
    file.write_bytes(cross([ONE, "", "", "早", "甲", "", ""]))
    assert run(officer_options(desk, file)) == 1 and "no shift “甲”" in capsys.readouterr().out
    assert not GroupDay.objects.exists()
    assert run(officer_options(desk, file, leave_errors=True)) == 0
    assert "set 1" in capsys.readouterr().out
    assert GroupDay.objects.get().unit_id == mill.shop.group


@real
def test_q37_the_real_holidays_come_in_by_page_and_command_and_nothing_twice(officer_options: Any, capsys: Any) -> None:
    from huzhu.cli.importing import run

    _mill, desk = desk_of()
    assert counted(desk, DATA.read_bytes(), DATA.name) == [366, 0, 0]
    assert DayException.objects.filter(working=True).count() == 70
    assert run(officer_options(desk, DATA)) == 0
    assert "unchanged 366" in capsys.readouterr().out and DayException.objects.count() == 366
    lines = DATA.read_text("utf-8").splitlines()
    corrected = [line for line in lines if "2025-10-08" not in line] + ["2025,2025-12-31,元旦,1"]
    assert counted(desk, "\n".join(corrected).encode(), DATA.name) == [1, 1, 365]
    assert DayException.objects.get(day=date(2025, 9, 28)).working


def test_q37_days_of_people_by_name_are_told_apart_by_their_group() -> None:
    mill, desk = desk_of()
    two = mill.shop.groups[-1]
    here, there = mill.shop.person("⟦same⟧"), mill.shop.person("⟦same⟧", group=two)
    content = cross([TWO, "", "⟦same⟧", "早", "", "", ""], ["", "", "⟦same⟧", "", "中", "", ""])
    assert counted(desk, content) == [2, 0, 0]
    assert not PersonDay.objects.filter(person=here).exists() and PersonDay.objects.filter(person=there).count() == 2
    uid = desk.bring(write_table(["姓名", "日期", "班次"], [["⟦same⟧", "2026-03-01", "早"]]))
    assert [e.code for e in desk.client.get(f"/sheets/{uid}/").context["judged"].errors] == ["which-person"]
