"""Months and weeks of a contract."""

from datetime import date, timedelta


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(day)


def week_of(day: date, week: int) -> tuple[date, date]:
    """First and last day of the `week`-th week (from 1) that begins with `day`."""
    starts = day + timedelta(weeks=week - 1)
    return starts, starts + timedelta(days=6)
