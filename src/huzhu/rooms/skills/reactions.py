"""What skills does when a time has come: months left open past their last day close by rule (Q3)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from huzhu.base.access import HuzhuError, Scope
from huzhu.base.jobs import enqueue, sweeps, sweeps_hourly
from huzhu.base.journal import reaction
from huzhu.rooms.skills.actions.closing import close_month_by_rule
from huzhu.rooms.skills.actions.tallying import (
    month_moved,
    stale_factories,
    tally,
    technique_moved,
    uncounted_factories,
)
from huzhu.rooms.skills.models import Month
from huzhu.rooms.skills.months import first_of


@reaction("skills.month_closed")
@reaction("skills.month_corrected")
def totals_move(month_id: int) -> None:
    """A closed month, and what is said beside it later, changes what is counted of its factory."""
    month_moved(month_id, timezone.localdate())


@reaction("skills.techniques_merged")
def totals_follow(technique_id: int) -> None:
    """A merged technique is counted under the one that stays."""
    technique_moved(technique_id)


@sweeps
def count_again(now: datetime) -> int:
    """Totals of factories in which something has changed since they were counted."""
    stale = stale_factories()
    for factory in stale:
        tally(factory)
    return len(stale)


@sweeps_hourly
def count_all(now: datetime) -> int:
    """Totals of every factory below a city, once a day, each by a job of its own."""
    waiting = uncounted_factories(timezone.localdate(now))
    for factory in waiting:
        enqueue("huzhu.rooms.skills.actions.tallying.tally", factory)
    return len(waiting)


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
