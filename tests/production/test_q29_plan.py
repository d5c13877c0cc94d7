"""Plan % and its limits as pure functions (Q29), and the rules of stored figures."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from huzhu.base.access import NotAllowed, NotFound, Refused, Role
from huzhu.rooms.production.models import Figure
from huzhu.rooms.production.plan import Row, limits, summed
from tests.cast import NOW, TODAY
from tests.production.mill import FIRST, SYSTEM, Mill

AMOUNTS = st.none() | st.decimals(0, 10_000, places=3)
ROWS = st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 1, 31)), AMOUNTS, AMOUNTS), max_size=40)


def rows(*pairs: tuple[str | None, str | None]) -> list[Row]:
    return [
        (FIRST + timedelta(n), None if plan is None else Decimal(plan), None if done is None else Decimal(done))
        for n, (plan, done) in enumerate(pairs)
    ]


def test_q29_percent_is_the_share_of_sums_and_no_mean_of_percentages() -> None:
    total = summed(rows(("10", "20"), ("90", "45")))
    assert total.percent == Decimal("65.0")  # the mean of 200 % and 50 % would say 125
    assert total.below(less_is_better=False) and not total.below(less_is_better=True)


def test_q29_days_without_plan_are_listed_and_change_no_percent() -> None:
    total = summed(rows(("10", "8"), (None, "50"), ("10", None)))
    assert (total.percent, total.covered) == (Decimal("80.0"), 1)
    assert total.without_plan == [FIRST + timedelta(1)] and total.without_actual == [FIRST + timedelta(2)]


@given(ROWS)
def test_every_day_is_covered_or_listed(found: list[Row]) -> None:
    total = summed(found)
    assert total.covered + len(total.without_plan) + len(total.without_actual) == len(found)


@given(ROWS, ROWS)
def test_parts_sum_to_the_whole_in_any_order(one: list[Row], other: list[Row]) -> None:
    whole, a, b = summed([*other, *one]), summed(one), summed(other)
    assert (whole.plan, whole.actual, whole.covered) == (a.plan + b.plan, a.actual + b.actual, a.covered + b.covered)
    if a.percent is not None and b.percent is not None and whole.percent is not None:
        assert min(a.percent, b.percent) <= whole.percent <= max(a.percent, b.percent)


@given(ROWS)
def test_nothing_planned_gives_no_percent_and_the_plan_just_reached_is_not_below(found: list[Row]) -> None:
    reached = summed([(day, plan, plan) for day, plan, _done in found])
    assert not reached.below(less_is_better=False) and not reached.below(less_is_better=True)
    assert reached.percent == (Decimal("100.0") if reached.plan else None)


@given(st.lists(st.floats(0, 200), min_size=8, max_size=31), st.floats(0, 200))
def test_limits_hold_the_middle_between_them_and_need_eight_values(values: list[float], centre: float) -> None:
    found = limits(values, centre)
    assert found is not None and 0 <= found[0] <= centre <= found[1]
    assert limits(values[:7], centre) is None


@pytest.fixture
def mill(db: None) -> Mill:
    return Mill()


@pytest.mark.db_both
def test_a_figure_belongs_to_one_party_says_something_and_is_not_negative(mill: Mill) -> None:
    person, good = (
        mill.mates[0],
        {"indicator": mill.pieces, "day": FIRST, "span": "day", "source": "entered", "at": NOW},
    )
    Figure.objects.create(person=person, plan=1, **good)
    bad: list[dict[str, object]] = [
        {"plan": 1}, {"person": mill.mates[1], "unit_id": mill.shop.group, "plan": 1}, {"person": mill.mates[1]},
        {"person": mill.mates[1], "plan": -1}, {"person": mill.mates[1], "actual": -1},
        {"person": person, "plan": 2}, {"person": mill.mates[1], "plan": 1, "span": "year"},
    ]  # fmt: skip
    for more in bad:
        with pytest.raises(IntegrityError), transaction.atomic():
            Figure.objects.create(**{**good, **more})
    Figure.objects.create(unit_id=mill.shop.group, plan=1, **good)
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.create(unit_id=mill.shop.group, actual=1, **good)


@pytest.mark.db_both
def test_written_again_the_last_figure_counts_and_an_equal_one_changes_nothing(mill: Mill) -> None:
    leader, mate = mill.by(mill.leader), mill.mates[0]
    assert mill.did(100, 80, person=mate, by=leader) == {"new": 1, "changed": 0, "same": 0}
    assert mill.did(100, 80, person=mate, by=leader) == {"new": 0, "changed": 0, "same": 1}
    assert mill.did(100, 90, person=mate, by=leader) == {"new": 0, "changed": 1, "same": 0}
    assert Figure.objects.get().actual == 90


@pytest.mark.db_both
def test_a_month_has_days_or_is_whole_so_that_nothing_counts_twice(mill: Mill) -> None:
    mill.did(100, 80)
    with pytest.raises(Refused):
        mill.did(2000, 1900, day=date(2026, 2, 1), span="month")
    mill.did(2000, 1900, day=date(2026, 1, 1), span="month")
    with pytest.raises(Refused):
        mill.did(100, 80, day=date(2026, 1, 1))


def test_a_plan_may_lie_ahead_and_what_was_done_may_not(mill: Mill) -> None:
    ahead = TODAY + timedelta(3)
    mill.did(100, None, day=ahead)
    with pytest.raises(Refused):
        mill.did(100, 90, day=ahead)
    with pytest.raises(Refused):
        mill.did(-1, None, day=ahead)


def test_the_groups_leaders_write_its_figures_and_nobody_else(mill: Mill) -> None:
    mate, other = mill.mates[0], Mill("second mill")
    second = mill.shop.add_group("⟦group 2⟧")
    neighbour = mill.shop.holder(Role.GROUP_LEADER, unit=second, group=second)
    officer = mill.shop.holder(Role.TRAINING_OFFICER, unit=mill.shop.factory)
    mill.did(100, 80, person=mate, by=mill.by(mill.foreman))
    mill.did(100, 81, person=mate, by=mill.by(officer))  # who brings in workbooks
    for person, error in ((mate, NotAllowed), (neighbour, NotAllowed), (other.leader, NotFound)):
        with pytest.raises(error):
            mill.did(100, 82, person=mate, by=mill.shop.scope(person))
    with pytest.raises(NotFound):
        mill.did(100, 82, indicator=other.pieces, by=mill.by(mill.leader))
    with pytest.raises(Refused):
        from huzhu.rooms.production.actions.figures import save_figures

        save_figures([], by=SYSTEM, now=NOW)
    assert Figure.objects.get().actual == 81
