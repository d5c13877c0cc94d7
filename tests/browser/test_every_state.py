"""Pages that look otherwise in another state: a round on its way, a contract after signing, forms with errors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Browser

from huzhu.base.access import Role
from huzhu.base.jobs import run_waiting
from huzhu.base.people.models import Account
from huzhu.base.units.models import Unit
from huzhu.rooms.introductions.actions.rounds import end_gathering, freeze, open_round, send
from huzhu.rooms.introductions.actions.waves import close_due_waves
from huzhu.rooms.introductions.models import Introduction, Round
from huzhu.rooms.skills.models import KeyList
from tests.browser.hand import PHONE
from tests.browser.look import Walk, walk_of
from tests.cast import NOW, TODAY, client_for, learner, make_shop, star
from tests.contracts.pair import make_pair

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


def phone(browser: Browser, live_server, person) -> Walk:
    return walk_of(browser, client_for(person), live_server.url, PHONE, finger=True)


def test_each_state_of_a_round_fits_a_phone_and_is_clean(browser: Browser, live_server, clock) -> None:
    shop = make_shop()
    teachers, learners = [star(shop) for _ in range(2)], [learner(shop) for _ in range(5)]
    organiser = shop.holder(Role.ORGANISER, unit=shop.workshop)
    KeyList.objects.create(unit_id=shop.workshop, posted=TODAY, none_because="⟦nothing is stuck⟧")
    by, walk = shop.scope(organiser), phone(browser, live_server, organiser)
    uid = open_round(shop.workshop, by=by, now=NOW)
    address = f"{live_server.url}/rounds/{uid}/"
    walk.look("gathering", address, closely=True)
    end_gathering(uid, "⟦all have wished⟧", by=by, now=NOW)
    walk.look("compared", address, closely=True)
    freeze(uid, "stable", by=by, now=NOW)
    walk.look("computed", address, closely=True)
    send(uid, by=by, now=NOW)
    walk.look("sent", address, closely=True)
    wrong = walk.verdict()
    introduction = Introduction.objects.filter(learner__in=learners).first()
    assert introduction and introduction.teacher in teachers
    for days in range(4, 40, 5):
        clock.move_to(NOW + timedelta(days=days))
        close_due_waves(NOW + timedelta(days=days))
        run_waiting()
    assert Round.objects.get(uid=uid).state == "closed"
    walk = phone(browser, live_server, organiser)
    walk.look("closed", address, closely=True)
    wrong += walk.verdict()
    walk = phone(browser, live_server, introduction.learner)
    for name in ("", "certificate"):
        walk.look(f"not concluded {name}", f"{live_server.url}/introductions/{introduction.uid}/{name}", closely=True)
    walk.look("how it went for me", f"{address}mine", closely=True)
    wrong += walk.verdict()
    assert not wrong, "\n".join(wrong)


def test_a_contract_being_signed_running_and_ending_fits_a_phone_and_is_clean(
    browser: Browser, live_server, clock
) -> None:
    pair = make_pair()
    address, walk = f"{live_server.url}/contracts/{pair.uid}/", phone(browser, live_server, pair.first)
    pair.orient()
    walk.look("sign", f"{address}sign", closely=True)
    walk.press(walk.page.get_by_role("button", name="Sign"))
    walk.judge("sign, with errors")
    walk.look("edit", f"{address}edit", closely=True)
    walk.page.get_by_label("Until").first.fill("")
    walk.press(walk.page.locator(".tapbar button").last)
    walk.judge("edit, with errors")
    pair.signed()
    for name in ("", "end", f"terms/{pair.contract.terms.get().uid}"):
        walk.look(f"signed {name}", f"{address}{name}", closely=True)
    walk.look("proof", f"{live_server.url}/c/{pair.uid}", closely=True)
    wrong = walk.verdict()
    assert not wrong, "\n".join(wrong)


def test_the_way_in_fits_a_phone_and_is_clean(browser: Browser, live_server, clock) -> None:
    shop = make_shop()
    leader, member = shop.holder(Role.GROUP_LEADER), shop.person()
    Account.objects.filter(person=member).update(generation=0)
    lead, walk = phone(browser, live_server, leader), Walk(browser.new_page())
    walk.page.set_viewport_size(PHONE)
    walk.page.goto(f"{live_server.url}/join/{Unit.objects.get(id=shop.group).uid}?roll={member.roll}")
    walk.press(walk.page.get_by_role("button").first)
    walk.page.locator(".code").wait_for()
    digits = walk.page.locator(".code").inner_text()
    walk.judge("six digits")
    lead.look("somebody shows digits", f"{live_server.url}/confirm", closely=True)
    lead.page.get_by_label("Six digits").first.fill("1")
    lead.press(lead.page.get_by_role("button", name="Yes, this is the person").first)
    lead.judge("wrong digits")
    lead.page.goto(f"{live_server.url}/confirm?roll={member.roll}&code={digits}")
    lead.press(lead.page.get_by_role("button", name="Yes, this is the person").first)
    walk.page.get_by_role("status").or_(walk.page.locator(".tag.done")).first.wait_for()
    walk.judge("one has confirmed")
    lead.page.goto(f"{live_server.url}/nowhere")
    lead.said.clear()
    lead.judge("not there")
    wrong = walk.verdict() + lead.verdict()
    assert not wrong, "\n".join(wrong)
