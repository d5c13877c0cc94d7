"""S16, Q3: who closes a month, and that nothing changes it afterwards."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Role, Scope
from huzhu.rooms.skills import consistency
from huzhu.rooms.skills.actions.closing import close_month
from huzhu.rooms.skills.actions.correcting import correct
from huzhu.rooms.skills.actions.measuring import save_measurements
from huzhu.rooms.skills.arrivals import Row
from huzhu.rooms.skills.models import Correction, Measurement, Month, MonthScore
from huzhu.rooms.skills.reactions import close_due_months
from tests.cast import NOW, TODAY, Shop, make_shop

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]
FEBRUARY = date(2026, 2, 1)
SYSTEM = Scope.system(TODAY)


def with_open_february(*scores: int) -> Shop:
    """A shop whose group was opened in January and measured in February."""
    shop = make_shop()
    people = shop.people(len(scores) or 1)
    save_measurements([Row(people[0].id, shop.technique().id, 200, date(2026, 1, 31))], by=SYSTEM, now=NOW)
    rows = [
        Row(person.id, shop.technique().id, score, FEBRUARY)
        for person, score in zip(people, scores or (300,), strict=True)
    ]
    save_measurements(rows, by=SYSTEM, now=NOW)
    return shop


def february() -> Month:
    return Month.objects.get(month=FEBRUARY)


def test_q3_the_two_leaders_close_a_month_together() -> None:
    shop = with_open_february()
    leader, foreman = shop.holder(Role.GROUP_LEADER), shop.holder(Role.FOREMAN)
    assert close_month(shop.group, FEBRUARY, by=shop.scope(leader), now=NOW) == {"closed": False, "how": ""}
    assert february().state == "open"
    assert close_month(shop.group, FEBRUARY, by=shop.scope(leader), now=NOW)["closed"] is False  # his own voice twice
    assert close_month(shop.group, FEBRUARY, by=shop.scope(foreman), now=NOW) == {"closed": True, "how": "leaders"}
    with pytest.raises(Overtaken):
        close_month(shop.group, FEBRUARY, by=shop.scope(leader), now=NOW)


def test_q3_one_leader_closes_alone_while_the_other_post_is_empty() -> None:
    shop = with_open_february()
    leader = shop.holder(Role.GROUP_LEADER)
    assert close_month(shop.group, FEBRUARY, by=shop.scope(leader), now=NOW)["how"] == "alone"


def test_q3_one_leader_closes_with_the_assessor_who_alone_closes_nothing() -> None:
    shop = with_open_february()
    leader, assessor = shop.holder(Role.GROUP_LEADER), shop.holder(Role.ASSESSOR)
    shop.holder(Role.FOREMAN)
    assert close_month(shop.group, FEBRUARY, by=shop.scope(assessor), now=NOW)["closed"] is False
    assert close_month(shop.group, FEBRUARY, by=shop.scope(leader), now=NOW)["how"] == "assessor"


def test_q3_others_close_nothing_and_nobody_outside_the_days() -> None:
    shop = with_open_february()
    leader, member = shop.holder(Role.GROUP_LEADER), shop.person()
    outside = shop.holder(Role.GROUP_LEADER, unit=shop.add_group("⟦group 2⟧"), group=shop.groups[-1])
    with pytest.raises(NotAllowed):
        close_month(shop.group, FEBRUARY, by=shop.scope(member), now=NOW)
    with pytest.raises(NotFound):
        close_month(shop.group, FEBRUARY, by=shop.scope(outside), now=NOW)
    for day in (date(2026, 2, 28), date(2026, 3, 11)):
        with pytest.raises(Refused):
            close_month(shop.group, FEBRUARY, by=shop.scope(leader, day=day), now=NOW)
    assert close_month(shop.group, FEBRUARY, by=shop.scope(leader, day=date(2026, 3, 10)), now=NOW)["closed"]


def test_q3_on_the_eleventh_a_month_closes_by_rule() -> None:
    with_open_february()
    assert close_due_months(datetime(2026, 3, 10, 23, tzinfo=NOW.tzinfo)) == 0
    assert close_due_months(datetime(2026, 3, 11, 1, tzinfo=NOW.tzinfo)) == 1
    assert close_due_months(datetime(2026, 3, 11, 1, tzinfo=NOW.tzinfo)) == 0
    assert (february().state, february().closed_how) == ("closed", "rule")


def test_q1_the_last_official_measurement_is_the_months_score() -> None:
    shop = with_open_february(300)
    person = Measurement.objects.first().person_id  # type: ignore[union-attr]
    save_measurements([Row(person, shop.technique().id, 380, FEBRUARY + timedelta(days=20))], by=SYSTEM, now=NOW)
    close_month(shop.group, FEBRUARY, by=shop.scope(shop.holder(Role.GROUP_LEADER)), now=NOW)
    assert MonthScore.objects.get(month=february()).score == 380


def test_q3_no_code_path_updates_a_closed_row() -> None:
    shop = with_open_february()
    close_month(shop.group, FEBRUARY, by=shop.scope(shop.holder(Role.GROUP_LEADER)), now=NOW)
    row = MonthScore.objects.filter(month=february()).get()
    row.score = 900
    for attempt in (
        row.save, row.delete, lambda: MonthScore.objects.update(score=900), lambda: MonthScore.objects.all().delete(),
        lambda: MonthScore.objects.bulk_update([row], ["score"]), lambda: Measurement.objects.update(score=1),
    ):  # fmt: skip
        with pytest.raises(TypeError, match="written once"), transaction.atomic():
            attempt()
    assert MonthScore.objects.get(id=row.id).score == 300


def test_q3_a_change_behind_the_back_is_found_by_check() -> None:
    shop = with_open_february(300, 500)
    close_month(shop.group, FEBRUARY, by=shop.scope(shop.holder(Role.GROUP_LEADER)), now=NOW)
    assert list(consistency.proofs()) == []
    row = MonthScore.objects.filter(month=february()).first()
    assert row is not None
    with connection.cursor() as cursor:
        cursor.execute("UPDATE skills_monthscore SET score = score + 1 WHERE id = %s", [row.id])
    assert [f"month {row.month_id} of" in said for said in consistency.proofs()] == [True]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE skills_monthscore SET score = score - 1 WHERE id = %s", [row.id])
    assert list(consistency.proofs()) == []
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM skills_monthscore WHERE id = %s", [row.id])
    assert len(list(consistency.proofs())) == 1


def test_q3_every_other_law_of_skills_holds_after_a_normal_life() -> None:
    shop = with_open_february(300, 500)
    assessor = shop.holder(Role.ASSESSOR)
    close_month(shop.group, FEBRUARY, by=shop.scope(shop.holder(Role.GROUP_LEADER)), now=NOW)
    person = MonthScore.objects.filter(month=february()).first().person_id  # type: ignore[union-attr]
    correct(
        shop.group, person, shop.technique().id, FEBRUARY, 650, reason="wrong row", by=shop.scope(assessor), now=NOW
    )
    for question in (consistency.open_months, consistency.scales, consistency.closings, consistency.proofs):
        assert list(question()) == []


def test_s16_the_database_itself_refuses_a_score_of_oneself() -> None:
    shop = make_shop()
    person = shop.person()
    values = {"person": person, "technique": shop.technique(), "score": 500, "at": NOW}
    month = Month.objects.create(unit_id=shop.group, month=FEBRUARY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Measurement.objects.create(
            **values, day=TODAY, month=FEBRUARY, unit_id=shop.group, assessor=person, source="grid"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(**values, month=month, by=person)
    other = shop.person()
    Correction.objects.create(**values, month=month, by=other)
