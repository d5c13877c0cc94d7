"""A workbook as a way to what is not one's own: names behind numbers, and contracts of other people (Q18, Q31)."""

from __future__ import annotations

import pytest

from huzhu.base.access import Refused, Role
from huzhu.base.jobs import run_waiting
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.contracts.actions.recording import RecordedTerm, record_contract
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.queries.export import columns
from huzhu.spreadsheets.models import Upload
from huzhu.spreadsheets.recording import CONTRACT, FIRST, KIND, SECOND, STARTS, TEACHER, TECHNIQUE, TERM_ENDS
from huzhu.spreadsheets.writing import write_sheets, write_table
from tests.cast import NOW, Shop, client_for, make_shop
from tests.spreadsheets.desk import HEADS, Desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("free_clock")]


def desk_of(shop: Shop, role: Role) -> Desk:
    person = shop.holder(role)
    return Desk(shop, person, client_for(person), Unit.objects.get(id=shop.group).uid)


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.GROUP_LEADER, Role.TRAINING_OFFICER])
def test_q31_a_number_of_another_group_does_not_tell_its_owners_name(role: Role) -> None:
    shop = make_shop()
    stranger, left = (shop.person(name, group=shop.add_group(name)) for name in ("⟦stranger⟧", "⟦left⟧"))
    left.memberships.all().delete()
    mate = shop.person("⟦mate⟧")
    desk = desk_of(shop, role)
    rows = [[one.roll, f"⟦guess {one.roll}⟧", "", 61, 92] for one in (stranger, left, mate)]
    html = desk.html(desk.table(rows))
    assert "⟦mate⟧" in html and "⟦stranger⟧" not in html and "⟦left⟧" not in html


def test_q19_an_assessor_does_not_bring_in_scores_of_his_own() -> None:
    desk = desk_of(make_shop(), Role.ASSESSOR)
    mate = desk.shop.person("⟦mate⟧")
    rows = [[one.roll, one.name, "", 61, 92] for one in (desk.officer, mate)]
    assert "测定员本人的一行" in desk.html(desk.table(rows))
    assert "测定员本人的一行" not in desk.html(desk.table(rows[1:]))
    leader = desk_of(desk.shop, Role.GROUP_LEADER)
    assert "测定员本人的一行" not in leader.html(leader.table([[leader.officer.roll, leader.officer.name, "", 61, 92]]))


def contract(uid: str, first: Person, second: Person, technique: str) -> list[str]:
    row = [""] * len(columns())
    row[CONTRACT], row[KIND], row[FIRST], row[SECOND] = uid, "apprenticeship", first.roll, second.roll
    row[STARTS], row[TEACHER], row[TECHNIQUE], row[TERM_ENDS] = "2026-03-01", "A", technique, "2026-05-01"
    return row


def bring_contract(desk: Desk, uid: str, first: Person, second: Person) -> str:
    people = [[desk.officer.roll, desk.officer.name, ""]]
    rows = [contract(uid, first, second, desk.shop.technique().name)]
    upload = desk.bring(write_sheets([("people", HEADS[:3], people), ("contracts", columns(), rows)]))
    desk.press(upload, save="all")
    run_waiting()
    return Upload.objects.get(uid=upload).state


@pytest.mark.parametrize("uid", ["a/b", "../../x", "<b>x</b>1234", "0123456789abc", "0123456789aB"])
def test_q18_a_contract_is_recorded_under_a_public_id_or_not_at_all(uid: str) -> None:
    """An id that is no part of an address would lock both people out of every page that leads to their contract."""
    shop = make_shop()
    (first, second), desk = shop.people(2), desk_of(shop, Role.TRAINING_OFFICER)
    assert bring_contract(desk, uid, first, second) == "read" and not Contract.objects.exists()
    with pytest.raises(Refused):
        term = RecordedTerm(taught_by_first=True, technique_id=shop.technique().id)
        record_contract(first.id, second.id, (term,), uid=uid, by=shop.scope(desk.officer), now=NOW)
    assert bring_contract(desk, "0123456789ab", first, second) == "saved"
    for address in ("/", "/me", "/contracts", "/contracts/0123456789ab/"):
        assert client_for(first).get(address).status_code == 200


def test_q18_nobody_records_a_contract_of_people_of_another_group() -> None:
    shop = make_shop()
    other = shop.add_group("⟦another group⟧")
    mine, (theirs, more) = shop.person(), shop.people(2, group=other)
    desk = desk_of(shop, Role.GROUP_LEADER)
    for first, second in ((theirs, more), (mine, theirs), (theirs, mine)):
        assert bring_contract(desk, "0123456789ab", first, second) == "read"
    assert not Contract.objects.exists()
    assert bring_contract(desk, "0123456789ab", mine, shop.person()) == "saved"


def test_a_text_in_csv_stays_one_cell_whatever_parts_the_cells() -> None:
    lines = write_table(["a", "b"], [["x;=1+1", "y\t=1+1"], ["z,=1", 'q"=1']], "csv").decode("utf-8-sig").splitlines()
    assert lines == ["a,b", '"x;=1+1","y\t=1+1"', '"z,=1","q""=1"']
