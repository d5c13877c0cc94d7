"""F1: 43 base units with 4,341 contracts, 358 of master and apprentice, 242 of brothers, 3,741 of sisters (Q18: recorded)."""

from __future__ import annotations

from itertools import chain, repeat
from typing import Any

import pytest
from django.utils import translation

from huzhu.base.db import new_uid
from huzhu.base.units.queries import unit_by_uid
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.queries.export import columns
from huzhu.rooms.statistics.queries.figures import figures_of_contracts
from huzhu.spreadsheets.writing import write_sheets
from tests.cast import START, TODAY
from tests.spreadsheets.desk import make_desk

pytestmark = [pytest.mark.django_db, pytest.mark.db_both, pytest.mark.usefixtures("english", "cast_day")]
UNITS, MEMBERS = 43, 12
F1 = {"apprenticeship": 358, "brothers": 242, "sisters": 3741}


def workbook() -> bytes:
    """Everybody on one sheet, every contract a row of the other, spread over the 43 units."""
    rolls = [f"{unit:02}{member:02}" for unit in range(1, UNITS + 1) for member in range(1, MEMBERS + 1)]
    people = [[roll, f"工{roll}", f"⟦base {roll[:2]}⟧"] for roll in rolls]
    heads, contracts = columns(), []
    kinds = chain.from_iterable(repeat(kind, count) for kind, count in F1.items())
    for number, kind in enumerate(kinds):
        unit, turn = number % UNITS, number // UNITS
        one = rolls[unit * MEMBERS + turn % MEMBERS]
        two = rolls[unit * MEMBERS + (turn + 1 + turn // MEMBERS % (MEMBERS - 1)) % MEMBERS]
        said: dict[str, Any] = {
            "contract": new_uid(),
            "kind": kind,
            "mode": "unknown",
            "A: roll number": one,
            "B: roll number": two,
        }
        said |= {"starts": START, "term": 1, "taught by": "A", "indicator": "⟦operation⟧"}
        contracts.append([said.get(head) for head in heads])
    return write_sheets([("people", ["工号", "姓名", "班组"], people), ("contracts", heads, contracts)])


def test_f1_the_import_of_the_recorded_list_reproduces_exactly_its_counts_by_type() -> None:
    desk = make_desk()
    for number in range(1, UNITS + 1):
        desk.shop.add_group(f"⟦base {number:02}⟧")
    with translation.override("en"):
        counts = desk.save(desk.bring(workbook(), "1951.xlsx"))
    assert counts["contracts"] == sum(F1.values()) == Contract.objects.filter(state="recorded").count()
    unit = unit_by_uid(desk.unit, TODAY)
    assert unit is not None
    found = figures_of_contracts(unit, START, TODAY, TODAY)
    types = found.tables[0]
    assert [(part.count.recorded, part.count.signed) for part in types.parts] == [(count, 0) for count in F1.values()]
    assert [part.share for part in types.parts] == [8, 6, 86]
    assert (types.total.all, found.total.signed) == (4341, 0)
    assert found.covered == UNITS + 1 and len(found.missing) == 1  # the officer's own group has none


def test_f1_a_list_with_a_stranger_records_nothing() -> None:
    desk = make_desk()
    heads = columns()
    said: dict[str, Any] = {
        "contract": new_uid(),
        "kind": "sisters",
        "A: roll number": "1",
        "B: roll number": "999",
        "term": 1,
    }
    people = [["1", "工一", "⟦first mill group 1⟧"]]
    book = write_sheets(
        [("people", ["工号", "姓名", "班组"], people), ("contracts", heads, [[said.get(head) for head in heads]])]
    )
    page = desk.page(desk.bring(book))
    assert page.errors and not Contract.objects.exists()
