"""S28, Q21: a missed date opens a review within seven days; both say their word, the production leader holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Role, Scope
from huzhu.base.notices import waiting_for
from huzhu.base.people.actions.roll import give_mandate
from huzhu.base.people.models import Person
from huzhu.rooms.contracts.actions.reviewing import hold_review, say_for_review
from huzhu.rooms.contracts.models import Contract, Review
from huzhu.rooms.contracts.queries.reviews import missed_dates, review_page
from huzhu.rooms.contracts.reactions import sweep
from tests.cast import NOW, START, TODAY
from tests.contracts.pair import Pair, browser_of, days_later, make_pair
from tests.contracts.test_life import consistent, places
from tests.contracts.test_s51_revised import measured
from tests.contracts.test_together import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.db_both, pytest.mark.usefixtures("english")]


@dataclass
class Missed:
    """A signed pair the day after its date, with the review opened by the sweeper."""

    pair: Pair
    foreman: Person
    after: int

    @property
    def day(self) -> date:
        return days_later(self.after).date()

    def say(self, *people: Person) -> None:
        for person in people:
            by = self.pair.scope(person, day=self.day)
            say_for_review(self.pair.uid, f"⟦{person.roll}⟧", by=by, now=days_later(self.after))

    def hold(self, decision: str, *, by: Person | None = None, until: date | None = None) -> str:
        scope = self.pair.scope(by or self.foreman, day=self.day)
        return hold_review(self.pair.uid, decision, "", until, by=scope, now=days_later(self.after))


def make_missed() -> Missed:
    pair = make_pair()
    foreman = pair.shop.holder(Role.FOREMAN)
    pair.signed()
    after = (pair.contract.ends - TODAY).days + 1  # type: ignore[operator]
    sweep(days_later(after))
    return Missed(pair, foreman, after)


def test_s28_both_words_and_the_leaders_word_stand_on_one_page_for_these_three_alone() -> None:
    missed = make_missed()
    pair = missed.pair
    missed.say(pair.first)
    titles = [line.title for line in waiting_for(pair.scope(pair.second, day=missed.day), days_later(missed.after))]
    assert "A date was missed: say your word" in titles
    missed.say(pair.second)
    for reader in (pair.first, pair.second, missed.foreman):
        page = review_page(pair.contract, pair.scope(reader, day=missed.day))
        assert [side.words for side in page.sides] == [f"⟦{pair.first.roll}⟧", f"⟦{pair.second.roll}⟧"]
        assert (page.speaks, page.leads) == (reader != missed.foreman, reader == missed.foreman)
    for other in (pair.shop.person(), pair.shop.holder(Role.GROUP_LEADER)):
        with pytest.raises(NotFound):
            review_page(pair.contract, pair.scope(other, day=missed.day))
        with pytest.raises(NotAllowed):
            missed.hold("close", by=other)
    with pytest.raises(NotAllowed):
        missed.hold("close", by=pair.first)


def test_q21_it_is_extended_once_with_both_words_and_not_a_second_time() -> None:
    missed = make_missed()
    pair, until = missed.pair, missed.day + timedelta(days=20)
    with pytest.raises(Refused):
        missed.hold("extend", until=until)
    missed.say(pair.first, pair.second)
    with pytest.raises(Refused):
        missed.hold("extend", until=missed.day + timedelta(days=60))
    missed.hold("extend", until=until)
    assert (pair.contract.ends, pair.contract.state) == (until, "signed") and consistent() == []
    again = Missed(pair, missed.foreman, (until - TODAY).days + 1)
    assert sweep(days_later(again.after)) == 1 and Review.objects.count() == 2
    again.say(pair.first, pair.second)
    with pytest.raises(Refused):
        again.hold("extend", until=again.day + timedelta(days=5))
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(decision="").update(
            decision="extend", held=again.day, held_by=missed.foreman, extended_to=again.day + timedelta(days=5)
        )
    again.hold("close")
    for person in (pair.first, pair.second):
        came = [line.came_to for line in missed_dates(pair.scope(person, day=days_later(400).date()))]
        assert came[0] == "close it" and came[1].startswith("extended once"), "both dates are kept after closing"
    assert missed_dates(pair.scope(missed.foreman)) == []


def test_q21_closing_settles_each_term_with_what_was_measured_or_says_that_nothing_was() -> None:
    missed, other = make_missed(), make_missed()
    measured(missed.pair, 850, day=missed.after)
    for one in (missed, other):
        one.hold("close")
        assert (one.pair.contract.state, places(one.pair)) == ("settled", 0)
    terms = [one.pair.contract.terms.get() for one in (missed, other)]
    assert [(term.outcome, term.result) for term in terms] == [("met", 850), ("not-met", None)]
    with pytest.raises(Overtaken):
        missed.hold("close")


def test_q21_revising_gives_both_a_next_version_to_sign() -> None:
    missed = make_missed()
    missed.say(missed.pair.first, missed.pair.second)
    missed.hold("revise")
    draft = Contract.objects.get(follows=missed.pair.contract)
    assert draft.state == "draft" and places(missed.pair) == 2 and consistent() == []


def test_s28_a_foreman_who_is_one_of_the_two_does_not_hold_his_own_review() -> None:
    pair = make_pair()
    leader = pair.shop.holder(Role.GROUP_LEADER)
    give_mandate(pair.second.id, Role.FOREMAN, unit_id=pair.shop.group, starts=START, by=Scope.system(TODAY), now=NOW)
    pair.signed()
    after = (pair.contract.ends - TODAY).days + 1  # type: ignore[operator]
    sweep(days_later(after))
    missed = Missed(pair, leader, after)
    with pytest.raises(NotAllowed):
        missed.hold("close", by=pair.second)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.update(decision="close", held=missed.day, held_by=pair.second)
    missed.hold("close")


@pytest.mark.django_db(transaction=True)
def test_s28_a_review_held_twice_at_once_is_held_once() -> None:
    missed = make_missed()
    missed.say(missed.pair.first, missed.pair.second)
    until = missed.day + timedelta(days=9)
    answers = at_once(lambda: missed.hold("extend", until=until), lambda: missed.hold("close"))
    assert sum(isinstance(answer, Overtaken) for answer in answers) == 1
    assert Review.objects.filter(decision="").count() == 0 and consistent() == []


def test_s28_the_pages_say_the_word_and_keep_what_was_typed(cast_day: object) -> None:
    missed = make_missed()
    cast_day.move_to(days_later(missed.after))  # type: ignore[attr-defined]
    pair = missed.pair
    url, hold = (reverse(f"contracts:{name}", args=[pair.uid]) for name in ("review", "hold-review"))
    first, leader = browser_of(pair.first), browser_of(missed.foreman)
    assert first.post(url, {"words": "⟦no yarn⟧"}).status_code == 302 and "⟦no yarn⟧" in first.get(url).text
    answer = leader.post(hold, {"held-decision": "extend", "held-until": "2026-04-20", "held-words": "⟦go on⟧"})
    assert answer.status_code == 422 and "⟦go on⟧" in answer.text and 'role="alert"' in answer.text
    assert first.post(hold, {"held-decision": "close"}).status_code == 403
    assert browser_of(pair.shop.person()).get(url).status_code == 404
    assert leader.post(hold, {"held-decision": "close"}).status_code == 302
    assert url in first.get(reverse("contracts:mine")).text
