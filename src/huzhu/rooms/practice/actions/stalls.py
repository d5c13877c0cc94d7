"""Progress that stands still opens a review by a third person (S38, Q6): a finding, and what is to be done otherwise."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.base.access import Overtaken, Refused, Role, Scope
from huzhu.base.charter import rule
from huzhu.base.followup.models import Commitment
from huzhu.base.followup.unfinished import OWNERS
from huzhu.base.followup.unfinished import WORDS as PROMISES
from huzhu.base.journal import deed, happened, record
from huzhu.base.people.queries import leaders_of
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.access import contract_for, visible_to
from huzhu.rooms.contracts.moves import SIGNED
from huzhu.rooms.contracts.queries.running import Pair
from huzhu.rooms.contracts.sections import Contract
from huzhu.rooms.practice.access import DECIDE, review_for
from huzhu.rooms.practice.actions.cycles import works_alone
from huzhu.rooms.practice.clauses import STALL_REVIEW_DAYS
from huzhu.rooms.practice.models import StallReview
from huzhu.rooms.practice.moves import OPEN, REVIEWS
from huzhu.rooms.practice.queries.stalls import Still, still

WORDS = 400


def open_reviews(pairs: Collection[Pair], *, by: Scope, now: datetime) -> int:
    """Look at the measurements of running contracts and open what stands still; run again it opens nothing twice."""
    done = 0
    for found in still(pairs, by.day):
        done += bool(open_review(found, by=by, now=now))
    return done


@deed("practice.open-review")
def open_review(found: Still, *, by: Scope, now: datetime) -> str:
    """A term that stands still is to be looked at by a third person within the charter's days.

    A promise of his on the contract's matter, and the row with what it rests on. Returns the review's public id, '' where
    one is open already or the contract runs no more.
    """
    contract = contract_for(found.contract_uid, by=by, lock=True)
    term = contract.terms.filter(pk=found.term, closed=None).first()
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"stall": found.gain})
    if term is None or contract.state != SIGNED or StallReview.objects.filter(term=term, state=OPEN).exists():
        return ""
    owner = reviewer_of(contract, term.learner_id, by.day)
    days = rule(STALL_REVIEW_DAYS, path=path_of(contract.second_unit_id, by.day), day=by.day).value
    due = by.day + timedelta(days=days)
    promise = Commitment.objects.create(
        matter_id=contract.pk, kind="stall-review", owner_id=owner, due=due, about=term.uid
    )
    row = StallReview.objects.create(
        term=term, teacher_id=term.teacher_id, learner_id=term.learner_id, state=OPEN, opened=by.day, due=due,
        measured=found.measured, gain=found.gain, least=found.least, measurements=found.over, commitment=promise,
        reviewer_id=owner,
    )  # fmt: skip
    happened("practice.stalled", row.pk)
    return row.uid


@deed("practice.review")
def review(uid: str, finding: str, change: str, *, alone: bool = False, by: Scope, now: datetime) -> str:
    """The reviewer writes what he found and what is done otherwise from now on; `alone` dates that the learner works alone.

    Raises NotAllowed for anybody else, Refused where one of the two is missing, Overtaken done already.
    """
    row = review_for(uid, by=by, to=DECIDE)
    said = {
        "finding": _said(finding, "finding", _("Write what you found.")),
        "change": _said(change, "change", _("Write what is done otherwise from now on.")),
    }
    contract = contract_for(row.term.contract.uid, by=by, lock=True)
    if contract.state != SIGNED:
        raise Overtaken
    REVIEWS.make(row, "review", reviewed=by.day, **said)
    Commitment.objects.filter(pk=row.commitment_id, done=None).update(done=by.day)
    if alone:
        works_alone(row.term, by)
    happened("practice.reviewed", row.pk)
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"reviewed": row.pk})
    return row.uid


@deed("practice.pass-review")
def pass_review(review_id: int, *, by: Scope, now: datetime) -> bool:
    """An open review follows its promise: to whoever took it over, to another leader where its person leads no more, and
    to nobody where the contract has ended. Was anything changed?"""
    row = StallReview.objects.select_related("term__contract", "commitment").get(pk=review_id)
    contract, promised = row.term.contract, Commitment.objects.filter(pk=row.commitment_id, done=None)
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"review": row.pk})
    if contract.state != SIGNED:
        REVIEWS.make(row, "drop")
        return bool(promised.update(done=by.day))
    owner = row.commitment.owner_id
    if owner is None or not may_review(contract.pk, owner, by.day):
        owner = reviewer_of(contract, row.learner_id, by.day)
        promised.update(owner_id=owner)
    if owner == row.reviewer_id or not StallReview.objects.filter(pk=row.pk, state=OPEN).update(reviewer_id=owner):
        return False
    happened("practice.stalled", row.pk)
    return True


def reviewer_of(contract: Contract, learner_id: int, day: date) -> int | None:
    """Who looks at it: the production leader of the learner's group, else its group leader, else those of the other's;
    neither of the two. None = nobody is left."""
    units = (contract.first_unit_id, contract.second_unit_id)
    for unit in units if learner_id == contract.first_id else reversed(units):
        leaders = leaders_of(unit, day)
        for role in (Role.FOREMAN, Role.GROUP_LEADER):
            if role in leaders and leaders[role] not in (contract.first_id, contract.second_id):
                return leaders[role]
    return None


def may_review(matter_id: int, person_id: int, day: date) -> bool:
    """Leads one of the two groups, and is neither of the two."""
    contract = visible_to(Scope.system(day)).get(pk=matter_id)
    if person_id in (contract.first_id, contract.second_id):
        return False
    units = (contract.first_unit_id, contract.second_unit_id)
    return any(person_id in leaders_of(unit, day).values() for unit in units)


PROMISES["stall-review"] = gettext_lazy("Look at progress that stands still")
OWNERS["stall-review"] = may_review


def _said(words: str, field: str, missing: str) -> str:
    said = words.strip()
    if not said:
        raise Refused(missing, field=field)
    return said[:WORDS]
