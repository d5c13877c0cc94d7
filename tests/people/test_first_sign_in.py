"""First sign-in and reset: two confirmers, one of whom is the leader and the other not his man (Q33)."""

from __future__ import annotations

import functools
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from huzhu.base.access import NotAllowed, Role, Scope
from huzhu.base.jobs import run_waiting
from huzhu.base.journal.models import Entry
from huzhu.base.people.actions.accounts import bootstrap_administrator, set_email
from huzhu.base.people.actions.roll import give_mandate
from huzhu.base.people.consents import Consent, register
from huzhu.base.people.models import Account, Confirmation, FirstSignIn, Person
from tests.cast import NOW, START, TODAY, Shop, client_for, make_shop
from tests.people.steps import confirms, first_sign_in, sets_pin, shows, state


@pytest.fixture
def shop(db: None) -> Shop:
    return make_shop()


def test_q33_a_leader_and_an_independent_one_make_a_sign_in_full(shop: Shop) -> None:
    leader, officer, member = (
        shop.holder(Role.GROUP_LEADER),
        shop.holder(Role.TRAINING_OFFICER, unit=shop.factory),
        shop.person(),
    )
    device, inside = first_sign_in(member, leader, officer)
    assert inside and state(member) == "full"
    assert device.get("/me/account").context["mine"].person_id == member.id


def test_q33_a_leader_alone_lets_look_and_wish_only(shop: Shop) -> None:
    leader, member = shop.holder(Role.GROUP_LEADER), shop.person()
    device, inside = first_sign_in(member, leader)
    assert inside and state(member) == "look"
    assert not device.get("/me/account").wsgi_request.scope.full


def test_q33_nobody_looks_before_anybody_confirmed(shop: Shop) -> None:
    device, inside = first_sign_in(shop.person())
    assert not inside
    assert device.get("/me/account").status_code == 302


def test_q33_one_whom_the_leader_confirmed_is_no_second(shop: Shop) -> None:
    leader, officer = shop.holder(Role.GROUP_LEADER), shop.holder(Role.TRAINING_OFFICER, unit=shop.factory)
    assessor, member, other = shop.holder(Role.ASSESSOR), shop.person(), shop.person()
    own, inside = first_sign_in(assessor, leader, officer)
    assert inside and state(assessor) == "full"
    phone = Client()
    address, digits = shows(phone, member)
    assert confirms(leader, member, digits) and confirms(own, member, digits)
    sets_pin(phone, address)
    assert state(member) == "look"
    device, _ = first_sign_in(other, leader)
    answer = device.post("/me/account/confirm")
    again = device.get(answer.url).context["digits"]
    assert confirms(own, other, again) and state(other) == "look"
    assert confirms(officer, other, again) and state(other) == "full"


def test_q33_two_without_a_leader_let_look_only(shop: Shop) -> None:
    shop.holder(Role.GROUP_LEADER)
    officer = shop.holder(Role.TRAINING_OFFICER, unit=shop.factory)
    assessor, member = shop.holder(Role.ASSESSOR), shop.person()
    first_sign_in(member, officer, assessor)
    assert state(member) == "look"


def test_q33_the_two_leaders_confirm_together(shop: Shop) -> None:
    leader, foreman, member = shop.holder(Role.GROUP_LEADER), shop.holder(Role.FOREMAN), shop.person()
    first_sign_in(member, leader, foreman)
    assert state(member) == "full"


def test_the_first_leader_is_confirmed_by_two_who_are_appointed(shop: Shop) -> None:
    leader, people = shop.holder(Role.GROUP_LEADER), shop.people(2)
    admin, officer = people
    for person, role in ((admin, Role.ADMINISTRATOR), (officer, Role.TRAINING_OFFICER)):
        bootstrap_administrator(person.id, "green lathe forty", role=role, by=Scope.system(TODAY), now=NOW)
    assert state(admin) == state(officer) == "full"
    assert Entry.objects.filter(deed="people.found").count() == 2
    with pytest.raises(NotAllowed):
        bootstrap_administrator(leader.id, "green lathe forty", by=Scope.system(TODAY), now=NOW)
    device = Client()
    address, digits = shows(device, leader)
    for person in (admin, officer):
        confirmer = Client()
        confirmer.post("/sign-in", {"number": person.roll, "secret": "green lathe forty"})
        assert confirms(confirmer, leader, digits)
    sets_pin(device, address)
    assert state(leader) == "full"


@pytest.mark.parametrize(("founding", "reached"), [(True, "full"), (False, "look")])
def test_q33_only_a_founder_is_second_beside_the_leader_whom_he_confirmed(
    shop: Shop, founding: bool, reached: str
) -> None:
    admin, officer = shop.people(2)
    for person, role in ((admin, Role.ADMINISTRATOR), (officer, Role.TRAINING_OFFICER)):
        if founding:
            bootstrap_administrator(person.id, "green lathe forty", role=role, by=Scope.system(TODAY), now=NOW)
        else:
            give_mandate(person.id, role, unit_id=shop.factory, starts=START, by=Scope.system(START), now=NOW)
    leader, member, phone = shop.holder(Role.GROUP_LEADER), shop.person(), Client()
    own, _ = first_sign_in(leader, admin, officer)
    assert state(leader) == "full"
    address, digits = shows(phone, member)
    assert confirms(own, member, digits) and confirms(officer, member, digits)
    sets_pin(phone, address)
    assert state(member) == reached


def test_q33_wrong_and_expired_digits_are_refused_and_five_wrong_end_it(shop: Shop) -> None:
    leader, officer, member = (
        shop.holder(Role.GROUP_LEADER),
        shop.holder(Role.TRAINING_OFFICER, unit=shop.factory),
        shop.person(),
    )
    _, digits = shows(Client(), member)
    wrong = f"{(int(digits) + 1) % 10**6:06}"
    assert not confirms(leader, member, wrong)
    assert confirms(leader, member, digits)
    for _ in range(5):
        assert not confirms(officer, member, wrong)
    assert not confirms(officer, member, digits)
    _, digits = shows(Client(), member)
    FirstSignIn.objects.filter(account__person=member).update(expires=timezone.now() - timedelta(seconds=1))
    assert not confirms(officer, member, digits)


def test_q33_an_unknown_number_looks_like_a_known_one(shop: Shop) -> None:
    member, known, unknown = shop.person(), Client(), Client()
    real, _ = shows(known, member)
    decoy, digits = shows(unknown, member, roll="99999")
    assert len(digits) == 6
    pages = [client.get(address) for client, address in ((known, real), (unknown, decoy))]
    assert pages[0].status_code == pages[1].status_code == 200
    own = [
        (str(page.context["qr"]), page.context["digits"], page.context["claim"].uid, str(page.context["csrf_token"]))
        for page in pages
    ]
    texts = [
        functools.reduce(lambda text, word: text.replace(word, ""), words, page.content.decode())
        for page, words in zip(pages, own, strict=True)
    ]
    assert texts[0] == texts[1] and 'class="qr"' not in texts[0]
    assert sets_pin(unknown, decoy).status_code == sets_pin(known, real).status_code == 200


def test_the_digits_belong_to_the_device_that_shows_them(shop: Shop) -> None:
    address, _ = shows(Client(), shop.person())
    assert Client().get(address).status_code == 404


def test_q33_a_reset_begins_a_new_generation_that_needs_both_again(shop: Shop) -> None:
    leader, officer, member = (
        shop.holder(Role.GROUP_LEADER),
        shop.holder(Role.TRAINING_OFFICER, unit=shop.factory),
        shop.person(),
    )
    old, _ = first_sign_in(member, leader, officer)
    _, inside = first_sign_in(member, leader)
    assert not inside and state(member) == "full" and old.get("/me/account").status_code == 200
    new, inside = first_sign_in(member, leader, officer)
    assert inside and state(member) == "full" and Account.objects.get(person=member).generation == 3
    assert old.get("/me/account").status_code == 302
    assert {line.generation for line in new.get("/me/account").context["confirmed"]} == {1, 2, 3}


def test_a_lost_phone_takes_away_every_right_at_once(shop: Shop) -> None:
    leader, officer, member = (
        shop.holder(Role.GROUP_LEADER),
        shop.holder(Role.TRAINING_OFFICER, unit=shop.factory),
        shop.person(),
    )
    device, _ = first_sign_in(member, leader, officer)
    assert client_for(leader).post(f"/people/{member.uid}", {"do": "close"}).status_code == 302
    assert state(member) == "none" and device.get("/me/account").status_code == 302


def test_q33_confirmations_of_two_devices_never_add_up(shop: Shop) -> None:
    leader, officer, member = (
        shop.holder(Role.GROUP_LEADER),
        shop.holder(Role.TRAINING_OFFICER, unit=shop.factory),
        shop.person(),
    )
    false, true = Client(), Client()
    (false_page, false_digits), (_, true_digits) = shows(false, member), shows(true, member)
    assert confirms(leader, member, false_digits) and confirms(officer, member, true_digits)
    sets_pin(false, false_page)
    assert state(member) == "look"


def test_q33_a_message_stands_for_the_second_unless_a_leader_wrote_the_address(shop: Shop) -> None:
    leader, admin, member = (
        shop.holder(Role.GROUP_LEADER),
        shop.holder(Role.ADMINISTRATOR, unit=shop.factory),
        shop.person(),
    )
    account = Account.objects.get(person=member)
    with pytest.raises(NotAllowed):
        set_email(account.id, "leader@example.org", by=shop.scope(leader), now=NOW)
    set_email(account.id, "member@example.org", by=shop.scope(admin), now=NOW)
    device = Client()
    address, digits = shows(device, member)
    device.post(f"{address}/message")
    run_waiting()
    sent = re.findall(r"\d{6}", mail.outbox[0].body)[0]
    assert device.post(f"{address}/message", {"message": "000000" if sent != "000000" else "1"}).status_code == 422
    assert device.post(f"{address}/message", {"message": sent}).status_code == 302
    assert confirms(leader, member, digits)
    sets_pin(device, address)
    assert state(member) == "full"


def test_q33_after_a_reset_deeds_done_before_are_listed_and_not_me_undoes_them(shop: Shop) -> None:
    leader, officer, member = (
        shop.holder(Role.GROUP_LEADER),
        shop.holder(Role.TRAINING_OFFICER, unit=shop.factory),
        shop.person(),
    )
    undone: list[str] = []
    first_sign_in(member, leader, officer)
    signed = timezone.now()
    register(
        "test", lambda account, since: [Consent("k1", "⟦contract 7⟧", signed)] if account.person_id == member.id and signed >= since else [],
        lambda uid, *, by, now: undone.append(uid),
    )  # fmt: skip
    device = Client()
    address, digits = shows(device, member)
    for confirmer in (leader, officer):
        confirms(confirmer, member, digits)
    answer = sets_pin(device, address)
    assert answer.url == "/me/done-in-your-name"
    assert [line.what for line in device.get(answer.url).context["lines"]] == ["⟦contract 7⟧"]
    assert device.post(answer.url, {"what": "test/other"}).status_code == 404
    assert device.post(answer.url, {"what": "test/k1"}).status_code == 302 and undone == ["k1"]


def test_nobody_confirms_himself_and_nobody_twice(shop: Shop) -> None:
    leader, member = shop.holder(Role.GROUP_LEADER), shop.person()
    own = client_for(leader)
    _, digits = shows(Client(), leader)
    assert not confirms(own, leader, digits)
    _, digits = shows(Client(), member)
    assert confirms(leader, member, digits) and not confirms(leader, member, digits)
    assert Confirmation.objects.filter(account__person=member).count() == 1


def test_one_who_has_no_post_and_one_who_is_not_full_confirm_nobody(shop: Shop) -> None:
    leader, member, mate = shop.holder(Role.GROUP_LEADER), shop.person(), shop.person()
    foreman = shop.holder(Role.FOREMAN)
    half, _ = first_sign_in(foreman, leader)
    assert state(foreman) == "look"
    _, digits = shows(Client(), member)
    assert not confirms(mate, member, digits) and not confirms(half, member, digits)
    assert confirms(leader, member, digits)


def test_the_journal_knows_who_confirmed_and_no_digit_or_name(shop: Shop) -> None:
    leader, member = shop.holder(Role.GROUP_LEADER), shop.person("⟦Wang Xiaomei⟧")
    _, digits = shows(Client(), member)
    assert confirms(leader, member, digits)
    row = Entry.objects.get(deed="people.confirm")
    assert row.actor_id == leader.id and row.after == {"generation": 1, "as": "group-leader"}
    assert digits not in str(row.after) and Person.objects.get(id=member.id).name not in str(row.after)
