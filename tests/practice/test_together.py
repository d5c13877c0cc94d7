"""Two at once: both of the two press the same step, two jobs find the same stall, two production leaders say yes."""

from __future__ import annotations

import pytest

from huzhu.base.access import Overtaken, Role, Scope
from huzhu.base.followup.models import Commitment
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.queries.running import running_with
from huzhu.rooms.practice.actions.adjacency import approve_neighbours, ask_neighbours
from huzhu.rooms.practice.actions.cycles import check, debrief, observe, practise
from huzhu.rooms.practice.actions.stalls import open_reviews
from huzhu.rooms.practice.models import Adjacency, Cycle, StallReview
from tests.cast import LAST_MONTH, NOW, TODAY
from tests.contracts.pair import make_pair
from tests.contracts.test_together import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_both]


def test_s37_each_step_is_made_once_and_of_two_checks_one_counts() -> None:
    pair = make_pair().signed()
    term, two = pair.contract.terms.get().uid, [pair.scope(pair.first), pair.scope(pair.second)]
    thirds = [pair.scope(pair.shop.holder(role)) for role in (Role.FOREMAN, Role.GROUP_LEADER)]
    for step in (
        lambda by: observe(pair.uid, term, by=by, now=NOW),
        lambda by: debrief(pair.uid, term, f"⟦{by.person_id}⟧", by=by, now=NOW),
        lambda by: practise(pair.uid, term, by=by, now=NOW),
    ):
        answers = at_once(*(lambda by=by, step=step: step(by) for by in two))
        assert [type(answer) for answer in answers].count(Overtaken) == 1
    assert Cycle.objects.count() == 1
    says = at_once(*(
        lambda by=by, good=good: check(pair.uid, term, good, "⟦seen⟧", by=by, now=NOW)
        for by, good in zip(thirds, (True, False), strict=True)
    ))  # fmt: skip
    assert [type(answer) for answer in says].count(Overtaken) == 1
    assert Cycle.objects.filter(state__in=("mastered", "not-yet")).count() == 1


def test_s38_two_jobs_at_the_same_moment_open_one_review() -> None:
    pair = make_pair().signed()
    pair.shop.holder(Role.FOREMAN)
    for months in (0, 1):
        pair.shop.measured(pair.second, "piecing", 351, month=LAST_MONTH.replace(month=3 + months))
    system, pairs = Scope.system(TODAY), running_with([pair.contract.pk])
    at_once(*(lambda: open_reviews(pairs, by=system, now=NOW) for _ in range(3)))
    assert StallReview.objects.count() == Commitment.objects.filter(kind="stall-review").count() == 1


def test_s36_two_production_leaders_at_the_same_moment_approve_it() -> None:
    pair = make_pair().signed()
    second = pair.shop.add_group("⟦group 2⟧")
    Contract.objects.filter(uid=pair.uid).update(first_unit_id=second)
    leaders = [pair.shop.holder(Role.FOREMAN), pair.shop.holder(Role.FOREMAN, unit=second, group=second)]
    uid = ask_neighbours(pair.uid, by=pair.scope(pair.first), now=NOW)
    scopes = [pair.scope(leader) for leader in leaders]
    assert at_once(*(lambda by=by: approve_neighbours(uid, by=by, now=NOW) for by in scopes)) == [uid, uid]
    assert Adjacency.objects.get().state == "approved"
