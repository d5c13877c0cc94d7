"""D.3: nothing is sent at night, or all of it once a day; a call for help and what is due today go out at any hour."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import transaction

from huzhu.base.access import Role
from huzhu.base.jobs import run_waiting
from huzhu.base.notices import NoticeKind, tell
from huzhu.base.notices.actions.manner import choose_manner
from huzhu.base.notices.channels import send_held
from huzhu.base.notices.models import Manner, Notice
from huzhu.base.notices.queries import told
from huzhu.base.people.models import Account, Person
from huzhu.rooms.contracts.notices import DRAFT_READY, SIGNED_BY_BOTH
from huzhu.rooms.exchange.notices import HELP_WANTED
from tests.cast import NOW, Shop, client_for, make_shop

pytestmark = [pytest.mark.django_db]
NIGHT = datetime(2026, 3, 2, 23, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
MORNING = NIGHT + timedelta(hours=7, minutes=30)


def somebody(shop: Shop) -> Person:
    person = shop.person()
    Account.objects.filter(person=person).update(email=f"{person.uid}@mill.example")
    return person


def say(person: Person, kind: NoticeKind, at: datetime, subject: str = "a" * 12, due: datetime | None = None) -> None:
    with transaction.atomic():
        tell(person.id, kind, now=at, subject=subject, due=due)
    run_waiting()


def test_a_notice_of_the_night_stands_in_the_app_and_is_sent_in_the_morning_with_the_others() -> None:
    shop = make_shop()
    person = somebody(shop)
    say(person, DRAFT_READY, NIGHT)
    say(person, SIGNED_BY_BOTH, NIGHT + timedelta(minutes=5))
    assert len(told(shop.scope(person))) == 2 and mail.outbox == []
    assert send_held(MORNING - timedelta(minutes=1)) == 0
    assert send_held(MORNING) == 2 and send_held(MORNING) == 0
    assert len(mail.outbox) == 1 and mail.outbox[0].body.count("/contracts/") == 2


def test_a_call_for_help_and_what_is_due_today_go_out_at_night_and_by_day_everything_does() -> None:
    person = somebody(make_shop())
    say(person, HELP_WANTED, NIGHT)
    say(person, DRAFT_READY, NIGHT, "b" * 12, due=NIGHT + timedelta(minutes=20))
    say(person, DRAFT_READY, NOW, "c" * 12)
    assert len(mail.outbox) == 3
    say(person, DRAFT_READY, NIGHT, "d" * 12, due=NIGHT + timedelta(days=1))
    assert len(mail.outbox) == 3


def test_once_a_day_is_one_message_at_its_time_and_each_chooses_for_himself() -> None:
    shop = make_shop()
    person, other = somebody(shop), somebody(shop)
    choose_manner(time(12), time(20), time(7), by=shop.scope(person), now=NOW)
    for number, at in enumerate((NOW, NOW + timedelta(hours=1))):
        say(person, DRAFT_READY, at, str(number) * 12)
    say(other, DRAFT_READY, NOW, "z" * 12)
    assert len(mail.outbox) == 1, "the other's alone"
    noon = NOW.astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=12, minute=0)
    assert set(Notice.objects.filter(person=person).values_list("held", flat=True)) == {noon}
    assert send_held(noon) == 2 and len(mail.outbox) == 2


def test_the_page_keeps_a_manner_and_says_at_its_field_what_is_wrong() -> None:
    shop = make_shop()
    person = shop.holder(Role.GROUP_LEADER)
    client = client_for(person)
    wrong = client.post("/me/notices", {"how": "daily", "quiet_from": "25:00", "quiet_to": "06:00"})
    assert wrong.status_code == 422 and not Manner.objects.exists()
    said = {"how": "daily", "daily": "11:30", "quiet_from": "21:00", "quiet_to": "06:00"}
    assert client.post("/me/notices", said).status_code == 302
    row = Manner.objects.get()
    assert (row.person_id, row.daily, row.quiet_from, row.quiet_to) == (person.id, time(11, 30), time(21), time(6))
    assert 'value="11:30"' in client.get("/me/notices").content.decode()
