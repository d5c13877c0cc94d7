"""The pages between units and the figures fit a phone, a finger and axe, empty and full."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Browser

from huzhu.base.people.models import Account
from huzhu.rooms.contracts.actions.taking_part import ask
from tests.browser.hand import DESK, PHONE
from tests.browser.look import walk_of
from tests.cast import NOW, Shop, client_for
from tests.contracts.pair import make_pair
from tests.contracts.two_units import two_groups, uid_of

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def test_the_pages_between_units_and_the_figures_fit_a_phone_and_are_clean(browser: Browser, live_server) -> None:
    both = two_groups()
    shop: Shop = both.shop
    worker = shop.person("⟦worker⟧")
    group, other = uid_of(both.first), uid_of(both.second)
    waits = both.proposed(indicator="⟦waste⟧")
    make_pair(shop).signed()
    both.drafted()
    term = both.contract.terms.get().uid
    ask(both.uid, term, worker.roll, by=shop.scope(both.union), now=NOW)
    wrong: list[str] = []
    units, contract = f"{live_server.url}/units", f"{live_server.url}/contracts/{both.uid}"
    for person, pages in (
        (both.union, {
            "figures": f"{units}/{group}/figures", "records": f"{units}/{group}/figures/contracts",
            "no figures": f"{units}/{group}/figures?since=2020-01-01&until=2020-02-01",
            "propose": f"{units}/{group}/contracts/propose?with={other}", "contract": f"{contract}/",
            "edit": f"{contract}/edit", "ask": f"{contract}/terms/{term}/people",
        }),
        (both.other_union, {
            "proposal": f"{live_server.url}/proposals/{waits}/", "counter": f"{live_server.url}/proposals/{waits}/counter",
        }),
        (worker, {"part": f"{contract}/part"}),
    ):  # fmt: skip
        client = client_for(person)
        Account.objects.filter(person=person).update(language="en")
        walk = walk_of(browser, client, live_server.url, PHONE, finger=True)
        for name, address in pages.items():
            walk.look(name, address, closely=True)
        wrong += walk.verdict()
    desk = walk_of(browser, client_for(both.union), live_server.url, DESK, finger=False)
    desk.look("figures", f"{units}/{group}/figures", closely=False)
    squeezed = """() => [...document.querySelectorAll(".table th")].filter((head) => head.clientWidth < 40).length"""
    assert desk.page.evaluate(squeezed) == 0
    wrong += desk.verdict(" at a desk")
    assert not wrong, "\n".join(wrong)
