"""S38, Q6: no improvement over the charter's number of measurements opens a review by a third person."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from huzhu.base.access import NotAllowed, NotFound, Refused, Role, Scope
from huzhu.base.charter.actions import set_clause
from huzhu.base.followup.models import Commitment
from huzhu.base.followup.unfinished import pass_on
from huzhu.base.jobs import run_waiting
from huzhu.base.journal.events import happened
from huzhu.base.notices import waiting_for
from huzhu.base.people.actions.roll import give_mandate
from huzhu.base.people.models import Mandate, Person
from huzhu.rooms.contracts.actions.closing import end_contract
from huzhu.rooms.contracts.actions.measuring import measure_term
from huzhu.rooms.practice.actions.logging import Said, confirm, log_session
from huzhu.rooms.practice.actions.stalls import review
from huzhu.rooms.practice.clauses import STALL_MEASUREMENTS
from huzhu.rooms.practice.models import StallReview, WorksAlone
from huzhu.rooms.practice.queries.cycles import stalled
from huzhu.rooms.practice.reactions import look_at_all
from huzhu.rooms.skills.models import Month
from tests.cast import NOW, START, TODAY, client_for, make_shop
from tests.contracts.pair import Pair, days_later, make_pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def measured(pair: Pair, assessor: Person, *scores: int, first: int = 1) -> datetime:
    """The learner, measured again on day after day; the jobs have run. Returns the last moment."""
    term, now = pair.contract.terms.get().uid, NOW
    for place, score in enumerate(scores):
        now = days_later(first + place)
        with time_machine.travel(now, tick=False):
            measure_term(pair.uid, term, score, by=pair.scope(assessor, day=now.date()), now=now)
            run_waiting()
    return now


def standing_still() -> tuple[Pair, Person, StallReview]:
    """350 → 355 → 352: the production leader is to look at it."""
    pair = make_pair().signed()
    foreman = pair.shop.holder(Role.FOREMAN)
    measured(pair, pair.shop.holder(Role.ASSESSOR), 355, 352)
    return pair, foreman, StallReview.objects.get()


@pytest.mark.db_both
def test_s38_three_measurements_without_gain_open_one_review_by_the_production_leader() -> None:
    pair = make_pair().signed()
    foreman, assessor = pair.shop.holder(Role.FOREMAN), pair.shop.holder(Role.ASSESSOR)
    measured(pair, assessor, 355)
    assert not StallReview.objects.exists()  # two measurements say nothing
    now = measured(pair, assessor, 352, first=2)
    row = StallReview.objects.get()
    assert (row.reviewer, row.gain, row.measurements, row.least) == (foreman, 2, 3, 20)
    promise = Commitment.objects.get(kind="stall-review")
    assert (promise.owner, promise.matter_id, promise.due) == (foreman, pair.contract.pk, TODAY + timedelta(days=9))
    assert stalled([pair.contract.pk]) == {pair.contract.pk}
    measured(pair, assessor, 350, first=3)
    with time_machine.travel(now, tick=False):
        assert look_at_all(now) == 0
    assert StallReview.objects.count() == 1
    page = reverse("practice:review", args=[row.uid])
    assert page in [line.url for line in waiting_for(pair.scope(foreman), NOW)]
    assert page not in [line.url for line in waiting_for(pair.scope(pair.first), NOW)]


def test_s38_who_gains_or_has_reached_the_target_does_not_stand_still() -> None:
    pair = make_pair().signed()
    pair.shop.holder(Role.FOREMAN)
    assessor = pair.shop.holder(Role.ASSESSOR)
    measured(pair, assessor, 360, 370)  # 20 in three: as much as asked
    assert not StallReview.objects.exists()
    pair.contract.terms.update(target=390)
    measured(pair, assessor, 390, 390, 390, first=3)
    assert not StallReview.objects.exists()
    measured(pair, assessor, 380, first=6)  # and lost again
    assert StallReview.objects.get().gain == -10


@pytest.mark.db_both
def test_s38_closed_months_count_as_measurements_and_the_charter_says_how_many() -> None:
    pair = make_pair().signed()
    pair.shop.holder(Role.FOREMAN)
    sponsor = pair.shop.scope(pair.shop.holder(Role.SPONSOR, unit=pair.shop.factory))
    pair.shop.measured(pair.second, "piecing", 352, month=date(2026, 3, 1))
    with time_machine.travel(days_later(40), tick=False):
        happened("skills.month_closed", Month.objects.get(month=date(2026, 3, 1)).pk)
        run_waiting()
        assert not StallReview.objects.exists()
        day = days_later(40).date()
        set_clause(pair.shop.factory, STALL_MEASUREMENTS.code, 2, starts=day, by=sponsor, now=days_later(39))
        assert look_at_all(days_later(40)) == 1 and look_at_all(days_later(40)) == 0
    assert StallReview.objects.get().measured == date(2026, 3, 31)


@pytest.mark.db_both
def test_s38_the_reviewer_is_neither_of_the_two_and_the_sweep_finds_one_when_there_is() -> None:
    pair = make_pair().signed()
    system = Scope.system(START)
    for role, person in ((Role.FOREMAN, pair.first), (Role.GROUP_LEADER, pair.second)):
        give_mandate(person.id, role, unit_id=pair.shop.group, starts=START, by=system, now=NOW)
    now = measured(pair, pair.shop.holder(Role.ASSESSOR), 355, 352)
    row = StallReview.objects.get()
    assert row.reviewer is None
    for person in (pair.first, pair.second):
        with pytest.raises(IntegrityError, match="stall_reviewed_by_a_third"), transaction.atomic():
            StallReview.objects.update(reviewer=person)
        with pytest.raises(NotAllowed):
            review(row.uid, "⟦a⟧", "⟦b⟧", by=pair.scope(person), now=NOW)
    Mandate.objects.filter(person=pair.first, role=Role.FOREMAN).delete()
    third = pair.shop.holder(Role.FOREMAN)
    assert look_at_all(now) == 1
    row.refresh_from_db()
    assert row.reviewer == row.commitment.owner == third


@pytest.mark.db_both
def test_s38_the_review_has_a_finding_and_a_change_of_method_and_gives_it_time() -> None:
    pair, foreman, row = standing_still()
    by = pair.scope(foreman, day=days_later(3).date())
    for finding, change in (("", "⟦b⟧"), ("⟦a⟧", " ")):
        with pytest.raises(Refused):
            review(row.uid, finding, change, by=by, now=days_later(3))
    with pytest.raises(IntegrityError), transaction.atomic():
        StallReview.objects.update(state="reviewed", reviewed=TODAY)
    stranger = make_shop("second mill")
    with pytest.raises(NotFound):
        review(row.uid, "⟦a⟧", "⟦b⟧", by=stranger.scope(stranger.holder(Role.FOREMAN)), now=NOW)
    review(row.uid, "⟦she never runs it⟧", "⟦she runs, he watches⟧", alone=True, by=by, now=days_later(3))
    assert Commitment.objects.get(kind="stall-review").done == days_later(3).date() and not stalled([pair.contract.pk])
    assert WorksAlone.objects.get().by == foreman
    assessor = Person.objects.get(name="⟦assessor⟧")
    measured(pair, assessor, 356, first=4)  # one measurement after the change says nothing yet
    assert StallReview.objects.count() == 1
    measured(pair, assessor, 357, first=5)
    assert StallReview.objects.filter(state="open").count() == 1


def test_s38_a_contract_that_has_ended_needs_no_review() -> None:
    pair, foreman, row = standing_still()
    end_contract(pair.uid, "no-reason", by=pair.scope(pair.first), now=days_later(3))
    assert reverse("practice:review", args=[row.uid]) not in [w.url for w in waiting_for(pair.scope(foreman), NOW)]
    with time_machine.travel(days_later(3), tick=False):
        assert look_at_all(days_later(3)) == 1 and look_at_all(days_later(3)) == 0
    assert Commitment.objects.get(kind="stall-review").done and not stalled([pair.contract.pk])


def test_s38_the_promise_is_passed_on_to_another_leader_and_to_neither_of_the_two() -> None:
    pair, foreman, row = standing_still()
    leader, day = pair.shop.holder(Role.GROUP_LEADER), days_later(2)
    by = pair.scope(foreman, day=day.date())
    for person in (pair.first, pair.shop.person()):
        with pytest.raises(Refused):
            pass_on(row.commitment_id, person.roll, by=by, now=day)
    with time_machine.travel(day, tick=False):
        pass_on(row.commitment_id, leader.roll, by=by, now=day)
        run_waiting()
        assert look_at_all(day) == 0  # and it stays with him
    review(row.uid, "⟦a⟧", "⟦b⟧", by=pair.scope(leader, day=day.date()), now=day)
    row.refresh_from_db()
    assert (row.reviewer, row.state) == (leader, "reviewed")


def test_s38_the_page_shows_the_measurements_and_how_much_the_learner_ran_it() -> None:
    pair, foreman, row = standing_still()
    words = Said(minutes=40, learner_minutes=10)
    with time_machine.travel(days_later(2), tick=False):
        session = log_session(pair.uid, words, done_at=days_later(2), by=pair.scope(pair.first, day=days_later(2).date()), now=days_later(2))  # fmt: skip
        confirm(session, done_at=days_later(2), by=pair.scope(pair.second, day=days_later(2).date()), now=days_later(2))
        url, mate = reverse("practice:review", args=[row.uid]), pair.shop.person()
        page = client_for(foreman).get(url, headers={"accept-language": "en"}).content.decode()
        assert "25 %" in page and "10 of 40 minutes" in page and 'class="chart course"' in page
        assert client_for(mate).get(url).status_code == 404
        wrong = client_for(foreman).post(url, {"finding": "⟦a⟧", "change": ""})
        assert wrong.status_code == 200 and "⟦a⟧" in wrong.content.decode()
        assert client_for(pair.second).post(url, {"finding": "⟦a⟧", "change": "⟦b⟧"}).status_code == 403
        assert client_for(foreman).post(url, {"finding": "⟦a⟧", "change": "⟦b⟧"}).headers["Location"] == url
        assert "⟦b⟧" in client_for(pair.second).get(reverse("contracts:page", args=[pair.uid])).content.decode()
