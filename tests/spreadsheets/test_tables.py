"""Every table of a page is taken along behind the page's own door; whatever changes anything is a POST (issue A.4)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from python_calamine import CalamineWorkbook

from huzhu.base.access import Role
from huzhu.base.people.models import Person
from huzhu.spreadsheets.models import Upload
from huzhu.spreadsheets.tables import KINDS, TABLES
from tests.cast import NOW, client_for
from tests.spreadsheets.desk import make_desk
from tests.web.world import World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_day")]
PAGES = {
    "people": "group-people", "skills": "skills:group", "measurements": "skills:grid", "board": "introductions:board",
    "contracts": "contracts:group", "my-contracts": "contracts:mine", "key-problems": "skills:key-problems",
    "totals": "skills:unit", "techniques": "skills:catalogue", "round": "introductions:round",
    "plan": "production:group", "unit-plan": "production:unit",
}  # fmt: skip
WALKERS = (
    "learner", "leader", "assessor", "neighbour", "neighbour leader", "workshop sponsor", "organiser",
    "training officer", "administrator", "other leader", "nobody",
)  # fmt: skip


@pytest.fixture
def cast_day() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def test_every_table_opens_to_whom_its_page_opens_and_to_nobody_else() -> None:
    world = make_world()
    clients = {who: client for who, client in world.clients().items() if who in WALKERS}
    assert set(PAGES) == set(TABLES)
    for name, page in PAGES.items():
        words = ("uid",) if "<" in TABLES[name].place else ()
        file = world.address(f"spreadsheets:{name}-csv", words)
        uids = [world.ids[f"spreadsheets:{name}-csv"]["uid"]] if words else []
        for who, client in clients.items():
            expected = client.get(reverse(page, args=uids)).status_code
            got = client.get(file).status_code
            assert (200 if got == 200 else 0) == (200 if expected == 200 else 0), (name, who, expected, got)
            assert got in (200, 302, 403, 404) and (got == 302) == (who == "nobody"), (name, who, got)


def table(world: World, who: str, name: str, kind: str = "csv") -> list[list[str]]:
    person = world.people[who]
    assert person is not None
    words = ("uid",) if "<" in TABLES[name].place else ()
    answer = client_for(person).get(world.address(f"spreadsheets:{name}-{kind}", words))
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    if kind == "csv":
        assert answer.content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_every_table_has_heads_and_as_many_cells_in_every_row_in_both_kinds() -> None:
    world = make_world()
    whose = {"totals": "training officer", "round": "organiser"}
    for name in TABLES:
        for kind in KINDS:
            heads, *rows = table(world, whose.get(name, "leader"), name, kind)
            assert all(heads[1:]) and all(len(row) == len(heads) for row in rows), (name, kind)


def test_members_take_levels_along_and_only_those_who_measure_take_scores() -> None:
    world = make_world()
    words = {cell for row in table(world, "learner", "skills") for cell in row}
    assert "⟦teacher⟧" in words and not {"900", "300", "650"} & words
    scores = {row[3] for row in table(world, "assessor", "measurements")[1:]}
    assert {"900", "300"} <= scores


def test_only_a_posted_month_is_taken_along() -> None:
    """Of any other the page does not exist, nor does a list of who belonged to the group in it."""
    world = make_world()
    learner = world.people["learner"]
    assert learner is not None
    for month, status in (("2026-02", 200), ("2025-05", 404), ("x", 404)):
        for address in ("skills:group", "spreadsheets:skills-csv", "spreadsheets:skills-xlsx"):
            answer = client_for(learner).get(world.address(address, ("uid",)), {"month": month})
            assert answer.status_code == status, (address, month)


def test_a_name_that_looks_like_a_formula_is_defused_in_every_kind() -> None:
    desk = make_desk(group=True)
    desk.shop.person("=HYPERLINK(1)")
    leader = client_for(desk.shop.holder(Role.GROUP_LEADER))
    for kind in KINDS:
        data = leader.get(f"/groups/{desk.unit}/people.{kind}").content
        assert b",=HYPER" not in data and data
    data = leader.get(f"/groups/{desk.unit}/people.csv").content
    assert b",'=HYPERLINK(1)," in data


@pytest.mark.parametrize("verb", ["cancel", "away"])
def test_a_workbook_is_stopped_or_put_away_by_post_alone_and_by_its_importer_alone(verb: str) -> None:
    desk = make_desk()
    uid = desk.table()
    assert desk.client.get(f"/sheets/{uid}/{verb}").status_code == 405
    other = desk.shop.holder(Role.TRAINING_OFFICER, unit=desk.shop.factory)
    assert client_for(other).post(f"/sheets/{uid}/{verb}").status_code == 404
    assert Upload.objects.get(uid=uid).state == "read"
    assert desk.client.post(f"/sheets/{uid}/{verb}").status_code == 302
    assert Upload.objects.get(uid=uid).state == ("put away" if verb == "away" else "read")


def test_words_in_the_address_never_save_repair_or_leave_out() -> None:
    desk = make_desk()
    uid = desk.table()
    before = Upload.objects.values().get(uid=uid)
    for words in ("save=all", 'untick=["a",[2]]', "role_3=ignore", "trade=x"):
        assert desk.client.get(f"/sheets/{uid}/?{words}").status_code == 200
    assert Upload.objects.values().get(uid=uid) == before and Person.objects.filter(roll="20311").count() == 0
    member = desk.shop.person()
    assert client_for(member).get("/sheets/").status_code == 403
    assert client_for(member).post(f"/sheets/{uid}/", {"save": "all"}).status_code == 404
