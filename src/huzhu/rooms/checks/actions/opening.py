"""A group's half month begins: its limits are stamped, and what is due is known (Q25)."""

from __future__ import annotations

from datetime import date, timedelta

from huzhu.base.charter import rules
from huzhu.base.db import insert_once
from huzhu.base.followup.halves import end_of
from huzhu.base.units.queries import path_of
from huzhu.rooms.checks.clauses import ACTIVE_DAYS, DUE_DAYS, ESCALATE_DAYS, FINDING_DAYS, GOOD_SESSIONS
from huzhu.rooms.checks.models import Sitting
from huzhu.rooms.contracts.queries.kept import Kept, kept_by


def sitting_of(unit_id: int, half: date) -> Sitting:
    """The group's half month with the limits of its first day; made where it is asked for first."""
    found = Sitting.objects.filter(unit_id=unit_id, half=half).first()
    if found is None:
        insert_once(Sitting, unit_id=unit_id, half=half, **limits(path_of(unit_id, half), half))
        found = Sitting.objects.get(unit_id=unit_id, half=half)
    return found


def limits(path: str, half: date) -> dict[str, object]:
    """What is stamped on a half month that begins now."""
    held = rules(ACTIVE_DAYS, DUE_DAYS, GOOD_SESSIONS, FINDING_DAYS, ESCALATE_DAYS, path=path, day=half)
    return {
        "least_days": held[ACTIVE_DAYS].value,
        "good_sessions": held[GOOD_SESSIONS].value,
        "due": end_of(half) + timedelta(days=held[DUE_DAYS].value),
        "finding_days": held[FINDING_DAYS].value,
        "escalate_days": held[ESCALATE_DAYS].value,
    }


def due_of(sitting: Sitting) -> list[Kept]:
    """Contracts of which a group owes a check of this half month: it keeps them, and they were active long enough."""
    last = end_of(sitting.half)
    kept = kept_by([sitting.unit_id], sitting.half, last)
    return [one for one in kept if one.days(sitting.half, last) >= sitting.least_days]
