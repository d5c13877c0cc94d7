"""A page costs the same statements however much stands on it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huzhu.base.access import Role, Scope
from huzhu.base.notices import waiting_for
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.contracts.actions.drafting import draft_from_introduction, edit_draft
from huzhu.rooms.contracts.actions.terms import DraftWords, TermWords
from huzhu.rooms.contracts.queries.export import contract_rows
from tests.cast import NOW, TODAY, make_shop
from tests.contracts.pair import Pair, browser_of, days_later, introduced, make_pair

pytestmark = [pytest.mark.django_db, pytest.mark.db_both, pytest.mark.usefixtures("cast_day")]


def statements(person: Person, address: str) -> int:
    browser = browser_of(person)
    browser.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)


def with_terms(pair: Pair, count: int) -> None:
    terms = tuple(
        TermWords(
            True, pair.shop.technique(f"t{n}").id, target=900.0, ends=days_later(30).date(), steps=("a", "b", "c")
        )
        for n in range(count)
    )
    edit_draft(pair.uid, DraftWords("sisters", "", "", terms), by=pair.scope(pair.first), now=NOW)


@pytest.mark.parametrize("name", ["page", "proof", "edit", "sign"])
def test_a_contracts_page_costs_the_same_with_more_terms_and_steps(name: str) -> None:
    pair = make_pair()
    pair.orient()
    address, costs = reverse(f"contracts:{name}", args=[pair.uid]), []
    for count in (2, 8):
        with_terms(pair, count)
        costs.append(statements(pair.first, address))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("name", ["group", "mine"])
def test_a_list_costs_the_same_with_more_contracts(name: str) -> None:
    shop = make_shop()
    leader = shop.holder(Role.GROUP_LEADER)
    costs = []
    for _ in range(2):
        for number in range(3):
            technique = f"t{len(costs)}{number}"
            pair = make_pair(shop, technique=technique)
            if name == "mine":
                again = introduced(shop, leader, pair.second, technique + "again")
                draft_from_introduction(again, by=Scope.system(TODAY), now=NOW)
            pair.signed()
        args = [pair.contract.first_unit.uid] if name == "group" else []
        costs.append(statements(leader, reverse(f"contracts:{name}", args=args)))
    assert costs[0] == costs[1]


def test_today_and_the_export_cost_the_same_with_more_contracts() -> None:
    shop = make_shop()
    leader, costs = shop.holder(Role.GROUP_LEADER), []
    for half in range(2):
        for number in range(3):
            make_pair(shop, technique=f"t{half}{number}").signed()
        scope = shop.scope(leader)
        with CaptureQueriesContext(connection) as seen:
            waiting_for(scope, NOW)
            contract_rows(scope)
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_a_group_s_list_comes_in_pages_and_costs_the_same_with_many_closed_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("huzhu.rooms.contracts.queries.lists.AT_ONCE", 2)
    pair = make_pair().signed()
    leader = pair.shop.holder(Role.GROUP_LEADER)
    for number in range(3):
        other = make_pair(pair.shop, technique=f"t{number}").signed().contract
        type(other).objects.filter(pk=other.pk).update(state="settled", closed=TODAY)
    address = reverse("contracts:group", args=[Unit.objects.get(id=pair.shop.group).uid])
    first, last = (browser_of(leader).get(f"{address}?page={page}").context["lines"] for page in (1, 2))
    assert [line.state for line in (*first, *last)] == ["signed", "settled", "settled", "settled"]
