"""S17: the pages of the four sources under a thumb, each with something on it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect

from huzhu.base.access import Role
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.skills.actions.saying import measured
from huzhu.rooms.skills.models import Measurement
from tests.browser.hand import DESK, PHONE
from tests.browser.look import walk_of
from tests.cast import client_for, make_shop
from tests.skills.parts import publish

pytestmark = [pytest.mark.django_db(transaction=True)]


def test_s17_four_people_say_their_words_with_one_tap_each(browser: Browser, live_server) -> None:
    shop, now = make_shop(), timezone.now()
    publish(shop)
    cast = {role: shop.holder(role) for role in (Role.ASSESSOR, Role.FOREMAN, Role.GROUP_LEADER)}
    person, today = shop.person(), timezone.localdate()
    shop.measured(person, "piecing", 300)
    by = shop.scope(cast[Role.ASSESSOR], day=today)
    for each in (person, *shop.people(2)):
        measured(shop.group, shop.path(shop.group), each.id, shop.technique().id, 650, by, now)
    group, wrong = Unit.objects.get(id=shop.group).uid, []

    def says(who: Person, address: str, button: str, then: str) -> None:
        walk = walk_of(browser, client_for(who), live_server.url, PHONE, finger=True)
        walk.look(address, live_server.url + address, closely=True)
        row = walk.page.locator("li.row").filter(has=walk.page.get_by_role("button", name=button)).first
        row.get_by_role("button", name=button).first.click()
        expect(walk.page.get_by_text(then).first).to_be_visible()
        walk.judge(f"{address} said")
        wrong.extend(walk.verdict())

    says(cast[Role.FOREMAN], reverse("skills:central", args=[group]), "Same opinion", "Production leader: alone")
    says(person, reverse("skills:assess-me"), "with help", "The person: with help")
    says(cast[Role.GROUP_LEADER], reverse("skills:supplement", args=[group]), "The group agrees", "The group: alone")
    assert sorted(Measurement.objects.exclude(source="assessor").values_list("source", flat=True)) == [
        "central",
        "group",
        "self",
    ]
    cell = reverse("skills:records", args=[group, person.uid, shop.technique().uid])
    sheet = reverse("skills:sheet", args=[group, "2026-02"])
    leader = client_for(cast[Role.GROUP_LEADER])
    for size, finger in ((PHONE, True), (DESK, False)):
        walk = walk_of(browser, leader, live_server.url, size, finger=finger)
        for address in (
            cell,
            sheet,
            reverse("skills:differences", args=[group]),
            reverse("skills:months", args=[group]),
        ):
            walk.look(address, live_server.url + address, closely=finger)
        wrong.extend(walk.verdict())
    assert not wrong, "\n".join(wrong)
