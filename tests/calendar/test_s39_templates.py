"""The week's templates and the series made from them (S39): the table of the Lu Xiangmei group, and no collisions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huzhu.base.access import NotAllowed, NotFound, Refused, Scope
from huzhu.base.calendar.actions.rotas import set_days, set_holidays
from huzhu.base.calendar.actions.series import end_series, start_series
from huzhu.base.calendar.actions.slots import Seat, agree, cancel_slot
from huzhu.base.calendar.kinds import TEMPLATES
from huzhu.base.calendar.models import Claim, Slot, SlotPerson
from huzhu.base.calendar.queries.plans import OFF
from huzhu.base.calendar.queries.slots import loads_of_week
from huzhu.base.calendar.reactions import carry_series_on, forget_claims, mend_slots
from huzhu.base.db.consistency import checks
from huzhu.base.notices.models import Notice
from huzhu.base.units.models import Unit
from huzhu.rooms.contracts.kinds import APPRENTICESHIP, BROTHERS, SISTERS
from tests.calendar.booked import SHANGHAI, TUESDAY, at, booked, day_shift
from tests.calendar.mill import Mill
from tests.cast import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]
WEEK = timedelta(weeks=1)


def series(mill: Mill, template: str, *people: int, by: Scope) -> int:
    seats = [Seat(person, part) for person, part in zip(people, ("learn", "teach"), strict=True)]
    return start_series("practice", template, unit_id=mill.shop.group, first=TUESDAY, seats=seats, by=by, now=NOW)


def times(of: int | None = None) -> list[str]:
    rows = Slot.objects.filter(cancelled=None, **{"series_id": of} if of else {}).order_by("starts")
    return [row.starts.astimezone(SHANGHAI).strftime("%m-%d %a %H:%M") for row in rows]


def test_s39_the_table_of_the_lu_xiangmei_group_is_the_week_of_apprentices_and_of_peers() -> None:
    def row(code: str) -> tuple[str, int | None, int, int]:
        line = TEMPLATES[code]
        return line.within, line.weekday, line.low, line.high

    assert [line.code for line in APPRENTICESHIP.week if "S39" in line.source] == [
        "sunday", "theory", "daily", "questions", "check",
    ]  # fmt: skip
    assert [line.code for line in BROTHERS.week if "S39" in line.source] == ["class", "questions", "check"]
    assert BROTHERS.week == SISTERS.week
    assert row("sunday") == ("rest_day", 6, 60, 120) and row("questions") == ("after_meal", None, 30, 30)  # N7, N9
    assert row("in-shift") == ("shift", None, 30, 60) and row("early") == ("before_shift", None, 20, 20)  # N5, N6
    assert row("daily")[0] == row("check")[0] == "end_of_shift"
    assert str(TEMPLATES["sunday"]) == "Sunday, after maintenance: practice together, 60 min"


def test_s39_series_of_all_templates_collide_with_nothing_and_the_week_says_how_much_it_is() -> None:
    mill = day_shift()
    learner, teacher, other = mill.shop.people(3)
    by = mill.shop.scope(learner)
    booked(mill, at(16, 45), teacher.id, other.id, by=mill.shop.scope(teacher), minutes=15)
    for line in dict.fromkeys((*APPRENTICESHIP.week, *BROTHERS.week)):
        series(mill, line.code, learner.id, teacher.id, by=by)
    every = len({*APPRENTICESHIP.week, *BROTHERS.week})
    assert Slot.objects.filter(cancelled=None).count() == 4 * every + 1
    assert all(count == 1 for _key, count in _counted()) and not _found()
    sundays = [time for time in times() if "Sun" in time]
    assert len(sundays) == 4 and len({time[6:] for time in sundays}) == 1
    week = loads_of_week([learner.id, teacher.id], TODAY + WEEK)
    assert week[learner.id] == week[teacher.id] == sum(TEMPLATES[c].low for c in TEMPLATES if c != "visit")
    with pytest.raises(NotAllowed):
        series(mill, "theory", learner.id, teacher.id, by=mill.shop.scope(other))
    with pytest.raises(Refused, match="No time of this kind"):  # their one half hour after the meal is full already
        for _ in range(9):
            series(mill, "questions", learner.id, teacher.id, by=by)


def test_s39_a_changed_rota_or_a_holiday_moves_a_slot_or_drops_it_with_a_word_and_never_onto_another() -> None:
    mill = day_shift()
    learner, teacher = mill.shop.people(2)
    one = series(mill, "early", learner.id, teacher.id, by=mill.shop.scope(learner))
    single = booked(mill, at(9, day=TUESDAY + timedelta(days=8)), learner.id, teacher.id, by=mill.shop.scope(learner))
    assert times(one) == [f"03-{day} Tue 07:40" for day in ("03", "10", "17", "24")]
    assert mend_slots(NOW) == 0
    factory = Unit.objects.get(id=mill.shop.factory).uid
    feast = {date(2026, 3, 10): (False, "⟦feast⟧")}
    feast |= {date(2026, 3, 16) + timedelta(days=n): (False, "⟦feast⟧") for n in range(5)}
    set_holidays(factory, feast, by=mill.officer, now=NOW)
    assert mend_slots(NOW) == 2 and mend_slots(NOW) == 0
    assert times(one) == ["03-03 Tue 07:40", "03-09 Mon 07:40", "03-24 Tue 07:40"]
    told = set(Notice.objects.values_list("kind", "person_id"))
    assert told >= {(f"calendar.{word}", who.id) for word in ("moved", "cancelled") for who in (learner, teacher)}
    set_days({}, {(teacher.id, date(2026, 3, 11)): OFF}, by=mill.officer, now=NOW)
    assert mend_slots(NOW) == 1  # nobody moves what two chose themselves: who is off now is asked
    assert SlotPerson.objects.get(slot=single, person=teacher).agreed is None
    mill.works(mill.turns, day=1, starts=date(2026, 3, 20))
    mend_slots(NOW)
    assert times(one)[-1] != "03-24 Tue 07:40" and not _found()


def test_s39_a_series_goes_on_by_itself_until_one_of_them_ends_it_and_each_slot_waits_for_ones_own_yes() -> None:
    mill = day_shift()
    learner, teacher = mill.shop.people(2)
    one = series(mill, "theory", learner.id, teacher.id, by=mill.shop.scope(learner))
    slots = list(Slot.objects.order_by("starts"))
    waits = SlotPerson.objects.filter(outside=True, agreed=None)
    assert set(waits.values_list("person_id", flat=True)) == {teacher.id} and waits.count() == 4
    agree(slots[0].id, by=mill.shop.scope(teacher), now=NOW)
    cancel_slot(slots[1].id, by=mill.shop.scope(teacher), now=NOW)
    assert waits.filter(slot__cancelled=None).count() == 2
    later = NOW + 2 * WEEK
    assert carry_series_on(NOW) == 0 and carry_series_on(later) == 1 and carry_series_on(later) == 0
    assert len(times(one)) == 5 and waits.filter(slot__starts__gt=slots[3].starts, person=learner).count() == 2
    assert forget_claims(later) == 12 * 2 and not Claim.objects.filter(slot=slots[0]).exists()
    with pytest.raises(NotFound):
        end_series(one, by=mill.shop.scope(mill.shop.person()), now=later)
    assert end_series(one, by=mill.shop.scope(teacher), now=later) == 4
    assert carry_series_on(later + WEEK) == 0 and not Claim.objects.exists()


def _counted() -> list[tuple[tuple[int, int], int]]:
    found: dict[tuple[int, int], int] = {}
    for row in Slot.objects.filter(cancelled=None).prefetch_related("people"):
        for seat in row.people.all():
            for minute in range(0, row.minutes, 5):
                key = (seat.person_id, int((row.starts + timedelta(minutes=minute)).timestamp()))
                found[key] = found.get(key, 0) + 1
    return list(found.items())


def _found() -> list[str]:
    return [found for one in checks() if one.code.startswith("base.calendar") for found in one.find()]
