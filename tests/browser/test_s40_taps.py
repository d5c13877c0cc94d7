"""S40: help is asked for in one tap, taken in two, closed in two; a clip plays at a quarter of its speed, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Browser, Page

from huzhu.base.access import Role
from huzhu.base.calendar.models import Machine
from huzhu.base.units.models import Unit
from huzhu.rooms.exchange.actions.clips import set_marks
from huzhu.rooms.exchange.actions.questions import accept, answer, ask
from huzhu.rooms.exchange.actions.sharing import plan, write_lesson
from huzhu.rooms.exchange.models import Clip, HelpCall
from tests.browser.hand import DESK, PHONE, SHOTS, Count, Hand
from tests.browser.look import walk_of
from tests.cast import NOW
from tests.contracts.pair import Pair, browser_of, make_pair
from tests.exchange.test_s40_clips import bring, made

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.mark.usefixtures("_clock")
def test_s40_help_is_asked_in_one_tap_taken_in_two_and_closed_in_two(browser: Browser, live_server) -> None:
    pair = make_pair().signed()
    machine = Machine.objects.create(unit_id=pair.shop.group, name="⟦loom 7⟧")
    caller = walk_of(browser, browser_of(pair.second), live_server.url, PHONE, finger=True)
    caller.page.goto(live_server.url + reverse("exchange:help-machine", args=[machine.uid]))
    learner = Hand("learner", caller.page, "en", Count())
    shot(caller.page, "machine")
    learner.click("Help now", about="piecing")
    learner.sees("Those at work who can are being asked.")
    assert learner.count.clicks == 1 and HelpCall.objects.get().machine == machine
    shot(caller.page, "calling")
    helper = walk_of(browser, browser_of(pair.first), live_server.url, PHONE, finger=True)
    helper.page.goto(live_server.url + "/")
    teacher = Hand("teacher", helper.page, "en", Count())
    teacher.click("See", row="Help is wanted now")
    shot(helper.page, "asked")
    teacher.click("I am coming")
    teacher.sees("They wait for you.")
    assert teacher.count.clicks == 2
    caller.page.reload()
    learner.tick("It helped")
    learner.click("Close the call")
    learner.sees("⟦first⟧ helped you.")
    assert learner.count.clicks == 3 and learner.count.fields == 0 and HelpCall.objects.get().helped is True
    caller.judge("call")
    helper.judge("taken")
    assert caller.verdict() + helper.verdict() == []


@pytest.mark.usefixtures("_clock")
def test_s40_a_clip_plays_at_a_quarter_of_its_speed_and_jumps_to_its_steps(
    browser: Browser, live_server, tmp_path: Path
) -> None:
    pair = make_pair().signed()
    bring(pair.shop, pair.first, [pair.first], made(tmp_path, "a.webm", "-c:v", "libvpx"), "a.webm")
    clip = Clip.objects.get()
    set_marks(clip.uid, [(1000, "⟦take the end⟧"), (2500, "⟦join⟧")], by=pair.scope(pair.first), now=NOW)
    walk = walk_of(browser, browser_of(pair.second), live_server.url, PHONE, finger=True)
    walk.page.goto(live_server.url + reverse("exchange:clip", args=[clip.uid]))
    hand = Hand("learner", walk.page, "en", Count())
    hand.click("¼")
    film = walk.page.locator("video")
    assert film.evaluate("film => film.playbackRate") == 0.25
    hand.click("⟦join⟧", about="join")
    walk.page.wait_for_function("document.querySelector('video').currentTime >= 2.4")
    assert film.evaluate("film => film.playbackRate") == 0.25
    walk.judge("clip")
    if SHOTS:
        every_page(browser, live_server.url, pair)
    assert walk.verdict() == []


def every_page(browser: Browser, address: str, pair: Pair) -> None:
    """Pictures to look at."""
    shop, by, learner = pair.shop, pair.scope(pair.first), pair.scope(pair.second)
    leader, clip = shop.holder(Role.GROUP_LEADER), Clip.objects.get()
    uid = ask(
        shop.technique().id, "⟦Why does the end slip when the air is dry?⟧", by=learner, now=NOW, contract_uid=pair.uid
    )
    answer(uid, "⟦Damp the finger, not the thread.⟧", by=by, now=NOW)
    done = ask(shop.technique().id, "⟦Which hand first?⟧", by=learner, now=NOW)
    answer(done, "⟦The left.⟧", by=by, now=NOW)
    accept(done, by=learner, now=NOW)
    opened = ask(shop.technique().id, "⟦What when two ends break at once?⟧", by=learner, now=NOW)
    group = Unit.objects.get(id=shop.group).uid
    held = plan(
        group, "⟦Breaks in dry air⟧", NOW.date(), [pair.first.id, pair.second.id], by=shop.scope(leader), now=NOW
    )
    write_lesson(held, "⟦Damp the finger, not the thread: breaks fell by half.⟧", [pair.uid], by=by, now=NOW)
    open_ = plan(group, "⟦Doffing together⟧", NOW.date(), [pair.first.id], by=shop.scope(leader), now=NOW)
    places = [
        ("group", group), ("ask", group), ("question", uid), ("question", opened), ("clips", group), ("clip-new", group),
        ("clip", clip.uid), ("sharings", group), ("sharing", held), ("sharing", open_), ("sharing-new", group),
    ]  # fmt: skip
    addresses = [(name, reverse(f"exchange:{name}", args=[uid])) for name, uid in places]
    addresses.append(("contract", reverse("contracts:page", args=[pair.uid])))
    for who, size in ((pair.first, PHONE), (pair.second, PHONE), (leader, DESK)):
        walk = walk_of(browser, browser_of(who), address, size, finger=size is PHONE)
        for number, (name, url) in enumerate(addresses):
            if walk.page.goto(address + url).ok:
                shot(walk.page, f"{who.pk} {number:02} {name}")
        walk.page.context.close()


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
