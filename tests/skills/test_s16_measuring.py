"""S16, Q3: grid, import, opening measurement, corrections."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huzhu.base.access import NotAllowed, NotFound, Refused, Role, Scope
from huzhu.base.journal.models import Entry
from huzhu.rooms.skills.actions.correcting import correct
from huzhu.rooms.skills.actions.measuring import foreseen, record_grid, save_measurements
from huzhu.rooms.skills.actions.saying import remeasure, say_of_oneself
from huzhu.rooms.skills.arrivals import Row
from huzhu.rooms.skills.models import Correction, Measurement, Month, MonthScore
from huzhu.rooms.skills.queries import current_scores, ordered_measurements
from tests.cast import NOW, TODAY, make_shop

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]
MARCH, FEBRUARY, JANUARY = date(2026, 3, 1), date(2026, 2, 1), date(2026, 1, 1)
SYSTEM = Scope.system(TODAY)


def test_q3_the_first_grid_closes_its_month_at_once_as_an_opening_measurement() -> None:
    shop = make_shop()
    assessor, (first, second) = shop.holder(Role.ASSESSOR), shop.people(2)
    piecing = shop.technique().id
    counts = record_grid(
        shop.group, [(first.id, piecing, 2), (second.id, piecing, 4)], by=shop.scope(assessor), now=NOW
    )
    assert (counts["new"], counts["opened"]) == (2, 1)
    month = Month.objects.get()
    assert (month.month, month.state, month.opening, month.closed_how) == (MARCH, "closed", True, "opening")
    held = current_scores([first.id, second.id], TODAY)
    assert {key[0]: (at.score, at.opening) for key, at in held.items()} == {
        first.id: (350, True),
        second.id: (900, True),
    }


def test_q1_an_empty_cell_of_a_grid_is_missing_and_never_nought() -> None:
    shop = make_shop()
    assessor, (first, second) = shop.holder(Role.ASSESSOR), shop.people(2)
    record_grid(shop.group, [(first.id, shop.technique().id, 1)], by=shop.scope(assessor), now=NOW)
    assert {key[0] for key in current_scores([first.id, second.id], TODAY)} == {first.id}


def test_s16_the_same_grid_again_changes_nothing_and_a_change_is_a_correction() -> None:
    shop = make_shop()
    assessor, person = shop.holder(Role.ASSESSOR), shop.person()
    piecing, by = shop.technique().id, shop.scope(assessor)
    for _ in range(2):
        record_grid(shop.group, [(person.id, piecing, 2)], by=by, now=NOW)
    assert Measurement.objects.count() == 1
    record_grid(shop.group, [(person.id, piecing, 3)], by=by, now=NOW + timedelta(hours=1))
    assert MonthScore.objects.get().score == 350
    assert Correction.objects.get().score == 650
    assert current_scores([person.id], TODAY)[person.id, piecing].score == 650


def test_s16_nobody_measures_himself_and_only_those_who_measure_enter_a_grid() -> None:
    shop = make_shop()
    assessor, person = shop.holder(Role.ASSESSOR), shop.person()
    stranger = shop.holder(Role.GROUP_LEADER, unit=shop.add_group("⟦group 2⟧"), group=shop.groups[-1])
    officer = shop.holder(Role.TRAINING_OFFICER, unit=shop.factory, group=shop.groups[-1])
    cells = [(person.id, shop.technique().id, 2)]
    with pytest.raises(Refused, match="himself"):
        record_grid(shop.group, [(assessor.id, shop.technique().id, 2)], by=shop.scope(assessor), now=NOW)
    with pytest.raises(NotAllowed):
        record_grid(shop.group, cells, by=shop.scope(person), now=NOW)
    for outside in (stranger, officer):
        with pytest.raises(NotFound):
            record_grid(shop.group, cells, by=shop.scope(outside), now=NOW)
    assert not Measurement.objects.exists()
    record_grid(shop.group, cells, by=shop.scope(assessor), now=NOW)


def test_q3_the_first_import_opens_with_its_newest_month_and_closes_earlier_ones_by_rule() -> None:
    shop = make_shop()
    person = shop.person()
    piecing = shop.technique().id
    rows = [Row(person.id, piecing, 300, JANUARY), Row(person.id, piecing, 420, FEBRUARY + timedelta(days=27))]
    assert foreseen(rows, by=SYSTEM) == ["new", "new"]
    counts = save_measurements(rows, by=SYSTEM, now=NOW)
    assert counts["new"] == 2
    assert list(Month.objects.order_by("month").values_list("month", "opening", "closed_how")) == [
        (JANUARY, False, "rule"), (FEBRUARY, True, "opening"),
    ]  # fmt: skip
    assert Entry.objects.filter(deed="skills.save_measurements").count() == 1


def test_s16_the_same_import_twice_changes_nothing() -> None:
    shop = make_shop()
    people = shop.people(3)
    rows = [
        Row(person.id, shop.technique().id, 100 * n, FEBRUARY, quantity=n / 2) for n, person in enumerate(people, 1)
    ]
    save_measurements(rows, by=SYSTEM, now=NOW)
    before = list(Measurement.objects.values())
    again = save_measurements(rows, by=SYSTEM, now=NOW + timedelta(days=1))
    assert (again["new"], again["same"], again["correction"]) == (0, 3, 0)
    assert list(Measurement.objects.values()) == before
    assert not Correction.objects.exists()


def test_q3_later_imports_leave_the_open_month_open_and_correct_closed_ones() -> None:
    shop = make_shop()
    person = shop.person()
    piecing = shop.technique().id
    save_measurements([Row(person.id, piecing, 300, FEBRUARY)], by=SYSTEM, now=NOW)
    later = NOW + timedelta(hours=1)
    counts = save_measurements(
        [Row(person.id, piecing, 360, FEBRUARY), Row(person.id, piecing, 500, MARCH)], by=SYSTEM, now=later
    )
    assert (counts["new"], counts["correction"]) == (1, 1)
    assert Month.objects.get(month=MARCH).state == "open"
    assert MonthScore.objects.get().score == 300
    assert current_scores([person.id], TODAY)[person.id, piecing].score == 360


def test_q3_a_cell_corrected_by_hand_since_the_last_import_is_a_conflict_and_kept() -> None:
    shop = make_shop()
    assessor, person = shop.holder(Role.ASSESSOR), shop.person()
    piecing = shop.technique().id
    row = Row(person.id, piecing, 300, FEBRUARY)
    save_measurements([row], by=SYSTEM, now=NOW)
    correct(
        shop.group,
        person.id,
        piecing,
        FEBRUARY,
        650,
        reason="wrong row",
        by=shop.scope(assessor),
        now=NOW + timedelta(hours=1),
    )
    late, then = Row(person.id, piecing, 320, FEBRUARY), NOW + timedelta(hours=2)
    assert foreseen([late], by=SYSTEM) == ["conflict"]
    counts = save_measurements([late], by=SYSTEM, now=then)
    assert counts["conflicts"] == [[person.id, piecing, "2026-02-01"]]
    assert current_scores([person.id], TODAY)[person.id, piecing].score == 650
    save_measurements([late], by=SYSTEM, now=then, take=[late.cell])
    assert current_scores([person.id], TODAY)[person.id, piecing].score == 320


def test_s16_an_import_with_one_wrong_row_saves_nothing() -> None:
    shop, other = make_shop(), make_shop("second mill")
    person, foreign = shop.person(), other.technique()
    good = Row(person.id, shop.technique().id, 300, FEBRUARY)
    wrong = [
        Row(person.id, shop.technique().id, 1001, FEBRUARY), Row(person.id, foreign.id, 300, FEBRUARY),
        Row(person.id, shop.technique().id, 300, TODAY + timedelta(days=1)),
        Row(person.id, shop.technique().id, 300, FEBRUARY, assessor_id=person.id),
    ]  # fmt: skip
    for row in wrong:
        with pytest.raises(Refused):
            save_measurements([good, row], by=SYSTEM, now=NOW)
    with pytest.raises(NotAllowed):
        save_measurements([good], by=other.scope(other.holder(Role.TRAINING_OFFICER, unit=other.factory)), now=NOW)
    assert not Measurement.objects.exists()
    save_measurements([good], by=shop.scope(shop.holder(Role.TRAINING_OFFICER, unit=shop.factory)), now=NOW)


def test_s16_statements_of_an_import_do_not_grow_with_its_rows() -> None:
    counts = []
    for name, size in (("first mill", 3), ("second mill", 12)):
        shop = make_shop(name)
        rows = [Row(person.id, shop.technique().id, 500, FEBRUARY) for person in shop.people(size)]
        with CaptureQueriesContext(connection) as seen:
            save_measurements(rows, by=SYSTEM, now=NOW)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_s17_ones_own_opinion_stands_beside_and_never_counts() -> None:
    shop = make_shop()
    person = shop.person()
    say_of_oneself(shop.technique().id, 900, by=shop.scope(person), now=NOW)
    assert Measurement.objects.get().source == "self"
    assert current_scores([person.id], TODAY) == {}


def test_q1_a_remeasurement_for_a_contract_counts_at_once_for_its_term_only() -> None:
    shop = make_shop()
    assessor, person = shop.holder(Role.ASSESSOR), shop.person()
    piecing = shop.technique().id
    save_measurements([Row(person.id, piecing, 300, FEBRUARY)], by=SYSTEM, now=NOW)
    with pytest.raises(Refused):
        remeasure(shop.group, assessor.id, piecing, 520, matter_id=7, by=shop.scope(assessor), now=NOW)
    with pytest.raises(NotAllowed):
        remeasure(shop.group, person.id, piecing, 520, matter_id=7, by=shop.scope(person), now=NOW)
    remeasure(shop.group, person.id, piecing, 520, matter_id=7, by=shop.scope(assessor), now=NOW)
    assert [row.score for row in ordered_measurements([7])[7]] == [520]
    assert current_scores([person.id], TODAY)[person.id, piecing].score == 300
    assert Month.objects.get(month=MARCH).state == "open"


def test_q19_an_assessor_brings_in_nobody_s_scores_but_others() -> None:
    shop = make_shop()
    assessor, person = shop.holder(Role.ASSESSOR), shop.person()
    by, piecing = shop.scope(assessor), shop.technique().id
    with pytest.raises(Refused, match="himself"):
        save_measurements([Row(assessor.id, piecing, 900, FEBRUARY)], by=by, now=NOW)
    save_measurements([Row(person.id, piecing, 900, FEBRUARY)], by=by, now=NOW)
