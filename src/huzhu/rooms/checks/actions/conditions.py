"""Competition conditions of a group (S44): set and struck by its leaders, ticked in the sitting."""

from __future__ import annotations

from datetime import datetime

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Scope
from huzhu.base.journal import deed, record
from huzhu.rooms.checks.access import leads, sitting_group
from huzhu.rooms.checks.models import Condition


@deed("checks.add-condition")
def add_condition(unit_uid: str, text: str, measure: str, target: str, *, by: Scope, now: datetime) -> str:
    """One of the two leaders writes down what the group has set itself."""
    unit = sitting_group(unit_uid, by)
    if not leads(by, unit.id):
        raise NotAllowed
    row = Condition.objects.create(unit_id=unit.id, text=text, measure=measure, target=target, added=by.day)
    record("condition", row.pk, unit_id=unit.id, after={"target": target})
    return row.uid


@deed("checks.end-condition")
def end_condition(uid: str, *, by: Scope, now: datetime) -> str:
    """It holds no longer; what was ticked stays."""
    row = Condition.objects.filter(uid=uid).first()
    if row is None or not leads(by, row.unit_id):
        raise NotFound
    if Condition.objects.filter(pk=row.pk, ended=None).update(ended=by.day) != 1:
        raise Overtaken
    record("condition", row.pk, unit_id=row.unit_id, after={"ended": by.day.isoformat()})
    return row.uid
