"""S48, Q24: signed, living, working are three numbers; every contract stands in exactly one way on every day."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu.base.access import Role
from huzhu.base.db.consistency import checks
from huzhu.base.followup.models import LifeSign, Matter
from huzhu.base.followup.signs import sign_of_life, take_back
from huzhu.engine.evidence.standing import NEVER, WORDS, standing
from huzhu.rooms.checks.queries.paper import percent
from huzhu.rooms.contracts.actions.measuring import measure_term
from huzhu.rooms.contracts.models import Review
from huzhu.rooms.contracts.queries.living import Truth, signed_on, standing_on, sum_of, truth_of
from tests.cast import TODAY, Shop, make_shop
from tests.contracts.lives import PERIOD, lives, practised, remeasured
from tests.contracts.pair import days_later, make_pair

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]
FIRST = date(2026, 1, 1)


def truth(shop: Shop, day: date = TODAY, unit: int | None = None) -> Truth:
    return sum_of(part.truth for part in truth_of(shop.path(unit or shop.factory), day, tree=TODAY))


def quiet_as_said() -> list[str]:
    found = next(check for check in checks() if check.code == "base.followup.quiet_as_the_rows_say")
    return list(found.find())


HISTORY = st.tuples(
    st.integers(0, 60), st.integers(0, 90), st.none() | st.integers(0, 90), st.lists(st.integers(0, 100), max_size=4)
)


@settings(max_examples=25)
@given(histories=st.lists(HISTORY, min_size=1, max_size=8), days=st.lists(st.integers(0, 160), min_size=1, max_size=6))
def test_s48_signed_is_the_sum_of_its_parts_on_any_day_and_the_database_says_what_the_arrays_say(
    histories, days
) -> None:  # type: ignore[no-untyped-def]
    with transaction.atomic():
        shop = make_shop(parent=None)
        two, rows = (shop.person(), shop.person()), []
        for signed, length, closed, signs in histories:
            begins = FIRST + timedelta(days=signed)
            shut = None if closed is None else begins + timedelta(days=closed)
            row = lives(shop, 1, signed=begins, ends=begins + timedelta(days=length), closed=shut, two=two)
            for sign in signs:
                if (day := begins + timedelta(days=sign)) <= (shut or date.max):
                    sign_of_life(row[0].pk, day, "session", sign, days=PERIOD)
            rows += row
        assert quiet_as_said() == []
        for offset in days:
            day = FIRST + timedelta(days=offset)
            given_signs = [list(LifeSign.objects.filter(matter=row.pk, day__lte=day).values_list("day", flat=True)) for row in rows]  # fmt: skip
            columns = np.array(
                [
                    [
                        row.starts.toordinal(), row.ends.toordinal(), row.closed.toordinal() if row.closed else NEVER,
                        row.starts.toordinal() + PERIOD - 1,
                        max((sign.toordinal() + PERIOD for sign in signs), default=NEVER),
                    ]
                    for row, signs in zip(rows, given_signs, strict=True)
                ]
            ).T  # fmt: skip
            said = {row.pk: WORDS[code] for row, code in zip(rows, standing(day.toordinal(), *columns), strict=True)}
            assert dict(standing_on(day).values_list("pk", "stands")) == {pk: word for pk, word in said.items() if word}
            found = truth(shop, day)
            assert found.signed == signed_on(day).count() == sum(word != "" for word in said.values())
            assert 0 <= found.working <= found.living
        transaction.set_rollback(True)


def test_s48_f4_of_106_signed_contracts_6_work_and_it_prints_57_thousandths() -> None:
    shop = make_shop()
    rows = lives(shop, 106, signed=TODAY - timedelta(days=50), ends=TODAY + timedelta(days=20))
    practised(rows[:10], TODAY - timedelta(days=5))
    for row in rows[:6]:
        remeasured(row, TODAY - timedelta(days=3), 400)
    remeasured(rows[6], TODAY - timedelta(days=3), 399)  # moved, but under 50 points
    remeasured(rows[20], TODAY - timedelta(days=3), 900)  # reached, but nobody practises: paper only
    found = truth(shop)
    assert (found.signed, found.living, found.working, found.paper, found.rate) == (106, 10, 6, 96, 57)
    assert percent(found.rate) == "5.7\u00a0%"


def test_s48_paper_only_comes_by_itself_on_day_30_and_one_real_thing_clears_it() -> None:
    pair = make_pair().signed()
    shop, assessor, term = pair.shop, pair.shop.holder(Role.ASSESSOR), pair.contract.terms.get()
    pair.contract.terms.update(ends=days_later(300).date())
    type(pair.contract).objects.update(ends=days_later(300).date())
    stand = [truth(shop, days_later(day).date()) for day in (0, 29, 30, 34)]
    assert [(one.new, one.paper) for one in stand] == [(1, 0), (1, 0), (0, 1), (0, 1)]
    later = days_later(34)
    source = measure_term(pair.uid, term.uid, 450, by=pair.scope(assessor, day=later.date()), now=later)
    assert truth(shop, later.date()) == Truth(living=1, working=1)
    assert truth(shop, days_later(33).date()).paper == 1  # the past stays as it was
    assert truth(shop, days_later(64).date()).living == 1 and truth(shop, days_later(65).date()).paper == 1
    assert Matter.objects.get(pk=pair.contract.pk).quiet_after == days_later(64).date() and quiet_as_said() == []
    take_back(pair.contract.pk, "measurement", source)
    assert truth(shop, later.date()).paper == 1 and quiet_as_said() == []
    Matter.objects.update(quiet_after=days_later(200).date())
    assert len(quiet_as_said()) == 1


def test_s48_a_contract_past_its_date_is_due_and_in_none_of_the_others_whatever_was_done() -> None:
    shop = make_shop()
    rows = lives(shop, 3, signed=TODAY - timedelta(days=40), ends=TODAY - timedelta(days=1))
    practised(rows, TODAY - timedelta(days=2))
    assert truth(shop) == Truth(due=3)
    assert truth(shop, TODAY - timedelta(days=1)) == Truth(living=3)
    row, missed = rows[0], rows[0].ends
    Review.objects.create(
        contract=row, missed=missed, due=TODAY, first=row.first, second=row.second, decision="extend", held=TODAY,
        held_by=shop.person(), extended_to=days_later(20).date(),
    )  # fmt: skip
    type(row).objects.filter(pk=row.pk).update(ends=days_later(20).date(), extended_from=missed)
    assert truth(shop) == Truth(living=1, due=2)
    Review.objects.update(held=days_later(2).date())  # held on Wednesday: on Monday and Tuesday it was due
    assert truth(shop, days_later(1).date()).due == 3 and truth(shop, days_later(2).date()).living == 1


def test_s48_a_truth_of_many_contracts_asks_no_more_than_of_one(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    shop = make_shop()
    for count in (1, 40):
        rows = lives(shop, count, signed=TODAY - timedelta(days=40), ends=TODAY + timedelta(days=30))
        practised(rows, TODAY - timedelta(days=2))
        with django_assert_max_num_queries(9):
            truth_of(shop.path(shop.factory), TODAY, tree=TODAY)
    assert sum_of(p.truth for p in truth_of(shop.path(shop.add_group("⟦2⟧")), TODAY, tree=TODAY)) == Truth()
    assert truth(shop, unit=shop.group).signed == 41
