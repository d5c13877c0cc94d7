"""What is asked of every page: nothing sideways, room for a finger, axe, a silent console, a light first load."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Locator, Page

from tests.browser.hand import signed_in

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
        self.judge(name, closely=closely)

    def press(self, button: Locator) -> None:
        """Press what leads to another page, and wait until that one stands."""
        with self.page.expect_navigation(wait_until="load"):
            button.click()

    def judge(self, name: str, *, closely: bool = True) -> None:
        """The page as it stands now; an answer that is an error on purpose is no complaint of the console."""
        self.page.wait_for_load_state("load")
        if wider := self.page.evaluate(SIDEWAYS):
            self.wrong[name].append(f"{wider} px too wide")
        if closely:
            self.wrong[name] += [f"small: {target}" for target in self.page.evaluate(SMALL)]
            if (weight := self.page.evaluate(WEIGHT)) > FIRST_LOAD:
                self.wrong[name].append(f"{weight} bytes")
            for fault in Axe().run(self.page).response["violations"]:
                self.wrong[name].append(f"{fault['id']}: {[node['html'][:120] for node in fault['nodes'][:2]]}")
        self.wrong[name] += [line for line in self.said if "status of 422" not in line]
        self.said.clear()

    def verdict(self, where: str = "") -> list[str]:
        """Everything that is wrong, a line each; the browser is closed."""
        self.page.context.close()
        return [f"{name}{where}: {line}" for name, what in self.wrong.items() for line in what]


def walk_of(browser: Browser, client: Client, address: str, size: dict[str, int], *, finger: bool) -> Walk:
    """A fresh browser with the sign-in of `client`."""
    context = browser.new_context(viewport=size, has_touch=finger, is_mobile=finger, locale="en")
    return Walk(signed_in(context, client, address).new_page())
