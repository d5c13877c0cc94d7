"""Two at once: closing, importing and entering grids by several people in the same moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from huzhu.base.access import HuzhuError, Role, Scope
from huzhu.rooms.skills import consistency
from huzhu.rooms.skills.actions.closing import close_month
from huzhu.rooms.skills.actions.measuring import record_grid, save_measurements
from huzhu.rooms.skills.arrivals import Row
from huzhu.rooms.skills.models import Measurement, Month, MonthScore
from tests.cast import NOW, TODAY, make_shop

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_both]
FEBRUARY = date(2026, 2, 1)
SYSTEM = Scope.system(TODAY)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do all in the same moment, each on its own connection; answers or errors in their order."""
    start, answers = Barrier(len(deeds)), [None] * len(deeds)

    def run(index: int, deed: Callable[[], object]) -> None:
        start.wait()
        try:
            answers[index] = deed()  # type: ignore[call-overload]
        except HuzhuError as error:
            answers[index] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(answers)


def test_q3_two_leaders_in_the_same_moment_close_a_month_once() -> None:
    shop = make_shop()
    person, leader, foreman = shop.person(), shop.holder(Role.GROUP_LEADER), shop.holder(Role.FOREMAN)
    for day in (date(2026, 1, 31), FEBRUARY):
        save_measurements([Row(person.id, shop.technique().id, 300, day)], by=SYSTEM, now=NOW)
    scopes = [shop.scope(leader), shop.scope(foreman)]
    answers = at_once(*(lambda by=by: close_month(shop.group, FEBRUARY, by=by, now=NOW) for by in scopes))  # type: ignore[misc]
    assert sorted(str(answer) for answer in answers) == [
        "{'closed': False, 'how': ''}",
        "{'closed': True, 'how': 'leaders'}",
    ]
    assert MonthScore.objects.filter(month__month=FEBRUARY).count() == 1
    assert list(consistency.proofs()) == []


def test_q3_two_first_imports_in_the_same_moment_make_one_opening() -> None:
    shop = make_shop()
    people = shop.people(2)
    rows = [Row(person.id, shop.technique().id, 300, FEBRUARY) for person in people]
    at_once(*(lambda row=row: save_measurements([row], by=SYSTEM, now=NOW) for row in rows))  # type: ignore[misc]
    assert Month.objects.count() == 1
    assert Measurement.objects.count() == 2
    assert list(consistency.proofs()) == []


def test_q3_no_measurement_slips_past_a_closing() -> None:
    shop = make_shop()
    person, leader = shop.person(), shop.holder(Role.GROUP_LEADER)
    for day in (date(2026, 1, 31), FEBRUARY):
        save_measurements([Row(person.id, shop.technique().id, 300, day)], by=SYSTEM, now=NOW)
    late = Row(person.id, shop.technique("doffing").id, 500, FEBRUARY)
    at_once(
        lambda: close_month(shop.group, FEBRUARY, by=shop.scope(leader), now=NOW),
        lambda: save_measurements([late], by=SYSTEM, now=NOW),
    )
    month = Month.objects.get(month=FEBRUARY)
    in_month = month.scores.filter(technique=shop.technique("doffing")).count()
    beside = month.corrections.filter(technique=shop.technique("doffing")).count()
    assert in_month + beside == 1
    assert list(consistency.proofs()) == []


def test_s16_the_same_grid_from_two_devices_is_one_grid() -> None:
    shop = make_shop()
    person, leader, assessor = shop.person(), shop.holder(Role.GROUP_LEADER), shop.holder(Role.ASSESSOR)
    cells, scopes = [(person.id, shop.technique().id, 3)], [shop.scope(leader), shop.scope(assessor)]
    at_once(*(lambda by=by: record_grid(shop.group, cells, by=by, now=NOW) for by in scopes))  # type: ignore[misc]
    assert Measurement.objects.count() == 1
    assert Month.objects.get().opening
