"""S42, F19: meetings of pairs count per factory and quarter, each with a written lesson of a contract."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from huzhu.base.access import NotAllowed, NotFound, Refused, Role, Scope
from huzhu.base.calendar.actions.slots import cancel_slot
from huzhu.base.calendar.models import Claim, Slot
from huzhu.base.followup.story import story_of
from huzhu.base.people.actions.roll import give_mandate
from huzhu.base.people.models import Person
from huzhu.base.units.actions.tree import found_unit
from huzhu.base.units.models import Unit
from huzhu.rooms.contracts.queries.page import code_of
from huzhu.rooms.exchange.actions.sharing import drop, plan, write_lesson
from huzhu.rooms.exchange.models import Sharing
from huzhu.rooms.exchange.queries.sharing import Quarter
from tests.cast import NOW, START, TODAY, make_shop
from tests.contracts.pair import Pair, make_pair
from tests.exchange.browsers import client_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "cast_day")]
OCTOBER = datetime(2026, 10, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def uid_of(unit: int) -> str:
    return Unit.objects.get(id=unit).uid


def page(person: Person, unit: int, quarter: str = "2026-3") -> tuple[int, str]:
    answer = client_for(person).get(reverse("exchange:sharings", args=[uid_of(unit)]), {"quarter": quarter})
    return answer.status_code, " ".join(answer.content.decode().split())


def lixin() -> tuple[Pair, Person, Person, int]:
    """F19's factory in a city, its union's sponsor, the city's officer."""
    city = found_unit("⟦city⟧", "city", parent_id=None, starts=START, by=Scope.system(START), now=NOW)
    shop = make_shop("Lixin", parent=city)
    union = shop.holder(Role.SPONSOR, unit=shop.factory, group=shop.add_group("⟦office⟧"))
    officer = make_shop("other").person()
    give_mandate(officer.id, Role.SPONSOR, unit_id=city, starts=START, by=Scope.system(START), now=NOW)
    return make_pair(shop).signed(), union, officer, city


@pytest.mark.db_both
def test_s42_the_quarter_of_lixin_shows_four_and_a_meeting_without_a_lesson_is_not_counted() -> None:
    pair, union, officer, city = lixin()
    by, at = (
        pair.shop.scope(union, day=OCTOBER.date()),
        {"by": pair.shop.scope(union, day=OCTOBER.date()), "now": OCTOBER},
    )
    both = [pair.first.id, pair.second.id]
    days = [
        date(2026, 7, 1),
        date(2026, 8, 9),
        date(2026, 8, 30),
        date(2026, 9, 30),
        date(2026, 9, 12),
        date(2026, 10, 1),
    ]
    uids = [plan(uid_of(pair.shop.factory), f"⟦meeting {day}⟧", day, both, **at) for day in days]
    for uid in (*uids[:4], uids[5]):
        write_lesson(uid, "⟦hold it looser⟧", [pair.uid], **at)
    with pytest.raises(Refused):
        write_lesson(uids[4], "⟦talked a while⟧", [], **at)
    with pytest.raises(Refused):
        write_lesson(uids[4], " ", [pair.uid], **at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sharing.objects.filter(uid=uids[4]).update(state="held")
    with time_machine.travel(OCTOBER, tick=False):
        for reader in (union, pair.first):
            status, said = page(reader, pair.shop.factory)
            assert status == 200 and "<b>4</b>" in said and "no lesson yet" in said and "⟦hold it looser⟧" in said
        status, said = page(officer, city)
        assert "<span>4</span>" in said and "⟦hold it looser⟧" not in said
        assert (
            page(officer, pair.shop.factory)[0] == 200 and "⟦hold it looser⟧" not in page(officer, pair.shop.factory)[1]
        )
        assert page(make_shop("third").person(), pair.shop.factory)[0] == 404
        assert client_for(officer).get(reverse("exchange:sharing", args=[uids[0]])).status_code == 404
    marks = [mark for mark in story_of("contract", pair.contract.pk, by) if "⟦hold it looser⟧" in mark.words]
    assert len(marks) == 5


def test_s42_a_meeting_ahead_takes_everybodys_time_and_is_written_down_by_who_was_there() -> None:
    pair = make_pair().signed()
    leader, mate = pair.shop.holder(Role.GROUP_LEADER), pair.shop.person()
    group, tomorrow = uid_of(pair.shop.group), NOW + timedelta(days=1)
    both, by = [pair.first.id, pair.second.id], pair.shop.scope(leader)
    with pytest.raises(NotAllowed):
        plan(group, "⟦mine⟧", TODAY, both, by=pair.shop.scope(mate), now=NOW)
    uid = plan(group, "⟦breaks⟧", tomorrow.date(), both, starts=tomorrow, by=by, now=NOW)
    assert Slot.objects.get().kind == "sharing" and Claim.objects.filter(person=pair.first).count() == 12
    with pytest.raises(Refused):
        plan(group, "⟦again⟧", tomorrow.date(), both, starts=tomorrow, by=by, now=NOW)
    with pytest.raises(Refused):
        write_lesson(uid, "⟦too early⟧", [pair.uid], by=by, now=NOW)
    after = {"by": pair.scope(pair.first, day=tomorrow.date()), "now": tomorrow}
    with pytest.raises(NotAllowed):
        write_lesson(uid, "⟦I was not there⟧", [pair.uid], by=pair.shop.scope(mate, day=tomorrow.date()), now=tomorrow)
    write_lesson(uid, "⟦looser⟧", [pair.uid], **after)
    assert Sharing.objects.get(uid=uid).state == "held"
    other = plan(group, "⟦not now⟧", tomorrow.date(), both, starts=tomorrow + timedelta(hours=3), by=by, now=NOW)
    with pytest.raises(NotAllowed):  # one of many does not call it off for all
        cancel_slot(Slot.objects.latest("pk").pk, by=pair.scope(pair.second), now=NOW)
    sponsor = pair.shop.holder(Role.SPONSOR, unit=pair.shop.workshop)
    drop(other, by=pair.shop.scope(sponsor), now=NOW)
    assert Claim.objects.filter(person=pair.first).count() == 12


def test_s42_above_the_workshop_a_contract_is_linked_by_its_number_and_none_of_another_factory() -> None:
    pair, union, _officer, _city = lixin()
    stranger = make_pair(make_shop("second mill")).signed()
    browser = client_for(union)
    form = {"about": "⟦all pairs⟧", "day": TODAY.isoformat(), "rolls": f"{pair.first.roll}, {pair.second.roll}"}
    made = browser.post(reverse("exchange:sharing-new", args=[uid_of(pair.shop.factory)]), form)
    sharing = Sharing.objects.get()
    assert made.status_code == 302 and sharing.present.count() == 2
    here, lesson = reverse("exchange:sharing", args=[sharing.uid]), {"text": "⟦looser⟧"}
    assert browser.post(here, lesson | {"numbers": code_of(stranger.uid)}).status_code == 422
    assert browser.post(here, lesson | {"numbers": code_of(pair.uid).upper()}).status_code == 302
    said = browser.get(here).content.decode()
    assert "⟦looser⟧" in said and reverse("contracts:page", args=[pair.uid]) not in said
    assert reverse("contracts:page", args=[pair.uid]) in client_for(pair.first).get(here).content.decode()
    assert Quarter.asked("2026-3", TODAY).end == date(2026, 10, 1) and Quarter.of(date(2026, 12, 31)).code == "2026-4"
    with pytest.raises(NotFound):
        write_lesson(sharing.uid, "⟦x⟧", [pair.uid], by=stranger.scope(stranger.first), now=NOW)
