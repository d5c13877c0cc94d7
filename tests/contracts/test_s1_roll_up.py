"""What groups do is counted once at every level above them, whatever becomes of the groups (S1, S14)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from huzhu.base.access import Scope
from huzhu.base.people.actions.dissolving import dissolve_unit
from huzhu.base.people.queries import members_under, roster
from huzhu.base.units.actions.tree import found_unit, move_unit
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.queries.lists import counts
from tests.cast import NOW, START, TODAY, Shop, make_shop
from tests.contracts.pair import make_pair

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system(TODAY)


def total(unit: int) -> int:
    return counts(path_of(unit, TODAY), TODAY).total


def with_shift() -> tuple[Shop, int]:
    """Two groups of one shift in the workshop, and one group beside it; the first and the last have a contract."""
    shop = make_shop()
    shift = found_unit("⟦shift⟧", "shift", parent_id=shop.workshop, starts=START, by=SYSTEM, now=NOW)
    shop.add_group("⟦group 2⟧", workshop=shift)
    make_pair(shop).signed()
    move_unit(shop.group, parent_id=shift, starts=TODAY - timedelta(days=30), by=SYSTEM, now=NOW)
    shop.group = shop.add_group("⟦group 3⟧")
    make_pair(shop).signed()
    return shop, shift


def test_s1_contracts_and_people_roll_up_from_group_to_factory_and_none_counts_twice() -> None:
    shop, shift = with_shift()
    assert Contract.objects.count() == 2
    assert [total(unit) for unit in (*shop.groups, shift, shop.workshop, shop.factory)] == [1, 0, 1, 1, 2, 2]
    people = [person for person, _group in members_under(path_of(shop.factory, TODAY), TODAY)]
    assert len(people) == len(set(people)) == 4
    assert len(members_under(path_of(shift, TODAY), TODAY)) == 2


def test_s14_what_a_group_did_counts_above_it_when_it_is_no_more() -> None:
    shop, shift = with_shift()
    first, second = shop.groups[:2]
    destinations = {line.id: second for line in roster(first, TODAY)}
    dissolve_unit(first, destinations, ends=TODAY, reason="⟦merged⟧", by=SYSTEM, now=NOW)
    assert [total(unit) for unit in (second, shift, shop.workshop, shop.factory)] == [0, 1, 2, 2]
