"""Signing in: one's own device, one wording, a lock that nobody can drive past (Q33)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from huzhu.base.access import Role
from huzhu.base.people import attempts, secrets
from huzhu.base.people.models import Account, Device, Person
from huzhu.base.people.secrets import check_secret, set_password
from tests.cast import PIN, Shop, client_for, full_account, make_shop


@pytest.fixture
def shop(db: None) -> Shop:
    return make_shop()


def sign_in(client: Client, number: str, secret: str) -> int:
    return client.post("/sign-in", {"number": number, "secret": secret}).status_code


def test_q33_a_pin_is_refused_on_a_strange_device_and_taken_on_an_own_one(shop: Shop) -> None:
    person = shop.person()
    own = client_for(person)
    own.post("/sign-out")
    assert sign_in(Client(), person.roll, PIN) == 422
    assert sign_in(own, person.roll, "135791") == 422
    assert sign_in(own, person.roll, PIN) == 302


def test_q33_a_password_opens_a_strange_device_on_which_the_pin_still_does_not_count(shop: Shop) -> None:
    person = shop.person()
    account = full_account(person)
    set_password(account, "green lathe forty")
    account.save()
    strange = Client()
    assert sign_in(strange, person.roll, "green lathe forty") == 302
    strange.post("/sign-out")
    assert sign_in(strange, person.roll, PIN) == 422


def test_q33_an_unknown_number_a_wrong_pin_and_a_locked_sign_in_are_answered_alike(shop: Shop) -> None:
    person = shop.person()
    own = client_for(person)
    own.post("/sign-out")
    wrong = [own.post("/sign-in", {"number": person.roll, "secret": "864209"}) for _ in range(6)]
    locked = own.post("/sign-in", {"number": person.roll, "secret": PIN})
    unknown = own.post("/sign-in", {"number": "99999", "secret": PIN})
    said = {answer.context["form"].errors["secret"].as_text() for answer in (*wrong, locked, unknown)}
    assert len(said) == 1
    assert {answer.status_code for answer in (*wrong, locked, unknown)} == {422}


def test_q33_a_lock_on_one_device_leaves_the_other_device_alone(shop: Shop) -> None:
    person = shop.person()
    first, second = client_for(person), client_for(person)
    first.post("/sign-out")
    for _ in range(6):
        sign_in(first, person.roll, "864209")
    second.post("/sign-out")
    assert sign_in(first, person.roll, PIN) == 422
    assert sign_in(second, person.roll, PIN) == 302


def test_a_lock_ends_after_its_time_and_the_next_one_lasts_twice_as_long(shop: Shop) -> None:
    account, now = full_account(shop.person()), timezone.now()
    minutes = timezone.timedelta(minutes=1)
    assert sum(attempts.may_try(account.id, "password", now) for _ in range(9)) == 5
    assert not attempts.may_try(account.id, "password", now + 14 * minutes)
    later = now + 15 * minutes
    assert sum(attempts.may_try(account.id, "password", later) for _ in range(9)) == 5
    assert not attempts.may_try(account.id, "password", later + 29 * minutes)
    assert attempts.may_try(account.id, "password", later + 30 * minutes)


@pytest.mark.db_both
@pytest.mark.django_db(transaction=True)
def test_q33_of_sixty_rivals_at_once_five_reach_the_secret() -> None:
    account, now = full_account(make_shop().person()), timezone.now()

    def rival(_: int) -> bool:
        try:
            return attempts.may_try(account.id, "password", now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(rival, range(60))) == 5


def test_the_secret_of_a_signature_counts_tries_too(shop: Shop) -> None:
    person = shop.person()
    client, account, now = client_for(person), full_account(person), timezone.now()
    device = client.session["device"]
    assert check_secret(account.id, device, PIN, now=now)
    assert not check_secret(account.id, None, PIN, now=now)
    assert not any(check_secret(account.id, device, "864209", now=now) for _ in range(5))
    assert not check_secret(account.id, device, PIN, now=now)


def test_no_page_of_somebody_signed_in_is_kept_by_the_browser(shop: Shop) -> None:
    answer = client_for(shop.person()).get("/me/account")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_q33_a_tablet_takes_the_pins_of_its_own_group_only_and_signs_off_when_it_rests(shop: Shop) -> None:
    leader, member = shop.holder(Role.GROUP_LEADER), shop.person()
    stranger = shop.person(group=shop.add_group("⟦group 2⟧"))
    tablet = client_for(leader)
    for person in (member, stranger):
        full_account(person)
    answer = tablet.post(f"/groups/{leader.memberships.get().unit.uid}/tablet")
    assert answer.status_code == 302 and Device.objects.filter(unit_id=shop.group).count() == 1
    assert sign_in(tablet, stranger.roll, PIN) == 422
    assert sign_in(tablet, member.roll, PIN) == 302
    assert tablet.get("/me/account").status_code == 200
    tablet.cookies["seen"] = "worn:out"
    answer = tablet.get("/me/account")
    assert answer.status_code == 302 and answer.url.startswith("/sign-in")
    assert "cache" in answer.headers["Clear-Site-Data"]


def test_a_member_may_not_make_a_tablet(shop: Shop) -> None:
    member, leader = shop.person(), shop.holder(Role.GROUP_LEADER)
    address = f"/groups/{member.memberships.get().unit.uid}/tablet"
    assert client_for(member).post(address).status_code == 404
    assert client_for(leader).post(address).status_code == 302


def test_a_changed_pin_ends_the_other_sessions(shop: Shop) -> None:
    person = shop.person()
    first, second = client_for(person), client_for(person)
    answer = first.post("/me/account/secret", {"present": PIN, "secret": "482915"})
    assert answer.status_code == 302
    assert first.get("/me/account").status_code == 200
    assert second.get("/me/account").status_code == 302
    assert Account.objects.get(person=person).pin != full_account(person).password


def test_nothing_of_a_persons_own_is_put_on_a_tablet(shop: Shop) -> None:
    leader = shop.holder(Role.GROUP_LEADER)
    tablet = client_for(leader)
    tablet.post(f"/groups/{leader.memberships.get().unit.uid}/tablet")
    assert sign_in(tablet, leader.roll, PIN) == 302
    assert tablet.post("/me/account/device", {"present": PIN}).status_code == 403
    assert tablet.get("/me/account/passkey").status_code == 403
    assert tablet.get("/me/account/secret").status_code == 200


def test_every_refusal_costs_one_slow_hash(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown, wrong, strange device, locked: the time tells nothing."""
    person, spent = shop.person(), []
    own = client_for(person)
    own.post("/sign-out")

    def counted(name: str) -> None:
        real = getattr(secrets, name)
        monkeypatch.setattr(secrets, name, lambda *words: spent.append(name) or real(*words))

    counted("make_password")
    counted("check_password")
    costs = []
    for client, number, secret in [
        (Client(), "99999", PIN), (Client(), person.roll, PIN), (Client(), person.roll, "green lathe forty"),
        *[(own, person.roll, "864209")] * 7,
    ]:  # fmt: skip
        spent.clear()
        assert sign_in(client, number, secret) == 422
        costs.append(len(spent))
    assert set(costs) == {1}


@pytest.mark.django_db(transaction=True)
def test_a_secret_cannot_be_tried_inside_a_deed_whose_error_would_undo_the_count() -> None:
    account, now = full_account(make_shop().person()), timezone.now()
    with pytest.raises(RuntimeError), transaction.atomic():
        check_secret(account.id, None, "green lathe forty", now=now)
    assert not check_secret(account.id, None, "green lathe forty", now=now)


def on_tablet(shop: Shop, member: Person) -> Client:
    """The group's tablet, with the member signed in by number and PIN."""
    leader = shop.holder(Role.GROUP_LEADER)
    full_account(member)
    tablet = client_for(leader)
    tablet.post(f"/groups/{leader.memberships.get().unit.uid}/tablet")
    assert sign_in(tablet, member.roll, PIN) == 302
    return tablet


def test_a_tablet_signs_off_after_the_deed_and_keeps_nothing_of_it(shop: Shop) -> None:
    member = shop.person()
    shop.measured(member, "piecing", 650)
    tablet = on_tablet(shop, member)
    page = tablet.get("/wishes")
    assert page.headers["Cache-Control"] == "no-store" and 'data-idle-seconds="60"' in page.content.decode()
    asked = {"kind": "request", "technique": shop.technique().uid}
    assert tablet.post("/wishes/new", asked | {"reach": "nowhere"}).status_code == 200, "a form to be mended stays"
    answer = tablet.post("/aid/limits", {"teaching": "1", "learning": "1"})
    assert (answer.status_code, answer.url) == (302, "/sign-in?done=1")
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert member.load.own_teaching == 1, "the deed itself is done"
    assert tablet.get("/wishes").url.startswith("/sign-in?")
    assert client_for(member).post("/aid/limits", {"teaching": "2", "learning": "1"}).url != "/sign-in?done=1"


def test_a_step_of_something_longer_and_a_word_of_many_do_not_sign_off(shop: Shop) -> None:
    tablet = on_tablet(shop, shop.person())
    assert tablet.post("/me/account/looks", {"language": "en", "theme": ""}).url == "/me/account"
    assert tablet.get("/me/account").status_code == 200


def test_on_a_tablet_the_next_person_signs_in_or_begins_while_somebody_is_still_in(shop: Shop) -> None:
    first, second, third = shop.person(), shop.person(), shop.person()
    tablet = on_tablet(shop, first)
    full_account(second)
    assert sign_in(tablet, second.roll, PIN) == 302
    assert tablet.get("/me/account").context["mine"].person == second
    shows = tablet.post("/me/account/confirm").url
    assert "digits" in tablet.get(shows).context, "asking for a second confirmation is a step, not the end"
    begun = tablet.post("/first-sign-in", {"roll": third.roll}).url
    assert "digits" in tablet.get(begun).context
    assert tablet.get("/me/account").url.startswith("/sign-in?"), "who was in is signed off"
