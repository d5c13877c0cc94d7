"""The cycles of a contract's terms as its page shows them: where each stands, and the one next step (S37)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.base.access import Scope
from huzhu.base.drawing.words import day_words
from huzhu.rooms.contracts.access import is_party
from huzhu.rooms.contracts.moves import SIGNED
from huzhu.rooms.contracts.queries.lists import direction, subject_of
from huzhu.rooms.contracts.queries.ribbon import RibbonStep
from huzhu.rooms.contracts.sections import Contract
from huzhu.rooms.practice.access import sees_faults, third
from huzhu.rooms.practice.models import StallReview
from huzhu.rooms.practice.moves import BEGUN, DEBRIEFED, MASTERED, NOT_YET, OBSERVED, OPEN, PRACTISING
from huzhu.rooms.practice.queries.cycles import CycleLine, cycles_of

DECISIONS: tuple[Promise, ...] = (
    gettext_lazy("Slower, one movement after the other"),
    gettext_lazy("First the hands, then the speed"),
    gettext_lazy("The learner runs it, the teacher watches"),
    gettext_lazy("Only the part that goes wrong, again and again"),
)
"""What is often decided after watching; one tap each."""

OBSERVE, DEBRIEF, PRACTISE, READY = "observe", "debrief", "practise", "ready"


@dataclass(frozen=True)
class Review:
    """A review of this term that is open, or the last one written."""

    uid: str
    open: bool
    due: date
    reviewer: str
    change: str


@dataclass(frozen=True)
class TermPractice:
    """One term: its cycle now, the earlier ones, what comes next. `next`: observe, debrief, practise, ready, ''."""

    uid: str
    subject: str
    who: str
    number: int
    ribbon: list[RibbonStep]
    decision: str
    earlier: list[CycleLine]
    alone: date | None
    mastered: bool
    checked_by: str
    words: str
    ready: date | None
    next: str
    may_check: bool
    review: Review | None


@dataclass(frozen=True)
class PracticeSection:
    """What stands on a contract's page. `faults`: they are for this reader; `n_cycles` over all terms."""

    uid: str
    terms: list[TermPractice]
    mine: bool
    faults: bool
    decisions: tuple[Promise, ...] = DECISIONS


def practice_of(contract: Contract, scope: Scope) -> PracticeSection:
    """The section of a contract of two people; a constant number of statements. The door is the caller's."""
    terms = list(contract.terms.select_related("technique__same_as"))
    cycles, mine = cycles_of(contract.pk), is_party(contract, scope)
    reviews = _reviews(contract) if sees_faults(contract, scope) else {}
    checks = {learner: third(contract, learner, scope) for learner in {term.learner_id for term in terms}}
    lines = []
    for term in terms:
        known = cycles.get(term.pk, [])
        now, runs = known[-1] if known else None, contract.state == SIGNED and term.closed is None
        may_check = runs and checks[term.learner_id] and now is not None and now.state == PRACTISING
        lines.append(TermPractice(
            term.uid, subject_of(term), direction(contract, term.teacher_id, term.learner_id, scope),
            now.number if now else 1, _ribbon(now), now.decision if now else "", known[:-1], now.alone if now else None,
            now is not None and now.state == MASTERED, now.checked_by if now else "", now.words if now else "",
            now.ready if now else None, _next(now) if mine and runs else "", may_check, reviews.get(term.pk),
        ))  # fmt: skip
    return PracticeSection(contract.uid, lines, mine and contract.state == SIGNED, sees_faults(contract, scope))


def _next(now: CycleLine | None) -> str:
    if now is None or now.state == BEGUN:
        return OBSERVE
    if now.state == PRACTISING:
        return "" if now.ready else READY
    return {OBSERVED: DEBRIEF, DEBRIEFED: PRACTISE}.get(now.state, "")


def _ribbon(now: CycleLine | None) -> list[RibbonStep]:
    """Watched → talked over → practising → mastered; what is done has its date, the first that is not is 'now'."""
    ends = _("Not yet") if now and now.state == NOT_YET else _("Mastered")
    days = [
        (_("Watched"), now and now.observed), (_("Talked over"), now and now.debriefed),
        (_("Practising"), now and now.practising), (ends, now and now.checked),
    ]  # fmt: skip
    steps, reached = [], False
    for word, day in days:
        state = "done" if day else "ahead" if reached else "now"
        reached = reached or not day
        steps.append(RibbonStep(state, word, day_words(day) if day else ""))
    return steps


def _reviews(contract: Contract) -> dict[int, Review]:
    rows = StallReview.objects.filter(term__contract=contract).select_related("reviewer").order_by("pk")
    return {
        row.term_id: Review(row.uid, row.state == OPEN, row.due, row.reviewer.name if row.reviewer else "", row.change)
        for row in rows
    }
