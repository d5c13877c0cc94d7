"""The pages of production: who opens them, what they say, and what they take."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huzhu.base.access import Role
from huzhu.base.people.models import Look, Person
from huzhu.rooms.production.models import Figure, Finding, Indicator
from tests.cast import NOW, TODAY, client_for
from tests.production.mill import FIRST, Mill

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def mill() -> Mill:
    """One person below plan last month; the group with ten days and one day without plan."""
    mill = Mill()
    mill.did(100, 80, person=mill.mates[0])
    mill.did(100, 120, person=mill.mates[1])
    for n in range(10):
        mill.did(200, 190 + n, day=FIRST + timedelta(n))
    mill.did(None, 50, day=FIRST + timedelta(10))
    return mill


def signed_in(person: Person) -> Client:
    client = client_for(person)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def page(person: Person, name: str, *args: str, status: int = 200, query: str = "") -> str:
    answer = signed_in(person).get(reverse(f"production:{name}", args=args) + query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode().partition("<main")[2].replace("\u00a0", " ")


def test_a_groups_plan_shows_its_share_its_chart_and_the_days_without_plan(mill: Mill) -> None:
    said = page(mill.mates[2], "group", mill.group_uid())
    assert "97.3 %" in said  # 1,945 of 2,000, the day without plan apart
    assert "10 days with plan and actual" in said and "12 Feb" in said and "no plan" in said
    assert "<svg" in said and "#day-2026-02-02" in said and "upper limit" in said
    assert "80" not in said.partition("Records")[2].partition("</table>")[0]  # nobody's own figure


def test_a_group_without_figures_says_what_fills_the_page(mill: Mill) -> None:
    empty = mill.shop.add_group("⟦group 2⟧")
    assert "No plan and no actual yet" in page(mill.mates[0], "group", mill.uid(empty))


def test_leaders_write_figures_of_a_day_and_a_wrong_one_is_said_at_its_field(mill: Mill) -> None:
    client, mate = signed_in(mill.leader), mill.mates[2]
    address = (
        reverse("production:enter", args=[mill.group_uid()]) + f"?indicator={mill.pieces.uid}&span=day&day=2026-02-20"
    )
    wrong = client.post(address, {f"plan-{mate.uid}": "many", "actual-group": "7"})
    assert wrong.status_code == 422 and "many" in wrong.content.decode()
    assert (
        client.post(address, {f"plan-{mate.uid}": "10.5", f"actual-{mate.uid}": "9", "actual-group": "7"}).status_code
        == 302
    )
    row = Figure.objects.get(person=mate)
    assert (float(row.plan or 0), float(row.actual or 0), row.day.day, row.by_id) == (10.5, 9, 20, mill.leader.id)
    assert 'value="10.5"' in client.get(address).content.decode()
    ahead = address.replace("2026-02-20", "2026-03-20")
    assert client.post(ahead, {"actual-group": "7"}).status_code == 422
    assert signed_in(mate).post(address, {"actual-group": "1"}).status_code == 403


def test_s19_leaders_choose_a_cause_with_its_remedy_and_the_person_reads_both_and_answers(mill: Mill) -> None:
    mate, client = mill.mates[0], signed_in(mill.leader)
    address = reverse("production:below-plan", args=[mill.group_uid()]) + "?month=2026-02"
    of = f"{mate.uid}-{mill.pieces.uid}"
    assert "no cause yet" in client.get(address).content.decode()
    without = client.post(address, {"of": of, f"{of}-choice": "attitude talk", f"{of}-words": ""})
    assert without.status_code == 422 and "Hear the person first" in without.content.decode()
    assert client.post(address, {"of": of, f"{of}-choice": "skill repair"}).status_code == 422
    assert client.post(address, {"of": "nobody-nothing"}).status_code == 404
    assert (
        client.post(address, {"of": of, f"{of}-choice": "skill learn", f"{of}-words": "⟦my hands⟧"}).status_code == 302
    )
    assert "no cause yet" not in client.get(address).content.decode()
    own = page(mate, "mine")
    assert (
        "skill" in own
        and "learn it from a mate" in own
        and "⟦my hands⟧" in own
        and reverse("introductions:wish-new") in own
    )
    place = f"{mill.pieces.uid} 2026-02"
    assert (
        signed_in(mate).post(reverse("production:mine"), {"of": place, "words": "⟦the old frame⟧"}).status_code == 302
    )
    assert "⟦the old frame⟧" in client.get(address).content.decode()
    assert "⟦the old frame⟧" not in page(mill.mates[1], "mine")


def test_below_plan_is_for_the_two_leaders_only_and_leaves_a_look(mill: Mill) -> None:
    group = mill.group_uid()
    said = page(mill.foreman, "below-plan", group)
    assert said.count("<details>") == 1 and "<details open" not in said  # one line for each person
    assert Look.objects.filter(viewer=mill.foreman, person=mill.mates[0], kind="plan").exists()
    page(mill.mates[0], "below-plan", group, status=403)
    page(mill.shop.holder(Role.ASSESSOR), "below-plan", group, status=403)
    for role in (Role.TRAINING_OFFICER, Role.SPONSOR, Role.ADMINISTRATOR):
        page(
            mill.shop.holder(role, unit=mill.shop.factory, group=mill.shop.add_group(f"⟦{role}⟧")),
            "below-plan",
            group,
            status=404,
        )
    other = Mill("second mill")
    for name in ("below-plan", "group", "enter"):
        page(other.leader, name, group, status=404)
    assert not Finding.objects.exists()


def test_groups_stand_by_month_in_the_order_of_the_tree_and_open_their_records(mill: Mill) -> None:
    second = mill.shop.add_group("⟦group 2⟧")
    mill.did(100, 120, unit=second)
    mill.did(100, 90, unit=second, day=FIRST.replace(month=1))
    said = page(mill.mates[0], "unit", mill.uid(mill.shop.workshop))
    assert said.index("group 1⟧") < said.index("⟦group 2⟧")
    assert "120 %" in said and "90 %" in said and "below plan" in said and "plan reached" in said
    assert f"?indicator={mill.pieces.uid}&amp;month=2026-01" in said and "1 day without plan" in said
    assert page(mill.mates[0], "unit", mill.uid(mill.shop.factory), query="?month=2026-01").count("<th scope") == 4
    page(Mill("second mill").leader, "unit", mill.uid(mill.shop.workshop), status=404)


def test_a_leader_goes_on_to_propose_a_contract_to_another_group_and_a_member_does_not(mill: Mill) -> None:
    second = mill.shop.add_group("⟦group 2⟧")
    mill.shop.add_group("⟦office without figures⟧")
    mill.did(100, 120, unit=second)
    factory = mill.uid(mill.shop.factory)
    said = page(mill.leader, "unit", factory)
    address = said.partition("Propose a contract")[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert said.count("Propose a contract") == 1 and f"with={mill.uid(second)}" in address  # not to one's own group
    answer = signed_in(mill.leader).get(address)
    assert answer.status_code == 200 and mill.pieces.name in answer.content.decode()
    assert "Propose a contract" not in page(mill.mates[0], "unit", factory)


def test_twice_the_groups_and_days_take_the_same_statements(mill: Mill) -> None:
    client, factory = signed_in(mill.leader), mill.uid(mill.shop.factory)
    addresses = [
        reverse("production:unit", args=[factory]), reverse("production:group", args=[mill.group_uid()]),
        reverse("production:below-plan", args=[mill.group_uid()]), reverse("production:mine"),
    ]  # fmt: skip

    def counts() -> list[int]:
        found = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as statements:
                assert client.get(address).status_code == 200
            found.append(len(statements))
        return found

    mill.cause(mill.mates[0])
    mill.did(100, 70, person=mill.leader)
    before = counts()
    for n in range(4):
        mill.did(100, 90, unit=mill.shop.add_group(f"⟦more {n}⟧"))
        mate = mill.shop.person()
        for day in range(3):
            mill.did(100, 60, person=mate, day=FIRST + timedelta(day))
            mill.did(100, 60, person=mill.leader, day=FIRST + timedelta(day + 1))
        mill.cause(mate)
    assert counts() == before


def test_causes_are_counted_for_a_factory_and_for_nobody_below(mill: Mill) -> None:
    officer = mill.shop.holder(Role.TRAINING_OFFICER, unit=mill.shop.factory)
    assert "Too few people to count" in page(officer, "causes", mill.uid(mill.shop.factory))
    page(officer, "causes", mill.uid(mill.shop.workshop), status=404)
    page(mill.leader, "causes", mill.uid(mill.shop.factory), status=404)


def test_who_keeps_the_catalogue_says_what_is_counted(mill: Mill) -> None:
    address = reverse("production:indicators", args=[mill.uid(mill.shop.factory)])
    assert (
        signed_in(mill.leader).post(address, {"name": "⟦waste⟧", "measure": "kg", "less_is_better": "on"}).status_code
        == 302
    )
    assert Indicator.objects.get(name="⟦waste⟧").less_is_better
    assert signed_in(mill.mates[0]).post(address, {"name": "⟦no⟧"}).status_code == 403
    assert signed_in(mill.leader).post(address, {"name": ""}).status_code == 422
    assert "less is better" in signed_in(mill.mates[0]).get(address).content.decode()
    assert TODAY and Indicator.objects.count() == 2
