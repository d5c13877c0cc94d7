"""Signs of life (Q23): what keeps a matter from being quiet; written by the deed that saw it, once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Max, Q

from huzhu.base.db import insert_once
from huzhu.base.followup.models import LifeSign, Matter

SESSION, MEASUREMENT, CHECK = "session", "measurement", "check"
IN_TIME = timedelta(days=7)
"""What is received later than this after it was done stands as a record and is no sign of life (Q23)."""


def in_time(done_at: datetime, now: datetime) -> bool:
    """Was what is said to be done at `done_at` received soon enough to count?"""
    return now - done_at <= IN_TIME


def begin(matter_id: int, day: date, *, days: int) -> None:
    """From `day` on the matter is expected to live: for so many days, the first among them, it need show nothing yet."""
    last = day + timedelta(days=days - 1)
    Matter.objects.filter(pk=matter_id).update(new_until=last, quiet_after=last)


def sign_of_life(matter_id: int, day: date, kind: str, source: int, *, days: int) -> None:
    """Write the sign and let it keep the matter awake for `days` days after `day`; done again nothing changes.

    To be called inside a deed, which has judged that it counts.
    """
    until = day + timedelta(days=days)
    if insert_once(LifeSign, matter_id=matter_id, day=day, until=until, kind=kind, source=source):
        later = Q(quiet_after=None) | Q(quiet_after__lt=until)
        Matter.objects.filter(later, pk=matter_id).update(quiet_after=until)


def take_back(matter_id: int, kind: str, source: int) -> None:
    """A sign that proved to be none: the matter is awake as long as its other signs, or its beginning, keep it."""
    matter = Matter.objects.select_for_update().get(pk=matter_id)
    LifeSign.objects.filter(matter=matter, kind=kind, source=source).delete()
    last = matter.signs.aggregate(last=Max("until"))["last"]
    Matter.objects.filter(pk=matter_id).update(quiet_after=max(filter(None, (last, matter.new_until)), default=None))
