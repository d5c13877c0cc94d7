"""B.1: leaving on a day ends what was the person's, once that day has come; what is sealed tells nothing (Q15)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from huzhu.base.access import Scope
from huzhu.base.jobs import run_waiting
from huzhu.base.journal.models import Entry
from huzhu.base.people.actions.roll import leave
from huzhu.base.people.models import Account
from huzhu.base.people.reactions import close_sign_ins
from huzhu.rooms.introductions.actions.rounds import introduce_one
from huzhu.rooms.introductions.models import Hold, Introduction, Wish
from tests.cast import NOW, TODAY, frozen_round, learner, make_shop, star, wish_of
from tests.contracts.pair import make_pair

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]
SYSTEM, DAY = Scope.system(TODAY), timedelta(days=1)


def open_wishes() -> set[int]:
    return set(Wish.objects.filter(state="open").values_list("person_id", flat=True))


def test_b1_wishes_of_whoever_leaves_end_on_that_day_and_what_was_sent_runs_to_its_date() -> None:
    shop = make_shop()
    teacher, weak, other = star(shop), learner(shop), learner(shop)
    with time_machine.travel(NOW, tick=False):
        introduce_one(wish_of(weak), by=shop.scope(weak), now=NOW)
        leave(weak.id, ends=TODAY + DAY, by=SYSTEM, now=NOW)
        close_sign_ins(NOW)
        run_waiting()
    assert open_wishes() == {teacher.id, weak.id, other.id}
    before = set(Entry.objects.values_list("deed", flat=True))
    with time_machine.travel(NOW + DAY, tick=False):
        assert (close_sign_ins(NOW + DAY), close_sign_ins(NOW + DAY)) == (1, 0)
        run_waiting()
    assert open_wishes() == {teacher.id, other.id} and not Account.objects.get(person=weak).is_active
    assert Introduction.objects.get().state == "sent" and Hold.objects.filter(person=teacher, freed=None).exists()
    assert not {deed for deed in set(Entry.objects.values_list("deed", flat=True)) - before if "wish" in deed}


def test_b1_what_was_prepared_for_whoever_left_is_not_sent() -> None:
    shop = make_shop()
    star(shop)
    weak = learner(shop)
    frozen_round(shop)
    assert Introduction.objects.get().state == "prepared"
    with time_machine.travel(NOW, tick=False):
        leave(weak.id, ends=TODAY, by=SYSTEM, now=NOW)
        run_waiting()
    assert Introduction.objects.get().state == "held back" and weak.id not in open_wishes()


@pytest.mark.parametrize("signed", [False, True])
def test_b1_contracts_of_whoever_left_end_and_the_partner_is_free_again(signed: bool) -> None:
    pair = make_pair()
    running = make_pair(pair.shop, technique="doffing")
    if signed:
        pair.signed()
    with time_machine.travel(NOW, tick=False):
        leave(pair.second.id, ends=TODAY, by=SYSTEM, now=NOW)
        run_waiting()
    assert (pair.contract.state, pair.contract.closed_because) == ("ended", "moved")
    assert not Hold.objects.filter(person__in=(pair.first, pair.second), freed=None).exists()
    assert running.contract.state == "draft" and Hold.objects.filter(person=running.first, freed=None).exists()
