"""A person's page in the roll: his way by dates, and what changes from a date on; only for who keeps the roll."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from huzhu.base.access import NotAllowed, Refused, Role
from huzhu.base.people.actions.posting import change_post
from huzhu.base.people.actions.roll import leave, move_person
from huzhu.base.people.models import Account, Look, Membership, Person, Posting
from huzhu.base.people.reactions import close_sign_ins
from huzhu.base.units.models import Unit
from tests.cast import NOW, START, TODAY, Shop, client_for, full_account, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def uid_of(unit: int) -> str:
    return Unit.objects.get(id=unit).uid


def press(client: Client, person: Person, verb: str, **fields: object) -> int:
    answer = client.post(f"/people/{person.uid}", {"do": verb} | {f"{verb}-{name}": at for name, at in fields.items()})
    return int(answer.status_code)


@time_machine.travel(NOW, tick=False)
def test_the_page_shows_groups_posts_roles_and_who_confirmed_with_their_dates(shop: Shop) -> None:
    officer, second = shop.holder(Role.TRAINING_OFFICER, unit=shop.factory), shop.add_group("⟦group 2⟧")
    member = shop.holder(Role.ASSESSOR)
    full_account(member)
    client = client_for(officer)
    assert press(client, member, "move", group=second, starts="2026-02-01") == 302
    assert press(client, member, "post", post="⟦doffer⟧", starts="2026-02-15") == 302
    page = client.get(f"/people/{member.uid}").context
    assert [(at.starts, at.ends) for at in page["history"].groups] == [
        (START, date(2026, 2, 1)), (date(2026, 2, 1), None),
    ]  # fmt: skip
    assert [(at.what, at.starts) for at in page["history"].posts] == [
        ("⟦spinner⟧", START), ("⟦doffer⟧", date(2026, 2, 15)),
    ]  # fmt: skip
    assert [at.what for at in page["history"].roles] == [str(Role.ASSESSOR.label)]
    assert len(page["confirmed"]) == 2
    assert Look.objects.filter(viewer=officer, person=member, kind="roll").count() == 1


@time_machine.travel(NOW, tick=False)
def test_who_keeps_not_the_roll_sees_no_page(shop: Shop) -> None:
    member, mate = shop.person(), shop.person()
    neighbour = shop.holder(Role.GROUP_LEADER, unit=shop.add_group("⟦group 2⟧"), group=shop.groups[1])
    stranger = make_shop("second mill").holder(Role.GROUP_LEADER)
    for outsider in (mate, neighbour, stranger, shop.holder(Role.ASSESSOR)):
        assert client_for(outsider).get(f"/people/{member.uid}").status_code == 404
        assert press(client_for(outsider), member, "leave", ends="2026-03-01") == 404
    assert client_for(shop.holder(Role.GROUP_LEADER)).get(f"/people/{member.uid}").status_code == 200


@time_machine.travel(NOW, tick=False)
def test_a_wrong_day_or_group_is_said_at_its_field_and_nothing_typed_is_lost(shop: Shop) -> None:
    officer, member = shop.holder(Role.TRAINING_OFFICER, unit=shop.factory), shop.person()
    second, client, address = shop.add_group("⟦group 2⟧"), client_for(officer), f"/people/{member.uid}"
    before = {"do": "move", "move-group": second, "move-starts": "2020-01-01"}
    page = client.post(address, before)
    assert page.status_code == 422 and "starts" in page.context["move"].errors
    assert 'value="2020-01-01"' in page.content.decode()
    assert "post" in client.post(address, {"do": "post", "post-starts": "2026-03-01"}).context["post"].errors
    assert "ends" in client.post(address, {"do": "leave", "leave-ends": "2020-01-01"}).context["leave"].errors
    assert client.post(address, {"do": "promote"}).status_code == 404
    assert Membership.objects.filter(person=member).count() == 1


def test_a_leader_pulls_nobody_out_of_another_group(shop: Shop) -> None:
    leader, other = shop.holder(Role.GROUP_LEADER), shop.person(group=shop.add_group("⟦group 2⟧"))
    with pytest.raises(NotAllowed):
        move_person(other.id, to_group_id=shop.group, starts=TODAY, by=shop.scope(leader), now=NOW)
    with pytest.raises(NotAllowed):
        change_post(other.id, "⟦doffer⟧", starts=TODAY, by=shop.scope(leader), now=NOW)
    mine = shop.person()
    with pytest.raises(Refused):
        move_person(mine.id, to_group_id=shop.group, starts=TODAY, by=shop.scope(leader), now=NOW)
    assert Posting.objects.filter(person=other).count() == 1


@time_machine.travel(NOW, tick=False)
def test_who_leaves_on_a_day_to_come_signs_in_until_then_and_no_longer(shop: Shop) -> None:
    leader, member = shop.holder(Role.GROUP_LEADER), shop.person()
    full_account(member)
    last = TODAY + timedelta(days=10)
    assert press(client_for(leader), member, "leave", ends=last.isoformat()) == 302
    assert Membership.objects.get(person=member).ends == last + timedelta(days=1)
    assert (close_sign_ins(NOW + timedelta(days=10)), Account.objects.get(person=member).is_active) == (0, True)
    assert (close_sign_ins(NOW + timedelta(days=11)), Account.objects.get(person=member).is_active) == (1, False)
    assert client_for(leader).get(f"/people/{member.uid}").status_code == 200, "the page of who left stays readable"


def test_who_leaves_today_is_signed_in_no_more(shop: Shop) -> None:
    leader, member = shop.holder(Role.GROUP_LEADER), shop.person()
    leave(member.id, ends=TODAY, by=shop.scope(leader), now=NOW)
    assert not Account.objects.get(person=member).is_active
