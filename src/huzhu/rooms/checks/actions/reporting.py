"""A workshop's monthly report (S45, N4)."""

from __future__ import annotations

from datetime import date, datetime

from huzhu.base.access import NotAllowed, Scope
from huzhu.base.journal import deed, record
from huzhu.rooms.checks.access import reported, reports
from huzhu.rooms.checks.models import Report


@deed("checks.post-report")
def post_report(unit_uid: str, month: date, obstacles: str, lessons: str, *, by: Scope, now: datetime) -> int:
    """The workshop's sponsor posts the report of a month; posted again it stands anew, with its day."""
    unit = reported(unit_uid, by)
    if not reports(by, unit):
        raise NotAllowed
    row, _made = Report.objects.update_or_create(
        unit_id=unit.id, month=month,
        defaults={"by_id": by.person_id or 0, "posted": now, "obstacles": obstacles, "lessons": lessons},
    )  # fmt: skip
    record("report", row.pk, unit_id=unit.id, after={"month": month.isoformat()})
    return row.pk
