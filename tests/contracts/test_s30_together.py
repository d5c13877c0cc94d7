"""Two at once between units: four signing, yes and no in the same moment, a yes of whoever takes part while one signs."""

from __future__ import annotations

import pytest

from huzhu.base.access import HuzhuError, Overtaken
from huzhu.rooms.contracts.actions.proposing import accept, decline
from huzhu.rooms.contracts.actions.taking_part import answer, ask
from huzhu.rooms.contracts.models import Contract, Proposal, Signature
from tests.cast import NOW
from tests.contracts.test_together import at_once
from tests.contracts.two_units import two_groups

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_both]


def test_q19_four_signing_at_the_same_moment_bind_once_with_four_names() -> None:
    both = two_groups().drafted()
    answers = at_once(*(lambda person=person: both.sign(person) for person in both.four))  # type: ignore[misc]
    assert answers == [both.uid] * 4
    assert both.contract.state == "signed" and Signature.objects.filter(voided=None).count() == 4


def test_q19_of_a_yes_a_no_and_another_yes_in_the_same_moment_one_counts() -> None:
    both = two_groups()
    uid = both.proposed()
    one, other = both.shop.scope(both.other_union), both.shop.scope(both.other_production)
    answers = at_once(
        lambda: accept(uid, by=one, now=NOW), lambda: decline(uid, "", by=other, now=NOW), lambda: accept(uid, by=other, now=NOW)
    )  # fmt: skip
    assert sum(isinstance(given, HuzhuError) for given in answers) == 2
    assert Contract.objects.count() == (Proposal.objects.get().state == "accepted")


def test_q19_nobody_signs_a_text_that_a_yes_changes_in_that_moment() -> None:
    both = two_groups().drafted()
    worker = both.shop.person()
    term = both.contract.terms.get().uid
    ask(both.uid, term, worker.roll, by=both.shop.scope(both.union), now=NOW)
    by = both.shop.scope(worker)
    signed, said = at_once(lambda: both.sign(both.union), lambda: answer(both.uid, term, True, by=by, now=NOW))
    assert said == both.uid and (isinstance(signed, Overtaken) or signed == both.uid)
    standing = Signature.objects.filter(version=both.contract.version, voided=None)
    assert all(worker.roll in row.text for row in standing)
