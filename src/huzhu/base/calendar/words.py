"""Words of rotas: what means a day off, hours as people write them."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from huzhu.base.calendar.hours import clock
from huzhu.base.calendar.models import Shift

OFF_WORDS = frozenset(["休", "休息", "轮休", "公休", "休假", "班休", "off", "rest", "o", "-", "—", "/", "0"])
WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"), pgettext_lazy("weekday", "Tue"), pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"), pgettext_lazy("weekday", "Fri"), pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)  # fmt: skip
_TIME = re.compile(r"(\d{1,2})[:：.点](\d{2})?")


def minutes_in(text: str) -> int | None:
    """Minutes after midnight of '6:30', '6：30' or '6点'; None for anything else; 24:00 is midnight."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        return None
    minutes = int(found[1]) * 60 + int(found[2] or 0)
    return minutes % (24 * 60) if int(found[2] or 0) < 60 and minutes <= 24 * 60 else None


def hours_words(shift: Shift) -> str:
    """'22:00–06:00'."""
    return f"{clock(shift.starts)}–{clock(shift.starts + shift.minutes)}"


def duration_words(minutes: int) -> str:
    """'4 h 20 min' without what is nought."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


def weekly(days: int, starts: date) -> int:
    """The day of the cycle (from 1) proposed for a start: a week begins on Monday, anything else with its first day."""
    return starts.weekday() + 1 if days % 7 == 0 else 1
