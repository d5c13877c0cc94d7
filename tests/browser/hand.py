"""A hand that uses the pages and counts: every tap, every field; the words it looks for are those of its language."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from django.test import Client
from django.utils import translation
from playwright.sync_api import BrowserContext, Locator, Page, expect

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
SHOTS = os.environ.get("HUZHU_TEST_SHOTS", "")


@dataclass
class Count:
    """What all hands of a test did together, and each click by its words."""

    clicks: int = 0
    fields: int = 0
    done: list[str] = field(default_factory=list)
    shots: int = 0


@dataclass
class Hand:
    """One person at one device. Whatever he does goes through `click`, `tick` and `fill`."""

    name: str
    page: Page
    language: str
    count: Count

    def say(self, words: str) -> str:
        """The words of a page in this hand's language."""
        with translation.override(self.language):
            return translation.gettext(words)

    def click(self, words: str, *, about: str = "", row: str = "") -> None:
        """Tap the one button or link called `words`, of several the one `about` something or in the `row` that says so."""
        said = self.say(words)
        place = self.page.locator(".row", has_text=self.say(row)).first if row else self.page.locator("body")
        found = [place.get_by_role(role, name=said, exact=not about) for role in ("button", "link")]
        target = found[0].or_(found[1])
        self._tap(target.filter(has_text=about) if about else target, said)

    def go(self, place: str) -> None:
        """Tap a place of the navigation, whatever count stands at it."""
        said = self.say(place)
        self._tap(self.page.locator(".wainscot a", has_text=said), said)

    def tick(self, words: str, *, about: tuple[str, ...] = ()) -> None:
        """Tap one radio button or box, where several bear the same words the one whose heading names all of `about`."""
        place = self.page.locator("fieldset", has_text=re.compile(".*".join(about))) if about else self.page
        said = self.say(words)
        box = place.get_by_role("radio", name=said, exact=True).or_(place.get_by_role("checkbox", name=said))
        self.count.clicks += 1
        self.count.done.append(f"{self.name}: {said}")
        box.check(force=True)

    def fill(self, words: str, value: str) -> None:
        """Write into the one field whose label holds `words`."""
        self.count.fields += 1
        self.count.done.append(f"{self.name} writes: {self.say(words)}")
        self.page.get_by_label(self.say(words)).and_(self.page.locator("input:visible, textarea:visible")).fill(value)

    def sees(self, words: str) -> None:
        """Wait until `words` stand on the page."""
        expect(self.page.get_by_text(self.say(words)).filter(visible=True).first).to_be_visible()

    def shot(self, stage: str) -> None:
        """A picture of the whole page, if pictures are wanted."""
        if SHOTS:
            self.count.shots += 1
            folder = Path(SHOTS) / self.language
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{self.count.shots:02} {stage}, {self.name}.png", full_page=True)

    def _tap(self, target: Locator, said: str) -> None:
        self.count.clicks += 1
        self.count.done.append(f"{self.name}: {said}")
        target.filter(visible=True).click()


def signed_in(context: BrowserContext, client: Client, address: str) -> BrowserContext:
    """The same browser with the sign-in and device of `client`."""
    context.add_cookies(
        [{"name": name, "value": cookie.value, "url": address} for name, cookie in client.cookies.items()]
    )
    context.set_default_timeout(10_000)
    return context
