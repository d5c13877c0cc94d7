"""Working days of a factory, and the deadline that answers have (Q15)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from huzhu.base.calendar.models import DayException

EVENING = time(20, 0)


def end_of(day: date) -> datetime:
    """The moment at which `day` is over, in the installation's time zone."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def evening_of(day: date) -> datetime:
    """20:00 in the installation's time zone: by then what is to be done on a day is due."""
    return timezone.make_aware(datetime.combine(day, EVENING))


def is_working_day(day: date, exceptions: dict[date, bool]) -> bool:
    """Monday to Friday, unless the calendar says otherwise (holidays, make-up days)."""
    return exceptions.get(day, day.weekday() < 5)


def nearest(rows: Iterable[tuple[int, date, bool]], unit_ids: Sequence[int]) -> dict[date, bool]:
    """What holds on each day that (unit, day, working) speak of; `unit_ids` from the root down, the nearest counts."""
    depth = {unit: at for at, unit in enumerate(unit_ids)}
    own = sorted((row for row in rows if row[0] in depth), key=lambda row: depth[row[0]])
    return {day: working for _unit, day, working in own}


def spoken_of(unit_ids: Iterable[int]) -> QuerySet[DayException, tuple[int, date, bool]]:
    """(unit, day, working) of these units, to be narrowed."""
    return DayException.objects.filter(unit_id__in=sorted(set(unit_ids))).values_list("unit_id", "day", "working")


def working_day_after(day: date, count: int, *, unit_ids: tuple[int, ...]) -> date:
    """The `count`-th working day after `day`, by the calendars of a unit and those above it (`unit_ids`: root first)."""
    exceptions = nearest(spoken_of(unit_ids).filter(day__gt=day), unit_ids)
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, exceptions)
    return day


def evening_of_working_day(now: datetime, count: int, *, unit_ids: tuple[int, ...], time_zone: str) -> datetime:
    """20:00 factory time on the `count`-th working day after `now`."""
    zone = ZoneInfo(time_zone)
    day = working_day_after(now.astimezone(zone).date(), count, unit_ids=unit_ids)
    return datetime.combine(day, EVENING, tzinfo=zone)
