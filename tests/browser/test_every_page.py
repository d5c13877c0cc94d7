"""Every page of the house in Chromium: a small phone under a finger, strict policy, axe, size of a first load."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.browser.hand import DESK, PHONE, signed_in
from tests.cast import NOW
from tests.web.world import World, addresses, make_world

WALKERS = ("learner", "leader", "training officer", "organiser", "administrator", "nobody")
"""Who opens a page: the first of them who may."""
WIDE_TOO = {"today", "skills:group", "introductions:page", "contracts:page", "group-cards"}
FIRST_LOAD = 300_000
SMALL = """() => [...document.querySelectorAll("a, button, input, select, summary, textarea")]
    .filter((target) => !target.closest(".skip, .unseen, svg") && target.type !== "hidden")
    .filter((target) => !(target.matches("a:not(.button)") && target.closest("p, dd")))  // words in a sentence
    .map((target) => [target, (target.closest("label") || target).getBoundingClientRect()])
    .filter(([target, box]) => box.width > 1 && box.height > 1 && (box.width < 43.5 || box.height < 43.5))
    .map(([target, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${target.outerHTML.slice(0, 100)}`)"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
WEIGHT = """() => performance.getEntriesByType("navigation").concat(performance.getEntriesByType("resource"))
    .reduce((sum, entry) => sum + entry.decodedBodySize, 0)"""
pytestmark = [pytest.mark.django_db(transaction=True)]


@dataclass
class Walk:
    """One person's page in the browser; `wrong`: what was found, by address."""

    page: Page
    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda line: self.said.append(line.text) if line.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def look(self, name: str, url: str, *, closely: bool) -> None:
        """Open a page; `closely` also: fingers, axe, size."""
        self.said.clear()
        answer = self.page.goto(url, wait_until="load")
        assert answer and answer.ok, name
        if wider := self.page.evaluate(SIDEWAYS):
            self.wrong[name].append(f"{wider} px too wide")
        if closely:
            self.wrong[name] += [f"small: {target}" for target in self.page.evaluate(SMALL)]
            if (weight := self.page.evaluate(WEIGHT)) > FIRST_LOAD:
                self.wrong[name].append(f"{weight} bytes")
            for fault in Axe().run(self.page).response["violations"]:
                self.wrong[name].append(f"{fault['id']}: {[node['html'][:120] for node in fault['nodes'][:2]]}")
        self.wrong[name] += self.said


@pytest.fixture
def world() -> Iterator[World]:
    """The small world, on its own Monday."""
    with time_machine.travel(NOW, tick=True):
        yield make_world()


def pages(world: World, clients: dict[str, Client]) -> dict[str, list[tuple[str, str]]]:
    """{who: (name, address) of each whole page that he is the first to open}."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, words in addresses():
        url = world.address(name, words)
        for who in WALKERS:
            answer = clients[who].get(url)
            if answer.status_code == 200 and not answer.streaming and answer.content.startswith(b"<!doctype html>"):
                found[who].append((name, url))
                break
    return found


def walk_of(browser: Browser, client: Client, address: str, size: dict[str, int], *, finger: bool) -> Walk:
    """A fresh browser with the sign-in of `client`."""
    context = browser.new_context(viewport=size, has_touch=finger, is_mobile=finger, locale="en")
    return Walk(signed_in(context, client, address).new_page())


@pytest.mark.parametrize("half", [0, 1])
def test_every_page_fits_a_phone_and_a_finger_and_is_clean_to_axe_and_the_policy(
    browser: Browser, live_server, world: World, half: int
) -> None:
    clients, wrong = world.clients(), {}
    for who, found in pages(world, clients).items():
        phone = walk_of(browser, clients[who], live_server.url, PHONE, finger=True)
        desk = walk_of(browser, clients[who], live_server.url, DESK, finger=False)
        for name, url in found[half::2]:
            phone.look(name, live_server.url + url, closely=True)
            if name in WIDE_TOO:
                desk.look(name, live_server.url + url, closely=False)
        for walk, where in ((phone, ""), (desk, " at a desk")):
            wrong |= {f"{name}{where}": what for name, what in walk.wrong.items() if what}
            walk.page.context.close()
    assert not wrong, "\n".join(f"{name}: {line}" for name, what in wrong.items() for line in what)
