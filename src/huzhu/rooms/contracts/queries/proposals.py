"""Proposals between units: whom one may ask, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Scope
from huzhu.base.units.queries import UnitLine, at_level, ids_of, subtree
from huzhu.rooms.contracts.access import leads
from huzhu.rooms.contracts.models import Proposal
from huzhu.rooms.contracts.moves import PROPOSED

STATES: dict[str, Promise] = {
    "proposed": _("waits for an answer"),
    "accepted": _("accepted"),
    "declined": _("declined"),
    "countered": _("answered with another proposal"),
    "withdrawn": _("taken back"),
}


@dataclass(frozen=True)
class ProposalPage:
    """`back`: public id of the proposal that answers this one, `before`: of the one it answers."""

    uid: str
    first: str
    second: str
    first_uid: str
    first_teaches: bool
    indicator: str
    measure: str
    baseline: float | None
    target: float
    ends: date
    words: str
    state: str
    state_word: str
    by: str
    made: datetime
    answered_by: str
    answered: datetime | None
    reason: str
    contract: str
    back: str
    before: str
    may_answer: bool
    may_withdraw: bool


def same_house(unit: UnitLine, other: UnitLine, day: date) -> bool:
    """Two units of one factory; factories under one root. What lies outside is not seen."""
    return other.path.startswith(_house(unit, day))


def partners(unit: UnitLine, day: date) -> list[UnitLine]:
    """Units of the same level to which this one may propose."""
    return [line for line in subtree(_house(unit, day), day, level=unit.level) if line.id != unit.id]


def _house(unit: UnitLine, day: date) -> str:
    factory = None if unit.level == "factory" else at_level(unit.path, "factory", day)
    return factory.path if factory else f"/{ids_of(unit.path)[0]}/"


@dataclass(frozen=True)
class ProposalLine:
    uid: str
    title: str
    indicator: str
    state_word: str
    made: datetime


def proposals_of(unit_id: int) -> list[ProposalLine]:
    """A unit's last twenty proposals, made or received, the newest first; one statement. The door is the caller's."""
    rows = Proposal.objects.filter(Q(first_unit_id=unit_id) | Q(second_unit_id=unit_id))
    rows = rows.select_related("first_unit", "second_unit").order_by("-made", "-id")[:20]
    return [
        ProposalLine(
            row.uid, gettext("%(one)s to %(other)s") % {"one": row.first_unit.said, "other": row.second_unit.said},
            row.indicator, str(STATES[row.state]), row.made,
        )
        for row in rows
    ]  # fmt: skip


def proposal_page(row: Proposal, scope: Scope) -> ProposalPage:
    """What both sides see. The door is the caller's."""
    is_open = row.state == PROPOSED
    answered = Proposal.objects.filter(counters=row).values_list("uid", flat=True).first()
    return ProposalPage(
        row.uid, row.first_unit.said, row.second_unit.said, row.first_unit.uid, row.first_teaches, row.indicator, row.measure,
        row.baseline, row.target, row.ends, row.words, row.state, str(STATES[row.state]), row.by.name, row.made,
        row.answered_by.name if row.answered_by else "", row.answered, row.reason, row.contract.uid if row.contract else "",
        answered or "", row.counters.uid if row.counters else "",
        is_open and leads(scope, row.second_unit_id, row.second_level), is_open and leads(scope, row.first_unit_id, row.first_level),
    )  # fmt: skip
