"""What is wrong in a row: where, which word, in the user's language, and the repair where only one can be meant."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .reading import letter

SHOWN = 200

MESSAGES = {
    "not-a-number": _("“%(text)s” is not a number."),
    "out-of-range": _("%(text)s lies outside %(low)s to %(high)s."),
    "not-above-zero": _("%(text)s cannot be a time: it must be more than 0."),
    "not-a-level": _("%(text)s is no level: 1 not yet, 2 with help, 3 alone, 4 can teach."),
    "not-right-or-wrong": _("“%(text)s” is neither right (1) nor wrong (0)."),
    "not-yes-or-no": _("“%(text)s” is neither yes nor no, nor the name of a technique."),
    "not-a-month": _("“%(text)s” names no month. Write it as 2026-10."),
    "not-a-day": _("“%(text)s” names no day. Write it as 2026-10-31."),
    "nobody": _("There is a value but no person in this row."),
    "no-technique": _("There is a value but no technique in this row."),
    "no-standard": _("There is a value but no standard to measure it by."),
    "two-names": _("%(text)s is also the roll number of “%(other)s” in row %(row)s."),
    "same-name": _("“%(text)s” stands in row %(row)s already. If they are two people, add roll numbers."),
    "no-group": _("Which group this person belongs to is missing. Add a column for it, or import into one group."),
    "other-name": _("On the roll number %(text)s is “%(known)s”; here it is “%(here)s”."),
    "which-group": _("Several groups are called “%(text)s”. Add a column for the workshop, or import into one group."),
    "no-such-group": _("There is no group “%(text)s” here. The training officer founds groups."),
    "not-on-roll": _("%(text)s is not on the roll. A leader of the group puts people on it."),
    "elsewhere": _("%(text)s belongs to a group that is not yours to import for."),
    "own-scores": _("%(text)s is yourself: an assessor's own row is brought in by somebody else."),
    "deleted": _("Number %(text)s was somebody's whose data are deleted; it is never given again."),
    "future": _("This month lies in the future."),
    "contract-not-yours": _("This contract is not yours to put on record."),
    "outlier": _("%(text)s is %(times)s times what the next one is."),
    "no-number": _("For “%(text)s” the roll number is missing: plan and actual need one."),
    "no-indicator": _("What is counted is missing. Write it beside the sheet, or add a column for it."),
    "no-party": _("Whose figures these are is missing: a roll number or a group."),
    "no-day": _("The day or month is missing."),
    "negative": _("%(text)s is less than 0."),
    "twice": _("Row %(row)s says otherwise for the same party and day."),
    "actual-ahead": _("This day lies in the future: only a plan can stand here."),
    "trimmed": _("“%(written)s” is written with idle blanks and read as “%(text)s” (%(rows)s rows)."),
    "almost": _("“%(text)s” is no unit here, but “%(meant)s” is (%(rows)s rows)."),
    "new-unit": _("“%(text)s” is no unit here yet; it would be founded (%(rows)s rows)."),
    "no-one": _("There is a shift but neither group nor person in this row."),
    "no-shift": _("There is no shift “%(text)s” here. Found it under Shifts, or write “off”."),
    "not-free-or-worked": _("“%(text)s” says neither free (1) nor worked (0)."),
    "not-here": _("%(text)s is not on the roll of these groups."),
    "which-person": _("Several people are called “%(text)s”. Add a column for roll numbers."),
    "said-twice": _("Row %(row)s says otherwise of %(text)s."),
    "said-otherwise": _("Row %(row)s says “%(other)s” for the same day."),
    "no-unit-name": _("A unit needs a name."),
    "no-unit-level": _("“%(text)s” is no level of units."),
    "no-unit-state": _("“%(text)s” is no state in which a unit is brought in: active, forming or suspended."),
    "no-above": _("There is no unit “%(text)s” here to hang it below."),
    "which-above": _("Several units are called “%(text)s”. Write the one above before it, as mill / workshop."),
    "before-above": _("On %(text)s the unit above does not exist yet."),
    "no-roll": _("Nobody has the roll number %(text)s."),
    "unit-not-yours": _("“%(text)s” is not yours to found: a training officer or an administrator does."),
    "role-not-yours": _("The role of %(text)s is not yours to give: an administrator does, and not to himself."),
    "differs": _("%(text)s: row %(row)s says %(other)s for the same person, technique and month."),
}


@dataclass(frozen=True)
class RowError:
    """row: as the user sees it, from 1. column: 0-based, -1 for the whole row. more: words for the message."""

    sheet: str
    row: int
    column: int
    code: str
    text: str = ""
    repair: str | None = None
    more: tuple[tuple[str, str], ...] = ()

    @property
    def letter(self) -> str:
        """A, B … AA; '' for the whole row."""
        return letter(self.column) if self.column >= 0 else ""

    @property
    def message(self) -> str:
        """What is wrong, in the language of the moment."""
        return str(MESSAGES[self.code]) % {"text": self.text, **dict(self.more)}

    @property
    def place(self) -> str:
        """'Row 9, column F'."""
        if self.column < 0:
            return gettext("Row %(row)s") % {"row": self.row}
        return gettext("Row %(row)s, column %(column)s") % {"row": self.row, "column": self.letter}
