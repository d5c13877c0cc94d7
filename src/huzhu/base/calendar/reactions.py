"""What the calendar does when its time has come."""

from __future__ import annotations

from datetime import datetime

from huzhu.base.calendar.actions.slots import KEPT
from huzhu.base.calendar.models import Claim
from huzhu.base.calendar.queries.free import ticks_of
from huzhu.base.jobs import sweeps_hourly


@sweeps_hourly
def forget_claims(now: datetime) -> int:
    """Claims of slots that are over go."""
    gone, _tables = Claim.objects.filter(tick__lt=ticks_of(now - KEPT, 5).start).delete()
    return gone
