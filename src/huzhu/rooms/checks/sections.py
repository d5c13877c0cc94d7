"""What checks show on a contract's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huzhu.base.access import Scope
from huzhu.base.followup.halves import half_words
from huzhu.base.followup.models import Check
from huzhu.base.followup.moves import CURRENT
from huzhu.rooms.checks.kinds import RATINGS
from huzhu.rooms.checks.queries.sitting import remarks_of
from huzhu.rooms.contracts.access import is_party
from huzhu.rooms.contracts.sections import Contract, Section, shows

LAST = 4


@dataclass(frozen=True)
class Past:
    """One half month's check in words."""

    words: str
    rating: str
    remarks: str


@dataclass(frozen=True)
class Checks:
    uid: str
    lines: list[Past]
    mine: bool


@shows
def checks(contract: Contract, scope: Scope, now: datetime) -> Section | None:
    """The last checks with their ratings; for the two the way to their own two questions. One statement."""
    if contract.signed is None or contract.of_units:
        return None
    rows = Check.objects.filter(matter_id=contract.pk, state=CURRENT).order_by("-half")[:LAST]
    lines = [Past(half_words(row.half), str(RATINGS[row.rating]), remarks_of(row)) for row in rows]
    mine = is_party(contract, scope) and contract.state == "signed"
    return Section("checks/section.html", Checks(contract.uid, lines, mine), 40) if lines or mine else None
