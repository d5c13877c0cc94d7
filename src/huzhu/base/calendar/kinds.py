"""What a slot may be: the kinds that rooms register, and the templates of a week (S35, S39): values, not code."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, SlotKind] = {}
TEMPLATES: dict[str, SlotTemplate] = {}

SHIFT, END_OF_SHIFT, BEFORE_SHIFT, AFTER_SHIFT = "shift", "end_of_shift", "before_shift", "after_shift"
AFTER_MEAL, REST_DAY = "after_meal", "rest_day"
WITHIN = (SHIFT, END_OF_SHIFT, BEFORE_SHIFT, AFTER_SHIFT, AFTER_MEAL, REST_DAY)
"""Where a time may lie; see `fitting.fits`."""

FORMS: dict[str, Promise] = {
    "observation": _("observation"),
    "debrief": _("debrief"),
    "practice": _("practice"),
    "coaching": _("on-site coaching"),
    "theory": _("theory"),
    "demonstration": _("slow-motion demonstration"),
    "questions": _("question time"),
}
"""Forms of learning (S37), of which somebody may say that they don't suit him (S138)."""


@dataclass(frozen=True)
class SlotKind:
    """A room's kind of slot. `title`: what calendars and notices call it, never the technique nor who needs help.

    `address`: name of the address of its page, which takes the slot's public id; '' where it has none. `called`: of many
    people, who can't call it off for all the others; whoever booked it or leads the unit can.
    """

    code: str
    title: Promise
    address: str = ""
    called: bool = False

    def __post_init__(self) -> None:
        KINDS[self.code] = self


@dataclass(frozen=True)
class SlotTemplate:
    """One line of a week: when, in which form, how long. A proposal, no appointment.

    within: one of WITHIN. low, high: minutes; a booking proposes `low`. weekday: 0 = Monday, None = any day.
    form: code of FORMS. source: row or rule.
    """

    code: str
    when: Promise
    what: Promise
    within: str
    form: str
    low: int
    high: int
    source: str
    weekday: int | None = None

    def __post_init__(self) -> None:
        TEMPLATES[self.code] = self

    def __str__(self) -> str:
        words = {"when": self.when, "form": self.what, "minutes": self.low}
        return gettext("%(when)s: %(form)s, %(minutes)s min") % words


IN_SHIFT = SlotTemplate(
    "in-shift", _("in the shift, with a relief"), _("watching and demonstration"), SHIFT, "observation", 30, 60, "N5"
)  # fmt: skip
EARLY = SlotTemplate(
    "early", _("before the shift begins"), _("watching in the workshop"), BEFORE_SHIFT, "observation", 20, 20, "N6"
)  # fmt: skip
SUNDAY = SlotTemplate(
    "sunday", _("Sunday, after maintenance"), _("practice together"), REST_DAY, "practice", 60, 120, "S39, N7", 6
)  # fmt: skip
THEORY = SlotTemplate("theory", _("one evening a week"), _("theory"), AFTER_SHIFT, "theory", 60, 60, "S39, N8")
CLASS = SlotTemplate(
    "class", _("at the technical class, or before or after the culture class"), _("watching each other's work"),
    AFTER_SHIFT, "observation", 15, 30, "S39",
)  # fmt: skip
QUESTIONS = SlotTemplate(
    "questions", _("the half hour after meals"), _("questions and answers"), AFTER_MEAL, "questions", 30, 30, "S39, N9"
)  # fmt: skip
DAILY = SlotTemplate(
    "daily", _("at the meeting that ends the shift"), _("the day's problems and quality"), END_OF_SHIFT, "debrief", 10, 15,
    "S39",
)  # fmt: skip
CHECK = SlotTemplate(
    "check", _("at the end of a shift or the production meeting"), _("a look at the contract"), END_OF_SHIFT, "debrief",
    10, 15, "S39",
)  # fmt: skip
VISIT = SlotTemplate(
    "visit", _("once a week"), _("visit to the other's place of work"), SHIFT, "observation", 60, 120, "S30"
)  # fmt: skip
