"""Every page of the house in Chromium: a small phone under a finger, strict policy, axe, size of a first load."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Browser

from tests.browser.hand import DESK, PHONE
from tests.browser.look import walk_of
from tests.cast import NOW
from tests.web.world import World, addresses, make_world, opens

WALKERS = ("learner", "leader", "training officer", "organiser", "administrator", "nobody")
"""Who opens a page: the first of them who may."""
WIDE_TOO = {"today", "skills:group", "introductions:page", "contracts:page", "group-cards"}
pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> Iterator[World]:
    """The small world, on its own Monday."""
    with time_machine.travel(NOW, tick=True):
        yield make_world()


def pages(world: World, clients: dict[str, Client], half: int) -> dict[str, list[tuple[str, str]]]:
    """{who: (name, address) of each whole page of this half that he is the first to open}."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, words in sorted(addresses())[half::2]:
        url = world.address(name, words)
        for who in WALKERS:
            answer = clients[who].get(url) if opens(name, who) else None
            if (
                answer
                and answer.status_code == 200
                and not answer.streaming
                and answer.content.startswith(b"<!doctype html>")
            ):
                found[who].append((name, url))
                break
    return found


@pytest.mark.parametrize("half", [0, 1])
def test_every_page_fits_a_phone_and_a_finger_and_is_clean_to_axe_and_the_policy(
    browser: Browser, live_server, world: World, half: int
) -> None:
    clients, wrong = world.clients(), []
    for who, found in pages(world, clients, half).items():
        phone = walk_of(browser, clients[who], live_server.url, PHONE, finger=True)
        desk = walk_of(browser, clients[who], live_server.url, DESK, finger=False)
        for name, url in found:
            phone.look(name, live_server.url + url, closely=True)
            if name in WIDE_TOO:
                desk.look(name, live_server.url + url, closely=False)
        wrong += phone.verdict() + desk.verdict(" at a desk")
    assert not wrong, "\n".join(wrong)
