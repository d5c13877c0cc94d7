"""The pages of the tree in their states fit a phone, a finger and axe: a unit that lives, one that ended, its forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Browser

from huzhu.base.access import Role, Scope
from huzhu.base.people.actions.dissolving import dissolve_unit
from huzhu.base.people.queries import roster
from huzhu.base.units.actions.standing import change_state
from huzhu.base.units.actions.tree import label_unit
from huzhu.base.units.models import Unit
from tests.browser.hand import PHONE
from tests.browser.look import walk_of
from tests.cast import NOW, TODAY, client_for, make_shop

pytestmark = [pytest.mark.django_db(transaction=True)]
SYSTEM = Scope.system(TODAY)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def uid(unit: int) -> str:
    return Unit.objects.values_list("uid", flat=True).get(id=unit)


def test_the_pages_of_the_tree_fit_a_phone_and_are_clean(browser: Browser, live_server) -> None:
    shop = make_shop()
    second = shop.add_group("⟦group 2⟧")
    by = shop.holder(Role.ADMINISTRATOR, unit=shop.factory, group=second)
    for role in (Role.COMMITTEE, Role.OFFICER, Role.MANAGEMENT_SPONSOR):
        shop.holder(role, unit=shop.workshop, group=second)
    leader = shop.holder(Role.GROUP_LEADER)
    shop.people(2)
    label_unit(shop.workshop, "product", "⟦21-count cotton yarn⟧", starts=TODAY, by=SYSTEM, now=NOW)
    label_unit(shop.workshop, "contact", "⟦Wang Xiaomei, 139 0000 0000⟧", starts=TODAY, by=SYSTEM, now=NOW)
    change_state(shop.workshop, "suspend", starts=TODAY, reason="⟦the hall is rebuilt⟧", by=SYSTEM, now=NOW)
    walk = walk_of(browser, client_for(by), live_server.url, PHONE, finger=True)
    page = f"{live_server.url}/units/{uid(shop.workshop)}/"
    for name, address in (
        ("tree", f"{live_server.url}/units/?find=21-count"), ("a unit", page), ("as it was", f"{page}?on={TODAY - timedelta(days=9)}"),
        ("change", f"{page}change"), ("end a role", f"{live_server.url}/units/{uid(shop.group)}/roles/{leader.uid}/group-leader"),
        ("dissolve", f"{live_server.url}/units/{uid(shop.group)}/dissolve"),
    ):  # fmt: skip
        walk.look(name, address, closely=True)
    everybody = {line.id: second for line in roster(shop.group, TODAY)}
    dissolve_unit(shop.group, everybody, ends=TODAY, reason="⟦merged⟧", by=SYSTEM, now=NOW)
    walk.look("rebuild", f"{live_server.url}/units/{uid(shop.group)}/rebuild", closely=True)
    walk.look("a unit that ended", f"{live_server.url}/units/{uid(shop.group)}/", closely=True)
    wrong = walk.verdict()
    walk = walk_of(browser, client_for(leader), live_server.url, PHONE, finger=True)
    walk.look("a group that ended", f"{live_server.url}/groups/{uid(shop.group)}/", closely=True)
    wrong += walk.verdict()
    assert not wrong, "\n".join(wrong)
