"""The demo's door, joining by QR code, a group's roll, one's own looks."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huzhu.base.access import Role
from huzhu.base.journal.demo import mark_as_demo
from huzhu.base.people.models import Account, Person
from huzhu.base.units.models import Unit
from tests.cast import NOW, Shop, client_for, full_account, make_shop
from tests.people.steps import first_sign_in, shows


def uid_of(unit: int) -> str:
    return Unit.objects.get(id=unit).uid


@pytest.mark.django_db
def test_the_demos_door_opens_in_a_demo_and_nowhere_else() -> None:
    shop = make_shop()
    account = full_account(shop.holder(Role.GROUP_LEADER))
    door = f"/demo/enter/{account.uid}"
    assert Client().post(door).status_code == 404
    assert Client().get("/sign-in").context["demo"] == []
    with pytest.raises(ValueError, match="in use"):
        mark_as_demo(NOW)
    assert Client().post(door).status_code == 404


@pytest.mark.django_db
def test_in_a_demo_one_steps_into_each_role() -> None:
    mark_as_demo(NOW)
    shop = make_shop()
    account = full_account(shop.holder(Role.GROUP_LEADER))
    visitor = Client()
    assert [line.uid for line in visitor.get("/sign-in").context["demo"]] == [account.uid]
    assert visitor.get(f"/demo/enter/{account.uid}").status_code == 405
    assert visitor.post(f"/demo/enter/{account.uid}").status_code == 302
    assert visitor.get("/me/account").context["mine"] == account


@pytest.fixture
def shop(db: None) -> Shop:
    return make_shop()


def test_q36_the_qr_code_of_a_group_remembers_the_factory_and_shows_nobody(shop: Shop) -> None:
    member, phone = shop.person("⟦Wang Xiaomei⟧"), Client()
    make_shop("second mill")
    assert phone.get("/sign-in").context["factory"] is None
    page = phone.get(f"/join/{uid_of(shop.group)}")
    assert member.name not in page.content.decode()
    assert phone.get("/sign-in").context["factory"].id == shop.factory
    assert phone.cookies["factory"]["httponly"]
    assert Client().get("/join/000000000000").status_code == 404


def test_q36_a_roll_number_repeats_between_factories(shop: Shop) -> None:
    other = make_shop("second mill")
    here, there = shop.person(), other.person()
    assert here.roll == there.roll
    phone, _ = first_sign_in(there, other.holder(Role.GROUP_LEADER))
    assert phone.get("/me/account").context["mine"].person_id == there.id
    assert Account.objects.get(person=here).generation == 0


def test_a_leader_sees_who_has_signed_in_and_adds_one(shop: Shop) -> None:
    leader, member = shop.holder(Role.GROUP_LEADER), shop.person()
    first_sign_in(member, leader)
    client, address = client_for(leader), f"/groups/{uid_of(shop.group)}/people"
    states = {line.person.id: line.state for line in client.get(address).context["lines"]}
    assert states == {leader.id: "full", member.id: "look"}
    assert client.post(address, {"name": "⟦new⟧", "roll": "777", "post": "⟦spinner⟧"}).status_code == 302
    assert Person.objects.get(roll="777").postings.get().post_id == shop.post
    assert client.post(address, {"name": "⟦new⟧", "roll": "777"}).status_code == 422
    assert client_for(member).get(address).status_code == 404


def test_language_and_brightness_come_along_to_the_next_device(shop: Shop) -> None:
    person = shop.person()
    client = client_for(person)
    assert client.post("/me/account/looks", {"language": "en", "theme": "dark"}).status_code == 302
    client.post("/sign-out")
    client.cookies.pop("theme")
    client.post("/sign-in", {"number": person.roll, "secret": "135790"})
    assert client.cookies["theme"].value == "dark" and client.cookies["django_language"].value == "en"


def test_the_language_at_the_foot_of_a_page_comes_along_too(shop: Shop) -> None:
    person = shop.person()
    client = client_for(person)
    assert client.post("/language", {"language": "en", "next": "/me"}).headers["Location"] == "/me"
    assert client.post("/language", {"language": "tlh", "next": "/me"}).status_code == 302
    person.account.refresh_from_db()
    assert person.account.language == "en"
    visitor = Client()
    visitor.post("/language", {"language": "zh-hans", "next": "/sign-in"})
    person.account.refresh_from_db()
    assert person.account.language == "en"


def test_the_language_can_be_chosen_before_signing_in(shop: Shop) -> None:
    visitor = Client()
    visitor.post("/language", {"language": "en", "next": "/sign-in"})
    assert "Sign in" in visitor.get("/sign-in").content.decode()


def test_every_address_here_needs_a_sign_in_but_the_way_in(shop: Shop) -> None:
    for address in ("/me/account", "/confirm", "/me/done-in-your-name", f"/groups/{uid_of(shop.group)}/people"):
        assert Client().get(address).status_code == 302


def test_the_statements_of_a_roll_do_not_grow_with_its_people(shop: Shop) -> None:
    leader = shop.holder(Role.GROUP_LEADER)
    client, address = client_for(leader), f"/groups/{uid_of(shop.group)}/people"
    client.get(address)
    counts = []
    for _ in range(2):
        for person in shop.people(6):
            full_account(person)
        with CaptureQueriesContext(connection) as taken:
            client.get(address)
        counts.append(len(taken))
    assert counts[0] == counts[1]


def test_today_says_who_waits_for_a_confirmation_and_what_oneself_lacks(shop: Shop) -> None:
    leader, mate, member = shop.holder(Role.GROUP_LEADER), shop.person(), shop.person("⟦Li Si⟧")
    shows(Client(), member)
    titles = {line.title: line.url for line in client_for(leader).get("/").context["lines"]}
    assert titles["⟦Li Si⟧"] == f"/confirm?roll={member.roll}"
    assert client_for(mate).get("/").context["lines"] == []
    phone, _ = first_sign_in(member, leader)
    assert [line.url for line in phone.get("/").context["lines"]] == ["/me/account"]


def test_an_officer_writes_an_e_mail_and_a_leader_does_not(shop: Shop) -> None:
    officer, leader, member = (
        shop.holder(Role.TRAINING_OFFICER, unit=shop.factory),
        shop.holder(Role.GROUP_LEADER),
        shop.person(),
    )
    address = f"/people/{member.uid}"
    assert client_for(leader).post(address, {"do": "email", "email-email": "his@example.org"}).status_code == 403
    assert client_for(leader).get(address).context["email"] is None
    assert client_for(officer).post(address, {"do": "email", "email-email": "member@example.org"}).status_code == 302
    account = Account.objects.get(person=member)
    assert account.email == "member@example.org" and account.email_by_id == officer.id


@pytest.mark.parametrize("wanted", ["foo", "sign-out", "evil.example", "//evil.example", "javascript:alert(1)"])
def test_whoever_confirms_comes_back_to_a_page_of_this_house_alone(shop: Shop, wanted: str) -> None:
    leader, member = client_for(shop.holder(Role.GROUP_LEADER)), shop.person()
    cards = f"/groups/{uid_of(shop.group)}/cards"
    for asked, back in ((wanted, "/confirm"), (cards, cards)):
        _, digits = shows(Client(), member)
        answer = leader.post("/confirm", {"roll": member.roll, "code": digits, "list": asked})
        assert (answer.status_code, answer.headers["Location"]) == (302, back)


def test_only_who_appoints_learns_by_appointing_which_numbers_there_are(shop: Shop) -> None:
    leader, administrator = shop.holder(Role.GROUP_LEADER), shop.holder(Role.ADMINISTRATOR, unit=shop.factory)
    stranger = shop.person(group=shop.add_group("⟦another group⟧"))
    address = f"/units/{uid_of(shop.group)}/mandate"
    for roll, seen in ((stranger.roll, 302), ("no such number", 422)):
        asked = {"roll": roll, "role": Role.ASSESSOR.value}
        assert client_for(leader).post(address, asked).status_code == 403
        assert client_for(administrator).post(address, asked).status_code == seen
