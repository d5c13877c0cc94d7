"""S35: half an hour at the machine is noted in at most five taps and without typing, and confirmed in one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Browser, expect

from huzhu.base.access import Role
from huzhu.base.units.models import Unit
from huzhu.rooms.practice.actions.booking import book_session
from huzhu.rooms.practice.models import Session
from huzhu.rooms.practice.queries.book import times_for
from tests.browser.hand import PHONE, SHOTS, Count, Hand
from tests.browser.look import Walk, walk_of
from tests.cast import NOW
from tests.contracts.pair import Pair, browser_of
from tests.practice.test_s35_booking import mill_pair, wanted

TAPS = 5
pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


def booked(pair: Pair) -> Session:
    """Half an hour at the teacher's machine, a relief at the learner's."""
    relief = pair.shop.holder(Role.RELIEF)
    what = wanted(pair, at="teacher", relief_of_learner=relief.id)
    at = times_for(what, NOW)[0]
    return Session.objects.get(uid=book_session(pair.uid, what, at, by=pair.scope(pair.second), now=NOW))


def test_s35_a_session_is_noted_in_five_taps_without_typing_and_confirmed_in_one(
    browser: Browser, live_server, clock: time_machine.Coordinates
) -> None:
    pair = mill_pair()
    row = booked(pair)
    assert row.slot is not None
    clock.move_to(row.slot.ends + timedelta(minutes=5))
    learner = walk_of(browser, browser_of(pair.second), live_server.url, PHONE, finger=True)
    learner.page.goto(live_server.url + "/")
    hand = Hand("learner", learner.page, "en", Count())
    hand.click("Note it", row="Observation")
    learner.judge("log")
    if SHOTS:
        learner.page.screenshot(path=Path(SHOTS) / "log.png", full_page=True)
    hand.tick("half", about=("Run by the learner",))
    hand.tick("show it once more first")
    hand.tick("Yes", about=("Works alone",))
    hand.click("Note it")
    hand.sees("waits for the other's word")
    learner.judge("contract")
    assert (hand.count.clicks, hand.count.fields) <= (TAPS, 0), hand.count.done
    row.refresh_from_db()
    assert (row.state, row.minutes, row.learner_minutes, row.works_alone) == ("logged", 30, 15, True)
    assert row.decision == "show it once more first"
    teacher = walk_of(browser, browser_of(pair.first), live_server.url, PHONE, finger=True)
    teacher.page.goto(live_server.url + "/")
    other = Hand("teacher", teacher.page, "en", Count())
    other.click("It happened")
    expect(teacher.page.get_by_role("button", name="It happened")).to_have_count(0)
    teacher.page.wait_for_load_state("networkidle")
    row.refresh_from_db()
    assert row.state == "confirmed" and other.count.clicks == 1
    pages(teacher, live_server.url, pair, row)
    assert learner.verdict() + teacher.verdict() == []


def pages(walk: Walk, address: str, pair: Pair, row: Session) -> None:
    """The other pages of sessions hold what is asked of every page."""
    group = Unit.objects.get(id=pair.shop.group).uid
    for name, args in (("session", row.uid), ("book", pair.uid), ("group", group)):
        walk.look(name, address + reverse(f"practice:{name}", args=[args]), closely=True)
        if SHOTS:
            walk.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
