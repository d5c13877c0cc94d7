"""Every page of introductions opens for whom it should and is 404 for the neighbour."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huzhu.base.access import Role
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.introductions.models import Introduction
from tests.cast import NOW, Shop, asks, client_for, learner, make_shop, sent_round, star, wish_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_mail")]


def unit_uid(unit: int) -> str:
    return Unit.objects.values_list("uid", flat=True).get(id=unit)


def status(client: Client, name: str, *args: str) -> int:
    return client.get(reverse(f"introductions:{name}", args=args), headers={"accept-language": "en"}).status_code


def text(client: Client, name: str, *args: str, query: str = "") -> str:
    answer = client.get(reverse(f"introductions:{name}", args=args) + query, headers={"accept-language": "en"})
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def pair() -> tuple[Shop, Person, Person, Person, str, str]:
    """A teacher and a learner with one open introduction of a sent round, its organiser."""
    shop = make_shop()
    teacher, weak = star(shop), learner(shop)
    organiser, round_uid = sent_round(shop)
    return shop, teacher, weak, organiser, round_uid, Introduction.objects.get().uid


@time_machine.travel(NOW, tick=False)
def test_pages_of_one_s_own_open_for_everybody_even_without_a_wish() -> None:
    shop = make_shop()
    shop.technique("piecing")
    client = client_for(shop.person())
    for name in ("aid", "my-wishes", "wish-new", "private", "rounds", "round-one"):
        assert status(client, name) == 200, name
    assert status(client, "board") == 302
    assert "You can stay out; it costs you nothing." in text(client, "aid")


@time_machine.travel(NOW, tick=False)
def test_s21_an_introduction_opens_for_its_two_and_for_nobody_else() -> None:
    shop, teacher, weak, organiser, _round, uid = pair()
    leader = shop.holder(Role.GROUP_LEADER)
    assert [status(client_for(one), "page", uid) for one in (teacher, weak)] == [200, 200]
    for other in (shop.person(), leader, organiser, make_shop("second mill").person()):
        assert status(client_for(other), "page", uid) == 404
        assert client_for(other).post(reverse("introductions:answer", args=[uid]), {"word": "yes"}).status_code == 404


@time_machine.travel(NOW, tick=False)
def test_q31_a_board_opens_for_the_group_its_leaders_and_keepers_only() -> None:
    shop, _teacher, weak, organiser, *_ = pair()
    group, workshop = unit_uid(shop.group), unit_uid(shop.workshop)
    neighbour = shop.person(group=shop.add_group("⟦group 2⟧"))
    leader = shop.holder(Role.GROUP_LEADER)
    assert status(client_for(weak), "board", group) == status(client_for(leader), "board", group) == 200
    assert status(client_for(organiser), "board", workshop) == 200
    assert status(client_for(weak), "board", workshop) == 404
    assert status(client_for(neighbour), "board", group) == 404
    assert status(client_for(make_shop("second mill").holder(Role.GROUP_LEADER)), "board", group) == 404


@time_machine.travel(NOW, tick=False)
def test_q14_a_round_opens_for_its_organiser_only() -> None:
    shop, teacher, _weak, organiser, uid, _page = pair()
    assert status(client_for(organiser), "round", uid) == 200
    others = (teacher, shop.holder(Role.GROUP_LEADER), make_shop("second mill").holder(Role.ORGANISER))
    for other in others:
        client = client_for(other)
        assert status(client, "round", uid) == status(client, "round-compare", uid) == 404
        for deed in ("round-end", "round-freeze", "round-hold-back", "round-send"):
            answer = client.post(reverse(f"introductions:{deed}", args=[uid]), {"because": "x", "rule": "stable"})
            assert answer.status_code == 404, deed


@time_machine.travel(NOW, tick=False)
def test_q16_a_certificate_is_nobody_s_before_the_round_has_closed() -> None:
    _shop, teacher, _weak, organiser, uid, introduction = pair()
    for one in (teacher, organiser):
        assert status(client_for(one), "round-mine", uid) == 404
        assert all(status(client_for(one), f"round-{file}", uid, "1") == 404 for file in ("certificate", "edges"))
    assert status(client_for(teacher), "certificate", introduction) == 404


@time_machine.travel(NOW, tick=False)
def test_only_a_leader_sees_who_would_like_a_talk() -> None:
    shop = make_shop()
    assert status(client_for(shop.holder(Role.GROUP_LEADER)), "talks") == 200
    assert status(client_for(shop.person()), "talks") == 404


@time_machine.travel(NOW, tick=False)
def test_a_foreign_wish_is_not_touched() -> None:
    shop, _teacher, weak, *_ = pair()
    uid = wish_of(weak)
    client = client_for(shop.person())
    for deed in ("wish-renew", "wish-withdraw", "wish-show-name", "wish-name"):
        assert client.post(reverse(f"introductions:{deed}", args=[uid]), {"shown": "yes"}).status_code == 404
    assert wish_of(weak) == uid


@time_machine.travel(NOW, tick=False)
def test_statements_of_a_page_do_not_grow_with_its_rows() -> None:
    shop, _teacher, weak, organiser, _uid, _page = pair()
    leader, group = shop.holder(Role.GROUP_LEADER), unit_uid(shop.group)
    pages = ((weak, "aid", ()), (weak, "my-wishes", ()), (leader, "board", (group,)), (organiser, "rounds", ()))
    clients = {person.id: client_for(person) for person in (weak, leader, organiser)}

    def statements() -> list[int]:
        counts = []
        for person, name, args in pages:
            status(clients[person.id], name, *args)
            with CaptureQueriesContext(connection) as seen:
                assert status(clients[person.id], name, *args) == 200
            counts.append(len(seen))
        return counts

    first = statements()
    for technique in ("doffing", "cleaning", "breaks"):
        shop.measured(weak, technique, 300)
        asks(shop, weak, technique)
        star(shop, technique)
        learner(shop, technique)
    assert statements() == first
