"""What dates say of a contract: behind its plan, due, missed; computed, never stored (S28, S34, Q21)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.rooms.contracts.kinds import STATES, UNITS_SIGNED
from huzhu.rooms.contracts.models import Contract, Step
from huzhu.rooms.contracts.moves import DRAFT, SIGNED, VOID

SOON = 7


@dataclass(frozen=True)
class Flag:
    """A tag: `kind` of the interface (due, over, done, paper, measured) and its word."""

    kind: str
    word: str


def state_word(contract: Contract) -> str:
    """The stored state in words; a signed one past its date is 'due for settlement' by itself (Q21)."""
    return str(UNITS_SIGNED if contract.of_units and contract.state == SIGNED else STATES[contract.state])


def behind(step: Step, day: date) -> bool:
    """Not done, and the step's week is over since at least yesterday (S34)."""
    return step.done is not True and day > step.ends


def missed(contract: Contract, day: date) -> bool:
    """Was the date passed while the contract ran? Kept after closing (S28)."""
    if contract.signed is None or contract.ends is None or contract.state == VOID:
        return False
    return contract.extended_from is not None or (contract.closed or day) > contract.ends


def paper_only(contract: Contract, day: date) -> bool:
    """Does it run, and nothing has kept it from being quiet up to this day (Q24)? Today by the stamped index alone."""
    runs = contract.state == SIGNED and contract.ends is not None and contract.ends >= day
    return runs and contract.matter.quiet_after is not None and contract.matter.quiet_after < day


def flags(contract: Contract, steps: Iterable[Step], day: date) -> list[Flag]:
    """At most two tags of a contract, the graver first; its matter is joined."""
    found = []
    if missed(contract, day):
        over = (day - contract.ends).days if contract.ends else 0
        if contract.state == SIGNED and over > 0:
            found.append(Flag("over", ngettext("%(n)s day over", "%(n)s days over", over) % {"n": over}))
        else:
            found.append(Flag("over", _("date missed")))
    elif contract.state == SIGNED and contract.ends and contract.ends - day <= timedelta(days=SOON):
        found.append(Flag("due", days_left(contract.ends, day)))
    if paper_only(contract, day):
        found.insert(0, Flag("paper", _("paper only")))
    if contract.state == SIGNED and contract.revise_since:
        found.append(Flag("due", _("to be revised")))
    if contract.state == SIGNED and any(behind(step, day) for step in steps):
        found.append(Flag("due", _("behind plan")))
    if contract.state == DRAFT and contract.lapses and contract.lapses - day <= timedelta(days=SOON):
        found.append(Flag("due", _("to sign: %(left)s") % {"left": days_left(contract.lapses, day)}))
    return found[:2]


def days_left(until: date, day: date) -> str:
    left = (until - day).days
    return ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left} if left > 0 else _("today")
