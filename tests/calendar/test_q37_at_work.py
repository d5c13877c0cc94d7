"""'At work at t?' from rota, days that differ, holidays and the factory's clock (Q37)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from huzhu.base.access import NotAllowed, NotFound, Refused, Role, Scope
from huzhu.base.calendar.actions.rotas import end_rota, set_days, set_holidays
from huzhu.base.calendar.actions.shifts import PauseSaid, keep_pattern, keep_shift
from huzhu.base.calendar.models import CycleDay, GroupDay, PersonDay, Rota, Shift
from huzhu.base.calendar.queries.plans import OFF, UNKNOWN, at_work, group_plans, minutes_of, plans_of, work_of
from huzhu.base.db.consistency import checks
from huzhu.base.people.actions.roll import move_person
from huzhu.base.units.models import Unit
from tests.calendar.mill import make_mill
from tests.cast import NOW, START, TODAY, make_shop

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]
SHANGHAI = ZoneInfo("Asia/Shanghai")
TOMORROW = TODAY + timedelta(days=1)


def at(day: date, hour: int, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=zone)


def shift(code: str) -> int:
    return Shift.objects.get(code=code).id


def test_q37_a_group_goes_round_its_cycle_from_the_day_it_was_set_and_what_was_before_stays_unknown() -> None:
    mill = make_mill()
    person = mill.shop.person()
    assert at_work(person.id, at(TODAY, 10)) is None
    mill.works(mill.turns, day=3, starts=TODAY)
    plan = plans_of([person.id], TODAY - timedelta(days=1), 6)[person.id]
    assert plan.shifts == (UNKNOWN, shift("夜"), OFF, shift("早"), shift("中"), shift("夜"))
    night, morning_after = at(TODAY, 23), at(TOMORROW, 5)
    assert at_work(person.id, night) is True and at_work(person.id, morning_after) is True
    assert at_work(person.id, at(TOMORROW, 7)) is False
    assert at_work(person.id, at(TODAY, 5)) is None  # yesterday's night shift may reach into it


def test_q37_a_dated_change_leaves_the_days_before_as_they_were() -> None:
    mill = make_mill()
    group = mill.shop.group
    mill.works(mill.turns, day=1, starts=START)
    before = group_plans([group], TODAY - timedelta(days=8), 8)[group]
    mill.works(mill.week, day=TODAY.weekday() + 1, starts=TODAY)
    assert group_plans([group], TODAY - timedelta(days=8), 8)[group] == before
    assert group_plans([group], TODAY, 1)[group].shifts == (shift("日"),)
    end_rota(Unit.objects.get(id=group).uid, ends=TOMORROW, by=mill.officer, now=NOW)
    assert group_plans([group], TODAY, 2)[group].shifts == (shift("日"), UNKNOWN)
    assert [found for one in checks() if one.code.startswith("base.calendar") for found in one.find()] == []


def test_q37_meals_are_no_work_and_a_day_of_ones_own_or_of_the_group_comes_before_the_rota() -> None:
    mill = make_mill()
    person, mate = mill.shop.person(), mill.shop.person()
    mill.works(mill.week)
    monday = TODAY + timedelta(days=(7 - TODAY.weekday()) % 7 + 7)
    mill.works(mill.week, starts=monday - timedelta(days=7), day=1)
    assert [at_work(person.id, at(monday, hour)) for hour in (9, 12, 13)] == [True, False, True]
    set_days({}, {(person.id, monday): OFF}, by=mill.officer, now=NOW)
    assert (at_work(person.id, at(monday, 9)), at_work(mate.id, at(monday, 9))) == (False, True)
    set_days({(mill.shop.group, monday): shift("夜")}, {}, by=mill.officer, now=NOW)
    assert (at_work(person.id, at(monday, 23)), at_work(mate.id, at(monday, 23))) == (False, True)


def test_q37_a_pattern_that_keeps_holidays_rests_on_them_and_works_on_make_up_days_others_go_on() -> None:
    mill = make_mill()
    other = mill.shop.add_group("⟦turns⟧")
    mill.works(mill.week, day=START.weekday() + 1)
    mill.works(mill.turns, group=other)
    friday, sunday = date(2026, 3, 6), date(2026, 3, 8)
    turns = group_plans([other], friday, 3)[other]
    factory = Unit.objects.get(id=mill.shop.factory).uid
    set_holidays(factory, {friday: (False, "⟦feast⟧"), sunday: (True, "⟦feast⟧")}, by=mill.officer, now=NOW)
    assert group_plans([mill.shop.group], friday, 3)[mill.shop.group].shifts == (OFF, OFF, shift("日"))
    assert group_plans([other], friday, 3)[other] == turns
    workshop = Unit.objects.get(id=mill.shop.workshop).uid  # the nearest unit's word counts
    set_holidays(workshop, {friday: (True, "⟦urgent order⟧")}, by=mill.officer, now=NOW)
    assert group_plans([mill.shop.group], friday, 1)[mill.shop.group].shifts == (shift("日"),)


def test_q37_each_factory_has_its_own_clock() -> None:
    mill, far = make_mill(), make_mill(make_shop("second mill"))
    Unit.objects.filter(id=far.shop.factory).update(time_zone="Europe/Berlin")
    here, there = mill.shop.person(), far.shop.person()
    for one in (mill, far):
        one.works(one.week, day=START.weekday() + 1)
    assert at_work(here.id, at(TODAY, 9)) is True and at_work(there.id, at(TODAY, 9)) is False
    assert at_work(there.id, at(TODAY, 9, ZoneInfo("Europe/Berlin"))) is True
    assert minutes_of(here.id, there.id, TODAY) == 19 * 2 * 60 + 3 * 60  # the clocks there go forward on 29 March


def test_q37_minutes_together_count_shifts_and_are_unknown_without_a_rota() -> None:
    mill = make_mill()
    second, third = mill.shop.add_group("⟦two⟧"), mill.shop.add_group("⟦three⟧")
    one, two, nobody_knows = mill.shop.person(), mill.shop.person(group=second), mill.shop.person(group=third)
    mate = mill.shop.person()
    mill.works(mill.turns, day=1)
    mill.works(mill.turns, group=second, day=2)
    assert minutes_of(one.id, mate.id, TODAY) == 21 * 480
    assert minutes_of(one.id, two.id, TODAY) == 0
    assert minutes_of(one.id, nobody_knows.id, TODAY) == -1
    days = {(third, TODAY + timedelta(days=n)): shift("早") for n in range(1, 5)}
    set_days(days, {}, by=mill.officer, now=NOW)
    assert minutes_of(one.id, nobody_knows.id, TODAY, enough=120) == 480  # four known days bring enough already
    assert minutes_of(one.id, nobody_knows.id, TODAY, enough=481) == -1


def test_q37_who_moves_works_by_the_new_groups_rota_from_that_day_on() -> None:
    mill = make_mill()
    person, second = mill.shop.person(), mill.shop.add_group("⟦two⟧")
    mill.works(mill.turns, day=1, starts=TODAY)
    mill.works(mill.turns, group=second, day=3, starts=TODAY)
    move_person(person.id, to_group_id=second, starts=TOMORROW, by=Scope.system(TODAY), now=NOW)
    assert plans_of([person.id], TODAY, 2)[person.id].shifts == (shift("早"), OFF)


def test_q37_days_said_again_change_nothing_and_a_day_back_to_the_rota_needs_no_row() -> None:
    mill = make_mill()
    person, group = mill.shop.person(), mill.shop.group
    mill.works(mill.turns, day=1, starts=TODAY)
    said = {(group, TODAY): shift("中"), (group, TOMORROW): shift("中")}
    own = {(person.id, TODAY): OFF}
    assert set_days(said, own, by=mill.officer, now=NOW) == {"set": 2, "taken_back": 0, "unchanged": 1}
    assert set_days(said, own, by=mill.officer, now=NOW) == {"set": 0, "taken_back": 0, "unchanged": 3}
    back = {(group, TODAY): shift("早")}
    assert set_days(back, {(person.id, TODAY): shift("早")}, by=mill.officer, now=NOW)["taken_back"] == 2
    assert (GroupDay.objects.count(), PersonDay.objects.count()) == (0, 0)


def test_q37_leaders_set_their_own_groups_rota_and_nobody_elses_and_only_officers_found_patterns() -> None:
    mill, other = make_mill(), make_mill(make_shop("second mill"))
    neighbour = mill.shop.add_group("⟦two⟧")
    leader = mill.shop.scope(mill.shop.holder(Role.GROUP_LEADER))
    member = mill.shop.scope(mill.shop.person())
    mill.officer, officer = leader, mill.officer
    mill.works(mill.turns)
    set_days({(mill.shop.group, TODAY): OFF}, {}, by=leader, now=NOW)
    with pytest.raises(NotFound):
        mill.works(mill.turns, group=neighbour)
    with pytest.raises(NotAllowed):
        set_days({(neighbour, TODAY): OFF}, {}, by=leader, now=NOW)
    with pytest.raises(NotFound):
        mill.officer = member
        mill.works(mill.turns)
    factory = Unit.objects.get(id=mill.shop.factory).uid
    with pytest.raises(NotFound):
        keep_shift(factory, "A", 0, 60, by=leader, now=NOW)
    mill.officer = officer
    with pytest.raises(Refused):  # another factory's pattern and shift are not there
        mill.works(other.turns)
    with pytest.raises(Refused):
        foreign = Shift.objects.get(unit_id=other.shop.factory, code="早").id
        set_days({(mill.shop.group, TODAY): foreign}, {}, by=officer, now=NOW)


def test_q37_hours_by_which_somebody_works_are_never_changed_others_are() -> None:
    mill = make_mill()
    factory = Unit.objects.get(id=mill.shop.factory).uid
    rest = PauseSaid(2 * 60, 2 * 60 + 15, meal=False)
    assert keep_shift(factory, "夜", 23 * 60, 7 * 60, [rest], by=mill.officer, now=NOW) == shift("夜")
    assert Shift.objects.get(code="夜").pauses.get().after == 3 * 60
    with pytest.raises(Refused, match="within the shift"):
        keep_shift(factory, "夜", 23 * 60, 60, [rest], by=mill.officer, now=NOW)
    mill.works(mill.turns)
    with pytest.raises(Refused, match="work by this shift"):
        keep_shift(factory, "夜", 22 * 60, 6 * 60, by=mill.officer, now=NOW)
    with pytest.raises(Refused, match="work by this pattern"):
        keep_pattern(factory, "⟦turns⟧", ["早", "休"], holidays=False, by=mill.officer, now=NOW)
    with pytest.raises(Refused, match="Day 2"):
        keep_pattern(factory, "⟦new⟧", ["早", "甲"], holidays=False, by=mill.officer, now=NOW)


def test_q37_the_database_refuses_what_is_no_shift_and_two_rotas_from_one_day() -> None:
    mill = make_mill()
    mill.works(mill.turns)
    row = Rota.objects.get()
    wrong = (
        lambda: Shift.objects.create(unit_id=mill.shop.factory, code="", starts=0, minutes=60),
        lambda: Shift.objects.create(unit_id=mill.shop.factory, code="甲", starts=1440, minutes=60),
        lambda: Shift.objects.create(unit_id=mill.shop.factory, code="乙", starts=0, minutes=1441),
        lambda: CycleDay.objects.create(pattern=row.pattern, position=0, shift_id=shift("夜")),
        lambda: Rota.objects.create(unit=row.unit, starts=row.starts, ends=TODAY, pattern=row.pattern, phase=0),
        lambda: GroupDay.objects.bulk_create([GroupDay(unit=row.unit, day=TODAY)] * 2),
    )
    for make in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


def test_q37_plans_cost_the_same_statements_for_any_number(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    mill = make_mill()
    people = [mill.shop.person().id]
    mill.works(mill.turns)
    with django_assert_num_queries(10):
        work_of(plans_of(people, TODAY, 28))
    for number in range(3):
        group = mill.shop.add_group(f"⟦{number}⟧")
        mill.works(mill.turns, group=group, day=number + 1)
        people += [person.id for person in mill.shop.people(3, group=group)]
    with django_assert_num_queries(10):
        work_of(plans_of(people, TODAY, 28))
