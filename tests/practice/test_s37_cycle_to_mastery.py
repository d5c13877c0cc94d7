"""S37: watched → talked over → practising → mastered or not yet, said by somebody else; the cycles are counted and kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Role, Scope
from huzhu.base.followup.story import story_of
from huzhu.base.jobs import run_waiting
from huzhu.base.notices import waiting_for
from huzhu.base.people.actions.roll import give_mandate
from huzhu.rooms.practice.actions.cycles import ask_check, check, debrief, observe, practise
from huzhu.rooms.practice.models import Cycle, WorksAlone
from huzhu.rooms.practice.queries.cycles import cycles_of, of_contracts
from tests.cast import NOW, START, TODAY, client_for, make_shop
from tests.contracts.pair import Pair, days_later, make_pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_day", "english")]

DECISION = "⟦thumb under the thread⟧"


def term_of(pair: Pair) -> str:
    return pair.contract.terms.get().uid


def practising(pair: Pair) -> str:
    """The two have watched, talked it over and practise; returns the term's public id."""
    term, by = term_of(pair), pair.scope(pair.second)
    observe(pair.uid, term, by=by, now=NOW)
    debrief(pair.uid, term, DECISION, by=pair.scope(pair.first), now=NOW)
    practise(pair.uid, term, by=by, now=NOW)
    return term


@pytest.mark.db_both
def test_s37_not_yet_begins_the_next_cycle_and_the_number_of_cycles_is_kept() -> None:
    pair = make_pair().signed()
    term, foreman = practising(pair), pair.scope(pair.shop.holder(Role.FOREMAN))
    check(pair.uid, term, False, "⟦two breaks in ten⟧", by=foreman, now=NOW)
    (standing,) = of_contracts([pair.contract.pk])[pair.contract.pk]
    assert (standing.number, standing.state) == (2, "begun")
    assert practising(pair) == term
    check(pair.uid, term, True, "⟦ten joints, no break⟧", alone=True, by=foreman, now=NOW)
    (lines,) = cycles_of(pair.contract.pk).values()
    assert [(line.number, line.state, line.decision) for line in lines] == [
        (1, "not-yet", DECISION), (2, "mastered", DECISION),
    ]  # fmt: skip
    assert lines[-1].alone == TODAY and WorksAlone.objects.get().by_id == foreman.person_id
    with pytest.raises(Overtaken):
        observe(pair.uid, term, by=pair.scope(pair.second), now=NOW)
    told = [mark.words for mark in story_of("contract", pair.contract.pk, pair.scope(pair.second))]
    assert "Cycle 1: not yet, says ⟦foreman⟧" in told and "Cycle 2: mastered, says ⟦foreman⟧" in told


@pytest.mark.db_both
def test_s37_neither_of_the_two_says_mastered_not_even_as_leader_and_the_database_holds_it() -> None:
    pair = make_pair().signed()
    term = practising(pair)
    for role, person in ((Role.GROUP_LEADER, pair.first), (Role.FOREMAN, pair.second)):
        give_mandate(person.id, role, unit_id=pair.shop.group, starts=START, by=Scope.system(START), now=NOW)
    other = make_shop("second mill")
    for who, error in (
        (pair.scope(pair.first), NotAllowed), (pair.scope(pair.second), NotAllowed),
        (pair.scope(pair.shop.person()), NotAllowed), (other.scope(other.holder(Role.FOREMAN)), NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            check(pair.uid, term, True, "⟦fine⟧", by=who, now=NOW)
    row = Cycle.objects.filter(state="practising")
    for person in (pair.first, pair.second):
        with pytest.raises(IntegrityError, match="cycle_checked_by_a_third"), transaction.atomic():
            row.update(state="mastered", checked=TODAY, checked_by=person, words="⟦fine⟧")
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(state="mastered")
    assessor = pair.scope(pair.shop.holder(Role.ASSESSOR))
    with pytest.raises(Refused):
        check(pair.uid, term, True, "  ", by=assessor, now=NOW)
    check(pair.uid, term, True, "⟦fine⟧", by=assessor, now=NOW)
    assert not row.exists()


@pytest.mark.db_both
def test_s37_no_step_is_left_out_and_none_without_its_decision() -> None:
    pair = make_pair().signed()
    term, by = term_of(pair), pair.scope(pair.second)
    with pytest.raises(Overtaken):
        practise(pair.uid, term, by=by, now=NOW)
    observe(pair.uid, term, by=by, now=NOW)
    with pytest.raises(Overtaken):  # the other one pressed the same button
        observe(pair.uid, term, by=pair.scope(pair.first), now=NOW)
    with pytest.raises(Refused):
        debrief(pair.uid, term, " ", by=by, now=NOW)
    with pytest.raises(Overtaken):
        practise(pair.uid, term, by=by, now=NOW)
    mate = pair.scope(pair.shop.person())
    with pytest.raises(NotAllowed):
        debrief(pair.uid, term, DECISION, by=mate, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cycle.objects.update(state="debriefed")
    debrief(pair.uid, term, DECISION, by=by, now=NOW)
    assert Cycle.objects.get().decision == DECISION


def test_s37_a_phone_without_network_says_later_on_which_day_it_was() -> None:
    pair = make_pair().signed()
    client, url = client_for(pair.second), reverse("practice:cycle", args=[pair.uid, term_of(pair)])
    was = days_later(-1).isoformat()  # before the contract: its first day
    assert client.post(url, {"step": "observe", "done_at": was, "request_id": "a"}).status_code == 302
    assert client.post(url, {"step": "observe", "done_at": was, "request_id": "a"}).status_code == 302  # sent twice
    assert client.post(url, {"step": "observe", "done_at": was, "request_id": "b"}).status_code == 409
    assert client.post(url, {"step": "debrief", "request_id": "c"}).status_code == 422
    assert Cycle.objects.get().observed == TODAY


def test_s37_on_the_page_each_step_is_one_button_and_the_third_person_finds_the_check_on_today() -> None:
    pair = make_pair().signed()
    page, term = reverse("contracts:page", args=[pair.uid]), term_of(pair)
    client, url = client_for(pair.second), reverse("practice:cycle", args=[pair.uid, term])
    leader, mate = pair.shop.holder(Role.GROUP_LEADER), pair.shop.person()
    for step, value, button in (
        ("step", "observe", 'value="observe"'), ("decision", DECISION, 'name="decision"'),
        ("step", "practise", 'value="practise"'), ("step", "ready", 'value="ready"'),
    ):  # fmt: skip
        assert button in client.get(page).content.decode()
        posted = {"step": "debrief"} | {step: value}
        assert client.post(url, posted).headers["Location"] == page
    run_waiting()
    mastery = reverse("practice:mastery", args=[pair.uid, term])
    assert mastery in [line.url for line in waiting_for(pair.scope(leader), NOW)]
    assert mastery not in [line.url for line in waiting_for(pair.scope(pair.first), NOW)]
    shown = client_for(leader).get(page).content.decode()
    assert mastery in shown and DECISION in shown
    assert DECISION not in client_for(mate).get(page).content.decode()
    assert client.get(mastery).status_code == 403
    empty = client_for(leader).post(mastery, {"result": "not-yet", "words": ""})
    assert empty.status_code == 200 and Cycle.objects.count() == 1
    assert client_for(leader).post(mastery, {"result": "not-yet", "words": "⟦slow⟧"}).status_code == 302
    assert Cycle.objects.count() == 2 and "⟦slow⟧" in client.get(page).content.decode()


def test_s37_a_check_asked_for_by_both_at_once_is_asked_once() -> None:
    pair = make_pair().signed()
    term = practising(pair)
    later = pair.scope(pair.first, day=TODAY + timedelta(days=3))
    ask_check(pair.uid, term, by=later, now=days_later(3))
    ask_check(pair.uid, term, by=pair.scope(pair.second, day=TODAY + timedelta(days=5)), now=days_later(5))
    assert Cycle.objects.get().ready == TODAY + timedelta(days=3)
