"""S34: when somebody leaves, moves or is long ill, one page lists what is open, and each is ended or passed on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from huzhu.base.access import NotAllowed, Refused, Role, Scope
from huzhu.base.calendar.kinds import EARLY
from huzhu.base.calendar.models import Claim, PersonDay
from huzhu.base.followup.models import Commitment
from huzhu.base.followup.unfinished import pass_on
from huzhu.base.notices import waiting_for
from huzhu.base.people.actions.roll import move_person
from huzhu.base.people.unfinished import finish_one, open_things
from huzhu.rooms.contracts.actions.closing import end_for
from huzhu.rooms.contracts.queries.lists import group_contracts
from huzhu.rooms.contracts.reactions import sweep
from huzhu.rooms.practice.actions.giving_up import give_up_for
from huzhu.rooms.practice.queries.book import times_for
from tests.cast import NOW, TODAY
from tests.contracts.pair import browser_of, days_later, make_pair
from tests.contracts.test_life import consistent, places
from tests.practice.test_s35_booking import book, mill_pair, wanted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "cast_day")]


def test_s34_one_page_lists_contracts_promises_and_roles_and_each_is_ended_or_passed_on() -> None:
    pair = make_pair()
    foreman, leader = pair.shop.holder(Role.FOREMAN), pair.shop.holder(Role.GROUP_LEADER)
    pair.signed()
    sweep(days_later(60))  # the foreman owes a talk
    review = Commitment.objects.get(kind="joint-review")
    url = reverse("person-open", args=[foreman.uid])
    client = browser_of(leader)
    assert "a talk about a missed date" in client.get(url, headers={"Accept-Language": "en"}).text
    form = {"kind": "commitment", "key": str(review.pk), "verb": "pass-on"}
    refused = client.post(url, form | {"value": pair.first.roll})
    assert refused.status_code == 422 and 'role="alert"' in refused.text
    assert client.post(url, form | {"value": leader.roll}).status_code == 302
    review.refresh_from_db()
    assert review.owner == leader
    second = reverse("person-open", args=[pair.second.uid])
    assert client.post(second, {"kind": "contract", "key": pair.uid, "verb": "ill"}).status_code == 302
    assert (pair.contract.state, pair.contract.closed_because, places(pair)) == (
        "ended",
        "ill",
        0,
    ) and consistent() == []
    role = open_things(foreman.id, pair.scope(foreman), NOW)[0].lines[0]
    assert browser_of(foreman).post(url, {"kind": "role", "key": role.key, "verb": "end"}).status_code == 302
    assert open_things(foreman.id, pair.scope(foreman), NOW) == []


def test_s34_a_stranger_sees_and_does_nothing_of_it_and_a_leader_sees_no_draft() -> None:
    pair = make_pair()
    far = pair.shop.add_group("⟦far⟧")
    leader, stranger = pair.shop.holder(Role.GROUP_LEADER), pair.shop.holder(Role.GROUP_LEADER, unit=far, group=far)
    url = reverse("person-open", args=[pair.second.uid])
    assert open_things(pair.second.id, pair.scope(leader), NOW) == [], "a draft is the two's alone"
    pair.signed()
    assert browser_of(leader).get(url).status_code == 200 and browser_of(pair.second).get(url).status_code == 200
    for outsider in (stranger, pair.first):
        assert browser_of(outsider).get(url).status_code == 404
        with pytest.raises(NotAllowed):
            end_for(pair.uid, pair.second.id, "ill", by=pair.scope(outsider), now=NOW)
    officer = pair.shop.holder(Role.TRAINING_OFFICER, unit=pair.shop.factory, group=far)
    (line,) = open_things(pair.second.id, pair.scope(officer), NOW)[0].lines
    assert "⟦first⟧" not in line.what and line.url == "", "above the group: number and technique"
    promise = Commitment.objects.create(matter_id=pair.contract.pk, kind="⟦x⟧", owner=pair.second, due=TODAY)
    for by, error in ((stranger, NotAllowed), (pair.second, Refused)):
        with pytest.raises(error):
            pass_on(promise.pk, pair.second.roll, by=pair.scope(by), now=NOW)


def test_q25_after_a_move_the_new_group_keeps_the_contract_and_its_leader_is_told_what_is_open() -> None:
    pair = make_pair()
    new = pair.shop.add_group("⟦new⟧")
    leader = pair.shop.holder(Role.GROUP_LEADER, unit=new, group=new)
    pair.signed()
    assert group_contracts(pair.scope(leader), new) == []
    move_person(pair.second.id, to_group_id=new, starts=TODAY, by=Scope.system(TODAY), now=NOW)
    assert [line.uid for line in group_contracts(pair.scope(leader), new)] == [pair.uid]
    assert "⟦second⟧ has things open" in [line.title for line in waiting_for(pair.scope(leader), NOW)]
    sweep(days_later(60))
    assert Commitment.objects.get(kind="joint-review").owner == leader


def test_s34_who_is_away_for_ten_of_fourteen_days_stands_on_the_leaders_page_without_a_reason() -> None:
    pair = make_pair().signed()
    leader = pair.shop.holder(Role.GROUP_LEADER)
    days = [PersonDay(person=pair.second, day=TODAY - timedelta(days=n)) for n in range(9)]
    PersonDay.objects.bulk_create(days)
    assert waiting_for(pair.scope(leader), NOW) == []
    PersonDay.objects.create(person=pair.second, day=TODAY - timedelta(days=9))
    (line,) = waiting_for(pair.scope(leader), NOW)
    assert line.detail.startswith("has been away for long")


def test_s34_a_booked_session_of_somebody_away_is_given_up_by_whoever_keeps_his_roll() -> None:
    pair = mill_pair()
    leader = pair.shop.holder(Role.GROUP_LEADER)
    what = wanted(pair, EARLY)
    row = book(pair, what, times_for(what, NOW)[0])
    sections = {section.kind: section.lines for section in open_things(pair.second.id, pair.scope(leader), NOW)}
    assert [line.key for line in sections["session"]] == [row.uid]
    with pytest.raises(NotAllowed):
        give_up_for(row.uid, pair.second.id, by=pair.scope(pair.shop.person()), now=NOW)
    finish_one("session", pair.second.id, row.uid, "give-up", "", by=pair.scope(leader), now=NOW)
    row.refresh_from_db()
    assert row.state == "cancelled" and not Claim.objects.exists()
    assert "session" not in {section.kind for section in open_things(pair.second.id, pair.scope(leader), NOW)}
