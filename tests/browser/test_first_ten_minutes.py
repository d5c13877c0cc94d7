"""A.9: from a house that was just founded to a contract signed by two and its one-page print, through the pages alone.

HUZHU_TEST_SHOTS=folder keeps a picture of every stage: workers on a phone, everybody else at a desk.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from huzhu.base.jobs import run_waiting
from huzhu.cli import main
from tests.browser.hand import DESK, PHONE, Count, Hand

CLICKS, FIELDS = 60, 20
TRADE = {"en": "Ring spinning", "zh-hans": "细纱挡车"}
TECHNIQUES = {"en": ("Piecing", "Doffing", "Changing rovings"), "zh-hans": ("接头", "落纱", "换粗纱")}
PASSWORD, PIN = "green lathe forty", "246813"
pytestmark = [pytest.mark.django_db(transaction=True)]


@dataclass
class House:
    """`join`: the address that `huzhu found` printed; `at`: a new device, opened at an address."""

    join: str
    at: Callable[[str, str, dict[str, int]], Hand]
    count: Count


@pytest.fixture(params=["en", "zh-hans"])
def house(request, browser: Browser, live_server, settings, monkeypatch):
    """What `huzhu found` leaves: an administrator and a training officer, nobody else."""
    settings.ADDRESS = live_server.url
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n{PASSWORD}\n"))
    founders = ["--name", "王芳", "--roll", "0001", "--officer", "李建国", "--officer-roll", "0002"]
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        assert main(["found", "--factory", "第一棉纺厂", *founders]) == 0
    count, contexts = Count(), []

    def at(name: str, address: str, size: dict[str, int]) -> Hand:
        contexts.append(browser.new_context(viewport=size, locale=request.param, has_touch=size is PHONE))
        contexts[-1].set_default_timeout(10_000)
        page = contexts[-1].new_page()
        page.goto(address)
        return Hand(name, page, request.param, count)

    yield House(re.search(r"http\S+", printed.getvalue()).group(), at, count)
    for context in contexts:
        context.close()


def founder(house: House, name: str, roll: str) -> Hand:
    hand = house.at(name, house.join, DESK)
    hand.click("I have a PIN already")
    hand.fill("Roll number or e-mail", roll)
    hand.fill("PIN or password", PASSWORD)
    hand.shot("sign in")
    hand.click("Sign in")
    return hand


def card_of(hand: Hand, name: str) -> str:
    """What a phone reads from somebody's card on the screen of `hand`."""
    return hand.page.locator(".cards li", has_text=name).get_by_role("link").get_attribute("href")


def shows_digits(house: House, name: str, card: str, size: dict[str, int] = PHONE) -> tuple[Hand, str]:
    """Scan the card; the six digits stand on the new device."""
    hand = house.at(name, card, size)
    hand.shot("card")
    hand.click("Show six digits")
    digits = hand.page.locator(".code").inner_text()
    hand.shot("six digits")
    return hand, digits


def confirms(confirmer: Hand, name: str, digits: str) -> None:
    confirmer.fill(name, digits)
    confirmer.shot("confirm")
    confirmer.click("Yes, this is the person", about=name)
    confirmer.sees("Nobody of your people. Who scans the card and taps appears here by himself.")


def sets_pin(hand: Hand) -> None:
    hand.fill("Your new PIN or password", PIN)
    hand.shot("PIN")
    hand.click("Set and go on")


def first_sign_in(house: House, name: str, card: str, *confirmers: Hand) -> Hand:
    hand, digits = shows_digits(house, name, card)
    for confirmer in confirmers:
        confirms(confirmer, name, digits)
    sets_pin(hand)
    return hand


def signs(hand: Hand) -> None:
    hand.click("Read and sign")
    hand.shot("orientation")
    hand.click("I have read this")
    hand.tick("Yes, my own")
    hand.tick("I have read all of this and I want it.")
    hand.fill("Your PIN or password", PIN)
    hand.shot("sign")
    hand.click("Sign")
    hand.shot("signed")


def accepts(hand: Hand) -> None:
    """Accept, and let the ten seconds run in which it could be undone."""
    hand.shot("introduction")
    hand.page.clock.install()
    hand.page.reload()
    hand.click("Accept")
    hand.shot("undo")
    with hand.page.expect_navigation():
        hand.page.clock.run_for(10_000)
    hand.shot("answered")
    run_waiting()


def test_a9_from_an_empty_house_to_a_signed_contract_in_sixty_clicks_and_twenty_fields(house: House) -> None:
    administrator = founder(house, "王芳", "0001")
    administrator.shot("empty house")
    administrator.click("Begin")
    administrator.fill("Name of the group", "细纱甲班")
    administrator.fill("Name of its leader", "赵国强")
    administrator.fill("Roll number of the leader", "100")
    administrator.shot("new group")
    administrator.click("Found the group")
    administrator.shot("card of the leader")
    card = card_of(administrator, "赵国强")

    leader, digits = shows_digits(house, "赵国强", card, DESK)
    confirms(administrator, "赵国强", digits)
    officer = founder(house, "李建国", "0002")
    officer.shot("today")
    officer.click("Confirm")
    confirms(officer, "赵国强", digits)
    sets_pin(leader)
    puts_in_the_group(leader)

    teacher = first_sign_in(house, "周金凤", card_of(leader, "周金凤"), leader, officer)
    learner = first_sign_in(house, "王小妹", card_of(leader, "王小妹"), leader, officer)
    leader.shot("cards, all signed in")

    doffing = TECHNIQUES[teacher.language][1]
    teacher.shot("own card")
    teacher.click("I can teach", about=doffing)
    teacher.shot("wish")
    teacher.click("I can teach this")
    teacher.shot("wishes")
    learner.shot("own card")
    learner.click("I want to learn", about=doffing)
    learner.shot("wish")
    learner.click("I want to learn this")
    learner.shot("wishes")
    learner.click("Look for somebody now", about=doffing)
    accepts(learner)
    teacher.go("Today")
    teacher.shot("today")
    teacher.click("Look at it")
    accepts(teacher)
    teacher.click("To the draft")
    teacher.shot("draft")
    signs(teacher)
    learner.click("Back")
    learner.go("Today")
    learner.shot("today")
    learner.click("See", row="A draft for you two")
    signs(learner)
    learner.sees("signed")
    with learner.page.expect_response("**/print.pdf") as paper:
        learner.click("Print on A4")
    assert learner.page.request.get(paper.value.url).body().startswith(b"%PDF")
    assert house.count.clicks <= CLICKS, house.count.done
    assert house.count.fields <= FIELDS, house.count.done


def puts_in_the_group(leader: Hand) -> None:
    """Two names, the techniques of a trade, six taps: two people and three techniques."""
    leader.shot("today")
    leader.click("Begin")
    leader.fill("Names, one on each line", "周金凤\n王小妹")
    leader.shot("names")
    leader.click("Go on")
    leader.shot("trades")
    leader.click(TRADE[leader.language])
    leader.shot("techniques")
    leader.click("Go on")
    taps = (("alone", "alone"), ("can teach", "with help"), ("with help", "can teach"))
    for technique, levels in zip(TECHNIQUES[leader.language], taps, strict=True):
        for name, level in zip(("周金凤", "王小妹"), levels, strict=True):
            leader.tick(level, about=(name, technique))
    leader.shot("grid")
    leader.click("Save and see who could help")
    leader.shot("first ideas")
    leader.click("Let them sign in on their phones")
    leader.shot("cards")
