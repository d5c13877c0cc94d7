"""Signs of life (Q23): what keeps a matter from being quiet; written by the deed that saw it, once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q

from huzhu.base.db import insert_once
from huzhu.base.followup.models import LifeSign, Matter

SESSION, MEASUREMENT, CHECK = "session", "measurement", "check"
IN_TIME = timedelta(days=7)
"""What is received later than this after it was done stands as a record and is no sign of life (Q23)."""


def in_time(done_at: datetime, now: datetime) -> bool:
    """Was what is said to be done at `done_at` received soon enough to count?"""
    return now - done_at <= IN_TIME


def sign_of_life(matter_id: int, day: date, kind: str, source: int, *, days: int) -> None:
    """Write the sign and let it keep the matter awake for `days` days from `day` on; done again nothing changes.

    To be called inside a deed, which has judged that it counts.
    """
    if insert_once(LifeSign, matter_id=matter_id, day=day, kind=kind, source=source):
        later = Q(quiet_after=None) | Q(quiet_after__lt=day + timedelta(days=days))
        Matter.objects.filter(later, pk=matter_id).update(quiet_after=day + timedelta(days=days))


def take_back(matter_id: int, kind: str, source: int, *, days: int, opened: date) -> None:
    """A sign that proved to be none: the matter is awake as long as its other signs, or its first day, keep it."""
    LifeSign.objects.filter(matter_id=matter_id, kind=kind, source=source).delete()
    last = LifeSign.objects.filter(matter_id=matter_id).order_by("-day").values_list("day", flat=True).first()
    Matter.objects.filter(pk=matter_id).exclude(quiet_after=None).update(
        quiet_after=max(opened, last or opened) + timedelta(days=days)
    )
