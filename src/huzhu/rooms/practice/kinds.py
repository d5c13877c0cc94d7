"""Kinds of session (S35-S40), halves of a day and forms of booking: values, not code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huzhu.base.calendar.kinds import FORMS

CATALOGUE: dict[str, SessionKind] = {}


@dataclass(frozen=True)
class SessionKind:
    """`quarters`: how much of it the learner likely runs, 0-4, chosen already in the form."""

    code: str
    name: Promise
    source: str
    quarters: int = 0

    def __post_init__(self) -> None:
        CATALOGUE[self.code] = self


PRACTICE = SessionKind("practice", FORMS["practice"], "S37", 3)
OBSERVATION = SessionKind("observation", FORMS["observation"], "S35")
COACHING = SessionKind("coaching", FORMS["coaching"], "S35", 3)
DEBRIEF = SessionKind("debrief", FORMS["debrief"], "S37")
THEORY = SessionKind("theory", FORMS["theory"], "S39")
DEMONSTRATION = SessionKind("demonstration", FORMS["demonstration"], "S40")
QUESTIONS = SessionKind("questions", FORMS["questions"], "S40")


def kind_words(code: str) -> str:
    """A kind's name; of a code that is not known any more the code."""
    return str(CATALOGUE[code].name) if code in CATALOGUE else code


AM, PM, NIGHT = "am", "pm", "night"
HALVES: dict[str, Promise] = {AM: _("morning"), PM: _("afternoon or evening"), NIGHT: _("night")}
"""Two logs of one pair and half are one session (Q23); the night belongs to the day on which it began."""
BEGINS: dict[str, time] = {AM: time(6), PM: time(14), NIGHT: time(22)}

IN_SHIFT, BEFORE_SHIFT, WEEKLY = "in-shift", "before-shift", "weekly"
"""How a session's time came about (S35, S39); only in the shift and with relief it counts as supported (Q24)."""


def half_day_of(at: datetime) -> tuple[date, str]:
    """The day and half into which a moment falls, by the installation's clock."""
    local = timezone.localtime(at)
    if local.time() < BEGINS[AM]:
        return local.date() - timedelta(days=1), NIGHT
    return local.date(), AM if local.time() < BEGINS[PM] else PM if local.time() < BEGINS[NIGHT] else NIGHT


def half_day_end(day: date, half: str) -> datetime:
    """The moment at which a half of a day is over."""
    after = {AM: (day, PM), PM: (day, NIGHT), NIGHT: (day + timedelta(days=1), AM)}[half]
    return timezone.make_aware(datetime.combine(after[0], BEGINS[after[1]]))
