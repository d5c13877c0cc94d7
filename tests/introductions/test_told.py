"""Deadlines need a channel (A.6): one message per matter and state, nothing private in it; and what happens by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from huzhu.base.access import Role
from huzhu.base.jobs import run_waiting, sweep, sweep_hourly
from huzhu.base.notices.channels import deliver, send_again
from huzhu.base.notices.models import Delivery, Notice
from huzhu.base.people.models import Account, Person
from huzhu.rooms.introductions.actions.found import introduce_by_hand
from huzhu.rooms.introductions.actions.private import set_not_with
from huzhu.rooms.introductions.models import Introduction, Round, Wave
from tests.cast import NOW, Shop, learner, make_shop, says, star

pytestmark = [pytest.mark.django_db]


class FakeMessenger:
    """A company's messenger as the tests have it; `down` refuses everything."""

    said: ClassVar[list[tuple[str, str, str]]] = []
    down: ClassVar[bool] = False

    def send(self, *, roll: str, text: str, url: str) -> None:
        if FakeMessenger.down:
            raise ConnectionError("no messenger here")
        FakeMessenger.said.append((roll, text, url))

    def reach(self) -> None:
        if FakeMessenger.down:
            raise ConnectionError("no messenger here")


class MailDown(BaseEmailBackend):
    """A mail server that cannot be reached."""

    def open(self) -> bool:
        raise ConnectionError("no mail here")

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.open()
        return 0


@pytest.fixture(autouse=True)
def messenger(settings):
    settings.MESSENGER = f"{__name__}.FakeMessenger"
    FakeMessenger.said, FakeMessenger.down = [], False


@pytest.mark.parametrize("down", [False, True])
def test_q14_what_is_shown_to_neither_fails_with_all_else_where_a_channel_is_down(down, free_clock, settings, caplog):
    """Else row and log line would tell a flagged pair from one that stays silent."""
    if down:
        FakeMessenger.down = True
        settings.EMAIL_BACKEND = f"{__name__}.MailDown"
    told = []
    for flagged in (False, True):
        shop = make_shop(f"mill {flagged}")
        leader, strong, weak = shop.holder(Role.GROUP_LEADER), star(shop), learner(shop)
        for person in (strong, weak):
            Account.objects.filter(person=person).update(email=f"{person.id}@example.org")
        if flagged:
            set_not_with([weak.id], by=shop.scope(strong), now=NOW)
        introduce_by_hand(strong.id, weak.id, shop.technique().id, by=shop.scope(leader), now=timezone.now())
        caplog.clear()
        mail.outbox.clear()
        run_waiting()
        rows = Delivery.objects.filter(notice__person__in=(strong, weak)).order_by("id")
        told.append((list(rows.values_list("channel", "sent", "trouble")), caplog.messages[:]))
        assert len(mail.outbox) == (0 if down or flagged else 2)
    assert told[0] == told[1] and len(told[0][0]) == 4 and bool(told[0][1]) == down


def introduced(shop: Shop) -> tuple[Person, Person, Introduction]:
    """A leader introduces two by hand; both have an e-mail address."""
    leader, strong, weak = shop.holder(Role.GROUP_LEADER), star(shop), learner(shop)
    for person in (strong, weak):
        Account.objects.filter(person=person).update(email=f"{person.roll}@example.org")
    introduce_by_hand(strong.id, weak.id, shop.technique().id, by=shop.scope(leader), now=timezone.now())
    run_waiting()
    return strong, weak, Introduction.objects.get()


def test_a6_both_are_told_once_by_mail_and_messenger_with_nothing_private(free_clock):
    shop = make_shop()
    strong, weak, introduction = introduced(shop)
    assert {letter.to[0] for letter in mail.outbox} == {f"{person.roll}@example.org" for person in (strong, weak)}
    assert {roll for roll, _text, _url in FakeMessenger.said} == {strong.roll, weak.roll}
    everything = [letter.subject + letter.body for letter in mail.outbox] + [text for _, text, _ in FakeMessenger.said]
    for word in (strong.name, weak.name, shop.technique().name, "piecing", "300", "900"):
        assert not [text for text in everything if word.strip("⟦⟧") in text]
    assert all(introduction.uid in url for _, _, url in FakeMessenger.said)
    for notice in Notice.objects.all():
        deliver(notice.id)
    assert len(mail.outbox) == len(FakeMessenger.said) == 2


def test_a6_an_answer_tells_nobody_anything(free_clock):
    shop = make_shop()
    strong, weak, introduction = introduced(shop)
    before = Notice.objects.count()
    says(shop, strong, introduction.uid, "no")
    says(shop, weak, introduction.uid, "yes")
    run_waiting()
    assert Notice.objects.count() == before and len(mail.outbox) == 2


def test_a6_a_channel_that_is_down_is_tried_again_and_the_other_has_delivered(free_clock):
    FakeMessenger.down = True
    introduced(make_shop())
    assert len(mail.outbox) == 2 and FakeMessenger.said == []
    assert set(Delivery.objects.filter(channel="messenger").values_list("sent", "trouble")) == {
        (None, "ConnectionError")
    }
    FakeMessenger.down = False
    free_clock.shift(timedelta(minutes=5))
    assert send_again(timezone.now()) == 0, "not yet"
    free_clock.shift(timedelta(minutes=6))
    assert send_again(timezone.now()) == 2 and len(FakeMessenger.said) == 2
    assert send_again(timezone.now()) == 0 and len(mail.outbox) == 2


def test_a6_what_a_channel_does_not_take_for_a_day_stands_in_the_app_alone(free_clock):
    FakeMessenger.down = True
    introduced(make_shop())
    free_clock.shift(timedelta(days=1, minutes=1))
    FakeMessenger.down = False
    assert send_again(timezone.now()) == 0 and FakeMessenger.said == [] and Notice.objects.count() == 2


def test_q15_the_sweeper_closes_a_wave_at_its_deadline_and_not_before(free_clock):
    _strong, _weak, introduction = introduced(make_shop())
    free_clock.move_to(introduction.deadline - timedelta(seconds=1))
    sweep()
    assert Introduction.objects.get().state == "sent"
    free_clock.move_to(introduction.deadline)
    sweep()
    run_waiting()
    assert Introduction.objects.get().state == "not concluded" and Round.objects.get().state == "closed"
    assert Notice.objects.filter(kind="introductions.closed").count() == 2


def test_q17_a_round_whose_next_step_was_lost_goes_on_by_itself(free_clock):
    _strong, _weak, introduction = introduced(make_shop())
    free_clock.move_to(introduction.deadline)
    sweep()
    from django_q.models import OrmQ

    OrmQ.objects.all().delete()  # the worker died with it
    assert Round.objects.get().state == "sent" and Wave.objects.get().closed
    free_clock.shift(timedelta(minutes=5))
    sweep()
    assert Round.objects.get().state == "sent", "it may still be at work"
    free_clock.shift(timedelta(minutes=6))
    sweep()
    assert Round.objects.get().state == "closed"


def test_q15_the_morning_of_the_deadline_reminds_both_once_and_never_at_night(free_clock):
    _strong, _weak, introduction = introduced(make_shop())
    morning = timezone.localtime(introduction.deadline).replace(hour=7, minute=0)
    for moment, reminders in ((morning - timedelta(hours=4), 0), (morning, 2), (morning + timedelta(hours=1), 2)):
        free_clock.move_to(moment)
        sweep_hourly()
        assert Notice.objects.filter(kind="introductions.reminder").count() == reminders, moment
    assert morning > NOW
