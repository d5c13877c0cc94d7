"""The page 'who sees what about me' says what the doors do: whoever it names gets in, whoever it does not stays out."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from huzhu.base.access import Role
from huzhu.base.people.actions.roll import end_mandate
from huzhu.base.people.models import Account, Person
from huzhu.base.people.sight import SightLine, sight_of
from huzhu.rooms.contracts.models import Contract
from tests.cast import NOW, TODAY, Shop, client_for, make_shop
from tests.web.world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def line(lines: list[SightLine], begins: str) -> SightLine:
    return next(one for one in lines if one.what.startswith(begins))


@time_machine.travel(NOW, tick=False)
def test_each_line_names_todays_holders_and_follows_them(shop: Shop) -> None:
    member, leader = shop.person(), shop.holder(Role.GROUP_LEADER, name="⟦leader⟧")
    shop.holder(Role.TRAINING_OFFICER, unit=shop.factory, name="⟦officer⟧")
    shop.holder(Role.SPONSOR, unit=shop.workshop, name="⟦sponsor⟧")
    page = client_for(member).get("/me/sight", headers={"Accept-Language": "en"}).context["lines"]
    leads = f"{Role.GROUP_LEADER.label}: ⟦leader⟧"
    assert line(page, "your scores").holders == [leads] and not line(page, "your scores").mates
    assert line(page, "your levels").mates and line(page, "your levels").holders == [leads]
    assert any("⟦officer⟧" in words for words in line(page, "name, number").holders)
    assert [words for words in line(page, "a signed").holders if "⟦sponsor⟧" in words]
    assert (line(page, "your answers").holders, line(page, "your answers").mates) == ([], False)
    system = shop.scope(shop.holder(Role.ADMINISTRATOR, unit=shop.factory))
    end_mandate(leader.id, Role.GROUP_LEADER, unit_id=shop.group, ends=TODAY, by=system, now=NOW)
    assert line(sight_of(shop.scope(member)), "your scores").holders == []


@time_machine.travel(NOW, tick=False)
def test_whoever_is_named_opens_the_page_and_whoever_is_not_stays_out() -> None:
    world = make_world()
    learner, contract = world.people["learner"], Contract.objects.get(uid=world.ids["contracts:"]["uid"])
    assert learner is not None
    Contract.objects.filter(pk=contract.pk).update(state="signed", signed=NOW, ends=TODAY)
    lines = client_for(learner).get("/me/sight").context["lines"]
    doors = {
        2: world.address("person", ("uid",)),
        3: world.address("skills:records", ("uid", "person", "technique")),
        -2: f"/contracts/{contract.uid}/",
    }
    order = [1, 5, 14]
    assert len(lines) == 26
    for at, address in zip(order, doors.values(), strict=True):
        for name in (
            "leader",
            "foreman",
            "assessor",
            "training officer",
            "administrator",
            "workshop sponsor",
            "organiser",
        ):
            person = world.people[name]
            assert person is not None
            named = any(words.endswith(f": {person.name}") for words in lines[at].holders)
            assert named == opens(client_for(person), address), (lines[at].what, name)


def opens(client: Client, address: str) -> bool:
    return bool(client.get(address).status_code == 200)


def test_of_somebody_without_a_home_no_role_sees_anything(shop: Shop) -> None:
    shop.holder(Role.ADMINISTRATOR, unit=shop.factory)
    person = Person.objects.create(factory_id=shop.factory, roll="900", name="⟦new⟧")
    Account.objects.create(person=person, password="!")
    lines = sight_of(shop.scope(person))
    assert len(lines) == 26 and not any(line.holders or line.mates for line in lines)
