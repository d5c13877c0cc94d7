"""What practice does when something happened elsewhere, and what the sweeper does for it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from huzhu.base.access import LEADERS, Role, Scope
from huzhu.base.jobs import sweeps_hourly
from huzhu.base.journal import reaction
from huzhu.base.notices import tell
from huzhu.base.people.queries import group_of, leaders_of
from huzhu.rooms.contracts.queries.running import Pair, running_of_learners, running_with
from huzhu.rooms.practice.actions.stalls import open_reviews, pass_review
from huzhu.rooms.practice.models import Adjacency, Cycle, StallReview
from huzhu.rooms.practice.moves import APPROVED, OPEN
from huzhu.rooms.practice.notices import (
    CHECK_ASKED,
    CHECKED,
    NEIGHBOURS_ANSWERED,
    NEIGHBOURS_ASKED,
    REVIEW_OPENED,
    REVIEW_WRITTEN,
)
from huzhu.rooms.skills.queries import measured_in

PART = 200

# --- cycles, faults, stalls, adjacency ------------------------------------------------------------------------------


@reaction("contracts.measured")
def look_at_contract(contract_id: int) -> None:
    """A term was measured again: does it stand still?"""
    _look(running_with([contract_id]))


@reaction("skills.month_closed")
def look_at_month(month_id: int) -> None:
    """A month was closed: whoever was measured in it and learns in a contract."""
    _look(running_of_learners(measured_in(month_id)))


@sweeps_hourly
def look_at_all(now: datetime) -> int:
    """What no event reached; and open reviews whose person leads no more, or whose contract has ended. Returns deeds
    done."""
    day, done = timezone.localdate(now), 0
    system, pairs = Scope.system(day), running_of_learners(None)
    for start in range(0, len(pairs), PART):
        done += open_reviews(pairs[start : start + PART], by=system, now=now)
    for review_id in StallReview.objects.filter(state=OPEN).values_list("pk", flat=True):
        done += pass_review(review_id, by=system, now=now)
    return done


@reaction("followup.passed-on")
def follow_promise(commitment_id: int) -> None:
    """Whoever took the promise over looks at it."""
    now = timezone.now()
    for review_id in StallReview.objects.filter(commitment_id=commitment_id, state=OPEN).values_list("pk", flat=True):
        pass_review(review_id, by=Scope.system(timezone.localdate(now)), now=now)


@reaction("practice.stalled")
def tell_reviewer(review_id: int) -> None:
    row = StallReview.objects.get(pk=review_id)
    if row.reviewer_id:
        tell(row.reviewer_id, REVIEW_OPENED, now=timezone.now(), subject=row.uid)


@reaction("practice.reviewed")
def tell_reviewed(review_id: int) -> None:
    row = StallReview.objects.get(pk=review_id)
    for person_id in (row.teacher_id, row.learner_id):
        tell(person_id, REVIEW_WRITTEN, now=timezone.now(), subject=row.uid)


@reaction("practice.check-asked")
def tell_check_asked(cycle_id: int) -> None:
    """To the two leaders of the learner's group, unless he is one of the two."""
    now, row = timezone.now(), Cycle.objects.select_related("term__contract").get(pk=cycle_id)
    home = group_of(row.learner_id, timezone.localdate(now))
    leaders = leaders_of(home, timezone.localdate(now)).values() if home else ()
    for person_id in sorted(set(leaders) - {row.learner_id, row.teacher_id}):
        tell(person_id, CHECK_ASKED, now=now, subject=row.term.contract.uid, state=str(row.number))


@reaction("practice.checked")
def tell_checked(cycle_id: int) -> None:
    row = Cycle.objects.select_related("term__contract").get(pk=cycle_id)
    for person_id in (row.teacher_id, row.learner_id):
        tell(person_id, CHECKED, now=timezone.now(), subject=row.term.contract.uid, state=f"{row.term_id}-{row.number}")


@reaction("practice.neighbours-asked")
def tell_neighbours_asked(adjacency_id: int) -> None:
    _tell_leaders(Adjacency.objects.select_related("contract").get(pk=adjacency_id), Role.FOREMAN)


@reaction("practice.neighbours-answered")
def tell_neighbours_answered(adjacency_id: int) -> None:
    """To the two; approved, also to the leaders who are to do it."""
    row = Adjacency.objects.select_related("contract").get(pk=adjacency_id)
    for person_id in (row.contract.first_id, row.contract.second_id):
        tell(
            person_id, NEIGHBOURS_ANSWERED, now=timezone.now(), subject=row.contract.uid, state=f"{row.pk}-{row.state}"
        )
    if row.state == APPROVED:
        _tell_leaders(row, *LEADERS)


def _tell_leaders(row: Adjacency, *roles: Role) -> None:
    now, two = timezone.now(), {row.contract.first_id, row.contract.second_id}
    for unit in {row.contract.first_unit_id, row.contract.second_unit_id}:
        held = leaders_of(unit, timezone.localdate(now))
        for person_id in {held[role] for role in roles if role in held} - two:
            tell(person_id, NEIGHBOURS_ASKED, now=now, subject=row.contract.uid, state=f"{row.pk}-{row.state}")


def _look(pairs: list[Pair]) -> None:
    now = timezone.now()
    open_reviews(pairs, by=Scope.system(timezone.localdate(now)), now=now)
