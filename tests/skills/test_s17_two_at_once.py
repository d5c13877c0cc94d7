"""Two at once: the words of the sources, and a month that closes in the same moment."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huzhu.base.access import Refused, Role, Scope
from huzhu.rooms.skills import consistency
from huzhu.rooms.skills.actions.closing import close_month_by_rule
from huzhu.rooms.skills.actions.saying import second_word
from huzhu.rooms.skills.actions.sitting import begin_sitting, mark_card
from huzhu.rooms.skills.models import Measurement, Month, MonthScore
from tests.cast import NOW, make_shop
from tests.skills.parts import MARCH, make_four, march
from tests.skills.test_s16_two_at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_both]
APRIL_11 = date(2026, 4, 11)


def test_s16_the_first_taps_of_two_assessors_open_one_month() -> None:
    shop = make_shop()
    people, piecing = shop.people(2), shop.technique().id
    scopes = [shop.scope(shop.holder(Role.ASSESSOR)) for _ in range(2)]
    rounds = [begin_sitting(shop.group, [p.id for p in people], [piecing], by=by, now=NOW) for by in scopes]
    taps = [
        lambda by=by, uid=uid, person=person: mark_card(uid, person.id, piecing, score=650, by=by, now=NOW)
        for by, uid, person in zip(scopes, rounds, people, strict=True)
    ]
    assert at_once(*taps) == [True, True]
    assert (Month.objects.count(), Measurement.objects.count()) == (1, 2)


def test_s16_one_card_tapped_item_by_item_from_two_devices_keeps_both_items() -> None:
    four = make_four()
    by = four.by(four.assessor)
    uid = begin_sitting(four.shop.group, [four.person.id], [four.technique], by=by, now=NOW)
    items = list(four.shop.technique().standards.get().items.values_list("id", flat=True))
    answers = at_once(
        *(
            lambda item=item: mark_card(uid, four.person.id, four.technique, item=(item, 1.0), by=by, now=NOW)
            for item in items
        )
    )
    assert sorted(map(str, answers)) == ["False", "True"]
    assert Measurement.objects.get(source="assessor").marks.count() == 2


def test_s17_no_word_slips_past_a_closing() -> None:
    four = make_four()
    four.assessor_says()
    four.says_himself()
    four.group_says()
    late, month = NOW + timedelta(days=40), march()
    foreman = four.by(four.foreman, APRIL_11)
    _closed, said = at_once(
        lambda: close_month_by_rule(month.id, by=Scope.system(APRIL_11), now=late),
        lambda: second_word(four.shop.group, four.person.id, four.technique, MARCH, None, by=foreman, now=late),
    )
    score = MonthScore.objects.get(month=month)
    assert score.agreed == (said == "central") == Measurement.objects.filter(source="central").exists()
    assert said == "central" or isinstance(said, Refused)
    assert list(consistency.proofs()) == [] == list(consistency.agreements())
