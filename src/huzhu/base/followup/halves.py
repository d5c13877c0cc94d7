"""Half months (Q25): the 1st to the 15th, the 16th to the end; a half is called by its first day."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from huzhu.base.drawing.words import month_words

MIDDLE = 16
DAY = timedelta(days=1)


def half_of(day: date) -> date:
    """First day of the half month of a day."""
    return day.replace(day=1 if day.day < MIDDLE else MIDDLE)


def end_of(half: date) -> date:
    """Last day of a half month."""
    if half.day == 1:
        return half.replace(day=MIDDLE - 1)
    return (half + MIDDLE * DAY).replace(day=1) - DAY


def before(half: date) -> date:
    """The half month before."""
    return half_of(half - DAY)


def half_words(half: date) -> str:
    """'First half of Nov 2026'."""
    words = _("First half of %(month)s") if half.day == 1 else _("Second half of %(month)s")
    return words % {"month": month_words(half)}
