"""The pages of the catalogue fit a phone, a finger and axe: techniques, mapping, standards, levels, posts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Browser

from huzhu.rooms.skills.actions.linking import set_prerequisite
from huzhu.rooms.skills.actions.standards import ItemWords, draft_standard, publish_standard
from tests.browser.hand import PHONE
from tests.browser.look import walk_of
from tests.cast import NOW, TODAY, client_for
from tests.skills.test_s16_catalogue import make_city, uid

pytestmark = [pytest.mark.django_db(transaction=True)]
ITEMS = (ItemWords("⟦ends laid straight⟧", 200), ItemWords("⟦ten ends⟧", 300, "s", 240.0, 80.0))


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def test_the_pages_of_the_catalogue_fit_a_phone_and_are_clean(browser: Browser, live_server) -> None:
    city = make_city()
    shop, own = city.one, city.scope(city.one)
    city.technique("接头", name_en="piecing")
    one, two = shop.technique("高速接头"), shop.technique("doffing at the long frame")
    set_prerequisite(two.uid, one.uid, 500, by=own, now=NOW)
    publish_standard(draft_standard(shop.factory, one.id, ITEMS, by=own, now=NOW), TODAY, by=own, now=NOW)
    draft_standard(shop.factory, one.id, ITEMS, by=own, now=NOW)
    walk = walk_of(browser, client_for(city.officers[shop.factory]), live_server.url, PHONE, finger=True)
    unit = f"{live_server.url}/units/{uid(shop.factory)}"
    for name, address in (
        ("catalogue", "techniques"), ("technique", f"techniques/{two.uid}"), ("map", "techniques/map"),
        ("choose", f"techniques/map?technique={one.uid}"), ("standard", f"techniques/{one.uid}/standard"),
        ("levels", "levels"), ("posts", "posts"),
    ):  # fmt: skip
        walk.look(name, f"{unit}/{address}", closely=True)
    wrong = walk.verdict()
    assert not wrong, wrong
