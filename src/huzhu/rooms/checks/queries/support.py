"""Which contracts were helped along: a session in the shift with relief, or a check in time (S143, Q24)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from huzhu.base.followup.models import Check
from huzhu.base.followup.moves import CURRENT
from huzhu.rooms.checks.models import Sitting
from huzhu.rooms.practice.queries.held import sessions_of

WITHIN = timedelta(days=30)


def supported(signed: Mapping[int, date]) -> set[int]:
    """Those of these contracts, by the day of signing, that were supported within 30 days of it; three statements."""
    if not signed:
        return set()
    first, last = min(signed.values()), max(signed.values()) + WITHIN
    held = sessions_of(signed, first, last)
    found = {
        contract
        for contract, rows in held.items()
        if any(row.confirmed and row.supported and _within(signed[contract], row.day) for row in rows)
    }
    checks = Check.objects.filter(matter_id__in=signed, state=CURRENT, half__lte=last, half__gte=first - WITHIN)
    rows = list(checks.values_list("matter_id", "unit_id", "half", "done_at"))
    limits = Sitting.objects.filter(unit_id__in={row[1] for row in rows}, half__gte=first - WITHIN, half__lte=last)
    due = {(unit, half): until for unit, half, until in limits.values_list("unit_id", "half", "due")}
    for contract, unit, half, done_at in rows:
        day = timezone.localdate(done_at)
        if _within(signed[contract], day) and day <= due.get((unit, half), date.min):
            found.add(contract)
    return found


def _within(signed: date, day: date) -> bool:
    return signed <= day <= signed + WITHIN
