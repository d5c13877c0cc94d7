"""S35, S36: a session is booked with operation, place and relief, at one of at most five times."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction

from huzhu.base.access import NotAllowed, NotFound, Refused, Role
from huzhu.base.calendar.actions.slots import agree
from huzhu.base.calendar.kinds import CHECK, DAILY, EARLY, IN_SHIFT, QUESTIONS, SUNDAY, THEORY, SlotTemplate
from huzhu.base.calendar.models import Claim, Machine, Slot
from huzhu.base.calendar.queries.slots import load_of_week
from huzhu.base.followup.models import LifeSign
from huzhu.base.jobs import run_waiting
from huzhu.base.journal import happened
from huzhu.base.notices import waiting_for
from huzhu.base.notices.models import Notice
from huzhu.base.people.models import Person
from huzhu.rooms.contracts.actions.closing import REASONS, end_contract
from huzhu.rooms.practice.actions.booking import book_every_week, book_session, cancel_session, stop_weekly
from huzhu.rooms.practice.actions.logging import deny
from huzhu.rooms.practice.models import Session
from huzhu.rooms.practice.queries.book import Wanted, couples_for, templates_of, times_for
from huzhu.rooms.practice.queries.group import group_practice
from tests.calendar.mill import make_mill
from tests.cast import NOW, TODAY, local_day
from tests.contracts.pair import Pair
from tests.contracts.test_together import at_once
from tests.practice.sessions import confirmed_by, held, log, signed_pair

pytestmark = [pytest.mark.django_db, pytest.mark.db_both, pytest.mark.usefixtures("english")]
SHANGHAI = ZoneInfo("Asia/Shanghai")


def mill_pair() -> Pair:
    """A signed pair that works Monday to Friday, 8 to 17 with a meal at noon."""
    pair = signed_pair()
    mill = make_mill(pair.shop)
    mill.works(mill.week, starts=date(2025, 1, 6))  # a Monday
    return pair


def wanted(pair: Pair, template: SlotTemplate = IN_SHIFT, **more: object) -> Wanted:
    _kind, couples = couples_for(pair.uid, pair.scope(pair.second))
    return Wanted(couples[0], template, template.low, template.form, **more)  # type: ignore[arg-type]


def book(pair: Pair, what: Wanted, at: datetime, *, by: Person | None = None) -> Session:
    uid = book_session(pair.uid, what, at, by=pair.scope(by or pair.second), now=NOW)
    return Session.objects.get(uid=uid)


def test_s36_an_in_shift_session_needs_a_named_relief_for_each_absent_post_of_its_own_group():
    pair = mill_pair()
    relief, foreman = pair.shop.holder(Role.RELIEF), pair.shop.holder(Role.FOREMAN)
    stranger = pair.shop.person(group=pair.shop.add_group("⟦elsewhere⟧"))
    at = times_for(wanted(pair, relief_of_teacher=relief.id, relief_of_learner=foreman.id), NOW)[0]
    for named, field in (
        ({}, "relief_of_teacher"),
        ({"relief_of_teacher": relief.id}, "relief_of_learner"),
        ({"relief_of_teacher": relief.id, "relief_of_learner": relief.id}, "relief_of_learner"),
        ({"relief_of_teacher": stranger.id, "relief_of_learner": relief.id}, "relief_of_teacher"),
    ):
        with pytest.raises(Refused) as wrong:
            book(pair, wanted(pair, **named), at)
        assert wrong.value.field == field
    row = book(pair, wanted(pair, relief_of_teacher=relief.id, relief_of_learner=foreman.id), at)
    assert row.form == "in-shift" and {p.person_id for p in row.slot.people.all()} == {
        pair.first.id, pair.second.id, relief.id, foreman.id,
    }  # fmt: skip
    for change in ({"relief_of_learner": None}, {"relief_of_learner": relief}):  # the database refuses it, too
        with pytest.raises(IntegrityError), transaction.atomic():
            Session.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(NotAllowed):
        book(pair, wanted(pair, EARLY), at, by=relief)


def test_s36_one_relief_will_do_where_it_is_held_at_the_others_machine_and_he_confirms_it_as_supported():
    pair = mill_pair()
    relief = pair.shop.holder(Role.RELIEF)
    machine = Machine.objects.create(unit_id=pair.shop.group, name="⟦12⟧")
    what = wanted(pair, at="teacher", relief_of_learner=relief.id, machine=machine.id)
    at = times_for(what, NOW)[0]
    row = book(pair, what, at)
    run_waiting()
    assert set(Notice.objects.filter(subject=row.uid).values_list("kind", "person_id")) == {
        ("practice.relief", relief.id), ("practice.booked", pair.first.id),
    }  # fmt: skip
    uid = log(pair, pair.second, at=at + timedelta(hours=1), booked=row.uid)
    assert uid == row.uid and log(pair, pair.second, at=at + timedelta(hours=6)) != uid
    confirmed_by(pair, relief, uid, at=at + timedelta(hours=2))
    row.refresh_from_db()
    assert (row.state, row.confirmed_by_id) == ("confirmed", relief.id)
    assert set(row.slot.people.filter(attended=True).values_list("person_id", flat=True)) == set(row.two)


def test_q23_what_the_other_one_denied_is_not_confirmed_by_the_relief_a_leader_decides():
    pair = mill_pair()
    relief = pair.shop.holder(Role.RELIEF)
    what = wanted(pair, at="teacher", relief_of_learner=relief.id)
    at = times_for(what, NOW)[0]
    row = book(pair, what, at)
    later = at + timedelta(hours=1)
    uid = log(pair, pair.second, at=later, booked=row.uid)
    asked = pair.scope(relief, day=local_day(later))
    assert any(line.url.endswith(f"{uid}/") for line in waiting_for(asked, later))
    deny(uid, done_at=later, by=pair.scope(pair.first, day=local_day(later)), now=later)
    assert not any(line.url.endswith(f"{uid}/") for line in waiting_for(asked, later))
    with pytest.raises(NotAllowed):
        confirmed_by(pair, relief, uid, at=later)
    row.refresh_from_db()
    assert row.state == "logged" and not LifeSign.objects.exists()


def test_s35_at_most_five_times_in_which_all_are_at_work_and_free_are_proposed_and_nothing_else_can_be_booked(english):
    pair = mill_pair()
    reliefs = [pair.shop.holder(Role.RELIEF) for _ in range(2)]
    what = wanted(pair, relief_of_teacher=reliefs[0].id, relief_of_learner=reliefs[1].id)
    times = times_for(what, NOW)
    assert 1 <= len(times) <= 5
    for at in times:
        local = at.astimezone(SHANGHAI)
        assert local.weekday() < 5 and 8 <= local.hour < 17 and local.hour != 12
    meal = datetime(2026, 3, 3, 12, 15, tzinfo=SHANGHAI)
    with pytest.raises(Refused, match="not free for everybody"):
        book(pair, what, meal)
    book(pair, what, times[0])
    with pytest.raises(Refused, match="not free for everybody"):  # the same words whatever stands in the way
        book(pair, what, times[0])
    assert times[0] not in times_for(what, NOW)
    early = times_for(wanted(pair, EARLY), NOW)
    assert {at.astimezone(SHANGHAI).strftime("%H:%M") for at in early} == {"07:40"}


def test_s35_a_time_outside_ones_work_takes_ones_own_yes_and_either_cancels_without_a_reason():
    pair = mill_pair()
    what = wanted(pair, SUNDAY)
    at = times_for(what, NOW)[0]
    assert at.astimezone(SHANGHAI).weekday() == 6
    row = book(pair, what, at)
    asked = dict(row.slot.people.values_list("person_id", "agreed"))
    assert asked[pair.second.id] is not None and asked[pair.first.id] is None
    agree(row.slot_id, by=pair.scope(pair.first), now=NOW)
    assert row.slot.people.filter(agreed=None).count() == 0
    with pytest.raises((NotAllowed, NotFound)):
        cancel_session(row.uid, by=pair.scope(pair.shop.person()), now=NOW)
    assert load_of_week(pair.first.id, at.astimezone(SHANGHAI).date()) == 60
    cancel_session(row.uid, by=pair.scope(pair.first), now=NOW)
    row.refresh_from_db()
    assert row.state == "cancelled" and not Claim.objects.exists()


def test_s39_a_weekly_series_stands_four_weeks_ahead_as_sessions_of_the_pair():
    pair = mill_pair()
    made = book_every_week(pair.uid, wanted(pair, SUNDAY), by=pair.scope(pair.second), now=NOW)
    rows = list(Session.objects.order_by("slot__starts").select_related("slot"))
    assert made == len(rows) == 4
    assert templates_of("apprenticeship") == [
        IN_SHIFT,
        EARLY,
        SUNDAY,
        THEORY,
        DAILY,
        QUESTIONS,
        CHECK,
    ]  # the Lu group's
    assert {row.slot.starts.astimezone(SHANGHAI).weekday() for row in rows} == {6}
    assert [b.slot.starts - a.slot.starts for a, b in pairwise(rows)] == [timedelta(days=7)] * 3
    slot = rows[0].slot
    Slot.objects.filter(pk=slot.pk).update(starts=slot.starts - timedelta(days=1))  # the rota has changed
    happened("calendar.slot_moved", slot.pk)
    run_waiting()
    assert Session.objects.get(pk=rows[0].pk).day == rows[0].day - timedelta(days=1)


def test_s39_either_ends_the_weekly_time_and_a_closed_contract_gives_up_what_is_booked():
    pair = mill_pair()
    book_every_week(pair.uid, wanted(pair, SUNDAY), by=pair.scope(pair.second), now=NOW)
    row = Session.objects.first()
    assert row is not None
    stop_weekly(row.uid, by=pair.scope(pair.first), now=NOW)
    assert set(Session.objects.values_list("state", flat=True)) == {"cancelled"} and not Claim.objects.exists()
    again = book(pair, wanted(pair, EARLY), times_for(wanted(pair, EARLY), NOW)[0])
    with time_machine.travel(NOW, tick=False):
        end_contract(pair.uid, next(iter(REASONS)), by=pair.scope(pair.first), now=NOW)
        run_waiting()
    again.refresh_from_db()
    assert again.state == "cancelled" and not Claim.objects.exists()


def test_s35_contracts_without_a_session_in_the_period_are_listed_and_a_held_one_takes_them_off():
    pair = mill_pair()
    page = group_practice(pair.shop.group, pair.scope(pair.first), NOW)
    assert [line.uid for line in page.without] == [pair.uid] and page.going == []
    later = NOW + timedelta(days=20)
    leader = pair.shop.scope(pair.shop.holder(Role.GROUP_LEADER), day=later.date())
    assert [line.uid for line in group_practice(pair.shop.group, leader, later).help] == [pair.uid]
    held(pair, at=later)
    page = group_practice(pair.shop.group, leader, later)
    assert page.help == page.without == [] and [line.held for line in page.going] == [1]
    assert page.since > TODAY


@pytest.mark.django_db(transaction=True)
def test_s36_two_pairs_who_want_one_relief_in_the_same_moment_do_not_both_get_him():
    one = mill_pair()
    other = signed_pair(shop=one.shop, technique="doffing")
    relief = one.shop.holder(Role.RELIEF)
    both = [wanted(pair, QUESTIONS, at="teacher", relief_of_learner=relief.id) for pair in (one, other)]
    at = next(iter(set(times_for(both[0], NOW)) & set(times_for(both[1], NOW))))
    done = at_once(
        *(lambda pair=pair, what=what: book(pair, what, at) for pair, what in zip((one, other), both, strict=True))
    )
    assert sum(isinstance(answer, Session) for answer in done) == 1, done
    assert Claim.objects.filter(person=relief).count() == 6  # half an hour, once
