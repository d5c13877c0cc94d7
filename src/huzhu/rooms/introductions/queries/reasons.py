"""Why this person: a sentence from stored facts (Q18); never a score, a name wish, another candidate, or a percentage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from huzhu.base.drawing.words import month_words
from huzhu.rooms.skills.queries import Level


def reason(facts: dict[str, Any], *, technique: str, teaches: bool, scale: Sequence[Level], exchange: str = "") -> str:
    """One or two sentences to one of the two; `teaches`: to the teacher. `exchange`: technique taught in return."""
    offered = facts.get("teacher_level") is not None
    if exchange and teaches:
        said = _(
            "The other wants to learn %(one)s and you offer it; you want to learn %(two)s and the other offers that."
        )
    elif exchange:
        said = _(
            "You want to learn %(one)s and the other offers it; the other wants to learn %(two)s and you offer that."
        )
    elif teaches:
        said = _("The other wants to learn %(one)s and you can teach it.")
    else:
        said = _("You want to learn %(one)s and the other can teach it.")
    parts = [said % {"one": technique, "two": exchange}]
    levels = _levels(facts, teaches, scale) if offered else ""
    return " ".join(part for part in (*parts, levels, _near(facts), _together(facts), _key(facts)) if part)


def remarks(facts: dict[str, Any]) -> list[str]:
    """What the sentence rests on and what is missing, each a short line."""
    lines = []
    missing = facts.get("missing", ())
    if "not-strong" in missing or "not-stronger" in missing:
        lines.append(_("Not measured as stronger: decide for yourselves."))
    if facts.get("other_trade"):
        lines.append(_("The two trades differ."))
    if facts.get("learner_level") is None:
        lines.append(_("The learner is not yet measured."))
    if facts.get("teacher_level") is None:
        lines.append(_("The teacher is not yet measured."))
    if "never-together" in missing:
        lines.append(_("By the rota you are hardly ever at work at the same time."))
    if facts.get("rota") == "unknown":
        lines.append(_("The rota is unknown: find out whether your shifts meet."))
    if facts.get("month") and not facts.get("agreed"):
        month = month_words(date.fromisoformat(facts["month"]))
        opening = facts.get("opening")
        lines.append(
            (
                _("%(month)s, by the assessor only (opening measurement).")
                if opening
                else _("%(month)s, by the assessor only.")
            )
            % {"month": month}
        )
    return lines


def _levels(facts: dict[str, Any], teaches: bool, scale: Sequence[Level]) -> str:
    names = {level.quarters: str(level.name) for level in scale}
    theirs, own = names.get(facts["teacher_level"]), names.get(facts.get("learner_level") or 0)
    if theirs is None:
        return ""
    if own is None:
        return (_("You are at “%(level)s”.") if teaches else _("The other is at “%(level)s”.")) % {"level": theirs}
    said = (
        _("You are at “%(theirs)s”, the other at “%(own)s”.")
        if teaches
        else _("The other is at “%(theirs)s”, you at “%(own)s”.")
    )
    return said % {"theirs": theirs, "own": own}


def _near(facts: dict[str, Any]) -> str:
    return {
        "group": _("You are in one group."),
        "shift": _("You are in one shift."),
        "workshop": _("You are in one workshop."),
        "factory": _("You are in one factory."),
        "county": _("You are in one county."),
        "city": _("You are in one city."),
    }.get(facts.get("near", ""), "")


def _together(facts: dict[str, Any]) -> str:
    """Only whole hours: who is away for a day is not to be read from it."""
    hours = facts.get("minutes", 0) // 60
    if not hours:
        return ""
    return _("In the next four weeks you are at work together for %(hours)d hours.") % {"hours": hours}


def _key(facts: dict[str, Any]) -> str:
    return _("It is a key problem just now.") if facts.get("key") else ""
