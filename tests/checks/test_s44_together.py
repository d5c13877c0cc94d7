"""S44: two leaders of one group save in the same moment, and many groups in the same minute; nothing is lost."""

from __future__ import annotations

import pytest

from huzhu.base.followup.models import Check
from huzhu.rooms.checks.actions.sitting import Said
from tests.checks.sat import HALF, Group
from tests.contracts.test_together import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_both]


def test_s44_two_leaders_who_save_at_once_leave_one_current_check_and_the_other_beside() -> None:
    group = Group()
    rows = [group.contract() for _ in range(6)]
    group.begun()
    ours = {row.uid: Said("poor", shown="poor") for row in rows}
    theirs = {row.uid: Said("fair", shown="poor", reason="⟦seen⟧") for row in reversed(rows)}
    answers = at_once(lambda: group.sit(group.leader, ours), lambda: group.sit(group.foreman, theirs))
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    for row in rows:
        states = sorted(Check.objects.filter(matter_id=row.pk, half=HALF).values_list("state", flat=True))
        assert states == ["beside", "current"]


def test_s44_the_same_sitting_sent_twice_is_saved_once() -> None:
    group = Group()
    row = group.contract()
    group.begun()
    said = {row.uid: Said("poor", shown="poor")}
    at_once(lambda: group.sit(group.leader, said), lambda: group.sit(group.leader, said))
    assert Check.objects.count() == 1
