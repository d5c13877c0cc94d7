"""Deletion (Q36): a numbered tombstone, sealed rows unreadable for ever, counts and proofs as they were."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import time_machine
from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.conf import settings
from django.test import Client

from huzhu.base.access import NotAllowed, Role, Scope
from huzhu.base.db.consistency import checks
from huzhu.base.people.actions.deleting import delete_again, delete_person
from huzhu.base.people.deletion import apply_again, complete_list
from huzhu.base.people.models import Account, Look, Membership, Passkey, Person, PersonKey
from huzhu.base.people.seal import seal, unseal
from huzhu.conf import deletions
from huzhu.rooms.contracts.models import Signature
from huzhu.rooms.contracts.proof import verifies
from huzhu.rooms.contracts.queries.text import facts_of
from huzhu.rooms.introductions.actions.rounds import introduce_one
from huzhu.rooms.introductions.actions.waves import close_due_waves
from huzhu.rooms.introductions.models import Hold, Introduction, Wish
from tests.cast import NOW, PIN, TODAY, Shop, asks, client_for, full_account, make_shop, offers, says
from tests.contracts.pair import make_pair
from tests.spreadsheets.desk import make_desk
from tests.web.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]
NAME, EMAIL = "⟦欧阳娜娜⟧", "nana@example.org"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    """The list lies in a folder of the test's own."""
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def administrator(shop: Shop) -> Person:
    return shop.holder(Role.ADMINISTRATOR, unit=shop.factory, name="⟦administrator⟧")


def deletes(client: Client, person: Person, secret: str = PIN) -> int:
    return int(client.post(f"/people/{person.uid}/delete", {"present": secret}).status_code)


def everything() -> str:
    """Every value of every table as text."""
    rows = {model._meta.label: list(model._default_manager.values_list()) for model in apps.get_models()}
    return repr(rows)


def findings() -> list[str]:
    return [f"{one.code}: {says}" for one in checks() for says in one.find()]


@time_machine.travel(NOW, tick=False)
def test_name_and_sign_in_are_nowhere_any_more_and_the_number_stays(shop: Shop, administrator: Person) -> None:
    person, leader = shop.person(NAME), shop.holder(Role.GROUP_LEADER)
    account = full_account(person)
    Account.objects.filter(id=account.id).update(email=EMAIL)
    Passkey.objects.create(account=account, credential="c", public_key=b"k", name="⟦phone⟧", since=NOW)
    mine, wish = client_for(person), asks(shop, person)
    shop.measured(person, "piecing", 650)
    client_for(leader).get(f"/people/{person.uid}")
    assert NAME in everything() and EMAIL in everything()
    assert deletes(client_for(administrator), person) == 302
    assert NAME not in everything() and EMAIL not in everything()
    person.refresh_from_db()
    assert (person.name, person.roll, person.tombstone) == (f"#{person.roll}", "102", True)
    assert not PersonKey.objects.filter(person=person).exists() and not Passkey.objects.exists()
    assert not Look.objects.filter(person=person).exists()
    assert Wish.objects.get(uid=wish).state == "withdrawn"
    assert Membership.objects.get(person=person).ends == TODAY
    assert mine.get("/me").status_code == 302, "every session has ended"
    assert Client().post("/sign-in", {"number": person.roll, "secret": PIN}).status_code == 422
    assert client_for(leader).get(f"/people/{person.uid}").status_code == 404


@time_machine.travel(NOW, tick=False)
def test_what_was_sealed_is_unreadable_for_ever_and_stays_so_in_a_copy_of_the_rows(shop: Shop) -> None:
    person = shop.person(NAME)
    sealed = seal(person.id, "no", table="t", row="r", column="c")
    assert unseal(person.id, sealed, table="t", row="r", column="c") == "no"
    wrapped = bytes(PersonKey.objects.get(person=person).wrapped)
    delete_again(person.uid, by=Scope.system(TODAY), now=NOW)
    assert unseal(person.id, sealed, table="t", row="r", column="c") == ""
    other = shop.person()
    PersonKey.objects.filter(person=other).update(wrapped=wrapped)
    with pytest.raises(InvalidTag):
        unseal(other.id, sealed, table="t", row="r", column="c")


@time_machine.travel(NOW, tick=False)
def test_q22_a_contract_of_a_deleted_party_ends_its_signatures_verify_and_the_house_is_sound(shop: Shop) -> None:
    administrator = shop.holder(Role.ADMINISTRATOR, unit=shop.factory)
    pair = make_pair(shop).signed()
    client, before = client_for(administrator), findings()  # what the cast leaves undone: proofs, generations
    assert deletes(client, pair.second) == 302
    contract = pair.contract
    assert (contract.state, contract.closed_because) == ("ended", "moved")
    assert Hold.objects.filter(contract_id=contract.pk, freed=None).count() == 0
    assert [verifies(row, facts_of(contract)) for row in Signature.objects.all()] == [True, True]
    page = client_for(pair.first).get(f"/contracts/{pair.uid}/")
    assert page.status_code == 200 and f"#{pair.second.roll}" in page.content.decode()
    assert set(findings()) <= set(before)
    Signature.objects.filter(person=pair.second).update(text="changed")
    assert any("does not verify" in line for line in set(findings()) - set(before))


@time_machine.travel(NOW, tick=False)
def test_an_introduction_that_was_sent_runs_to_its_date_as_with_somebody_silent() -> None:
    world = make_world()
    shop, administrator = world.shop, world.people["administrator"]
    assert administrator is not None
    mate, other = shop.person(), shop.person()
    for person, level in ((mate, 900), (other, 300)):
        shop.measured(person, "spooling", level)
    offers(shop, mate, "spooling")
    asks(shop, other, "spooling")
    uid = introduce_one(Wish.objects.get(person=other).uid, by=shop.scope(other), now=NOW)
    before = findings()  # what the cast leaves undone
    assert deletes(client_for(administrator), other) == 302
    assert Introduction.objects.get(uid=uid).state == "sent"
    says(shop, mate, uid, "yes")
    assert Introduction.objects.get(uid=uid).state == "sent"
    deadline = Introduction.objects.get(uid=uid).deadline
    close_due_waves(deadline)
    assert Introduction.objects.get(uid=uid).state == "not concluded"
    assert Hold.objects.filter(introduction__uid=uid, freed=None).count() == 0
    new = set(findings()) - set(before)
    assert [line for line in new if "tombstones" in line or "introductions" in line] == []


@time_machine.travel(NOW, tick=False)
def test_only_an_administrator_of_the_factory_deletes_with_his_own_secret_and_never_himself(
    shop: Shop, administrator: Person
) -> None:
    person, leader = shop.person(NAME), shop.holder(Role.GROUP_LEADER)
    officer, stranger = shop.holder(Role.TRAINING_OFFICER, unit=shop.factory), make_shop("second mill")
    theirs = stranger.holder(Role.ADMINISTRATOR, unit=stranger.factory)
    assert [deletes(client_for(who), person) for who in (person, leader, officer, theirs)] == [404, 403, 403, 404]
    assert deletes(client_for(administrator), administrator) == 403
    client = client_for(administrator)
    assert deletes(client, person, "000000") == 422
    page = client.get(f"/people/{person.uid}/delete")
    assert NAME in page.content.decode()
    with pytest.raises(NotAllowed):
        delete_person(person.uid, secret=PIN, by=shop.scope(administrator, full=False), now=NOW)
    assert Person.objects.get(id=person.id).name == NAME and not deletions.listed(settings.HOME)


@time_machine.travel(NOW, tick=False)
def test_the_list_beside_the_keys_deletes_again_and_the_check_says_what_is_missing(shop: Shop, home: Path) -> None:
    person, keys = shop.person(NAME), shop.person()
    row = {name: getattr(person, name) for name in ("name", "hired", "tombstone", "found_by")}
    delete_again(person.uid, by=Scope.system(TODAY), now=NOW)
    assert [json.loads(line)["person"] for line in (home / deletions.FILE).read_text().splitlines()] == [person.uid]
    assert (home / deletions.FILE).stat().st_mode & 0o077 == 0
    assert findings() == []
    Person.objects.filter(id=person.id).update(**row)  # an older database
    PersonKey.objects.create(person=person, wrapped=b"x")
    assert any("huzhu migrate deletes again" in line for line in findings())
    assert (apply_again(), apply_again()) == (1, 0)
    assert NAME not in everything() and findings() == []
    (home / deletions.FILE).unlink()
    assert any("an older backup would bring the name back" in line for line in findings())
    assert (complete_list(), complete_list()) == (1, 0)
    assert deletions.listed(home) == [person.uid] and keys.uid not in deletions.listed(home)


def test_a_line_cut_by_a_crash_costs_no_other(home: Path) -> None:
    deletions.add(home, ["aaa"], "2026-03-02")
    with (home / deletions.FILE).open("a") as file:
        file.write('{"pers')
    deletions.add(home, ["bbb", "aaa"], "2026-03-03")
    assert deletions.listed(home) == ["aaa", "bbb"]


@time_machine.travel(NOW, tick=False)
def test_a_list_that_still_names_the_number_brings_nobody_back() -> None:
    desk = make_desk()
    desk.save(desk.table())
    gone = Person.objects.get(roll="20325")
    delete_again(gone.uid, by=Scope.system(TODAY), now=NOW)
    page = desk.page(desk.table())
    assert ["20325" in error.message for error in page.errors] == [True]
    assert desk.press(desk.table(), save="all") == 422, "nothing is saved"
    assert Membership.objects.get(person=gone).ends == TODAY
