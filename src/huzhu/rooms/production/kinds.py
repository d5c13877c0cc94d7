"""Causes of being below plan, and the remedies that belong to each: different causes get different methods (S19)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Remedy:
    """One remedy for one cause. `step`: the next step in words; `address`: where it is taken, '' = not on a page."""

    code: str
    name: Promise
    step: Promise
    address: str = ""


@dataclass(frozen=True)
class Cause:
    """`needs_word`: nobody is said to have it without his own words beside it (a mere opinion of others)."""

    code: str
    name: Promise
    remedies: tuple[Remedy, ...]
    needs_word: bool = False


CAUSES = {
    cause.code: cause
    for cause in (
        Cause("skill", _("skill"), (
            Remedy("learn", _("learn it from a mate"), _("Write a wish; the group looks for somebody."), "introductions:wish-new"),
            Remedy("practise", _("practise with time for it"), _("Agree an hour a week at the machine.")),
        )),
        Cause("method", _("method"), (
            Remedy("standard", _("go through the standard together"), _("Read the standard step by step at the machine.")),
            Remedy("watch", _("watch a better method"), _("Agree when to stand beside somebody who does it well.")),
        )),
        Cause("machine", _("machine"), (
            Remedy("repair", _("have the machine repaired"), _("Report the fault to the fitter, with the day.")),
            Remedy("adjust", _("have the machine adjusted"), _("Ask the fitter to set it up anew.")),
        )),
        Cause("material", _("material"), (
            Remedy("supply", _("have material brought in time"), _("Tell whoever supplies it what was missing, and when.")),
            Remedy("quality", _("have the material checked"), _("Put a sample aside and show it.")),
        )),
        Cause("attitude", _("attitude"), (
            Remedy("talk", _("a talk between two"), _("Agree a time; listen first.")),
            Remedy("task", _("a task that suits better"), _("Ask which work would suit, and try it for a month.")),
        ), needs_word=True),
        Cause("life", _("life outside work"), (
            Remedy("visit", _("visit and help"), _("Ask what would help, and who may know.")),
            Remedy("hours", _("other hours for a while"), _("Ask the foreman for other hours, until a day that both name.")),
        )),
    )
}  # fmt: skip


def remedy_of(cause: str, remedy: str) -> Remedy | None:
    """The remedy of a cause by its code; None where the two do not belong together."""
    found = CAUSES.get(cause)
    return next((one for one in found.remedies if one.code == remedy), None) if found else None
