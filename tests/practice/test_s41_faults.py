"""S41: symptom → fault → countermeasure → measured again; either of the other; closed by a later measurement alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Role, Scope
from huzhu.base.followup.story import story_of
from huzhu.base.people.actions.roll import give_mandate
from huzhu.base.people.models import Person
from huzhu.rooms.contracts.actions.measuring import measure_term
from huzhu.rooms.practice.actions.faults import close_fault, measure_fault, name_fault
from huzhu.rooms.practice.consistency import faults_are_measured
from huzhu.rooms.practice.models import Fault
from huzhu.rooms.skills.models import Measurement, Month
from tests.cast import NOW, START, TODAY, client_for, make_shop
from tests.contracts.pair import Pair, days_later, make_pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_day", "english")]

CHAIN = ("⟦many broken ends⟧", "⟦a heavy hand⟧", "⟦only thumb and finger⟧")


def named(pair: Pair, by: Person) -> str:
    term = pair.contract.terms.get().uid
    return name_fault(pair.uid, term, *CHAIN, by=pair.scope(by), now=NOW)


def measured(pair: Pair, day: int, score: int = 500) -> None:
    assessor, term = pair.shop.holder(Role.ASSESSOR), pair.contract.terms.get().uid
    now = days_later(day)
    measure_term(pair.uid, term, score, by=pair.scope(assessor, day=now.date()), now=now)


@pytest.mark.db_both
def test_s41_a_fault_is_closed_with_a_measurement_after_its_day_and_with_nothing_else() -> None:
    pair = make_pair().signed()
    measured(pair, 0)  # of the same day: it was before, or at once
    uid, by = named(pair, pair.first), pair.scope(pair.second, day=days_later(2).date())
    with pytest.raises(Refused):
        close_fault(pair.uid, uid, by=by, now=days_later(2))
    for change in (
        {"state": "closed"}, {"state": "closed", "closed": TODAY},
        {"state": "closed", "closed": TODAY, "measurement": Measurement.objects.get(), "measured": TODAY},
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="fault_closed_by_a_later"), transaction.atomic():
            Fault.objects.update(**change)
    measured(pair, 1, 620)
    close_fault(pair.uid, uid, by=by, now=days_later(2))
    row = Fault.objects.get()
    assert (row.state, row.measured, row.score, row.score_after) == ("closed", TODAY + timedelta(days=1), 350, 620)
    with pytest.raises(Overtaken):
        close_fault(pair.uid, uid, by=by, now=days_later(2))
    assert list(faults_are_measured()) == []
    Fault.objects.update(about=pair.first, by=pair.second)
    assert list(faults_are_measured()) == [f"fault {row.pk} was closed by another's measurement"]


@pytest.mark.db_both
def test_s41_the_learner_finds_the_helpers_fault_and_a_routine_measurement_closes_it_when_its_month_closes() -> None:
    pair = make_pair().signed()
    uid, later = named(pair, pair.second), days_later(3)
    assert Fault.objects.get().about == pair.first
    by = pair.scope(pair.second, day=later.date())
    month = Month.objects.create(unit_id=pair.shop.group, month=TODAY.replace(day=1))
    Measurement.objects.create(
        person=pair.first, technique=pair.shop.technique(), score=950, day=later.date(), month=month.month,
        unit_id=pair.shop.group, source="assessor", at=later,
    )  # fmt: skip
    with pytest.raises(Refused):
        close_fault(pair.uid, uid, by=by, now=later)
    Month.objects.update(state="closed", closed_at=later)
    close_fault(pair.uid, uid, by=by, now=later)
    assert Fault.objects.get().score_after == 950


@pytest.mark.db_both
def test_s41_a_leader_measures_the_helper_again_on_a_later_day_and_neither_of_the_two_does() -> None:
    pair = make_pair().signed()
    fault, foreman, day = named(pair, pair.second), pair.shop.holder(Role.FOREMAN), days_later(1)
    url = reverse("practice:fault-measure", args=[pair.uid, fault])
    with pytest.raises(Refused):
        measure_fault(pair.uid, fault, 900, by=pair.scope(foreman), now=NOW)
    system = Scope.system(START)
    give_mandate(pair.second.id, Role.GROUP_LEADER, unit_id=pair.shop.group, starts=START, by=system, now=NOW)
    with pytest.raises(NotAllowed):
        measure_fault(pair.uid, fault, 900, by=pair.scope(pair.second, day=day.date()), now=day)
    with pytest.raises(NotFound):
        measure_fault(pair.uid, fault, 900, by=pair.scope(pair.shop.holder(Role.ASSESSOR), day=day.date()), now=day)
    with time_machine.travel(day, tick=False):
        assert url in client_for(foreman).get(reverse("practice:faults", args=[pair.uid])).content.decode()
        assert client_for(foreman).post(url, {"value": "900"}).status_code == 302
        close_fault(pair.uid, fault, by=pair.scope(pair.second, day=day.date()), now=day)
    assert Fault.objects.get().score_after == 900


@pytest.mark.db_both
def test_s41_nobody_names_his_own_nor_half_a_chain_nor_what_is_not_his() -> None:
    pair = make_pair().signed()
    term = pair.contract.terms.get().uid
    for part in range(3):
        half = [words if place != part else " " for place, words in enumerate(CHAIN)]
        with pytest.raises(Refused):
            name_fault(pair.uid, term, *half, by=pair.scope(pair.first), now=NOW)
    other = make_shop("second mill")
    for who, error in (
        (pair.scope(pair.shop.holder(Role.FOREMAN)), NotAllowed),
        (other.scope(other.person()), NotFound),
    ):
        with pytest.raises(error):
            name_fault(pair.uid, term, *CHAIN, by=who, now=NOW)
    assert not Fault.objects.exists()
    named(pair, pair.first)
    with pytest.raises(IntegrityError, match="fault_of_the_other"), transaction.atomic():
        Fault.objects.update(about=pair.first)


def test_s41_the_two_and_their_two_leaders_read_it_and_nobody_else_sees_that_there_is_any() -> None:
    pair = make_pair().signed()
    shop, page = pair.shop, reverse("contracts:page", args=[pair.uid])
    url = reverse("practice:faults", args=[pair.uid])
    leader, foreman = shop.holder(Role.GROUP_LEADER), shop.holder(Role.FOREMAN)
    office = shop.add_group("⟦office⟧")
    others = [shop.person(), shop.holder(Role.ASSESSOR), shop.holder(Role.SPONSOR, unit=shop.workshop, group=office)]
    bare = [client_for(person).get(page).content.decode() for person in others]
    assert client_for(pair.first).post(url, {
        "term": pair.contract.terms.get().uid, "symptom": CHAIN[0], "fault": CHAIN[1], "countermeasure": CHAIN[2],
    }).headers["Location"] == url  # fmt: skip
    for person in (pair.first, pair.second, leader, foreman):
        assert CHAIN[1] in client_for(person).get(url).content.decode()
        assert url in client_for(person).get(page).content.decode()
    for person, before in zip(others, bare, strict=True):
        after = client_for(person).get(page)
        assert url not in after.content.decode() and len(after.content.decode()) == len(before)
        assert client_for(person).get(url).status_code == 404
        assert not [m for m in story_of("contract", pair.contract.pk, shop.scope(person)) if CHAIN[0] in m.words]


def test_s41_the_page_says_what_is_missing_and_shows_close_only_when_it_was_measured_again() -> None:
    pair = make_pair().signed()
    url, term = reverse("practice:faults", args=[pair.uid]), pair.contract.terms.get().uid
    client = client_for(pair.second)
    wrong = client.post(url, {"term": term, "symptom": CHAIN[0], "fault": "", "countermeasure": CHAIN[2]})
    assert wrong.status_code == 200 and CHAIN[2] in wrong.content.decode() and not Fault.objects.exists()
    fault = named(pair, pair.second)
    close = reverse("practice:fault-close", args=[pair.uid, fault])
    assert close not in client.get(url).content.decode() and client.post(close).status_code == 422
    with time_machine.travel(days_later(1), tick=False):
        measured(pair, 1)  # the learner, not the helper whose fault it is
        assert close not in client.get(url).content.decode()


def test_s41_the_page_takes_as_many_statements_with_four_faults_as_with_one() -> None:
    pair = make_pair().signed()
    named(pair, pair.first)
    client, url = client_for(pair.second), reverse("practice:faults", args=[pair.uid])

    def taken() -> int:
        with CaptureQueriesContext(connection) as statements:
            assert client.get(url).status_code == 200
        return len(statements)

    taken()
    before = taken()
    for person in (pair.first, pair.second, pair.first):
        named(pair, person)
    assert taken() == before
