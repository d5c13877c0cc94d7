"""Wishes, private words and places through their pages: what is offered is taken, anything else changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from huzhu.base.access import Role
from huzhu.base.people.models import Person
from huzhu.rooms.introductions.models import Introduction, Load, PrivateWord, Wish
from huzhu.rooms.introductions.queries.private import own_words
from huzhu.rooms.skills.models import Technique, Trade
from tests.cast import NOW, TODAY, Shop, client_for, learner, make_shop, star, wish_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_mail")]
ENGLISH = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def monday():  # type: ignore[no-untyped-def]
    with time_machine.travel(NOW, tick=False):
        yield


def post(client: Client, name: str, data: dict[str, object], *args: str, query: str = "") -> HttpResponse:
    return client.post(reverse(f"introductions:{name}", args=args) + query, data, headers=ENGLISH)  # type: ignore[return-value]


def weak_one(shop: Shop) -> Person:
    person = shop.person()
    shop.measured(person, "piecing", 300)
    return person


def test_s24_one_tap_on_the_page_makes_the_wish_that_the_card_proposed() -> None:
    shop = make_shop()
    weak = weak_one(shop)
    page = client_for(weak).get(
        reverse("introductions:wish-new") + f"?kind=request&technique={shop.technique('piecing').uid}", headers=ENGLISH
    )
    form = page.context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value()}
    assert given == {"technique": shop.technique("piecing").uid, "reach": "workshop"}
    assert post(client_for(weak), "wish-new", given, query="?kind=request").status_code == 302
    assert Wish.objects.get(person=weak).reach == "workshop"


def test_a_wish_with_foreign_ids_or_added_fields_is_nobody_else_s() -> None:
    shop, other = make_shop(), make_shop("second mill")
    weak, foreign = weak_one(shop), other.person()
    uid = shop.technique("piecing").uid
    stolen = {"technique": other.technique("warping").uid, "reach": "workshop"}
    named = {"technique": uid, "reach": "workshop", "named": foreign.uid}
    far = {"technique": uid, "reach": "nation"}
    for data in (stolen, named, far):
        answer = post(client_for(weak), "wish-new", data, query="?kind=request")
        assert answer.status_code == 200
        assert "Everything you typed is still here." in answer.content.decode()
    assert not Wish.objects.exists()
    added = {"technique": uid, "reach": "group", "person": foreign.id, "state": "fulfilled", "unit": other.group}
    post(client_for(weak), "wish-new", added, query="?kind=request")
    wish = Wish.objects.get()
    assert (wish.person_id, wish.state, wish.unit_id) == (weak.id, "open", shop.group)


def test_s24_only_another_trade_asks_for_a_reason_and_says_so_at_its_field() -> None:
    shop = make_shop()
    weak = weak_one(shop)
    welding = Trade.objects.create(unit_id=shop.factory, name="⟦welding⟧")
    seam = Technique.objects.create(unit_id=shop.factory, trade=welding, name="⟦seam⟧", position=9)
    client = client_for(weak)
    own = client.get(reverse("introductions:wish-new"), headers=ENGLISH).context["form"]
    assert "other_trade_reason" not in own.fields
    data = {"technique": seam.uid, "reach": "factory"}
    answer = post(client, "wish-new", data, query="?kind=request&other=1")
    assert answer.context["form"].errors.keys() == {"other_trade_reason"}
    post(client, "wish-new", data | {"other_trade_reason": "⟦repairs⟧"}, query="?kind=request&other=1")
    assert Wish.objects.get().other_trade_reason == "⟦repairs⟧"


def test_q7_alternatives_are_asked_for_without_the_name_in_the_address() -> None:
    shop = make_shop()
    famous, other = star(shop), star(shop)
    for _n in range(5):
        learner(shop)
    Load.objects.update_or_create(person=famous, defaults={"own_teaching": 0})
    data = {"technique": shop.technique("piecing").uid, "named": famous.uid}
    client = client_for(shop.person())
    assert f"You can also name {other.name}" in post(client, "wish-likely", data).content.decode()
    assert client.get(reverse("introductions:wish-likely")).status_code == 405


def test_q7_renew_show_name_and_withdraw_take_one_press_each() -> None:
    shop = make_shop()
    weak = learner(shop)
    uid, client = wish_of(weak), client_for(weak)
    Wish.objects.filter(uid=uid).update(lapses=TODAY)
    post(client, "wish-renew", {}, uid)
    post(client, "wish-show-name", {"shown": "yes"}, uid)
    wish = Wish.objects.get(uid=uid)
    assert (wish.lapses, wish.show_name) == (TODAY + timedelta(days=90), True)
    post(client, "wish-withdraw", {}, uid)
    assert Wish.objects.get(uid=uid).state == "withdrawn"


def test_s23_a_round_of_one_introduces_or_says_in_words_why_not() -> None:
    shop = make_shop()
    weak = learner(shop)
    uid, client = wish_of(weak), client_for(weak)
    assert "Nobody offers this yet." in post(client, "round-one", {"wish": uid}).content.decode()
    star(shop)
    answer = post(client, "round-one", {"wish": uid})
    assert answer.headers["Location"] == reverse("introductions:page", args=[Introduction.objects.get().uid])
    assert (
        post(client_for(shop.person()), "round-one", {"wish": uid}).status_code == 200
    )  # not among his: an error, no deed
    assert Introduction.objects.count() == 1


def test_s26_private_words_are_kept_shown_to_oneself_alone_and_never_cached() -> None:
    shop = make_shop()
    one, other, leader = shop.person(), shop.person("⟦unwanted⟧"), shop.holder(Role.GROUP_LEADER)
    client = client_for(one)
    post(client, "private", {"readiness": "talk", "talk_with": leader.uid})
    post(client, "not-with", {"people": [other.uid]})
    words = own_words(shop.scope(one))
    assert (words.readiness, words.talk_with, words.not_with) == ("talk", leader.id, {other.id})
    page = client.get(reverse("introductions:private"), headers=ENGLISH)
    assert page.context["not_with"].initial == {"people": [other.uid]}
    assert "no-store" in page.headers["Cache-Control"]
    for person in (other, leader):
        again = client_for(person).get(reverse("introductions:private"))
        assert again.context["not_with"].initial == {"people": []}
    assert "⟦unwanted⟧" not in repr(list(PrivateWord.objects.values()))


def test_s26_nobody_of_another_factory_can_be_named_or_flagged() -> None:
    shop = make_shop()
    foreign = make_shop("second mill").person()
    shop.holder(Role.GROUP_LEADER)
    client = client_for(shop.person())
    assert "people" in post(client, "not-with", {"people": [foreign.uid]}).context["not_with"].errors
    assert "roll" in post(client, "not-with", {"roll": "no-such-roll"}).context["not_with"].errors
    assert (
        "talk_with"
        in post(client, "private", {"readiness": "yes", "talk_with": foreign.uid}).context["readiness"].errors
    )
    assert not PrivateWord.objects.exists()


def test_q31_whoever_is_flagged_by_number_alone_is_not_named_by_the_page() -> None:
    shop = make_shop()
    stranger, mate = shop.person("⟦stranger⟧", group=shop.add_group("⟦another group⟧")), shop.person("⟦mate⟧")
    person = shop.person()
    client = client_for(person)
    post(client, "not-with", {"roll": stranger.roll, "people": [mate.uid]})
    assert own_words(shop.scope(person)).not_with == {stranger.id, mate.id}
    page = client.get(reverse("introductions:private"))
    assert "⟦mate⟧" in page.content.decode() and "⟦stranger⟧" not in page.content.decode()
    assert (stranger.uid, stranger.roll) in page.context["not_with"].fields["people"].choices
    post(client, "not-with", {"people": [stranger.uid]})
    assert own_words(shop.scope(person)).not_with == {stranger.id}


def test_q12_own_limits_stay_below_the_charter_s_and_a_pause_lies_ahead() -> None:
    person = make_shop().person()
    client = client_for(person)
    post(client, "limits", {"teaching": "1", "learning": "", "person": "999"})
    load = Load.objects.get()
    assert (load.person_id, load.own_teaching, load.own_learning) == (person.id, 1, None)
    assert "teaching" in post(client, "limits", {"teaching": "20"}).context["limits_form"].errors
    assert "until" in post(client, "pause", {"until": str(TODAY)}).context["pause_form"].errors
    post(client, "pause", {"until": str(TODAY + timedelta(days=9))})
    assert Load.objects.get().paused_until == TODAY + timedelta(days=9)
