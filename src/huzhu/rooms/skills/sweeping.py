"""What the sweeper does for skills: months left open past their last day close by rule (Q3)."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from huzhu.base.access import HuzhuError, Scope
from huzhu.rooms.skills.actions.closing import close_month_by_rule, due_by_rule
from huzhu.rooms.skills.models import Month
from huzhu.rooms.skills.months import first_of


def close_due_months() -> int:
    """Close every month whose leaders' days are over; to be run daily, harmless when run again. Returns how many."""
    now = timezone.now()
    day = timezone.localdate(now)
    done = 0
    for row in Month.objects.filter(state=Month.State.OPEN, month__lt=first_of(day) - timedelta(days=1)).order_by("id"):
        if due_by_rule(row, day):
            try:
                close_month_by_rule(row.id, by=Scope.system(day), now=now)
            except HuzhuError:
                continue  # a leader was a moment earlier
            done += 1
    return done
