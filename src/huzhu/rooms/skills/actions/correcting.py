"""What is said beside a closed month (Q3)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotFound, Refused, Scope
from huzhu.base.journal import deed, happened, record
from huzhu.base.people.models import Membership
from huzhu.rooms.skills.access import must_hold
from huzhu.rooms.skills.actions.closing import lock_groups
from huzhu.rooms.skills.models import Correction, Month, MonthScore
from huzhu.rooms.skills.scores import TOP


@deed("skills.correct")
def correct(
    group_id: int, person_id: int, technique_id: int, month: date, score: int, *, reason: str, by: Scope, now: datetime
) -> int:
    """Say beside a closed month what is right; the closed row stays as it was (Q3). Returns the correction's id.

    Raises NotAllowed for others than those who give scores, Refused for oneself, an open month or no reason.
    """
    must_hold(by, group_id)
    if person_id == by.person_id:
        raise Refused(_("Nobody measures himself."))
    if not 0 <= score <= TOP:
        raise Refused(_("A score lies between 0 and 1000."), field="level")
    if not reason.strip():
        raise Refused(_("Write what was wrong."), field="reason")
    lock_groups([group_id])
    row = Month.objects.filter(unit_id=group_id, month=month).first()
    if row is None or not _belongs(row, person_id):
        raise NotFound
    if row.state != Month.State.CLOSED:
        raise Refused(_("This month is still open: measure again."))
    before = MonthScore.objects.filter(month=row, person_id=person_id, technique_id=technique_id).values_list(
        "score", flat=True
    )
    made = Correction.objects.create(
        month=row,
        person_id=person_id,
        technique_id=technique_id,
        score=score,
        at=now,
        by_id=by.person_id,
        reason=reason.strip(),
    )
    happened("skills.month_corrected", row.id)
    record("correction", made.id, unit_id=group_id, before={"score": before.first()}, after={"score": score})
    return made.id


def _belongs(row: Month, person_id: int) -> bool:
    """Measured in this group and month, or at home in it."""
    return (
        Membership.objects.filter(unit_id=row.unit_id, person_id=person_id).exists()
        or MonthScore.objects.filter(month=row, person_id=person_id).exists()
    )
