"""Everybody below plan has a dated cause and a remedy chosen for it; who has none is listed (S19, Q6, Q31)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from huzhu.base.access import NotFound, Refused, Role
from huzhu.base.db.consistency import checks
from huzhu.base.journal.models import Entry
from huzhu.base.notices.models import Notice
from huzhu.base.people.actions.roll import move_person
from huzhu.base.people.models import PersonKey
from huzhu.base.units.queries import unit_by_uid
from huzhu.rooms.production.actions.causes import say_own_view
from huzhu.rooms.production.kinds import CAUSES
from huzhu.rooms.production.models import Figure, Finding
from huzhu.rooms.production.queries.below import BelowPlan, below_plan
from huzhu.rooms.production.queries.causes import cause_counts
from huzhu.rooms.production.today import production_waiting
from tests.cast import LAST_MONTH, NOW, TODAY
from tests.production.mill import FIRST, SYSTEM, Mill

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill() -> Mill:
    """Two of three are below plan last month."""
    mill = Mill()
    for mate, done in zip(mill.mates, (80, 100, 99.5), strict=True):
        mill.did(100, done, person=mate)
    return mill


def listed(mill: Mill, month: date | None = None) -> BelowPlan:
    group = unit_by_uid(mill.group_uid(), TODAY)
    assert group
    return below_plan(group, month, TODAY)


def test_s19_everybody_below_plan_gets_a_dated_cause_and_its_remedy_and_the_rest_are_listed(mill: Mill) -> None:
    found = listed(mill)
    assert [line.person.id for line in found.lines] == [
        mill.mates[0].id,
        mill.mates[2].id,
    ]  # roll order; 100 is reached
    assert (found.month, found.without_cause, found.measured) == (LAST_MONTH, 2, 3)
    mill.cause(mill.mates[0], "machine", "repair")
    found = listed(mill)
    first, last = found.lines
    assert found.without_cause == 1 and last.now is None
    assert first.now and (first.now.cause, first.now.found) == ("machine", TODAY)
    assert first.now.remedy == "have the machine repaired" and first.now.step
    for cause, remedy in (("machine", "learn"), ("nonsense", "repair"), ("skill", "")):
        with pytest.raises(Refused):
            mill.cause(mill.mates[2], cause, remedy)
    assert listed(mill).without_cause == 1


def test_s19_who_reached_the_plan_needs_no_cause(mill: Mill) -> None:
    with pytest.raises(Refused):
        mill.cause(mill.mates[1])
    with pytest.raises(Refused):
        mill.cause(mill.mates[0], month=date(2026, 1, 1))


@pytest.mark.db_both
def test_s19_the_database_refuses_a_remedy_of_another_cause_and_an_attitude_without_own_words(mill: Mill) -> None:
    row = {"person": mill.mates[0], "indicator": mill.pieces, "month": LAST_MONTH, "found": TODAY, "at": NOW}
    for cause in CAUSES.values():
        for remedy in cause.remedies:
            Finding.objects.create(**row, cause=cause.code, remedy=remedy.code, words=b"x")
    bad: list[dict[str, object]] = [
        {"cause": "skill", "remedy": "repair"}, {"cause": "laziness", "remedy": "talk"},
        {"cause": "attitude", "remedy": "talk"}, {"cause": "skill", "remedy": "learn", "found": date(2026, 1, 31)},
    ]  # fmt: skip
    for more in bad:
        with pytest.raises(IntegrityError), transaction.atomic():
            Finding.objects.create(**{**row, **more})


def test_no_attitude_is_written_down_before_the_person_was_heard(mill: Mill) -> None:
    mate = mill.mates[0]
    with pytest.raises(Refused):
        mill.cause(mate, "attitude", "talk")
    say_own_view(mill.pieces.uid, LAST_MONTH, "⟦nobody told me the plan⟧", by=mill.by(mate), now=NOW)
    mill.cause(mate, "attitude", "talk")
    now = listed(mill).lines[0].now
    assert now and now.words == "⟦nobody told me the plan⟧"


def test_q35_what_was_found_elsewhere_later_is_not_for_the_leaders_of_the_group_that_was_left(mill: Mill) -> None:
    mate, second = mill.mates[0], mill.shop.add_group("⟦second⟧")
    mill.cause(mate, "machine", "repair")
    move_person(mate.id, to_group_id=second, starts=date(2026, 3, 1), by=SYSTEM, now=NOW)
    foreman = mill.shop.holder(Role.FOREMAN, unit=second, group=second)
    mill.did(100, 50, person=mate, day=date(2026, 3, 1))
    mill.cause(mate, "attitude", "talk", words="⟦quarrel at home⟧", by=mill.by(foreman), month=date(2026, 3, 1))
    line = listed(mill, LAST_MONTH).lines[0]
    assert line.person.id == mate.id and line.now and line.now.cause == "machine" and line.earlier == []


def test_a_later_cause_stands_in_front_and_the_earlier_stays(mill: Mill) -> None:
    mill.cause(mill.mates[0], "skill", "learn")
    mill.cause(mill.mates[0], "material", "supply", by=mill.by(mill.foreman))
    line = listed(mill).lines[0]
    assert line.now and line.now.cause == "material" and [told.cause for told in line.earlier] == ["skill"]


def test_less_is_better_turns_below_plan_round(mill: Mill) -> None:
    waste = mill.indicator("⟦waste⟧", less_is_better=True)
    mill.did(5, 4, person=mill.mates[0], indicator=waste)
    mill.did(5, 6, person=mill.mates[1], indicator=waste)
    assert {(line.person.id, line.indicator.id) for line in listed(mill).lines} == {
        (mill.mates[0].id, mill.pieces.id), (mill.mates[1].id, waste.id), (mill.mates[2].id, mill.pieces.id)
    }  # fmt: skip


def test_a_month_belongs_to_the_group_of_its_last_day(mill: Mill) -> None:
    second = mill.shop.add_group("⟦group 2⟧")
    chief = mill.shop.holder(Role.GROUP_LEADER, unit=second, group=second)
    move_person(mill.mates[0].id, to_group_id=second, starts=TODAY, by=SYSTEM, now=NOW)
    with pytest.raises(NotFound):
        mill.cause(mill.mates[0], by=mill.by(chief))
    mill.cause(mill.mates[0])
    assert mill.mates[0].id in {line.person.id for line in listed(mill, LAST_MONTH).lines}


def test_only_the_two_leaders_find_a_cause(mill: Mill) -> None:
    assessor, officer = mill.shop.holder(Role.ASSESSOR), mill.shop.holder(Role.TRAINING_OFFICER, unit=mill.shop.factory)
    other = Mill("second mill")
    for person in (mill.mates[0], mill.mates[1], assessor, officer, other.leader):
        with pytest.raises(NotFound):
            mill.cause(mill.mates[0], by=mill.shop.scope(person))
    with pytest.raises(NotFound):
        say_own_view(mill.pieces.uid, LAST_MONTH, "⟦me too⟧", by=other.by(other.leader), now=NOW)
    assert not Finding.objects.exists()


def test_a_life_cause_is_in_no_journal_row_and_no_notice_and_its_words_are_sealed(mill: Mill) -> None:
    mill.cause(mill.mates[0], "life", "visit", words="⟦my child is ill⟧")
    last = Entry.objects.latest("id")
    assert last.deed == "production.find_cause" and last.after == {"month": "2026-02-01"}
    told = Notice.objects.get()
    assert told.person_id == mill.mates[0].id and "life" not in f"{told.kind} {told.state} {told.subject}"
    row = Finding.objects.get()
    assert b"ill" not in bytes(row.words or b"")
    PersonKey.objects.filter(person=mill.mates[0]).delete()  # deletion destroys the key
    now = listed(mill).lines[0].now
    assert now and now.words == ""


def test_above_the_group_causes_are_counted_from_five_people_upward(mill: Mill) -> None:
    factory = unit_by_uid(mill.uid(mill.shop.factory), TODAY)
    assert factory
    more = mill.shop.people(3)
    for mate in more:
        mill.did(100, 50, person=mate)
    for mate in (mill.mates[0], mill.mates[2], *more[:2]):
        mill.cause(mate)
    assert cause_counts(factory, None, TODAY).cells is None  # four
    mill.cause(more[2], "life", "visit")
    cells = dict(cause_counts(factory, None, TODAY).cells or [])
    assert (
        cells["skill"] == "most" and cells["life outside work"] == cells["machine"] == "few"
    )  # one and none look alike
    mill.cause(mill.mates[0], "machine", "repair")
    mill.cause(mill.mates[2], "machine", "repair")
    assert dict(cause_counts(factory, None, TODAY).cells or [])["machine"] == "2"


def test_leaders_are_told_how_many_lack_a_cause_and_nobody_else_is(mill: Mill) -> None:
    lines = list(production_waiting(mill.by(mill.leader), NOW))
    assert [line.title for line in lines] == ["2 below plan without a cause"]
    assert not list(production_waiting(mill.by(mill.mates[0]), NOW))
    mill.cause(mill.mates[0])
    mill.cause(mill.mates[2])
    assert not list(production_waiting(mill.by(mill.leader), NOW))


def test_a_month_with_days_and_a_whole_is_found_by_the_check(mill: Mill) -> None:
    mine = [one for one in checks() if one.code.startswith("rooms.production")]
    assert mine and not [said for one in mine for said in one.find()]
    Figure.objects.create(
        person=mill.mates[0],
        indicator=mill.pieces,
        day=FIRST.replace(day=3),
        span="month",
        plan=1,
        source="entered",
        at=NOW,
    )
    assert len([said for one in mine for said in one.find()]) == 2
