"""S36: a request that the two machines stand side by side is asked, approved by each group's production leader, done."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Role, Scope
from huzhu.base.calendar.models import Machine, Neighbours
from huzhu.base.jobs import run_waiting
from huzhu.base.notices import waiting_for
from huzhu.base.people.actions.roll import give_mandate
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.practice.actions.adjacency import (
    approve_neighbours,
    ask_neighbours,
    decline_neighbours,
    do_neighbours,
)
from huzhu.rooms.practice.models import Adjacency
from tests.cast import NOW, START, client_for, make_shop
from tests.contracts.pair import Pair, make_pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_day", "english")]


def machines(pair: Pair) -> list[Machine]:
    return [Machine.objects.create(unit_id=pair.shop.group, name=f"⟦frame {n}⟧") for n in (1, 2)]


@pytest.mark.db_both
def test_s36_asked_by_either_approved_by_the_production_leader_done_by_a_leader_at_two_machines() -> None:
    pair = make_pair().signed()
    foreman, leader = pair.shop.holder(Role.FOREMAN), pair.shop.holder(Role.GROUP_LEADER)
    frames = machines(pair)
    uid = ask_neighbours(pair.uid, "⟦frames 1 and 2⟧", by=pair.scope(pair.second), now=NOW)
    with pytest.raises(Overtaken):  # the other one asked too
        ask_neighbours(pair.uid, by=pair.scope(pair.first), now=NOW)
    for who in (pair.first, leader):
        with pytest.raises(NotAllowed):
            approve_neighbours(uid, by=pair.scope(who), now=NOW)
    with pytest.raises(Overtaken):  # not approved yet
        do_neighbours(uid, frames[0].uid, frames[1].uid, by=pair.scope(leader), now=NOW)
    approve_neighbours(uid, by=pair.scope(foreman), now=NOW)
    assert Adjacency.objects.get().state == "approved"
    stranger = make_shop("second mill")
    foreign = Machine.objects.create(unit_id=stranger.group, name="⟦frame⟧")
    for other in (frames[0], foreign):
        with pytest.raises(Refused):
            do_neighbours(uid, frames[0].uid, other.uid, by=pair.scope(leader), now=NOW)
    do_neighbours(uid, frames[1].uid, frames[0].uid, by=pair.scope(leader), now=NOW)
    row = Adjacency.objects.get()
    assert (row.state, row.where, row.done_by) == ("done", "⟦frame 2⟧ · ⟦frame 1⟧", leader)
    assert Neighbours.objects.get().first == frames[0]
    with pytest.raises(NotFound):
        approve_neighbours(uid, by=stranger.scope(stranger.holder(Role.FOREMAN)), now=NOW)


@pytest.mark.db_both
def test_s36_of_two_groups_both_production_leaders_say_yes_and_one_no_ends_it_with_its_reason() -> None:
    pair = make_pair().signed()
    second = pair.shop.add_group("⟦group 2⟧")
    Contract.objects.filter(uid=pair.uid).update(first_unit_id=second)
    one, other = pair.shop.holder(Role.FOREMAN), pair.shop.holder(Role.FOREMAN, unit=second, group=second)
    uid = ask_neighbours(pair.uid, by=pair.scope(pair.first), now=NOW)
    approve_neighbours(uid, by=pair.scope(one), now=NOW)
    assert Adjacency.objects.get().state == "asked"
    with pytest.raises(IntegrityError, match="adjacency_approved_for_both"), transaction.atomic():
        Adjacency.objects.update(state="approved")
    with pytest.raises(Refused):
        decline_neighbours(uid, " ", by=pair.scope(other), now=NOW)
    decline_neighbours(uid, "⟦the aisle is needed⟧", by=pair.scope(other), now=NOW)
    with pytest.raises(Overtaken):
        approve_neighbours(uid, by=pair.scope(one), now=NOW)
    again = ask_neighbours(pair.uid, by=pair.scope(pair.second), now=NOW)
    approve_neighbours(again, by=pair.scope(other), now=NOW)
    approve_neighbours(again, by=pair.scope(one), now=NOW)
    assert Adjacency.objects.get(uid=again).state == "approved"


def test_s36_a_production_leader_who_is_one_of_the_two_does_not_answer_for_them() -> None:
    pair = make_pair().signed()
    give_mandate(pair.first.id, Role.FOREMAN, unit_id=pair.shop.group, starts=START, by=Scope.system(START), now=NOW)
    uid = ask_neighbours(pair.uid, by=pair.scope(pair.first), now=NOW)
    for deed in (approve_neighbours, lambda *a, **k: decline_neighbours(*a, "⟦no⟧", **k)):
        with pytest.raises(NotAllowed):
            deed(uid, by=pair.scope(pair.first), now=NOW)


def test_s36_one_page_leads_from_asking_to_done_and_stands_on_today_of_whoever_is_next() -> None:
    pair = make_pair().signed()
    foreman, leader, mate = pair.shop.holder(Role.FOREMAN), pair.shop.holder(Role.GROUP_LEADER), pair.shop.person()
    page, frames = reverse("practice:neighbours", args=[pair.uid]), machines(pair)
    assert client_for(pair.first).post(page, {"words": "⟦beside her⟧"}).headers["Location"] == page
    run_waiting()
    row = Adjacency.objects.get()
    answer = reverse("practice:neighbours-answer", args=[row.uid])
    done = reverse("practice:neighbours-done", args=[row.uid])
    assert page in [line.url for line in waiting_for(pair.scope(foreman), NOW)]
    assert page not in [line.url for line in waiting_for(pair.scope(leader), NOW)]
    assert client_for(mate).get(page).status_code == 404
    assert client_for(foreman).post(answer, {"answer": "no", "reason": ""}).status_code == 200
    assert client_for(pair.second).post(answer, {"answer": "yes"}).status_code == 403
    assert client_for(foreman).post(answer, {"answer": "yes"}).headers["Location"] == page
    assert page in [line.url for line in waiting_for(pair.scope(leader), NOW)]
    wrong = client_for(leader).post(done, {"first": frames[0].uid, "second": frames[0].uid})
    assert wrong.status_code == 200 and 'id="id_second_error"' in wrong.content.decode()
    client_for(leader).post(done, {"first": frames[0].uid, "second": frames[1].uid})
    assert "⟦frame 1⟧ · ⟦frame 2⟧" in client_for(pair.second).get(page).content.decode()
    assert page not in [line.url for line in waiting_for(pair.scope(leader), NOW)]
