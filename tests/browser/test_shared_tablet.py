"""The group's shared tablet in Chromium: number and PIN, a few pages, gone after the deed and after a minute's rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from huzhu.base.access import Role
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from tests.cast import PIN, Shop, client_for, full_account, make_shop

pytestmark = [pytest.mark.django_db(transaction=True)]
PAGES = ("/", "/me", "/aid", "/wishes", "/me/seen", "/me/sight", "/me/account")


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def member(shop: Shop) -> Person:
    person = shop.person("⟦Wang Xiaomei⟧")
    shop.measured(person, "piecing", 650)
    full_account(person)
    return person


@pytest.fixture
def tablet(shop: Shop, member: Person, browser: Browser, live_server: Any) -> Iterator[Page]:
    """A touch tablet that the leader made the group's."""
    leader = client_for(shop.holder(Role.GROUP_LEADER))
    leader.post(f"/groups/{Unit.objects.get(id=shop.group).uid}/tablet")
    context = browser.new_context(
        viewport={"width": 800, "height": 1100}, has_touch=True, base_url=live_server.url, locale="en"
    )
    context.add_cookies([{"name": "device", "value": leader.cookies["device"].value, "url": live_server.url}])
    yield context.new_page()
    context.close()


def signs_in(page: Page, person: Person) -> None:
    page.goto("/sign-in")
    page.locator("[name=number]").fill(person.roll)
    page.locator("[name=secret]").fill(PIN)
    page.locator("main form button.primary").first.click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def test_pages_are_not_kept_and_the_deed_signs_off(tablet: Page, member: Person) -> None:
    signs_in(tablet, member)
    for address in PAGES:
        answer = tablet.goto(address)
        assert answer is not None and answer.status == 200, address
        assert answer.header_value("cache-control") == "no-store", address
    tablet.goto("/aid")
    tablet.locator("#places summary").first.click()
    tablet.locator("#places details form button").first.click()
    tablet.wait_for_url("**/sign-in?done=1")
    expect(tablet.locator("[role=status]").first).to_be_visible()
    tablet.go_back()
    tablet.wait_for_load_state()
    assert "/sign-in" in tablet.url and member.name not in tablet.content()
    held = tablet.evaluate("() => [localStorage.length, ...Object.values(sessionStorage)]")
    assert held[0] == 0 and all(text.startswith("/sign-in") for text in held[1:]), "at most the address of this page"
    assert tablet.evaluate("async () => (await caches.keys()).length") == 0
    assert {cookie["name"] for cookie in tablet.context.cookies()} <= {"device", "factory", "csrftoken"}


def test_after_a_minutes_rest_it_signs_off_and_not_before(tablet: Page, member: Person) -> None:
    tablet.clock.install()
    signs_in(tablet, member)
    tablet.goto("/me")
    tablet.clock.run_for(40_000)
    tablet.keyboard.press("Tab")
    tablet.clock.run_for(50_000)
    assert tablet.url.endswith("/me"), "a touch begins the minute anew"
    tablet.clock.run_for(15_000)
    tablet.wait_for_url("**/sign-in**")
    assert member.name not in tablet.content()
    answer = tablet.goto("/me")
    assert answer is not None and "/sign-in" in tablet.url
