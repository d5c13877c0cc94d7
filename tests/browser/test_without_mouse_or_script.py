"""From a wish to an answer and a signature without a mouse, and without any script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect

from huzhu.base.jobs import run_waiting
from tests.browser.hand import PHONE, signed_in
from tests.cast import NOW, PIN, client_for, make_shop, offers

pytestmark = [pytest.mark.django_db(transaction=True)]
FOCUS = """() => {
    const e = document.activeElement, box = e.getBoundingClientRect();
    const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const drawn = [e, e.nextElementSibling].some((one) => one && getComputedStyle(one).outlineStyle !== "none");
    return { words: e.innerText || e.value || e.id, seen: !!over && (e.contains(over) || over.contains(e) || e.parentElement.contains(over)), drawn };
}"""


@dataclass
class Two:
    """Somebody who teaches piecing and somebody who could learn it, each with a page of his own."""

    teacher: Page
    learner: Page


@pytest.fixture
def two(request, browser: Browser, live_server) -> Iterator[Two]:
    """`request.param`: what both browsers can or cannot do."""
    with time_machine.travel(NOW, tick=True):
        shop, found = make_shop(), []
        for score in (900, 300):
            person = shop.person()
            shop.measured(person, "piecing", score)
            context = browser.new_context(viewport=PHONE, locale="en", base_url=live_server.url, **request.param)
            found.append((person, signed_in(context, client_for(person), live_server.url).new_page()))
        offers(shop, found[0][0], "piecing")
        yield Two(*(page for _person, page in found))
        for _person, page in found:
            page.context.close()


def tabs_to(page: Page, words: str) -> None:
    """Press Tab until what bears `words` has the focus; whatever has it on the way is drawn and not covered."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["drawn"] and focus["seen"], focus
        if words in focus["words"]:
            return
    raise AssertionError(f"{words} is not reached")


@pytest.mark.parametrize("two", [{}], indirect=True, ids=["keyboard"])
def test_a_wish_is_made_and_an_introduction_answered_by_keyboard_alone(two: Two) -> None:
    page = two.learner
    page.clock.install()
    page.goto("/me")
    for words in ("I want to learn", "I want to learn this", "Look for somebody now", "Accept"):
        here = page.url
        tabs_to(page, words)
        page.keyboard.press("Enter")
        if words != "Accept":
            page.wait_for_url(lambda url, here=here: url != here)
    assert "Undo" in page.evaluate(FOCUS)["words"]
    with page.expect_navigation():
        page.clock.run_for(10_000)
    expect(page.get_by_text("You accepted.")).to_be_visible()


@pytest.mark.parametrize("two", [{"java_script_enabled": False}], indirect=True, ids=["no script"])
def test_without_script_a_wish_is_made_an_introduction_answered_and_a_contract_signed(two: Two) -> None:
    two.learner.goto("/me")
    two.learner.get_by_role("link", name="I want to learn").click()
    two.learner.get_by_role("button", name="I want to learn this").click()
    two.learner.get_by_role("button", name="Look for somebody now").click()
    two.learner.get_by_role("button", name="Accept").click()
    expect(two.learner.get_by_text("You accepted.")).to_be_visible()
    two.teacher.goto("/")
    two.teacher.get_by_role("link", name="Look at it").click()
    two.teacher.get_by_role("button", name="Accept").click()
    expect(two.teacher.get_by_text("Both of you accepted")).to_be_visible()
    run_waiting()
    two.teacher.get_by_role("link", name="To the draft").click()
    two.learner.goto("/")
    two.learner.get_by_role("link", name="See").first.click()
    for page in (two.teacher, two.learner):
        page.get_by_role("link", name="Read and sign").click()
        page.get_by_role("button", name="I have read this").click()
        page.get_by_label("Yes, my own").check(force=True)
        page.get_by_label("I have read all of this").check()
        page.get_by_label("Your PIN or password").fill(PIN)
        page.get_by_role("button", name="Sign", exact=True).click()
    expect(two.learner.get_by_text("in force")).to_be_visible()
