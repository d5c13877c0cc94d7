"""Two leaders at once write the same figure, or rival kinds of it; on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from huzhu.base.access import Refused
from huzhu.rooms.production.models import Figure
from tests.contracts.test_together import at_once
from tests.production.mill import FIRST, Mill

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_both]


def test_two_leaders_writing_the_same_day_leave_one_figure() -> None:
    mill = Mill()
    mate = mill.mates[0]
    scopes = mill.by(mill.leader), mill.by(mill.foreman)
    answers = at_once(
        lambda: mill.did(100, 80, person=mate, by=scopes[0]), lambda: mill.did(100, 81, person=mate, by=scopes[1])
    )
    assert sorted(answer["new"] for answer in answers) == [0, 1]  # type: ignore[index]
    assert Figure.objects.count() == 1


def test_a_day_and_the_whole_month_written_at_once_never_both_stand() -> None:
    mill = Mill()
    scopes = mill.by(mill.leader), mill.by(mill.foreman)
    answers = at_once(
        lambda: mill.did(100, 80, by=scopes[0], day=FIRST),
        lambda: mill.did(2000, 1900, by=scopes[1], day=date(2026, 2, 1), span="month"),
    )
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert Figure.objects.count() == 1
