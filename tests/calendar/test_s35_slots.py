"""Slots: nobody, no machine and no relief twice at once; nothing outside one's work without one's own word (S35, S36)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from huzhu.base.access import NotAllowed, NotFound, Refused, Role
from huzhu.base.calendar.actions.slots import TAKEN, Seat, agree, book, cancel_slot
from huzhu.base.calendar.kinds import AFTER_MEAL, AFTER_SHIFT, BEFORE_SHIFT, END_OF_SHIFT, REST_DAY, SHIFT
from huzhu.base.calendar.models import Claim, Machine, Slot, SlotPerson
from huzhu.base.calendar.queries.free import free_times
from huzhu.base.calendar.queries.slots import load_of_week, slot_lines
from huzhu.base.db.consistency import checks
from huzhu.base.notices.models import Notice
from tests.calendar.booked import SHANGHAI, TUESDAY, at, booked, day_shift
from tests.cast import NOW, TODAY, make_shop
from tests.skills.test_s16_two_at_once import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]
HALF = timedelta(minutes=30)


def test_s35_nobody_and_no_machine_and_no_relief_is_booked_twice_at_once_and_nobody_learns_whose_time_is_taken() -> (
    None
):
    mill = day_shift()
    learner, teacher, relief, other, third = mill.shop.people(5)
    loom = Machine.objects.create(unit_id=mill.shop.group, name="⟦loom 1⟧")
    by, also = mill.shop.scope(learner), mill.shop.scope(other)
    slot = booked(mill, at(9), learner.id, teacher.id, relief.id, by=by, machine=loom.id)
    assert SlotPerson.objects.get(slot=slot, person=relief).covers_id == teacher.id
    said = set()
    for people, machine in (
        ((other.id, teacher.id), None), ((other.id, third.id, relief.id), None), ((other.id, third.id), loom.id)
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            booked(mill, at(9, 25), *people, by=also, machine=machine)
        said.add(str(refused.value))
    assert said == {str(TAKEN)} and Slot.objects.count() == 1
    booked(mill, at(9, 30), other.id, third.id, relief.id, by=also, machine=loom.id)  # next to it there is room
    cancel_slot(slot, by=mill.shop.scope(teacher), now=NOW)
    booked(mill, at(9), other.id, teacher.id, by=also)
    assert load_of_week(teacher.id, TODAY) == 30 and load_of_week(other.id, TODAY) == 60
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(tick=Claim.objects.filter(person=teacher).values("tick")[:1], person=teacher, slot_id=slot)
    assert _found() == []
    Claim.objects.filter(person=other).latest("tick").delete()
    assert len(_found()) == 1


@pytest.mark.django_db(transaction=True)
def test_s35_rivals_from_both_ends_book_one_relief_at_once_and_exactly_one_of_them_has_it() -> None:
    mill = day_shift()
    a, b, c, d, relief = mill.shop.people(5)
    one = [booked_later(mill, at(9), (a, b, relief)), booked_later(mill, at(9, 15), (relief, d, c))]
    answers = at_once(*one * 3)
    assert sum(isinstance(answer, int) for answer in answers) == 1
    assert {type(answer) for answer in answers if not isinstance(answer, int)} == {Refused}
    assert Slot.objects.count() == 1 and Claim.objects.filter(person=relief).count() == 6


def booked_later(mill, starts, people):  # type: ignore[no-untyped-def]
    seats = [Seat(person.id, "attend") for person in people]
    by = mill.shop.scope(people[0])
    return lambda: book("practice", unit_id=mill.shop.group, starts=starts, minutes=30, seats=seats, by=by, now=NOW)


def test_s35_outside_work_or_in_the_meal_each_says_for_himself_that_it_suits() -> None:
    mill = day_shift()
    learner, teacher = mill.shop.people(2)
    stranger = make_shop("second mill")
    by = mill.shop.scope(learner)
    early, meal, work = (booked(mill, start, learner.id, teacher.id, by=by) for start in (at(7, 30), at(12), at(9)))
    lines = slot_lines([early, meal, work])
    for slot in (early, meal):
        own, others = lines[slot].seat(learner.id), lines[slot].seat(teacher.id)
        assert own and others and (own.outside, own.waits, others.outside, others.waits) == (True, False, True, True)
    assert not any(seat.outside for seat in lines[work].seats)
    assert set(Notice.objects.values_list("person_id", flat=True)) == {teacher.id}
    for nobody in (mill.shop.scope(mill.shop.person()), stranger.scope(stranger.person())):
        with pytest.raises(NotFound):
            agree(early, by=nobody, now=NOW)
        with pytest.raises(NotFound):
            cancel_slot(early, by=nobody, now=NOW)
    with pytest.raises(NotFound):  # the leader sees it and cannot say it for him
        agree(early, by=mill.shop.scope(mill.shop.holder(Role.GROUP_LEADER)), now=NOW)
    agree(early, by=mill.shop.scope(teacher), now=NOW)
    assert not any(seat.waits for seat in slot_lines([early])[early].seats)
    seats = [Seat(learner.id, "learn"), Seat(teacher.id, "teach", agrees=True)]  # another's word counts for nothing
    slot = book("practice", unit_id=mill.shop.group, starts=at(17), minutes=30, seats=seats, by=by, now=NOW)
    assert SlotPerson.objects.get(slot=slot, person=teacher).agreed is None
    with pytest.raises(NotAllowed):
        booked(mill, at(10), learner.id, teacher.id, by=mill.shop.scope(mill.shop.person()))


def test_s35_at_most_five_times_are_proposed_each_where_all_can_and_a_taken_one_is_just_not_there() -> None:
    mill = day_shift()
    learner, teacher, other = mill.shop.people(3)
    pair = [learner.id, teacher.id]

    def proposed(within: str, minutes: int, days: int = 7) -> list[str]:
        found = free_times(pair, first=TUESDAY, days=days, minutes=minutes, within=within)
        return [start.astimezone(SHANGHAI).strftime("%a %H:%M") for start in found]

    days = ["Tue", "Wed", "Thu", "Fri", "Mon"]
    assert proposed(BEFORE_SHIFT, 20) == [f"{day} 07:40" for day in days]
    assert proposed(AFTER_SHIFT, 30) == [f"{day} 17:00" for day in days]
    assert proposed(END_OF_SHIFT, 10) == [f"{day} 16:50" for day in days]
    assert proposed(AFTER_MEAL, 30) == [f"{day} 13:00" for day in days]
    in_shift = proposed(SHIFT, 60)
    assert [time[:3] for time in in_shift] == days and in_shift == proposed(SHIFT, 60)
    assert {time[:3] for time in proposed(REST_DAY, 60)} == {"Sat", "Sun"}
    assert len(proposed(SHIFT, 30, days=1)) == 5
    booked(mill, at(8), teacher.id, other.id, by=mill.shop.scope(teacher), minutes=4 * 60)
    booked(mill, at(13), other.id, learner.id, by=mill.shop.scope(other), minutes=3 * 60)
    left = proposed(SHIFT, 60, days=1)
    assert left and set(left) <= {"Tue 16:00"} and proposed(AFTER_MEAL, 30)[0] == "Wed 13:00"


def test_s35_two_shifts_meet_at_the_edge_where_one_is_at_work_and_the_other_comes_early() -> None:
    mill = day_shift()
    second = mill.shop.add_group("⟦two⟧")
    learner, teacher = mill.shop.person(group=second), mill.shop.person()
    mill.works(mill.turns, group=second, day=2, starts=TODAY)  # 中 14–22 today, 夜 22–6 on Tuesday
    first, *_ = free_times([learner.id, teacher.id], first=TODAY, days=1, minutes=20, within=BEFORE_SHIFT)
    assert first == at(13, 40, TODAY)
    assert free_times([learner.id, teacher.id], first=TUESDAY, days=1, minutes=20, within=BEFORE_SHIFT) == []
    unknown = mill.shop.person(group=mill.shop.add_group("⟦three⟧"))  # without a rota he can be asked
    assert len(free_times([unknown.id, teacher.id], first=TUESDAY, days=2, minutes=30, within=SHIFT)) == 5
    slot = booked(mill, at(9), teacher.id, unknown.id, by=mill.shop.scope(teacher))
    seat = slot_lines([slot])[slot].seat(unknown.id)
    assert seat and seat.waits


def test_s35_proposals_cost_the_same_statements_for_any_number(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    mill = day_shift()
    people = [person.id for person in mill.shop.people(2)]
    with django_assert_num_queries(12):
        free_times(people, first=TUESDAY, days=7, minutes=30, within=SHIFT)
    people += [mill.shop.person(group=mill.shop.add_group(f"⟦{n}⟧")).id for n in range(3)]
    with django_assert_num_queries(12):
        free_times(people, first=TUESDAY, days=28, minutes=30, within=SHIFT)


def _found() -> list[str]:
    return [found for one in checks() if one.code.startswith("base.calendar") for found in one.find()]
