"""Half-open periods: written by one function, never overlapping, never rewriting the past."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huzhu.base.access import Scope
from huzhu.base.db import under
from huzhu.base.people.actions.roll import move_person
from huzhu.base.people.models import Membership
from huzhu.base.people.queries import group_of, roster
from huzhu.base.units.models import Place
from huzhu.base.units.periods import overlaps, succeed
from tests.cast import NOW, START, TODAY, make_shop


@pytest.mark.django_db
@pytest.mark.db_both
def test_s1_exactly_one_home_group_at_any_date_however_often_one_moves() -> None:
    shop = make_shop()
    groups = [shop.group, shop.add_group("⟦two⟧"), shop.add_group("⟦three⟧")]
    person = shop.person()
    for days, group in ((30, groups[1]), (60, groups[2]), (60, groups[1])):
        move_person(person.id, to_group_id=group, starts=START + timedelta(days=days), by=Scope.system(TODAY), now=NOW)
    for day in range(0, 100, 7):
        assert Membership.objects.on(START + timedelta(days=day)).filter(person=person).count() == 1
    assert group_of(person.id, START + timedelta(days=10)) == groups[0]
    assert group_of(person.id, TODAY) == groups[1]
    assert [line.id for line in roster(groups[0], START + timedelta(days=10))] == [person.id]
    assert overlaps(Membership) == []


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 400), min_size=1, max_size=8))
def test_succeeding_in_any_order_leaves_no_overlap(days: list[int]) -> None:
    with transaction.atomic():
        shop = make_shop()
        person = shop.person()
        for number, day in enumerate(days):
            group = shop.add_group(f"⟦{number}⟧")
            succeed(Membership, starts=START + timedelta(days=day), owner={"person_id": person.id}, unit_id=group)
        assert overlaps(Membership) == []
        for day in (0, 5, 200, 500):
            assert Membership.objects.on(START + timedelta(days=day)).filter(person=person).count() == 1
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.db_both
def test_the_database_refuses_a_second_period_with_the_same_start_or_end() -> None:
    shop = make_shop()
    person = shop.person()
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(person=person, unit_id=shop.group, starts=START, ends=date(2025, 2, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(person=person, unit_id=shop.group, starts=date(2026, 5, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(person=person, unit_id=shop.group, starts=date(2026, 5, 2), ends=date(2026, 5, 1))


@pytest.mark.django_db
@pytest.mark.db_both
def test_s2_a_subtree_holds_what_is_below_and_nothing_beside() -> None:
    shop, other = make_shop(), make_shop("second mill")
    below = set(Place.objects.on(TODAY).filter(under(shop.path(shop.factory))).values_list("unit_id", flat=True))
    assert below == {shop.factory, shop.workshop, shop.group}
    assert other.group not in below
