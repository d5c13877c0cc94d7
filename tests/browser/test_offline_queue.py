"""D.3: without a network a deed waits on the phone, goes out once with its own time, for nobody else; no tablet keeps any."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from huzhu.base.access import Role
from huzhu.base.journal.models import Entry
from huzhu.base.people.models import Account, Person
from huzhu.base.people.secrets import set_pin
from huzhu.base.units.models import Unit
from huzhu.rooms.contracts.models import Step
from huzhu.rooms.practice.models import Session
from tests.browser.hand import signed_in
from tests.cast import PIN, client_for
from tests.contracts.pair import Pair, make_pair

pytestmark = [pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}
QUEUED = """() => new Promise((yes) => { const ask = indexedDB.open("huzhu", 1);
    ask.onupgradeneeded = () => ask.result.createObjectStore("queue", { keyPath: "id" });
    ask.onsuccess = () => { const all = ask.result.transaction("queue").objectStore("queue").getAll();
        all.onsuccess = () => { ask.result.close(); yes(all.result); }; }; })"""
KEPT = """async () => (await Promise.all((await caches.keys()).filter((name) => name.startsWith("pages-"))
    .map(async (name) => (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat()"""


@pytest.fixture
def pair() -> Pair:
    """Two people whose contract runs; this week's step waits."""
    now = timezone.now()
    pair = make_pair()
    pair.signed()
    contract = pair.contract
    Step.objects.create(
        contract=contract, term=contract.terms.first(), week=1, text="⟦pull the tube first⟧",
        starts=now.date() - timedelta(days=3), ends=now.date() + timedelta(days=3),
    )  # fmt: skip
    type(contract).objects.update(ends=now.date() + timedelta(days=60))
    return pair


@pytest.fixture
def phone(browser: Browser, live_server: Any, pair: Pair) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, has_touch=True, base_url=live_server.url, locale="en")
    yield signed_in(context, client_for(pair.second), live_server.url)
    context.close()


def until(holds: Callable[[], bool]) -> None:
    """Ask until it is so, for ten seconds at most."""
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def ready(context: BrowserContext, path: str = "/") -> Page:
    """A page with its service worker at work and the list kept."""
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(path)
    until(lambda: {"/", "/queue"} <= set(page.evaluate(KEPT)))
    return page


def before(page: Page, when: datetime) -> None:
    """What waits was done at `when`."""
    page.evaluate(
        """([item, when]) => new Promise((yes) => { const ask = indexedDB.open("huzhu", 1);
        ask.onsuccess = () => { const deal = ask.result.transaction("queue", "readwrite");
            deal.objectStore("queue").put({ ...item, done_at: when });
            deal.oncomplete = () => { ask.result.close(); yes(); }; }; })""",
        [waits(page)[0], when.isoformat()],
    )


def say_done(page: Page) -> None:
    page.locator("form[data-queue] button[value=yes]").first.click()


def waits(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(QUEUED)
    return found


def gone(page: Page) -> None:
    until(lambda: waits(page) == [])


def deeds() -> int:
    return Entry.objects.filter(deed="contracts.step").count()


def test_a_deed_without_network_waits_and_goes_out_once_with_its_own_time(phone: BrowserContext, pair: Pair) -> None:
    page = ready(phone, "/")
    phone.set_offline(True)
    page.goto("/")
    expect(page.locator("#messages")).to_contain_text("No network; this is how it stood at")
    say_done(page)
    expect(page.locator("#messages")).to_contain_text("Noted on this phone")
    expect(page.locator("#queue-badge")).to_have_text("No network, 1 on this phone")
    [item] = waits(page)
    assert item["label"] == "⟦pull the tube first⟧" and "csrfmiddlewaretoken" not in dict(item["fields"])
    page.goto("/queue")
    expect(page.locator("#queue li b")).to_have_text("⟦pull the tube first⟧")
    page.goto("/me/account")
    expect(page.locator("h1")).to_contain_text("No network")
    assert deeds() == 0
    page.goto("/queue")
    before(page, timezone.now() - timedelta(days=2))
    phone.set_offline(False)
    gone(page)
    step = Step.objects.get()
    assert (step.done, step.done_on, deeds()) == (True, timezone.localdate() - timedelta(days=2), 1)
    expect(page.locator("#queue-badge")).to_have_text("All sent")


def test_an_expired_session_keeps_the_deed_and_another_person_neither_sees_nor_sends_it(
    phone: BrowserContext, pair: Pair, live_server: Any
) -> None:
    page = ready(phone, "/")
    SignIn.objects.all().delete()
    say_done(page)
    expect(page.locator("#messages")).to_contain_text("Sign in, and it goes out")
    assert len(waits(page)) == 1
    page.locator("#messages a.button").click()
    page.wait_for_url("**/sign-in**")
    until(lambda: page.evaluate(KEPT) == [])
    enter(phone, pair.first, live_server.url)
    ready(phone, "/queue")
    expect(page.locator("#queue [data-empty]")).to_be_visible()
    assert "pull the tube" not in page.content() and len(waits(page)) == 1 and deeds() == 0
    enter(phone, pair.second, live_server.url)
    page.goto("/")
    gone(page)
    assert (Step.objects.get().done_by_id, deeds()) == (pair.second.id, 1)


def test_what_the_server_refuses_stays_with_its_words_and_a_sealed_field_is_never_kept(
    phone: BrowserContext, pair: Pair
) -> None:
    page = ready(phone, "/")
    phone.set_offline(True)
    page.evaluate(
        "document.querySelector('form[data-queue]').insertAdjacentHTML('beforeend', '<input name=secret data-sealed value=x>')"
    )
    say_done(page)
    expect(page.locator("#messages")).to_contain_text("This needs a network")
    assert waits(page) == []
    page.evaluate("document.querySelector('[data-sealed]').remove()")
    say_done(page)
    expect(page.locator("#queue-badge")).to_contain_text("1 on this phone")
    Step.objects.all().delete()
    phone.set_offline(False)
    page.goto("/queue")
    expect(page.locator("#queue .refused")).to_be_visible()
    assert len(waits(page)) == 1 and deeds() == 0
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[data-delete]").click()
    expect(page.locator("#queue [data-empty]")).to_be_visible()
    assert waits(page) == []


def test_a_session_noted_without_network_can_be_opened_in_its_form_again_and_arrives_as_written(
    phone: BrowserContext, pair: Pair
) -> None:
    address = f"/contracts/{pair.uid}/sessions/new"
    page = ready(phone, f"/contracts/{pair.uid}/")
    until(lambda: address in page.evaluate(KEPT))
    phone.set_offline(True)
    page.goto(address)
    page.locator("[name=minutes][value='45']").check(force=True)
    page.locator(".tapbar button").click()
    expect(page.locator("#messages")).to_contain_text("Noted on this phone")
    expect(page.locator(".tapbar button")).to_be_hidden()
    page.goto("/queue")
    page.locator("details summary").first.click()
    expect(page.locator("dl.facts")).to_contain_text("45")
    page.locator("[data-form]").click()
    expect(page.locator("[name=minutes][value='45']")).to_be_checked()
    page.locator("[name=minutes][value='30']").check(force=True)
    page.locator(".tapbar button").click()
    expect(page.locator("#messages")).to_contain_text("Noted on this phone")
    [item] = waits(page)
    assert dict(item["fields"])["minutes"] == "30"
    phone.set_offline(False)
    gone(page)
    assert list(Session.objects.values_list("minutes", flat=True)) == [30]


def test_a_shared_tablet_has_no_queue_and_no_kept_page(browser: Browser, live_server: Any, pair: Pair) -> None:
    account = Account.objects.get(person=pair.second)
    set_pin(account, PIN)
    account.save()
    leader = client_for(pair.shop.holder(Role.GROUP_LEADER))
    leader.post(f"/groups/{Unit.objects.get(id=pair.shop.group).uid}/tablet")
    context = browser.new_context(base_url=live_server.url, locale="en")
    context.add_cookies([{"name": "device", "value": leader.cookies["device"].value, "url": live_server.url}])
    page = context.new_page()
    page.goto("/sign-in")
    page.locator("[name=number]").fill(pair.second.roll)
    page.locator("[name=secret]").fill(PIN)
    page.locator("main form button.primary").first.click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    answer = page.goto("/")
    assert answer and "x-huzhu-keep" not in answer.headers
    context.set_offline(True)
    page.locator("form[data-queue] button[value=yes]").click(no_wait_after=True)
    page.wait_for_timeout(300)
    context.set_offline(False)
    page.goto("/")
    assert page.evaluate(
        "async () => [await caches.keys(), await indexedDB.databases(), (await navigator.serviceWorker.getRegistrations()).length]"
    ) == [[], [], 0]
    context.close()


def enter(context: BrowserContext, person: Person, address: str) -> None:
    """Somebody signs in on the same phone; its storage stays."""
    client: Client = client_for(person)
    context.add_cookies(
        [{"name": name, "value": cookie.value, "url": address} for name, cookie in client.cookies.items()]
    )
