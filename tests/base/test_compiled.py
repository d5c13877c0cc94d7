"""A compiled query answers as the query it was made from, each time with its own values."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from huzhu.base.db import compiled
from huzhu.base.people.models import Membership, Person
from tests.cast import NOW, Shop, make_shop

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]


@compiled
def at_home(person_ids: Collection[int], day: date) -> QuerySet[Membership]:
    return Membership.objects.on(day).filter(person_id__in=person_ids).select_related("person").order_by("person_id")


@compiled
def named(name: str) -> QuerySet[Any, int]:
    return Person.objects.filter(Q(name=name) & ~Q(name__contains="100%")).values_list("id", flat=True)


def today() -> date:
    return NOW.date()


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def test_it_finds_what_the_query_finds_and_other_values_find_others(shop: Shop) -> None:
    one, two, three = (shop.person() for _ in range(3))
    for people in ([one.id], {two.id, three.id}, [three.id, one.id, two.id]):
        found = at_home(people, today())
        assert found == list(at_home.build(people, today()))
        assert [row.person.id for row in found] == sorted(people)
    assert at_home([one.id], today() - timedelta(days=100_000)) == []
    assert named(name=one.name) == list(named.build(one.name))


def test_each_call_is_one_statement_and_an_empty_collection_none(shop: Shop) -> None:
    one = shop.person()
    with CaptureQueriesContext(connection) as asked:
        assert at_home([one.id], today())[0].person.name == one.name
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert at_home([], today()) == []
    assert not asked


def test_a_value_is_never_part_of_the_statement(shop: Shop) -> None:
    one = shop.person()
    assert named("' OR 1=1 --") == []
    assert named(f"{one.name}%") == []
