"""Q1, Q24: a re-measurement ordered for a contract, on a page of its own."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Role, Scope
from huzhu.base.people.actions.roll import give_mandate
from huzhu.rooms.contracts.actions.closing import close_term
from huzhu.rooms.contracts.actions.measuring import measure_term
from huzhu.rooms.contracts.queries.measured import measured_since
from huzhu.rooms.skills.models import Measurement
from tests.cast import NOW, START, TODAY, client_for, make_shop
from tests.contracts.pair import make_pair

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def test_q1_an_ordered_measurement_counts_at_once_for_its_term_and_points_to_its_matter() -> None:
    pair = make_pair().signed()
    assessor = pair.shop.holder(Role.ASSESSOR)
    term = pair.contract.terms.get()
    measure_term(pair.uid, term.uid, 850, by=pair.scope(assessor), now=NOW)
    row = Measurement.objects.get(matter_id=pair.contract.pk)
    assert (row.person, row.score, row.assessor, row.source) == (pair.second, 850, assessor, "assessor")
    assert measured_since(pair.contract, [term], TODAY)[term.pk].value == 850


def test_q1_only_who_measures_the_learner_measures_again_and_neither_of_the_two() -> None:
    pair = make_pair().signed()
    term = pair.contract.terms.get()
    for role in (Role.ASSESSOR, Role.GROUP_LEADER):
        give_mandate(pair.first.id, role, unit_id=pair.shop.group, starts=START, by=Scope.system(START), now=NOW)
    stranger = make_shop("second mill")
    for who, error in (
        (pair.scope(pair.first), NotAllowed), (pair.scope(pair.second), NotAllowed), (pair.scope(pair.shop.person()), NotAllowed),
        (stranger.scope(stranger.holder(Role.ASSESSOR)), NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            measure_term(pair.uid, term.uid, 850, by=who, now=NOW)
    assert not Measurement.objects.exclude(matter_id=None).exists()
    assessor = pair.shop.holder(Role.ASSESSOR)
    measure_term(pair.uid, term.uid, 850, by=pair.scope(assessor), now=NOW)
    close_term(pair.uid, term.uid, "met", None, by=pair.scope(pair.first), now=NOW)
    with pytest.raises(Overtaken):
        measure_term(pair.uid, term.uid, 900, by=pair.scope(assessor), now=NOW)


def test_q1_the_button_stands_at_the_term_for_the_assessor_alone() -> None:
    pair = make_pair().signed()
    page, term = reverse("contracts:page", args=[pair.uid]), pair.contract.terms.get()
    measure = reverse("contracts:measure", args=[pair.uid, term.uid])
    assessor = client_for(pair.shop.holder(Role.ASSESSOR))
    assert measure in assessor.get(page).content.decode()
    assert measure not in client_for(pair.second).get(page).content.decode()
    assert client_for(pair.second).get(measure).status_code == 403
    wrong = assessor.post(measure, {"value": "1200"})
    assert wrong.status_code == 200 and not Measurement.objects.exclude(matter_id=None).exists()
    assert assessor.post(measure, {"value": "900"}).headers["Location"] == page
    assert Measurement.objects.get(matter_id=pair.contract.pk).score == 900
    assert client_for(make_shop("second mill").person()).get(measure).status_code == 404
