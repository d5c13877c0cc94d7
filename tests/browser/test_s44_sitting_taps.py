"""S44: twelve contracts are checked on a phone in at most forty taps, the dead ones talked about."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from huzhu.base.followup.halves import half_of
from huzhu.base.followup.models import Check, Finding
from tests.browser.hand import PHONE, Count, Hand
from tests.browser.look import walk_of
from tests.cast import client_for
from tests.checks.sat import Group, practised, stepped

TAPS = 40
pytestmark = [pytest.mark.django_db(transaction=True)]


def test_s44_twelve_contracts_take_at_most_forty_taps(browser: Browser, live_server) -> None:
    group, half = Group(), half_of(timezone.localdate())
    rows = [group.contract(starts=half) for _ in range(12)]
    for row in rows[:9]:
        practised(row, 2, half=half)
        stepped(row, 3, day=half)
    group.begun(half)
    walk = walk_of(browser, client_for(group.leader), live_server.url, PHONE, finger=True)
    walk.page.goto(live_server.url + reverse("group", args=[group.uid]))
    hand = Hand("leader", walk.page, "en", Count())
    hand.click("Half-monthly sitting", about="Half-monthly sitting")
    walk.judge("sitting")

    def on(uid: str, field: str, code: str) -> None:
        hand.count.clicks += 1
        walk.page.locator(f"[name='{uid}-{field}'][value='{code}']").check(force=True)

    for row in rows[9:]:  # the dead ones: what is wrong, and for one whose help is asked
        on(row.uid, "rating", "poor")
        on(row.uid, "difficulty", "relief")
    on(rows[9].uid, "help", "workshop")
    on(rows[0].uid, "rating", "fair")  # proposed as good
    hand.count.clicks += 1
    walk.page.locator(f"[name='{rows[0].uid}-reason']").fill("⟦he helped too much⟧")
    walk.judge("said")
    hand.click("Confirm the rest, 9")
    hand.sees("12 contracts are noted.")
    walk.judge("done")
    assert hand.count.clicks <= TAPS, hand.count.done
    assert Check.objects.filter(state="current").count() == 12
    assert sorted(Check.objects.values_list("rating", flat=True)) == ["fair"] + ["good"] * 8 + ["poor"] * 3
    assert Finding.objects.get().level == "group"  # nobody sponsors the workshop: its production leader owns it
    assert walk.verdict() == []
