"""Help now: one tap asks those at work who can, the nearest and least loaded first, until one takes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from huzhu.base.access import NotAllowed, NotFound, Overtaken
from huzhu.base.calendar.models import CycleDay, Machine, Pattern, PersonDay, Rota, Shift
from huzhu.base.journal.models import Entry
from huzhu.base.notices import waiting_for
from huzhu.base.people.models import Person
from huzhu.base.units.periods import succeed
from huzhu.rooms.exchange.actions.help import call_help, close, take
from huzhu.rooms.exchange.models import HelpCall
from huzhu.rooms.exchange.queries.help import help_given, help_in
from huzhu.rooms.exchange.reactions import call_on
from tests.cast import NOW, START, TODAY, Shop, make_shop, offers
from tests.contracts.test_together import at_once
from tests.exchange.browsers import client_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "cast_day")]


def day_shift(shop: Shop, *groups: int) -> None:
    """8:00–16:00 every day."""
    early = Shift.objects.create(unit_id=shop.factory, code="⟦day⟧", starts=8 * 60, minutes=8 * 60)
    daily = Pattern.objects.create(unit_id=shop.factory, name="⟦daily⟧", days=1)
    CycleDay.objects.create(pattern=daily, position=0, shift=early)
    for group in groups:
        succeed(Rota, starts=START, owner={"unit_id": group}, pattern=daily, phase=0)


def expert(shop: Shop, *, group: int | None = None, score: int = 800) -> Person:
    person = shop.person(group=group)
    shop.measured(person, "piecing", score)
    return person


def called(shop: Shop, caller: Person, now: datetime = NOW) -> HelpCall:
    uid = call_help(shop.technique().id, by=shop.scope(caller), now=now)
    return HelpCall.objects.get(uid=uid)


def asked(call: HelpCall) -> set[int]:
    return set(call.asked.values_list("person_id", flat=True))


def test_help_now_asks_the_group_first_then_who_offers_it_in_the_workshop_and_nobody_off_shift() -> None:
    shop = make_shop()
    second, elsewhere = shop.add_group("⟦group 2⟧"), shop.add_group("⟦group 3⟧")
    day_shift(shop, shop.group, second, elsewhere)
    caller, weak, away = shop.person(), expert(shop, score=590), expert(shop)
    PersonDay.objects.create(person=away, day=TODAY, shift=None)
    near, more = expert(shop), expert(shop)
    silent, offering = expert(shop, group=second), expert(shop, group=elsewhere)
    offers(shop, offering, "piecing")
    call = called(shop, caller)
    assert asked(call) == {near.id, more.id, offering.id}
    assert not asked(call) & {weak.id, away.id, silent.id, caller.id}
    night = called(shop, weak, NOW + timedelta(hours=12))
    assert night.state == "over" and asked(night) == set()


def test_help_now_goes_on_in_small_waves_least_loaded_first_until_its_time_is_over() -> None:
    shop = make_shop()
    day_shift(shop, shop.group)
    caller, five = shop.person(), [expert(shop) for _ in range(5)]
    for busy in five[:2]:
        earlier = called(shop, shop.person(), NOW - timedelta(minutes=30))
        HelpCall.objects.filter(pk=earlier.pk).update(state="taken", helper=busy, taken=NOW)
    call = called(shop, caller)
    assert asked(call) == {person.id for person in five[2:]}
    later = NOW + timedelta(minutes=3)
    assert call_on(later - timedelta(seconds=1)) == 0 and call_on(later) == 2
    assert asked(call) == {person.id for person in five}
    call_on(NOW + timedelta(minutes=20))
    assert HelpCall.objects.get(pk=call.pk).state == "over"
    with pytest.raises(Overtaken):
        take(call.uid, by=shop.scope(five[0]), now=later)
    entries = Entry.objects.filter(subject="help", subject_id=call.pk)
    assert {entry.actor_id for entry in entries} == {caller.id, None}


@pytest.mark.db_both
@pytest.mark.django_db(transaction=True)
def test_help_now_two_who_take_it_at_the_same_moment_one_goes_and_the_other_is_thanked() -> None:
    shop = make_shop()
    caller, experts = shop.person(), [expert(shop) for _ in range(3)]
    call = called(shop, caller)

    def takes(person: Person) -> Callable[[], object]:
        by = shop.scope(person)
        return lambda: take(call.uid, by=by, now=NOW)

    answers = at_once(*(takes(person) for person in experts))
    assert sorted(isinstance(answer, Overtaken) for answer in answers) == [False, True, True]
    row = HelpCall.objects.get(pk=call.pk)
    late = next(person for person in experts if person != row.helper)
    response = client_for(late).post(reverse("exchange:help-take", args=[call.uid]), follow=True)
    assert "somebody else is already on the way" in response.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpCall.objects.filter(pk=call.pk).update(helper=caller)


def test_help_now_one_tap_asks_two_close_it_and_it_counts_as_help_given() -> None:
    shop = make_shop()
    machine = Machine.objects.create(unit_id=shop.group, name="⟦loom 7⟧")
    caller, helper, mate = shop.person(), expert(shop), shop.person()
    browser = client_for(caller)
    page = browser.get(reverse("exchange:help-machine", args=[machine.uid])).content.decode()
    assert machine.uid in page and shop.technique().uid in page
    tap = {"technique": shop.technique().uid, "machine": machine.uid}
    assert browser.post(reverse("exchange:call"), tap).status_code == 302
    assert browser.post(reverse("exchange:call"), tap).status_code == 302
    call = HelpCall.objects.get()
    line = waiting_for(shop.scope(helper), NOW)[0]
    assert line.title == "Help is wanted now" and "⟦loom 7⟧" in line.detail
    assert "I am coming" in client_for(helper).get(line.url).content.decode()
    for stranger in (mate, make_shop("second mill").person()):
        with pytest.raises(NotFound):
            take(call.uid, by=shop.scope(stranger), now=NOW)
    with pytest.raises(NotAllowed):
        take(call.uid, by=shop.scope(caller), now=NOW)
    take(call.uid, by=shop.scope(helper), now=NOW)
    with pytest.raises(NotAllowed):
        close(call.uid, True, by=shop.scope(helper), now=NOW)
    closing = reverse("exchange:help-call", args=[call.uid])
    assert browser.post(closing, {"helped": ""}).status_code == 422
    assert browser.post(closing, {"helped": "yes"}).status_code == 302
    assert help_given(helper.id) == 1 and help_in(shop.group, NOW) == 1 and help_given(caller.id) == 0


def test_help_now_repeated_calls_on_one_technique_suggest_a_wish() -> None:
    shop = make_shop()
    caller = shop.person()
    browser = client_for(caller)
    for day in (15, 1, 0):
        call = called(shop, caller, NOW - timedelta(days=day))
    wish = f"technique={shop.technique().uid}"
    page = reverse("exchange:help-call", args=[call.uid])
    assert call.state == "over" and wish not in browser.get(page).content.decode()
    call = called(shop, caller)
    again = browser.get(reverse("exchange:help-call", args=[call.uid])).content.decode()
    assert wish in again and "3 times" in again
