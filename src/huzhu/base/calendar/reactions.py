"""What the calendar does when its time has come."""

from __future__ import annotations

from datetime import datetime, timedelta

from huzhu.base.access import HuzhuError, Scope
from huzhu.base.calendar.actions.series import WEEKS, carry_on, mend_slot, unfit
from huzhu.base.calendar.actions.slots import KEPT
from huzhu.base.calendar.models import TICK, Claim, Series, Slot
from huzhu.base.calendar.queries.free import ticks_of
from huzhu.base.jobs import sweeps_hourly


@sweeps_hourly
def forget_claims(now: datetime) -> int:
    """Claims of slots that are over go, all of one slot together."""
    past = Claim.objects.filter(tick__lt=ticks_of(now, TICK).start)
    gone, _tables = past.filter(slot__starts__lt=now - KEPT).delete()
    return gone


@sweeps_hourly
def mend_slots(now: datetime) -> int:
    """What fits no longer, because a rota or holiday changed, is moved, dropped or asked about."""
    ahead = Slot.objects.filter(cancelled=None, starts__gt=now, starts__lt=now + timedelta(weeks=WEEKS + 1))
    return _each(mend_slot, [slot.id for slot in unfit(list(ahead.order_by("starts")))], now)


@sweeps_hourly
def carry_series_on(now: datetime) -> int:
    """Series whose slots stand less than four weeks ahead get the next."""
    behind = Series.objects.filter(ended=None, until__lt=now.date() + timedelta(weeks=WEEKS))
    return _each(carry_on, list(behind.order_by("id").values_list("id", flat=True)), now)


def _each(deed, ids: list[int], now: datetime) -> int:  # type: ignore[no-untyped-def]
    """Do it for each; one whose time somebody has just taken waits for the next hour."""
    done = 0
    for one in ids:
        try:
            deed(one, by=Scope.system(now.date()), now=now)
            done += 1
        except HuzhuError:
            continue
    return done
