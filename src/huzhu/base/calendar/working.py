"""Working days of a factory, and the deadline that answers have (Q15)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from huzhu.base.calendar.models import DayException

EVENING = time(20, 0)


def end_of(day: date) -> datetime:
    """The moment at which `day` is over, in the installation's time zone."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def is_working_day(day: date, exceptions: dict[date, bool]) -> bool:
    """Monday to Friday, unless the calendar says otherwise (holidays, make-up days)."""
    return exceptions.get(day, day.weekday() < 5)


def working_day_after(day: date, count: int, *, unit_ids: tuple[int, ...]) -> date:
    """The `count`-th working day after `day`, by the calendars of a unit and those above it."""
    rows = DayException.objects.filter(unit_id__in=unit_ids, day__gt=day, day__lte=day + timedelta(days=60 + 3 * count))
    exceptions = dict(rows.values_list("day", "working"))
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, exceptions)
    return day


def evening_of_working_day(now: datetime, count: int, *, unit_ids: tuple[int, ...], time_zone: str) -> datetime:
    """20:00 factory time on the `count`-th working day after `now`."""
    zone = ZoneInfo(time_zone)
    day = working_day_after(now.astimezone(zone).date(), count, unit_ids=unit_ids)
    return datetime.combine(day, EVENING, tzinfo=zone)
