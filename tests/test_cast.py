import pytest

from huzhu.base.access import Role
from huzhu.base.people.queries import roster
from tests.cast import TODAY, make_shop


@pytest.mark.django_db
def test_s1_everybody_of_the_cast_has_one_home_group() -> None:
    shop = make_shop()
    leader = shop.holder(Role.GROUP_LEADER)
    people = shop.people(3)
    assert [line.id for line in roster(shop.group, TODAY)] == [leader.id, *(p.id for p in people)]
    assert shop.scope(leader).holds(Role.GROUP_LEADER, at=shop.path(shop.group))
    assert not shop.scope(people[0]).holds(Role.GROUP_LEADER, at=shop.path(shop.group))
