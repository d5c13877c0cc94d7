"""Dates and numbers as the reader writes them: 'Wed 25 Nov, 20:00', '2,954', '82 s'."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

Number = int | float | Decimal


WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)
MONTHS = (
    pgettext_lazy("month", "Jan"),
    pgettext_lazy("month", "Feb"),
    pgettext_lazy("month", "Mar"),
    pgettext_lazy("month", "Apr"),
    pgettext_lazy("month", "May"),
    pgettext_lazy("month", "Jun"),
    pgettext_lazy("month", "Jul"),
    pgettext_lazy("month", "Aug"),
    pgettext_lazy("month", "Sep"),
    pgettext_lazy("month", "Oct"),
    pgettext_lazy("month", "Nov"),
    pgettext_lazy("month", "Dec"),
)


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def day_words(value: date | datetime, *, weekday: bool = False, year: bool = False) -> str:
    """A day: '25 Nov' or 'Wed 25 Nov'; with its year when that is not the present one, or when `year` asks for it."""
    day = _local(value)
    parts = {"day": day.day, "month": MONTHS[day.month - 1], "number": day.month, "year": day.year}
    if year or day.year != timezone.localdate().year:
        # Translators: `number` is the month as a figure; Chinese uses it in place of `month`.
        words = _("%(day)d %(month)s %(year)d") % parts
    else:
        words = _("%(day)d %(month)s") % parts
    return _("%(weekday)s %(date)s") % {"weekday": WEEKDAYS[day.weekday()], "date": words} if weekday else words


def moment_words(value: datetime) -> str:
    """A day and time in the installation's time zone: 'Wed 25 Nov, 20:00'."""
    at = _local(value)
    return _("%(date)s, %(time)s") % {"date": day_words(value, weekday=True), "time": f"{at:%H:%M}"}


def month_words(value: date) -> str:
    """A month with its year: 'Oct 2026'."""
    return _("%(month)s %(year)d") % {"month": MONTHS[value.month - 1], "number": value.month, "year": value.year}


def figure_words(value: Number | None, unit: str = "", *, places: int | None = None) -> str:
    """A number with thousands separated, no idle zeros, a space, its unit; 'not measured' in words for None.

    unit: already in the reader's language. places: decimals that are always written; without it at most 2, as needed.
    """
    if value is None:
        return _("not measured")
    exact = Decimal(str(value))
    text = f"{exact:,.{2 if places is None else places}f}"
    if places is None:
        text = text.rstrip("0").rstrip(".")
    text = text.replace("-", "−")
    return f"{text}\u00a0{unit}" if unit else text
