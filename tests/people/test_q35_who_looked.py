"""Who looked at my data (Q35): written down where somebody else sees it, once a day, and never about an introduction."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from huzhu.base.access import Role
from huzhu.base.people.looks import CONTRACT, CONTRACTS, EXPORT, GROUP_SHEET, RECORDS, looked
from huzhu.base.people.models import Look, Person
from huzhu.base.units.models import Unit
from huzhu.rooms.contracts.models import Contract
from tests.cast import NOW, TODAY, Shop, client_for, make_shop
from tests.contracts.pair import make_pair
from tests.web.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def uid_of(unit: int) -> str:
    return Unit.objects.get(id=unit).uid


def kinds(viewer: Person, person: Person) -> list[str]:
    return sorted(Look.objects.filter(viewer=viewer, person=person).values_list("kind", flat=True))


@time_machine.travel(NOW, tick=False)
def test_whoever_opens_my_records_stands_on_my_page_and_i_myself_do_not(shop: Shop) -> None:
    leader, member = shop.holder(Role.GROUP_LEADER, name="⟦leader⟧"), shop.person()
    shop.measured(member, "piecing", 650)
    address = f"/groups/{uid_of(shop.group)}/skills/{member.uid}/{shop.technique().uid}"
    mine = client_for(member)
    assert "Nobody but you" in mine.get("/me/seen", headers={"Accept-Language": "en"}).content.decode()
    assert mine.get(address).status_code == 200
    assert not Look.objects.exists()
    for _again in range(2):
        assert client_for(leader).get(address).status_code == 200
    assert kinds(leader, member) == [RECORDS]
    (line,) = mine.get("/me/seen").context["lines"]
    assert (line.name, line.day) == ("⟦leader⟧", TODAY)
    assert client_for(leader).get("/me/seen").context["lines"] == []


@time_machine.travel(NOW, tick=False)
def test_the_groups_sheet_and_a_table_taken_along_are_looks_at_everybody_in_them(shop: Shop) -> None:
    leader, members = shop.holder(Role.GROUP_LEADER), shop.people(3)
    for member in members:
        shop.measured(member, "piecing", 650)
    client, group = client_for(leader), uid_of(shop.group)
    assert client.get(f"/groups/{group}/skills").status_code == 200
    assert client.get(f"/groups/{group}/measurements.csv").status_code == 200
    assert [kinds(leader, member) for member in members] == [[EXPORT, GROUP_SHEET]] * 3
    stranger = client_for(shop.person(group=shop.add_group("⟦group 2⟧")))
    assert stranger.get(f"/groups/{group}/skills").status_code == 404
    assert Look.objects.exclude(viewer=leader).count() == 0, "who sees nothing has not looked"


@time_machine.travel(NOW, tick=False)
def test_a_contract_read_by_a_leader_is_a_look_at_both_and_the_two_read_their_own() -> None:
    world = make_world()
    contract = Contract.objects.get(uid=world.ids["contracts:"]["uid"])
    Contract.objects.filter(pk=contract.pk).update(state="signed", signed=NOW, ends=TODAY + timedelta(days=30))
    leader, mate = cast(world, "leader"), cast(world, "teacher")
    assert client_for(mate).get(f"/contracts/{contract.uid}/").status_code == 200
    assert not Look.objects.filter(kind=CONTRACT).exists()
    assert client_for(leader).get(f"/contracts/{contract.uid}/").status_code == 200
    assert {row.person_id for row in Look.objects.filter(viewer=leader, kind=CONTRACT)} == {
        contract.first_id, contract.second_id,
    }  # fmt: skip


@time_machine.travel(NOW, tick=False)
def test_an_introduction_opened_boards_and_talks_leave_no_line() -> None:
    world = make_world()
    for who in ("teacher", "learner", "leader", "organiser"):
        client, person = client_for(cast(world, who)), cast(world, who)
        for name, words in (
            ("introductions:page", ("uid",)), ("introductions:board", ("uid",)), ("introductions:talks", ()),
            ("introductions:aid", ()), ("introductions:round-send", ("uid",)), ("introductions:round-mine", ("uid",)),
        ):  # fmt: skip
            client.get(world.address(name, words))
        assert not Look.objects.filter(viewer=person).exists()


@pytest.mark.db_both
def test_a_first_look_takes_two_statements_a_second_one_and_neither_grows(shop: Shop) -> None:
    viewer = shop.scope(shop.person())
    for count in (2, 20):
        people = [person.id for person in shop.people(count)]
        with CaptureQueriesContext(connection) as first:
            looked(viewer, GROUP_SHEET, people)
        with CaptureQueriesContext(connection) as second:
            looked(viewer, GROUP_SHEET, people)
        said = [row["sql"] for row in first if "SAVEPOINT" not in row["sql"]]
        assert (len(said), len(second)) == (2, 1)
    assert Look.objects.count() == 22


@pytest.mark.db_both
def test_the_database_keeps_one_line_a_day_and_none_about_oneself(shop: Shop) -> None:
    one, other = shop.people(2)
    Look.objects.create(viewer=one, person=other, kind=RECORDS, day=TODAY)
    for viewer in (one, other):
        with pytest.raises(IntegrityError), transaction.atomic():
            Look.objects.create(viewer=viewer, person=other, kind=RECORDS, day=TODAY)
    Look.objects.create(viewer=one, person=other, kind=RECORDS, day=TODAY + timedelta(days=1))


def cast(world: World, name: str) -> Person:
    person = world.people[name]
    assert person is not None
    return person


@time_machine.travel(NOW, tick=False)
def test_names_behind_a_figure_are_a_look_at_the_two_and_numbers_are_none(shop: Shop) -> None:
    pair = make_pair(shop).signed()
    away = shop.add_group("⟦away⟧")
    near, above = shop.holder(Role.GROUP_LEADER), shop.holder(Role.COMMITTEE, unit=shop.factory, group=away)
    Look.objects.all().delete()
    for viewer in (near, above, pair.first):
        page = client_for(viewer).get(f"/units/{uid_of(shop.group)}/figures/contracts")
        assert page.status_code == 200 and len(page.context["lines"]) == 1
    assert kinds(near, pair.first) == kinds(near, pair.second) == [CONTRACTS]
    assert Look.objects.exclude(viewer=near).count() == 0
