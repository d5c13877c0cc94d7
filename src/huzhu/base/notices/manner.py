"""When a notice goes out by e-mail or messenger: at once, after the night, or with the day's message."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from huzhu.base.notices.kinds import CATALOGUE
from huzhu.base.notices.models import Manner, Notice


def manner_of(person_id: int) -> Manner:
    """What somebody chose, or what holds for everybody."""
    return Manner.objects.filter(person_id=person_id).first() or Manner(person_id=person_id)


def goes_out(notice: Notice, manner: Manner, at: datetime) -> datetime:
    """When a notice of the moment `at` goes out; what is urgent or due today goes at once."""
    local = timezone.localtime(at)
    due_today = notice.due is not None and timezone.localdate(notice.due) <= local.date()
    if CATALOGUE[notice.kind].urgent or due_today:
        return at
    wanted = _next(local, manner.daily) if manner.daily else local
    return _next(wanted, manner.quiet_to) if _quiet(wanted.time(), manner) else wanted


def _quiet(hour: time, manner: Manner) -> bool:
    begins, ends = manner.quiet_from, manner.quiet_to
    return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends


def _next(local: datetime, hour: time) -> datetime:
    """The first moment from `local` on at which the clock says `hour`."""
    today = datetime.combine(local.date(), hour, tzinfo=local.tzinfo)
    return today if today >= local else datetime.combine(local.date() + timedelta(days=1), hour, tzinfo=local.tzinfo)
