"""What skills does when a time has come: months left open past their last day close by rule (Q3)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from huzhu.base.access import HuzhuError, Scope
from huzhu.base.jobs import sweeps
from huzhu.rooms.skills.actions.closing import close_month_by_rule
from huzhu.rooms.skills.models import Month
from huzhu.rooms.skills.months import first_of


@sweeps
def close_due_months(now: datetime) -> int:
    """Close every month whose leaders' days are over; harmless when run again. Returns how many."""
    day = timezone.localdate(now)
    done = 0
    due = Q(by_rule__lte=day) | Q(by_rule=None, month__lt=first_of(day))  # without a stamp the deed asks the clause
    for month_id in Month.objects.filter(due, state=Month.State.OPEN).order_by("id").values_list("id", flat=True):
        try:
            close_month_by_rule(month_id, by=Scope.system(day), now=now)
        except HuzhuError:
            continue  # a leader was a moment earlier, or may still be
        done += 1
    return done
