"""The charter's pages (S13): each clause shows value, source and version; a change begins on a day and rewrites nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from huzhu.base.access import NotAllowed, Refused, Role
from huzhu.base.charter import rule
from huzhu.base.charter.actions import set_clause
from huzhu.base.charter.models import Ruling
from huzhu.base.units.models import Unit
from huzhu.rooms.introductions.clauses import TEACHING_LOAD
from huzhu.rooms.introductions.queries.limits import limits_at
from huzhu.rooms.skills.clauses import CAN_HELP
from tests.cast import NOW, TODAY, Shop, client_for, make_shop

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]
CODE = TEACHING_LOAD.code


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with translation.override("en"):
        yield


def value(shop: Shop, unit: int, day: object = TODAY) -> int:
    return rule(TEACHING_LOAD, path=shop.path(unit), day=day).value  # type: ignore[arg-type]


def address(unit: int, code: str = "") -> str:
    uid = Unit.objects.get(id=unit).uid
    return reverse("charter-clause", args=[uid, code]) if code else reverse("charter", args=[uid])


def text(client: Client, url: str) -> str:
    return client.get(url, headers={"accept-language": "en"}).content.decode()


def test_s13_a_value_counts_from_its_day_on_at_the_unit_and_below_and_not_before() -> None:
    shop = make_shop()
    sponsor = shop.holder(Role.SPONSOR, unit=shop.workshop)
    tomorrow = TODAY + timedelta(days=1)
    set_clause(shop.workshop, CODE, 5, starts=tomorrow, cited="⟦words⟧", by=shop.scope(sponsor), now=NOW)
    assert value(shop, shop.group) == 3 and value(shop, shop.group, tomorrow) == 5
    assert value(shop, shop.factory, tomorrow) == 3
    said = rule(TEACHING_LOAD, path=shop.path(shop.group), day=tomorrow).said
    assert "version 1" in said and "5" in said


def test_s13_back_to_inherited_is_a_row_of_its_own_and_history_stays() -> None:
    shop = make_shop()
    by = shop.scope(shop.holder(Role.ADMINISTRATOR, unit=shop.factory))
    for unit, number in ((shop.factory, 6), (shop.group, 2), (shop.group, None)):
        set_clause(unit, CODE, number, starts=TODAY, by=by, now=NOW)
    assert value(shop, shop.group) == 6
    assert limits_at({shop.path(shop.group)}, TODAY)[shop.path(shop.group)].teaching == 6
    assert list(Ruling.objects.filter(unit_id=shop.group).order_by("version").values_list("version", "value")) == [
        (1, 2),
        (2, None),
    ]


def test_s13_nobody_else_sets_a_rule_and_none_outside_its_range_or_for_a_day_that_is_over() -> None:
    shop = make_shop()
    sponsor = shop.scope(shop.holder(Role.SPONSOR, unit=shop.workshop))
    for role in (Role.GROUP_LEADER, Role.ASSESSOR):
        with pytest.raises(NotAllowed):
            set_clause(shop.group, CODE, 4, starts=TODAY, by=shop.scope(shop.holder(role)), now=NOW)
    with pytest.raises(NotAllowed):
        set_clause(shop.factory, CODE, 4, starts=TODAY, by=sponsor, now=NOW)
    for number, starts, field in ((21, TODAY, "value"), (0, TODAY, "value"), (4, TODAY - timedelta(days=1), "starts")):
        with pytest.raises(Refused) as refused:
            set_clause(shop.group, CODE, number, starts=starts, by=sponsor, now=NOW)
        assert refused.value.field == field
    assert not Ruling.objects.exists()
    set_clause(shop.group, CODE, 4, starts=TODAY, by=sponsor, now=NOW)
    assert value(shop, shop.group) == 4


def test_s13_what_lists_compare_by_is_the_same_everywhere() -> None:
    shop = make_shop()
    by = shop.scope(shop.holder(Role.ADMINISTRATOR, unit=shop.factory))
    with pytest.raises(Refused):
        set_clause(shop.factory, CAN_HELP.code, 700, starts=TODAY, by=by, now=NOW)
    assert not Ruling.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_s13_a_sponsor_sets_a_rule_on_its_page_and_takes_it_back() -> None:
    shop = make_shop()
    client = client_for(shop.holder(Role.SPONSOR, unit=shop.workshop))
    page = text(client, address(shop.group))
    assert "most learners per teacher" in page and "example, no source" in page
    assert f'value="{TODAY.isoformat()}"' in text(client, address(shop.group, CODE)), "the day is filled in already"
    form = {"value": "4", "starts": TODAY.isoformat(), "cited": "⟦three would be too few⟧"}
    assert client.post(address(shop.group, CODE), form | {"value": "99"}).status_code == 422
    assert client.post(address(shop.group, CODE), form).status_code == 302
    page = text(client, address(shop.group))
    assert "set here" in page and "⟦three would be too few⟧" in page and value(shop, shop.group) == 4
    assert client.post(address(shop.group, CODE), form | {"value": "", "back": "1"}).status_code == 302
    assert value(shop, shop.group) == 3
    assert "back to inherited" in text(client, address(shop.group, CODE))


@time_machine.travel(NOW, tick=False)
def test_s13_a_member_reads_the_rules_of_the_own_line_and_sets_none() -> None:
    shop, other = make_shop(), make_shop("second mill")
    client = client_for(shop.person())
    for unit in (shop.group, shop.workshop, shop.factory):
        assert client.get(address(unit)).status_code == 200
        assert 'name="value"' not in text(client, address(unit, CODE))
        assert client.post(address(unit, CODE), {"value": "4", "starts": TODAY.isoformat()}).status_code == 404
    for unit in (other.factory, other.group, shop.add_group("⟦beside⟧")):
        assert client.get(address(unit)).status_code == 404
        assert client.get(address(unit, CODE)).status_code == 404
    assert client.get(address(shop.group, "introductions.nothing")).status_code == 404
    assert not Ruling.objects.exists()
