"""What practice does about sessions when something happened, and what the sweeper does for them."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from huzhu.base.access import LEADERS, Scope
from huzhu.base.calendar.models import Slot
from huzhu.base.calendar.queries.slots import slot_lines
from huzhu.base.jobs import sweeps_hourly
from huzhu.base.journal import reaction
from huzhu.base.notices import tell
from huzhu.base.people.queries import holders_at
from huzhu.rooms.practice.access import RELIEF
from huzhu.rooms.practice.actions.booking import give_up_booked, take_slots
from huzhu.rooms.practice.kinds import half_day_of
from huzhu.rooms.practice.models import Session, Weekly
from huzhu.rooms.practice.moves import BOOKED
from huzhu.rooms.practice.notices import SESSION_BOOKED, SESSION_DENIED, SESSION_LOGGED, SESSION_RELIEF


@reaction("practice.booked")
def tell_booked(session_id: int) -> None:
    """The other one, and whoever minds a machine."""
    row, now = Session.objects.select_related("slot").get(pk=session_id), timezone.now()
    line = slot_lines([row.slot_id or 0]).get(row.slot_id or 0)
    for seat in line.seats if line else ():
        if row.slot and seat.person_id != row.slot.booked_by_id:
            tell(seat.person_id, SESSION_RELIEF if seat.part == RELIEF else SESSION_BOOKED, now=now, subject=row.uid)


@reaction("practice.logged")
def tell_logged(session_id: int) -> None:
    row = Session.objects.get(pk=session_id)
    tell(row.other(row.logged_by_id), SESSION_LOGGED, now=timezone.now(), subject=row.uid)


@reaction("practice.denied")
def tell_denied(session_id: int) -> None:
    """The two leaders of the group that keeps the contract."""
    row, day = Session.objects.select_related("contract").get(pk=session_id), timezone.localdate()
    for holder in holders_at(row.contract.second_unit_id, day):
        if holder.code in LEADERS and holder.person_id not in row.two:
            tell(holder.person_id, SESSION_DENIED, now=timezone.now(), subject=row.uid)


@reaction("contracts.closed")
def give_up(contract_id: int) -> None:
    """What stands booked under it does not take place."""
    now = timezone.now()
    give_up_booked(contract_id, by=Scope.system(timezone.localdate(now)), now=now)


@reaction("calendar.slot_moved")
def follow(slot_id: int) -> None:
    """A booked session has the day of its slot."""
    day, half = half_day_of(Slot.objects.get(pk=slot_id).starts)
    Session.objects.filter(slot_id=slot_id, state=BOOKED).update(day=day, half=half)


@sweeps_hourly
def take_weekly_slots(now: datetime) -> int:
    """Slots with which a weekly series was carried on become booked sessions. Returns how many series had some."""
    taken = Session.objects.filter(slot__isnull=False).values("slot")
    fresh = Slot.objects.filter(series__in=Weekly.objects.values("series"), cancelled=None, starts__gt=now)
    series = list(fresh.exclude(pk__in=taken).order_by("series").values_list("series_id", flat=True).distinct())
    for series_id in series:
        take_slots(series_id or 0, by=Scope.system(timezone.localdate(now)), now=now)
    return len(series)
