"""A leader with every right of a leader, every device and every number, but only his own confirmation (A.2, Q33).

Each way takes him as far as it can towards two members' names; none of the sign-ins he ends up with is full, and
no contract of the two is ever signed. The same two, confirmed by him and by an independent officer, do sign it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.core import mail
from django.test import Client

from huzhu.base.access import HuzhuError, NotAllowed, Role, Scope
from huzhu.base.jobs import run_waiting
from huzhu.base.people.actions.accounts import set_email
from huzhu.base.people.actions.first_sign_in import close_sign_in, confirm_claim
from huzhu.base.people.actions.roll import enrol, give_mandate, move_person
from huzhu.base.people.models import Account, Confirmation, Enrolment, FirstSignIn, Mandate, Person
from huzhu.base.units.models import Unit
from huzhu.rooms.contracts.actions.signing import sign
from huzhu.rooms.skills.models import Month, MonthVoice
from tests.cast import NOW, PIN, START, TODAY, Shop, client_for
from tests.contracts.pair import Pair, make_pair
from tests.people.steps import confirms, first_sign_in, sets_pin, shows, state

pytestmark = [pytest.mark.django_db, pytest.mark.db_both, pytest.mark.usefixtures("free_clock")]
ALONE = "246813"


@dataclass
class House:
    """A leader with as many mandates as one can hold, an officer who never helps him, two members with a draft."""

    pair: Pair
    leader: Person
    officer: Person
    own: Client
    held: list[Client] = field(default_factory=list)

    @property
    def shop(self) -> Shop:
        return self.pair.shop

    @property
    def members(self) -> tuple[Person, Person]:
        return self.pair.first, self.pair.second

    def scope(self, client: Client) -> Scope | None:
        return client.get("/me/account").wsgi_request.scope  # type: ignore[attr-defined,no-any-return]

    def try_to_sign(self) -> None:
        """With every browser that got in anywhere, as whomever it is signed in, and every secret the leader knows."""
        for client in [*self.held, self.own]:
            scope = self.scope(client)
            for secret in (ALONE, PIN):
                if scope is not None:
                    with pytest.raises(HuzhuError):
                        sign(self.pair.uid, secret=secret, digest=self.pair.digest(), own_wish="yes", by=scope, now=NOW)


@pytest.fixture
def house() -> House:
    pair = make_pair()
    shop = pair.shop
    pair.orient()
    for member in (pair.first, pair.second):  # nobody has signed in yet
        Confirmation.objects.filter(account__person=member).delete()
        Account.objects.filter(person=member).update(generation=0, drawn=0, password="!", pin="")
    leader = shop.holder(Role.GROUP_LEADER)
    mandates = ((Role.FOREMAN, shop.group), (Role.ASSESSOR, shop.group), (Role.SPONSOR, shop.workshop))
    above = ((Role.TRAINING_OFFICER, shop.factory), (Role.ADMINISTRATOR, shop.factory))
    for role, unit in (*mandates, *above):
        give_mandate(leader.id, role, unit_id=unit, starts=START, by=Scope.system(START), now=NOW)
    officer = shop.holder(Role.TRAINING_OFFICER, unit=shop.factory, group=shop.add_group("⟦office⟧"))
    return House(pair, leader, officer, client_for(leader))


def on_a_device_of_his(house: House, *, client: Client | None = None) -> None:
    for member in house.members:
        device = client or Client()
        address, digits = shows(device, member)
        assert confirms(house.own, member, digits)
        assert sets_pin(device, address, ALONE).status_code == 302
        house.held.append(device)


def confirming_twice(house: House) -> None:
    """Again with another of his mandates, from another browser, and again with the digits shown once more."""
    on_a_device_of_his(house)
    for member, device in zip(house.members, house.held, strict=True):
        again = device.post("/me/account/confirm").url
        digits = device.get(again).context["digits"]
        assert not confirms(house.own, member, digits)
        assert not confirms(client_for(house.leader), member, digits)
        claim = FirstSignIn.objects.get(account__person=member, finished=False)
        with pytest.raises(HuzhuError):
            confirm_claim(claim.id, by=house.shop.scope(house.leader), now=NOW)


def confirming_by_somebody_he_confirmed(house: House) -> None:
    assessor = house.shop.holder(Role.ASSESSOR)
    puppet, inside = first_sign_in(assessor, house.leader, house.officer)
    assert inside and state(assessor) == "full"
    on_a_device_of_his(house)
    for member, device in zip(house.members, house.held, strict=True):
        digits = device.get(device.post("/me/account/confirm").url).context["digits"]
        assert confirms(puppet, member, digits)


def confirming_by_somebody_invented(house: House) -> None:
    """Enrolled, appointed and confirmed by himself alone."""
    by = house.shop.scope(house.leader)
    person = Person.objects.get(id=enrol("⟦nobody⟧", "90001", group_id=house.shop.group, starts=START, by=by, now=NOW))
    give_mandate(person.id, Role.ADMINISTRATOR, unit_id=house.shop.factory, starts=START, by=by, now=NOW)
    puppet, _ = first_sign_in(person, house.leader)
    on_a_device_of_his(house)
    for member, device in zip(house.members, house.held, strict=True):
        digits = device.get(device.post("/me/account/confirm").url).context["digits"]
        assert not confirms(puppet, member, digits)


def writing_the_address(house: House) -> None:
    """As leader, and as the owner of a sign-in that only he confirmed; then by the message."""
    on_a_device_of_his(house)
    for member, device in zip(house.members, house.held, strict=True):
        with pytest.raises(NotAllowed):
            set_email(
                Account.objects.get(person=member).id, "his@example.org", by=house.shop.scope(house.leader), now=NOW
            )
        assert device.post("/me/account/email", {"email": "his@example.org", "present": ALONE}).status_code == 422
        again = device.post("/me/account/confirm").url
        device.post(f"{again}/message")
        run_waiting()
        assert mail.outbox == []
        assert device.post(f"{again}/message", {"message": "000000"}).status_code == 422


def by_the_groups_tablet(house: House) -> None:
    """As many tablets as he likes share five tries; what he begins there is no more than elsewhere."""
    unit = house.leader.memberships.get().unit.uid
    for number in range(8):
        tablet = client_for(house.leader)
        assert tablet.post(f"/groups/{unit}/tablet").status_code == 302
        tablet.post("/sign-in", {"number": house.members[0].roll, "secret": f"{700100 + number}"})
        house.held.append(tablet)
    on_a_device_of_his(house, client=house.held[0])


def by_a_planted_cookie(house: House) -> None:
    """The member signs in rightly on a phone whose cookie the leader planted; the cookie is worth nothing to him."""
    phone, his = Client(), Client()
    phone.cookies["device"] = his.cookies["device"] = "planted"
    for member in house.members:
        _, inside = first_sign_in(member, house.leader, client=phone)
        assert inside and phone.cookies["device"].value != "planted"
        phone.post("/sign-out")
        assert his.post("/sign-in", {"number": member.roll, "secret": ALONE}).status_code == 422
        phone.cookies["device"] = "planted"
    assert Enrolment.objects.count() >= 2
    house.held.append(his)


def by_a_reset(house: House) -> None:
    """Of sign-ins that are rightly full: his confirmation alone does not even open them, before or after closing them."""
    for member in house.members:
        _, inside = first_sign_in(member, house.leader, house.officer)
        assert inside and state(member) == "full"
        device, inside = first_sign_in(member, house.leader)
        assert not inside and state(member) == "full"
        close_sign_in(Account.objects.get(person=member).id, by=house.shop.scope(house.leader), now=NOW)
        again, inside = first_sign_in(member, house.leader)
        assert not inside and state(member) != "full"
        house.held += [device, again]


def by_moving_them(house: House) -> None:
    """Into a group without leaders, where he stands in for one; still he is only one."""
    empty = house.shop.add_group("⟦empty group⟧")
    for member in house.members:
        move_person(
            member.id,
            to_group_id=empty,
            starts=house.shop.scope(house.leader).day,
            by=house.shop.scope(house.leader),
            now=NOW,
        )
        _, inside = first_sign_in(member, house.leader)
        assert inside
    on_a_device_of_his_again(house)


def on_a_device_of_his_again(house: House) -> None:
    for member in house.members:
        device, inside = first_sign_in(member, house.leader)
        assert not inside
        house.held.append(device)


def by_the_demos_door(house: House) -> None:
    for member in house.members:
        assert house.own.post(f"/demo/enter/{Account.objects.get(person=member).uid}").status_code == 404


WAYS = [
    on_a_device_of_his, confirming_twice, confirming_by_somebody_he_confirmed, confirming_by_somebody_invented,
    writing_the_address, by_the_groups_tablet, by_a_planted_cookie, by_a_reset, by_moving_them, by_the_demos_door,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_q33_a_leader_alone_brings_no_contract_of_two_members_to_signed(
    house: House, way: Callable[[House], None]
) -> None:
    way(house)
    house.try_to_sign()
    assert all(state(member) != "full" for member in house.members)
    for client in house.held:
        scope = house.scope(client)
        assert scope is None or not scope.full
    assert house.pair.contract.state == "draft"
    assert not house.pair.contract.signatures.exists()


def test_q33_the_same_two_sign_when_an_independent_officer_confirmed_them_too(house: House) -> None:
    for member in house.members:
        device, inside = first_sign_in(member, house.leader, house.officer)
        assert inside
        scope = house.scope(device)
        assert scope is not None and scope.full
        sign(house.pair.uid, secret=ALONE, digest=house.pair.digest(), own_wish="yes", by=scope, now=NOW)
    assert house.pair.contract.state == "signed"


def test_q33_a_sign_in_that_one_leader_confirmed_appoints_nobody_and_gives_no_second_voice(house: House) -> None:
    """An administrator and a production leader of his group sign in for the first time, confirmed by him alone."""
    shop, february = house.shop, date(2026, 2, 1)
    administrator, foreman = shop.holder(Role.ADMINISTRATOR, unit=shop.factory), shop.holder(Role.FOREMAN)
    Mandate.objects.filter(person=house.leader).exclude(role=Role.GROUP_LEADER).delete()
    Month.objects.filter(unit_id=shop.group, month=february).update(state=Month.State.OPEN, opening=False)
    factory, group = (Unit.objects.get(id=unit).uid for unit in (shop.factory, shop.group))
    appoint = f"/units/{factory}/mandate", {"roll": house.leader.roll, "role": Role.TRAINING_OFFICER.value}
    close = f"/groups/{group}/months", {"month": february.isoformat()}
    devices = [first_sign_in(person, house.leader)[0] for person in (administrator, foreman)]
    rule = f"/units/{factory}/charter/introductions.teaching_load", {"value": "4", "starts": TODAY.isoformat()}
    for device, asked in ((devices[0], appoint), (devices[0], rule), (devices[1], close)):
        assert device.post(*asked).status_code in (403, 404)
    assert not Mandate.objects.filter(person=house.leader, role=Role.TRAINING_OFFICER).exists()
    assert not MonthVoice.objects.exists()
    assert client_for(shop.holder(Role.ADMINISTRATOR, unit=shop.factory)).post(*appoint).status_code == 302
    assert house.own.post(*close).status_code == 302 and MonthVoice.objects.count() == 1
