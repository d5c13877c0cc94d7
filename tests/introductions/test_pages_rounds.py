"""Rounds and boards through their pages: totals first, one look, then nobody but the two."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from huzhu.base.access import Role
from huzhu.base.jobs import run_waiting
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.engine.matching import Paper, check
from huzhu.rooms.introductions.actions.waves import close_due_waves
from huzhu.rooms.introductions.models import Introduction, Round, Wish
from huzhu.rooms.introductions.queries.comparison import KEPT, MEMORY
from huzhu.rooms.skills.models import KeyList
from tests.cast import NOW, TODAY, Shop, client_for, learner, make_shop, says, sent_round, star

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_mail")]
ENGLISH = {"accept-language": "en"}


def unit_uid(unit: int) -> str:
    return Unit.objects.values_list("uid", flat=True).get(id=unit)


def post(client: Client, name: str, data: dict[str, object], *args: str) -> HttpResponse:
    return client.post(reverse(f"introductions:{name}", args=args), data, headers=ENGLISH)  # type: ignore[return-value]


def text(client: Client, name: str, *args: str, query: str = "") -> str:
    answer = client.get(reverse(f"introductions:{name}", args=args) + query, headers=ENGLISH)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def gathering(requests: int) -> tuple[Shop, Person, Client, str]:
    """A round in its gathering, opened on the page, and who organises it."""
    shop = make_shop()
    for _n in range(2):
        star(shop)
    for _n in range(requests):
        learner(shop)
    KeyList.objects.create(unit_id=shop.workshop, posted=TODAY, none_because="⟦nothing is stuck⟧")
    organiser = shop.holder(Role.ORGANISER, unit=shop.workshop)
    client = client_for(organiser)
    post(client, "round-new", {"unit": unit_uid(shop.workshop)})
    return shop, organiser, client, Round.objects.get().uid


@time_machine.travel(NOW, tick=False)
def test_q14_a_round_is_opened_ended_compared_frozen_looked_at_and_sent_on_its_pages() -> None:
    _shop, _organiser, client, uid = gathering(6)
    assert "until 9 Mar" in text(client, "round", uid)
    assert "because" in post(client, "round-end", {"because": " "}, uid).context["form"].errors
    post(client, "round-end", {"because": "⟦all have wished⟧"}, uid)
    page = text(client, "round", uid)
    assert "6 requests, 2 offers. Places: 3 per teacher" in page
    post(client, "round-freeze", {"rule": "stable", "teaching": "3", "learning": "2"}, uid)
    line = Introduction.objects.order_by("id")[0]
    post(client, "round-hold-back", {"introduction": line.uid, "because": "⟦both are away⟧"}, uid)
    assert "held back: ⟦both are away⟧" in text(client, "round", uid)
    post(client, "round-send", {}, uid)
    assert "answers until Thu 5 Mar, 20:00" in text(client, "round", uid)
    assert Introduction.objects.filter(state="sent").count() == 5


@time_machine.travel(NOW, tick=False)
def test_q14_the_sliders_recompute_the_columns_and_never_pass_the_charter() -> None:
    _shop, _organiser, client, uid = gathering(6)
    post(client, "round-end", {"because": "⟦enough⟧"}, uid)
    fewer = text(client, "round-compare", uid, query="?teaching=1&learning=1&rule=mutual")
    assert "Places: 1 per teacher" in fewer
    assert 'value="mutual" checked' in fewer
    assert "<html" not in fewer
    assert "Places: 3 per teacher" in text(client, "round", uid, query="?teaching=19")
    refused = post(client, "round-freeze", {"rule": "stable", "teaching": "19"}, uid)
    assert "The charter allows 1 to 3 people (example" in refused.content.decode()
    assert Round.objects.get().state == "gathering"


@time_machine.travel(NOW, tick=False)
def test_q14_while_a_slider_moves_wishes_stand_as_gathered_and_who_lets_go_sees_those_of_now() -> None:
    shop, _organiser, client, uid = gathering(6)
    post(client, "round-end", {"because": "⟦enough⟧"}, uid)
    assert "6 requests" in text(client, "round", uid)
    learner(shop)
    moving = text(client, "round-compare", uid, query="?teaching=1&moving=1")
    assert "6 requests" in moving and "Places: 1 per teacher" in moving
    assert "7 requests" in text(client, "round-compare", uid, query="?teaching=1")
    assert "7 requests" in text(client, "round-compare", uid, query="?moving=1")
    for other in range(9):
        caches[MEMORY].set(f"gathered-{other}", other, KEPT)
    assert sum(caches[MEMORY].get(f"gathered-{other}") is not None for other in range(9)) <= 4
    stranger = client_for(shop.holder(Role.ORGANISER, unit=make_shop("⟦other mill⟧").workshop))
    address = reverse("introductions:round-compare", args=[uid])
    assert stranger.get(f"{address}?moving=1").status_code == 404


@time_machine.travel(NOW, tick=False)
def test_q14_below_five_requests_nothing_is_compared_and_no_learner_is_named() -> None:
    _shop, _organiser, client, uid = gathering(2)
    post(client, "round-end", {"because": "⟦enough⟧"}, uid)
    page = text(client, "round", uid)
    assert "fewer than five requests" in page
    assert "<table" not in page
    assert "2 requests" not in page
    post(client, "round-freeze", {"rule": "stable"}, uid)
    page = text(client, "round", uid)
    assert not [
        name for name in Wish.objects.filter(kind="request").values_list("person__name", flat=True) if name in page
    ]


@time_machine.travel(NOW, tick=False)
def test_s20_without_a_key_problem_list_the_page_says_what_is_missing() -> None:
    shop = make_shop()
    client = client_for(shop.holder(Role.ORGANISER, unit=shop.workshop))
    answer = post(client, "round-new", {"unit": unit_uid(shop.workshop)})
    assert "key problems first" in answer.content.decode()
    foreign = post(client, "round-new", {"unit": unit_uid(make_shop("second mill").workshop)})
    assert foreign.context["form"].errors
    assert not Round.objects.exists()
    assert post(client_for(shop.person()), "round-new", {"unit": unit_uid(shop.workshop)}).status_code == 403


@pytest.mark.parametrize("word", ["no", "yes"])
def test_q15_the_organiser_s_page_is_the_same_whatever_was_answered(word: str) -> None:
    with time_machine.travel(NOW, tick=False):
        shop = make_shop()
        teacher, _weak = star(shop), learner(shop)
        organiser, uid = sent_round(shop)
        client = client_for(organiser)
        before = client.get(reverse("introductions:round", args=[uid])).context["page"]
        says(shop, teacher, Introduction.objects.get().uid, word)
        assert client.get(reverse("introductions:round", args=[uid])).context["page"] == before


def test_q16_after_closing_everybody_reads_his_own_and_the_file_without_names() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        shop = make_shop()
        teacher, weak = star(shop), learner(shop)
        organiser, uid = sent_round(shop)
        introduction = Introduction.objects.get().uid
        for days in range(4, 40, 5):
            clock.move_to(NOW + timedelta(days=days))
            close_due_waves(NOW + timedelta(days=days))
            run_waiting()
        assert Round.objects.get(uid=uid).state == "closed"
        client = client_for(weak)
        assert "Somebody was proposed to you." in text(client, "round-mine", uid)
        assert "My pseudonym" in text(client, "certificate", introduction)
        addresses = [reverse(f"introductions:round-{kind}", args=[uid, 1]) for kind in ("certificate", "edges")]
        stated, edges = (client.get(address) for address in addresses)
        assert json.loads(stated.content)["served"] == 1 and edges.content.startswith(b"PAR1")
        assert 'filename="edges-1.parquet"' in edges.headers["Content-Disposition"]
        assert not any(teacher.name.encode() in answer.content for answer in (stated, edges))
        assert not check(Paper.read(stated.content.decode(), edges.content)).faults
        closed = text(client_for(organiser), "round", uid)
        assert "Counts" not in closed  # one was sent, fewer than five
        assert all(client_for(organiser).get(address).status_code == 200 for address in addresses)
        assert "Check it yourself" in text(client_for(organiser), "round-mine", uid)
        foreign = client_for(make_shop("second mill").person())
        guessed = [reverse("introductions:round-edges", args=[uid, wave]) for wave in (0, 4, 10**30)]
        assert {foreign.get(address).status_code for address in (*addresses, *guessed)} == {404}
        assert {client.get(address).status_code for address in guessed} == {404}


@time_machine.travel(NOW, tick=False)
def test_s27_a_board_says_a_few_below_five_and_names_only_who_offers() -> None:
    shop = make_shop()
    teacher, weak = star(shop), learner(shop)
    page = text(client_for(shop.person()), "board", unit_uid(shop.group))
    assert "Ask: a few" in page
    assert teacher.name in page
    assert weak.name not in page
    assert "Introduce two" not in page


@time_machine.travel(NOW, tick=False)
def test_q14_a_leader_introduces_two_of_whom_one_is_his_own_and_nobody_else_does() -> None:
    shop = make_shop()
    teacher, weak = star(shop), shop.person()
    foreign = make_shop("second mill").person()
    leader, group = shop.holder(Role.GROUP_LEADER), unit_uid(shop.group)
    pair = {"technique": shop.technique("piecing").uid, "teacher": teacher.uid, "learner": weak.uid}
    assert post(client_for(weak), "by-hand", pair, group).status_code == 403
    client = client_for(leader)
    assert "learner" in post(client, "by-hand", pair | {"learner": foreign.uid}, group).context["form"].errors
    assert "learner" in post(client, "by-hand", pair | {"learner": ""}, group).context["form"].errors
    assert not Introduction.objects.exists()
    assert post(client, "by-hand", pair, group).status_code == 302
    assert Introduction.objects.get().learner_id == weak.id
