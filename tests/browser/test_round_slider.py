"""The round's sliders recompute while they move: ten questions a second at most, and the last answer stands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
import time_machine
from playwright.sync_api import Browser, Error, Route, expect

from huzhu.base.access import Role
from huzhu.rooms.introductions.actions.rounds import end_gathering, open_round
from huzhu.rooms.skills.models import KeyList
from tests.browser.hand import PHONE
from tests.browser.look import Walk, walk_of
from tests.cast import NOW, TODAY, client_for, learner, make_shop, star

pytestmark = [pytest.mark.django_db(transaction=True)]
SLIDE = """(slider) => new Promise((done) => {
    let steps = 0;
    const timer = setInterval(() => {
        slider.value = ++steps < 60 ? 2 + steps % 2 : 1;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        if (steps < 60) return;
        clearInterval(timer);
        done();
    }, 10);
})"""
LET_GO = """slider => slider.dispatchEvent(new Event("change", { bubbles: true }))"""


@pytest.fixture
def walk(browser: Browser, live_server) -> Iterator[Walk]:
    """The organiser's phone at a round that is being compared."""
    with time_machine.travel(NOW, tick=True):
        shop = make_shop()
        for _ in range(2):
            star(shop)
        for _ in range(6):
            learner(shop)
        organiser = shop.holder(Role.ORGANISER, unit=shop.workshop)
        KeyList.objects.create(unit_id=shop.workshop, posted=TODAY, none_because="⟦nothing is stuck⟧")
        by = shop.scope(organiser)
        uid = open_round(shop.workshop, by=by, now=NOW)
        end_gathering(uid, "⟦all have wished⟧", by=by, now=NOW)
        walk = walk_of(browser, client_for(organiser), live_server.url, PHONE, finger=True)
        walk.look("compared", f"{live_server.url}/rounds/{uid}/", closely=False)
        yield walk


def test_q14_a_slider_asks_ten_times_a_second_at_most_and_an_answer_that_is_overtaken_is_dropped(walk: Walk) -> None:
    page, asked, late = walk.page, [], []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            late.append(route)  # on its way for as long as the finger moves
        else:
            route.continue_()

    page.route("**/compare?*", answer)
    columns, slider, told = page.locator("#columns"), page.locator("#teaching"), page.locator("#told")
    slider.evaluate(SLIDE)
    expect(page.locator("output[for=teaching]")).to_have_text("1")
    expect(columns).to_contain_text("Places: 1 per teacher")
    assert 2 <= len(asked) <= 12 and all("moving=1" in url for url in asked)
    with suppress(Error):  # nobody waits for it any more
        late[0].fulfill(body="too late")
    expect(told).to_have_text("")
    slider.evaluate(LET_GO)
    expect(told).to_contain_text("Places: 1 per teacher")
    expect(told).to_contain_text("Requests introduced: ")
    assert "moving" not in asked[-1]
    expect(columns).to_contain_text("Places: 1 per teacher")
    assert walk.verdict() == []


def test_q14_an_arrow_key_moves_a_slider_and_the_columns_follow_once(walk: Walk) -> None:
    page, asked = walk.page, []
    page.on("request", lambda request: asked.append(request.url) if "/compare?" in request.url else None)
    page.locator("#teaching").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#told")).to_contain_text("Places: 2 per teacher")
    expect(page.locator("#teaching")).to_be_focused()
    assert len(asked) == 1
    assert walk.verdict() == []
