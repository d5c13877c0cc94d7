"""S16: twelve people in three techniques, from machine to machine with a phone, in at most 60 taps; nothing is lost
where the network fails in between."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from huzhu.base.access import Role
from huzhu.base.units.models import Unit
from huzhu.rooms.skills.models import Measurement
from tests.browser.hand import PHONE, Count, Hand
from tests.browser.look import walk_of
from tests.cast import client_for, make_shop

TAPS = 60
pytestmark = [pytest.mark.django_db(transaction=True)]


def test_s16_twelve_people_in_three_techniques_take_at_most_sixty_taps(browser: Browser, live_server) -> None:
    shop = make_shop()
    people, assessor = shop.people(12), shop.holder(Role.ASSESSOR)
    for name in ("piecing", "doffing", "cleaning", "changing rovings"):
        shop.technique(name)
    walk = walk_of(browser, client_for(assessor), live_server.url, PHONE, finger=True)
    begin = reverse("skills:assess", args=[Unit.objects.get(id=shop.group).uid])
    walk.page.goto(live_server.url + begin)
    hand = Hand("assessor", walk.page, "en", Count())
    for name in ("piecing", "doffing", "cleaning"):
        hand.tick(f"⟦{name}⟧")
    walk.judge("whom and what")
    hand.click("Begin")
    walk.judge("card")
    said = 0

    def tap() -> None:
        nonlocal said
        hand.click("alone")
        said += 1
        done = walk.page.get_by_text(f"{said} done", exact=False).or_(walk.page.get_by_text("All are noted"))
        expect(done.first).to_be_visible()

    for _ in range(5):
        tap()
    walk.page.context.set_offline(True)
    card = walk.page.locator("#card h1").inner_text()
    hand.click("alone")
    hand.sees("This needs a network and is not kept on the phone. Everything you typed is still here")
    assert walk.page.locator("#card h1").inner_text() == card
    walk.page.context.set_offline(False)
    walk.said.clear()
    tap()
    walk.page.goto(live_server.url + begin)  # left, and taken up again
    hand.click("Go on")
    for _ in range(30):
        tap()
    walk.judge("all cards")
    assert hand.count.clicks <= TAPS, hand.count.done
    found = Measurement.objects.filter(source="assessor")
    assert found.count() == 36 == found.values("person", "technique").distinct().count()
    assert {row.person_id for row in found} == {person.id for person in people}
    assert walk.verdict() == []
