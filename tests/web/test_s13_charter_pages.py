"""The charter's pages (S13): read by every member, written by those with authority; drafts are seen by few."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from huzhu.base.access import Role
from huzhu.base.charter import rule
from huzhu.base.charter.models import Ruling
from huzhu.base.jobs import run_waiting
from huzhu.base.notices.models import Notice
from huzhu.base.units.models import Unit
from huzhu.rooms.introductions.clauses import LEARNING_LOAD, TEACHING_LOAD
from tests.cast import NOW, TODAY, Shop, client_for, make_shop

pytestmark = pytest.mark.django_db
CODE = TEACHING_LOAD.code
DAY = timedelta(days=1)
TOMORROW = TODAY + DAY
LAST = TODAY + 14 * DAY


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with translation.override("en"), time_machine.travel(NOW, tick=False):
        yield


def address(unit: int, code: str = "", version: int | None = None) -> str:
    uid = Unit.objects.get(id=unit).uid
    if version is not None:
        return reverse("charter-version", args=[uid, code, version])
    return reverse("charter-clause", args=[uid, code]) if code else reverse("charter", args=[uid])


def text(client: Client, url: str) -> str:
    return client.get(url, headers={"accept-language": "en"}).content.decode()


def said(value: object = 4, *, state: str = "force", **more: str) -> dict[str, str]:
    return {"value": str(value), "state": state, "starts": TOMORROW.isoformat(), "cited": "⟦three are too few⟧"} | more


def value(shop: Shop, day: object) -> int:
    return rule(TEACHING_LOAD, path=shop.path(shop.group), day=day).value  # type: ignore[arg-type]


def test_s13_a_sponsor_sets_a_rule_on_its_page_and_takes_it_back() -> None:
    shop = make_shop()
    sponsor = shop.holder(Role.SPONSOR, unit=shop.workshop)
    client = client_for(sponsor)
    page = text(client, address(shop.group))
    assert "most learners per teacher" in page and "example, no source" in page
    assert f'value="{TOMORROW.isoformat()}"' in text(client, address(shop.group, CODE)), "the day is filled in already"
    for wrong in (said(99), said(4, starts=TODAY.isoformat()), said(3), said(4, state="trial"), said(4, starts="")):
        answer = client.post(address(shop.group, CODE), wrong)
        assert answer.status_code == 422 and "⟦three are too few⟧" in answer.content.decode()
    assert not Ruling.objects.exists()
    assert client.post(address(shop.group, CODE), said()).status_code == 302
    assert value(shop, TODAY) == 3 and value(shop, TOMORROW) == 4
    assert "⟦three are too few⟧" in text(client, address(shop.group) + "?show=ahead")
    with time_machine.travel(NOW + DAY, tick=False):
        client = client_for(sponsor)
        page = text(client, address(shop.group) + "?show=own")
        assert "set here" in page and "version 1" in page and "most teachers per learner" not in page
        back = said("", back="1", starts=(TOMORROW + DAY).isoformat())
        assert client.post(address(shop.group, CODE), back).status_code == 302
        assert "back to inherited" in text(client, address(shop.group, CODE))
    assert value(shop, TOMORROW) == 4 and value(shop, TOMORROW + DAY) == 3


def test_s13_what_would_change_is_said_before_anything_is_saved() -> None:
    shop = make_shop()
    client = client_for(shop.holder(Role.SPONSOR, unit=shop.workshop))
    client.post(address(shop.group, CODE), said(6))

    def looked(**more: str) -> str:
        answer = client.post(address(shop.workshop, CODE), said(5, look="1", **more), headers={"accept-language": "en"})
        return answer.content.decode()

    page = looked()
    assert "From 3 to 5 people" in page and "keeps them all" in page and "keep it: 1" in page
    assert "by itself" in looked(state="trial", last=LAST.isoformat())
    assert "binds nobody" in looked(state="draft")
    assert Ruling.objects.count() == 1, "a look saves nothing"


def test_s13_a_draft_is_for_those_who_set_rules_unless_it_is_shown() -> None:
    shop = make_shop()
    sponsor, member = client_for(shop.holder(Role.SPONSOR, unit=shop.workshop)), client_for(shop.person())
    sponsor.post(address(shop.group, CODE), said(4, state="draft", cited="⟦secret⟧"))
    sponsor.post(address(shop.group, CODE), said(5, state="draft", cited="⟦open⟧", shown="on"))
    for url in (address(shop.group) + "?show=draft", address(shop.group, CODE)):
        assert "⟦secret⟧" in text(sponsor, url) and "⟦open⟧" in text(sponsor, url)
        assert "⟦secret⟧" not in text(member, url) and "⟦open⟧" in text(member, url)
    for number in (1, 2):
        assert member.get(address(shop.group, CODE, number)).status_code == 404
        assert sponsor.get(address(shop.group, CODE, number)).status_code == 200
    assert value(shop, LAST) == 3


def test_s13_a_draft_is_tried_and_the_trial_kept_or_the_draft_dropped_on_its_page() -> None:
    shop = make_shop()
    sponsor = shop.holder(Role.SPONSOR, unit=shop.workshop)
    client = client_for(sponsor)
    for number in (4, 5):
        client.post(address(shop.group, CODE), said(number, state="draft"))
    days = {"state": "trial", "starts": TOMORROW.isoformat(), "last": LAST.isoformat()}
    assert client.post(address(shop.group, CODE, 1), days | {"last": TODAY.isoformat()}).status_code == 422
    assert client.post(address(shop.group, CODE, 1), days).status_code == 302
    assert client.post(address(shop.group, CODE, 2), {"drop": "1"}).status_code == 302
    assert client.get(address(shop.group, CODE, 2)).status_code == 404, "a dropped draft is decided no more"
    assert [value(shop, day) for day in (TODAY, TOMORROW, LAST, LAST + DAY)] == [3, 4, 4, 3]
    with time_machine.travel(NOW + 2 * DAY, tick=False):
        client = client_for(sponsor)
        assert "on trial" in text(client, address(shop.group, CODE))
        assert client.post(address(shop.group, CODE, 1), {"keep": "1"}).status_code == 302
    assert [value(shop, day) for day in (TODAY, TOMORROW, LAST, LAST + DAY)] == [3, 4, 4, 4]
    with time_machine.travel(NOW + 30 * DAY, tick=False):
        client = client_for(sponsor)
        assert client.get(address(shop.group, CODE, 1)).status_code == 404
        assert "in force since" in text(client, address(shop.group, CODE))


def test_s13_a_member_reads_the_rules_of_the_own_line_and_sets_none() -> None:
    shop, other = make_shop(), make_shop("second mill")
    client = client_for(shop.person())
    for unit in (shop.group, shop.workshop, shop.factory):
        assert client.get(address(unit)).status_code == 200
        assert 'name="value"' not in text(client, address(unit, CODE))
        assert client.post(address(unit, CODE), said()).status_code == 404
    for unit in (other.factory, other.group, shop.add_group("⟦beside⟧")):
        assert client.get(address(unit)).status_code == 404
        assert client.get(address(unit, CODE)).status_code == 404
    assert client.get(address(shop.group, "introductions.nothing")).status_code == 404
    assert client.get(reverse("charter-mine", args=[CODE])).url == address(shop.group, CODE)
    assert not Ruling.objects.exists()


def test_s13_the_leaders_of_the_groups_below_are_told_once_that_rules_change_and_of_a_draft_nobody() -> None:
    shop, other = make_shop(), make_shop("second mill")
    sponsor, leader = shop.holder(Role.SPONSOR, unit=shop.workshop), shop.holder(Role.GROUP_LEADER)
    other.holder(Role.GROUP_LEADER)
    client = client_for(sponsor)
    client.post(address(shop.workshop, CODE), said(4, state="draft"))
    run_waiting()
    assert not Notice.objects.exists()
    client.post(address(shop.workshop, CODE), said(5))
    client.post(address(shop.workshop, LEARNING_LOAD.code), said(4))
    run_waiting()
    assert [notice.person_id for notice in Notice.objects.all()] == [leader.id]
    assert address(shop.workshop) in text(client_for(leader), reverse("today"))
