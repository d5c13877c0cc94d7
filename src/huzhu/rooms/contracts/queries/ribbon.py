"""The states of a contract as a ribbon; stored states only, 'due' is a tag (UI.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.base.drawing.words import day_words
from huzhu.rooms.contracts.kinds import STATES
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.moves import DRAFT, RECORDED, SIGNED
from huzhu.rooms.contracts.queries.flags import days_left


@dataclass(frozen=True)
class RibbonStep:
    """`state`: done, now, ahead."""

    state: str
    word: str
    date: str


def ribbon(contract: Contract, day: date) -> list[RibbonStep]:
    """Draft or list → signed by both, or all four → running → date → settled; or where it ended instead."""
    begun = _("Recorded") if contract.state == RECORDED or contract.mode in ("unknown", "assigned") else _("Draft")
    steps = [RibbonStep("now" if contract.state in (DRAFT, RECORDED) else "done", begun, day_words(contract.drafted))]
    if contract.signed:
        steps.append(
            RibbonStep(
                "done",
                _("All four signed") if contract.of_units else _("Both signed"),
                day_words(timezone.localdate(contract.signed)),
            )
        )
    elif contract.state in (DRAFT, RECORDED):
        by = _("by %(day)s") % {"day": day_words(contract.lapses)} if contract.lapses else ""
        steps.append(RibbonStep("ahead", _("All four sign") if contract.of_units else _("Both sign"), by))
    ends = day_words(contract.ends) if contract.ends else ""
    if contract.state == SIGNED:
        left = days_left(contract.ends, day) if contract.ends and contract.ends >= day else _("its date has passed")
        steps.append(RibbonStep("now" if contract.ends is None or contract.ends >= day else "done", _("Running"), left))
    if contract.state in (DRAFT, RECORDED, SIGNED):
        passed = contract.state == SIGNED and contract.ends is not None and contract.ends < day
        steps.append(RibbonStep("now" if passed else "ahead", _("Due"), ends))
        steps.append(RibbonStep("ahead", _("Settled"), _("each term by itself")))
    else:
        steps.append(
            RibbonStep(
                "now", str(STATES[contract.state]).capitalize(), day_words(contract.closed) if contract.closed else ""
            )
        )
    return steps


def share_of(contract: Contract, day: date) -> float:
    """Part of the time from signing to the end date that has passed, 0 to 1."""
    if contract.starts is None or contract.ends is None or contract.ends <= contract.starts:
        return 0.0
    return min(1.0, max(0.0, ((contract.closed or day) - contract.starts) / (contract.ends - contract.starts)))
