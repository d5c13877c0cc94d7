"""Out and in again unchanged; nothing that a spreadsheet program would run."""

from __future__ import annotations

import datetime
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from huzhu.spreadsheets.errors import RowError
from huzhu.spreadsheets.reading import Sheet, Workbook, read
from huzhu.spreadsheets.writing import error_rows, safe_text, write_sheets, write_table

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1+1", "'=1"]
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=12)
CELL = st.one_of(TEXT, st.integers(-(10**9), 10**9), st.floats(-1e9, 1e9).map(lambda x: round(x, 6)))
TABLE = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=6)
)


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_formulas_are_defused_and_come_back_as_they_were(kind: str, text: str) -> None:
    source = write_table(["a", "b"], [[text, 1]], kind)
    if kind == "xlsx":
        raw = CalamineWorkbook.from_filelike(io.BytesIO(source)).get_sheet_by_index(0).to_python()[1][0]
    else:
        raw = source.decode("utf-8-sig").splitlines()[1].lstrip('"')
    assert raw.startswith("'")
    assert read(source).sheets[0].rows[1][0] == text


def test_numbers_stay_numbers() -> None:
    rows = read(write_table(["a", "b", "c"], [[-5, 2.5, "-5"]])).sheets[0].rows
    assert rows[1] == [-5.0, 2.5, "-5"]
    assert write_table(["a", "b"], [[-5, "+3.5"]], "csv").decode("utf-8-sig").splitlines()[1] == "-5,+3.5"
    assert safe_text("-5") == "-5" and safe_text("-5+1") == "'-5+1"


def test_csv_has_its_byte_order_mark_so_that_excel_shows_chinese() -> None:
    assert write_table(["工号"], [["许"]], "csv") == b"\xef\xbb\xbf" + "工号\r\n许\r\n".encode()


def test_dates_stay_dates_and_none_is_an_empty_cell() -> None:
    day = datetime.date(2026, 10, 31)
    assert read(write_table(["a", "b"], [[day, None]])).sheets[0].rows[1] == [day, ""]
    assert b"2026-10-31,\r\n" in write_table(["a", "b"], [[day, None]], "csv")


def test_sheet_names_are_made_fit() -> None:
    names = [
        sheet.name
        for sheet in read(write_sheets([(n, ["a"], [["x"]]) for n in ("甲/乙", "甲/乙", "x" * 40, "")])).sheets
    ]
    assert len(set(names)) == 4 and all(0 < len(name) <= 31 for name in names)


@settings(max_examples=60, deadline=None)
@given(table=TABLE)
def test_a_table_written_out_and_read_again_is_equal(table: list[list[object]]) -> None:
    headers = [f"c{i}" for i in range(len(table[0]))]
    for kind in ("xlsx", "csv"):
        rows = read(write_table(headers, table, kind)).sheets[0].rows
        expected = [headers, *table]
        while expected and not any(cell != "" for cell in expected[-1]):
            expected.pop()
        if kind == "csv":
            assert [list(row) for row in rows] == [[str(cell) for cell in row] for row in expected]
        else:
            assert [list(row) for row in rows] == expected


def test_error_rows_go_out_with_their_reasons_and_come_in_again() -> None:
    book = Workbook("x", [Sheet("s", [["title", ""], ["工号", "接头/秒"], ["1", "约35"], ["2", 40.0]])])
    errors = [RowError("s", 3, 1, "not-a-number", "约35", "35"), RowError("s", 3, -1, "nobody")]
    rows = read(error_rows(book, errors, {"s": 1})).sheets[0].rows
    assert rows[0][:2] == ["工号", "接头/秒"]
    assert rows[1][:3] == ["1", "约35", 3.0]
    assert "约35" in rows[1][3] and rows[1][3].startswith("B:")
    assert len(rows) == 2
