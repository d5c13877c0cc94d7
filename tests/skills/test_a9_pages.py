"""A.9 on the pages: from an empty group to first suggestions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from huzhu.base.access import Role
from huzhu.base.notices import waiting_for
from huzhu.base.people.models import Person
from huzhu.base.people.queries import roster
from huzhu.rooms.skills.models import Correction, KeyProblem, Measurement, Month, Technique
from tests.cast import LAST_MONTH, NOW, TODAY, make_shop
from tests.skills.test_s18_pages import signed_in, uid

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield


def post(client: Client, name: str, *args: str, query: str = "", **data: str) -> str:
    """Where the form leads to; '' where it comes back with an error."""
    answer = client.post(reverse(f"skills:{name}", args=args) + query, data)
    assert answer.status_code in (200, 302), answer.content.decode()[:1500]
    return answer.get("Location", "")


def test_a9_a_new_leader_goes_from_pasted_names_to_first_suggestions() -> None:
    shop = make_shop()
    leader = shop.holder(Role.GROUP_LEADER)
    client, group = signed_in(leader), uid(shop.group)
    assert [line.url for line in waiting_for(shop.scope(leader), NOW)] == [reverse("skills:start", args=[group])]
    assert post(client, "start", group, names="⟦甲⟧\n⟦乙⟧") == reverse("skills:start-trade", args=[group])
    where = post(client, "start-trade", group, query="?trade=other", trade="⟦trade⟧", own="⟦one⟧\n⟦two⟧\n⟦three⟧")
    assert where == reverse("skills:grid", args=[group]) + "?start=1"
    page = client.get(where).content.decode()
    for address in (reverse("skills:start", args=[group]), where):
        words = client.get(address).content.decode().lower()
        assert "charter" not in words and "round" not in words
    first, second = (line.uid for line in roster(shop.group, TODAY) if line.id != leader.id)
    one, two, _three = (Technique.objects.get(name=f"⟦{name}⟧").uid for name in ("one", "two", "three"))
    assert f'name="{first}.{one}"' in page
    grid = {f"{first}.{one}": "4", f"{second}.{one}": "1", f"{first}.{two}": "2", f"{second}.{two}": "3"}
    assert post(client, "grid", group, query="?start=1", **grid) == reverse("skills:start-first", args=[group])
    assert Month.objects.get().opening
    assert Measurement.objects.count() == 4
    ideas = client.get(reverse("skills:start-first", args=[group])).content.decode()
    assert "⟦one⟧" in ideas and "⟦two⟧" in ideas and "⟦three⟧" not in ideas
    assert waiting_for(shop.scope(leader), NOW) == []


def test_a9_a_trade_of_the_house_is_two_taps() -> None:
    shop = make_shop()
    leader = shop.holder(Role.GROUP_LEADER)
    client, group = signed_in(leader), uid(shop.group)
    page = client.get(reverse("skills:start-trade", args=[group]) + "?trade=sewing").content.decode()
    assert page.count('name="techniques"') == page.count("checked")
    assert post(client, "start-trade", group, query="?trade=sewing", techniques="0")
    assert list(Technique.objects.values_list("name", "name_en")) == [("上领", "Attaching collars")]


def test_a9_a_refused_list_keeps_what_was_typed() -> None:
    shop = make_shop()
    leader = shop.holder(Role.GROUP_LEADER)
    answer = signed_in(leader).post(
        reverse("skills:start", args=[uid(shop.group)]), {"names": f"⟦甲⟧\n⟦乙⟧ {leader.roll}"}
    )
    page = answer.content.decode()
    assert "already taken" in page and "⟦乙⟧" in page
    assert Person.objects.filter(memberships__isnull=False).count() == 1


def test_s16_a_month_is_closed_and_corrected_on_its_pages() -> None:
    shop = make_shop()
    leader, person = shop.holder(Role.GROUP_LEADER), shop.person()
    Month.objects.create(unit_id=shop.group, month=LAST_MONTH)
    Measurement.objects.create(
        person=person,
        technique=shop.technique(),
        score=300,
        day=TODAY,
        month=LAST_MONTH,
        unit_id=shop.group,
        source="import",
        at=NOW,
    )
    client, group = signed_in(leader), uid(shop.group)
    assert "Close" in client.get(reverse("skills:months", args=[group])).content.decode()
    assert client.post(reverse("skills:months", args=[group]), {"month": "nonsense"}).status_code == 404
    assert post(client, "months", group, month="2026-02-01")
    assert Month.objects.get().closed_how == "alone"
    cell = (group, person.uid, shop.technique().uid)
    assert post(client, "records", *cell, level="650", reason="") == ""
    assert post(client, "records", *cell, level="650", reason="wrong row")
    assert Correction.objects.get().score == 650


def test_s20_a_key_problem_is_posted_and_closed_on_its_page() -> None:
    shop = make_shop()
    leader = shop.holder(Role.GROUP_LEADER)
    client, group = signed_in(leader), uid(shop.group)
    assert post(client, "key-problems", group, text="") == ""
    assert post(client, "key-problems", group, technique=shop.technique().uid, text="end breaks")
    problem = KeyProblem.objects.get()
    assert post(client, "key-problem-close", group, problem.uid)
    assert not KeyProblem.objects.on(TODAY + timedelta(days=1)).exists()


def test_s17_ones_own_word_is_added_on_the_own_curve() -> None:
    shop = make_shop()
    person = shop.person()
    piecing = shop.technique().uid
    assert post(signed_in(person), "opinion", piecing, level="650")
    assert Measurement.objects.get().source == "self"
