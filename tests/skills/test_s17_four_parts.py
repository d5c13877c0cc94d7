"""S17, Q2: agreed needs a published standard, the central opinion of two, the person's and the group's word."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from huzhu.base.access import NotAllowed, NotFound, Refused, Role, Scope
from huzhu.base.people.actions.roll import give_mandate
from huzhu.rooms.skills import consistency
from huzhu.rooms.skills.actions.measuring import save_measurements
from huzhu.rooms.skills.actions.saying import say_of_oneself
from huzhu.rooms.skills.arrivals import Row
from huzhu.rooms.skills.models import Agreement, Measurement, MonthScore
from huzhu.rooms.skills.queries import current_scores
from tests.cast import NOW, START
from tests.skills.parts import MARCH, Four, make_four, march, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]


def all_but(four: Four, *missing: str) -> None:
    """Every source speaks but those named."""
    if "assessor" not in missing:
        four.assessor_says()
    if "central" not in missing:
        four.second()
    if "self" not in missing:
        four.says_himself()
    if "group" not in missing:
        four.group_says()


def test_s17_an_assessment_is_agreed_when_all_four_parts_exist() -> None:
    four = make_four()
    all_but(four)
    score = four.closed()
    assert (score.score, score.agreed) == (650, True)
    parts = score.agreement
    assert parts is not None
    assert [parts.central.source, parts.own.source, parts.group.source] == ["central", "self", "group"]
    assert (parts.central.assessor, parts.central.second) == (four.assessor, four.foreman)
    assert (march().people, march().held, march().agreed) == (1, 1, 1)
    assert list(consistency.agreements()) == [] == list(consistency.proofs())
    assert current_scores([four.person.id], date(2026, 4, 5))[four.person.id, four.technique].agreed


@pytest.mark.parametrize("missing", ["central", "self", "group", "standard"])
def test_s17_three_parts_are_measured_and_not_agreed(missing: str) -> None:
    four = make_four(standard=missing != "standard")
    all_but(four, missing)
    score = four.closed()
    assert (score.score, score.agreed, score.agreement) == (650, False, None)
    assert (march().held, march().agreed) == (1, 0)


def test_s17_the_database_itself_refuses_agreed_without_its_four_parts() -> None:
    four = make_four()
    all_but(four)
    score = four.closed()
    columns = {"month": score.month, "technique_id": four.technique, "score": 650, "person": four.foreman}
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthScore.objects.create(**columns, agreed=True)
    words = {"standard_id": score.agreement.standard_id, "central": score.agreement.central}  # type: ignore[union-attr]
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.create(**words, own=score.agreement.own)  # type: ignore[union-attr]
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.create(**words, own=score.agreement.own, group=score.agreement.central)  # type: ignore[union-attr]
    MonthScore.objects.create(**columns, agreed=False)


def test_s17_a_central_opinion_is_the_word_of_two() -> None:
    four = make_four()
    four.assessor_says(person=four.leader)  # opens the month
    with pytest.raises(Refused, match="not spoken"):
        four.second()
    four.assessor_says()
    for other in (four.leader, four.person):
        with pytest.raises(NotAllowed):
            four.second(by=other)
    with pytest.raises(Refused, match="not spoken"):
        four.second(by=four.assessor)  # his own word again makes nothing of two
    assert four.second() == "central"
    row = Measurement.objects.get(source="central")
    values = {"technique_id": four.technique, "score": 650, "day": row.day, "month": MARCH, "unit_id": four.shop.group,
              "person": four.person, "at": NOW}  # fmt: skip
    for wrong in (
        {"source": "central", "assessor": four.assessor, "second": four.assessor},
        {"source": "central", "assessor": four.assessor, "second": four.person},
        {"source": "assessor", "assessor": four.assessor, "second": four.foreman},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Measurement.objects.create(**values, **wrong)


def test_s17_one_who_is_assessor_and_production_leader_makes_no_central_opinion() -> None:
    four = make_four()
    four.assessor_says()
    give_mandate(four.assessor.id, Role.FOREMAN, unit_id=four.shop.group, starts=START, by=Scope.system(START), now=NOW)
    with pytest.raises(Refused, match="word of two"):
        four.second(by=four.assessor)


def test_s17_another_opinion_of_the_production_leader_stands_beside_until_one_takes_the_others() -> None:
    four = make_four()
    four.assessor_says(650)
    assert four.second(350) == "foreman"
    all_but(four, "assessor", "central")
    assert four.second(None, by=four.assessor) == "central"
    score = four.closed()
    assert (score.score, score.agreed) == (350, True)
    assert words_of(four) == ["assessor", "foreman", "self", "group", "central"]


def test_s17_while_the_two_differ_the_assessors_word_counts_as_measured() -> None:
    four = make_four()
    four.assessor_says(650)
    four.second(350)
    all_but(four, "assessor", "central")
    score = four.closed()
    assert (score.score, score.agreed) == (650, False)


def test_s17_measured_again_after_the_central_opinion_it_is_open_again() -> None:
    four = make_four()
    all_but(four)
    four.assessor_says(900, minutes=9)
    score = four.closed()
    assert (score.score, score.agreed) == (900, False)


def test_s17_nobody_supplements_himself_and_only_a_leader_writes_it_down() -> None:
    four = make_four()
    four.assessor_says()
    for other, error in ((four.person, NotAllowed), (four.assessor, NotAllowed)):
        with pytest.raises(error):
            four.group_says(by=other)
    with pytest.raises(Refused, match="few words"):
        four.group_says(350)
    four.group_says(350, "slow with fine yarn")
    own = make_four()
    own.person = own.leader
    own.assessor_says()
    with pytest.raises(Refused, match="himself"):
        own.group_says()
    own.group_says(by=own.foreman)


def test_s17_a_group_agrees_with_something_only() -> None:
    four = make_four()
    four.assessor_says()
    other = make_four()
    with pytest.raises(Refused, match="closed"):
        other.group_says()  # no month was opened
    four.group_says()
    with pytest.raises(NotFound):
        four.group_says(by=other.leader)


def test_q2_an_import_is_measured_however_many_words_stand_beside_it() -> None:
    four = make_four()
    rows = [Row(four.person.id, four.technique, 650, MARCH)]
    save_measurements(rows, by=four.by(four.leader), now=NOW)
    with pytest.raises(Refused, match="not spoken"):
        four.second()
    all_but(four, "assessor", "central")
    assert four.closed().agreed is False


def test_s17_an_agreed_score_that_lost_a_part_is_found_by_check() -> None:
    four = make_four()
    all_but(four)
    score = four.closed()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE skills_measurement SET source = 'self' WHERE id = %s", [score.agreement.group_id])  # type: ignore[union-attr]
    assert len(list(consistency.agreements())) == 1


def test_q33_ones_own_word_is_said_by_a_sign_in_that_two_have_confirmed() -> None:
    four = make_four()
    with pytest.raises(NotAllowed):
        say_of_oneself(four.technique, 350, by=four.shop.scope(four.person, full=False), now=NOW)
    four.says_himself()
    assert Measurement.objects.filter(source="self").count() == 1
