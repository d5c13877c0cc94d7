"""S18, Q3: where somebody stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huzhu.rooms.skills.models import Correction, Month, WantedLevel
from huzhu.rooms.skills.queries import baseline, current_scores, curve, source_words, trade_of, wanted_for
from tests.cast import LAST_MONTH, NOW, TODAY, make_shop

JANUARY = date(2026, 1, 1)


@pytest.mark.django_db
def test_q3_the_last_closed_month_counts_and_missing_is_missing() -> None:
    shop = make_shop()
    person, other = shop.people(2)
    shop.measured(person, "piecing", 400, month=JANUARY)
    shop.measured(person, "piecing", 560)
    piecing, doffing = shop.technique("piecing").id, shop.technique("doffing").id
    found = current_scores([person.id, other.id], TODAY)
    assert found[person.id, piecing].score == 560
    assert found[person.id, piecing].month == LAST_MONTH
    assert (person.id, doffing) not in found
    assert (other.id, piecing) not in found
    assert [at.score for at in curve(person.id, piecing, TODAY)] == [400, 560]


@pytest.mark.django_db
def test_q3_an_open_month_does_not_count_yet() -> None:
    shop = make_shop()
    person = shop.person()
    shop.measured(person, "piecing", 560)
    Month.objects.update(state="open")
    assert current_scores([person.id], TODAY) == {}


@pytest.mark.django_db
def test_q3_a_correction_counts_from_its_day_and_only_for_its_month() -> None:
    shop = make_shop()
    person = shop.person()
    piecing = shop.technique("piecing").id
    shop.measured(person, "piecing", 400, month=JANUARY)
    shop.measured(person, "piecing", 560)
    for month, score in ((LAST_MONTH, 600), (JANUARY, 900)):
        row = Month.objects.get(month=month)
        Correction.objects.create(
            month=row, person=person, technique_id=piecing, score=score, at=NOW + timedelta(days=1)
        )
    assert current_scores([person.id], TODAY)[person.id, piecing].score == 560
    held = current_scores([person.id], TODAY + timedelta(days=1))[person.id, piecing]
    assert (held.score, held.corrected) == (600, True)
    assert [at.score for at in curve(person.id, piecing, TODAY + timedelta(days=1))] == [900, 600]


@pytest.mark.django_db
def test_q20_a_baseline_is_at_most_three_months_old() -> None:
    shop = make_shop()
    person = shop.person()
    shop.measured(person, "piecing", 400)
    shop.measured(person, "doffing", 400, month=date(2025, 11, 1))
    held = baseline(person.id, shop.technique("piecing").id, TODAY)
    assert held is not None and held.score == 400
    assert baseline(person.id, shop.technique("doffing").id, TODAY) is None


@pytest.mark.django_db
def test_q4_the_post_says_what_is_wanted_else_800() -> None:
    shop = make_shop()
    person = shop.person()
    piecing = shop.technique("piecing")
    WantedLevel.objects.create(post_id=shop.post, technique=piecing, score=650)
    wanted = wanted_for([person.id], TODAY)
    assert wanted[person.id, piecing.id] == 650
    assert wanted[person.id, shop.technique("doffing").id] == 800
    assert trade_of([person.id], TODAY) == {person.id: shop.trade.id}


@pytest.mark.django_db
def test_q2_beside_a_score_stands_whose_opinion_it_is() -> None:
    shop = make_shop()
    person = shop.person()
    shop.measured(person, "piecing", 400)
    held = current_scores([person.id], TODAY)[person.id, shop.technique("piecing").id]
    assert "assessor only" in source_words(held)
    assert source_words(None) == "Not measured; not counted as 0"


@pytest.mark.django_db
@pytest.mark.db_both
def test_q3_statements_do_not_grow_with_people() -> None:
    shop = make_shop()
    few = shop.people(2)
    many = few + shop.people(6)
    for person in many:
        shop.measured(person, "piecing", 500)
    counts = []
    for people in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            current_scores([person.id for person in people], TODAY)
        counts.append(len(seen))
    assert counts == [2, 2]
