"""S20: a unit posts its key problems; groups below inherit them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from huzhu.base.access import NotAllowed, NotFound, Refused, Role
from huzhu.rooms.skills.actions.keys import close_key_problem, post_key_problems
from huzhu.rooms.skills.queries import current_key_problems, key_list_posted, key_techniques
from tests.cast import NOW, TODAY, make_shop

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]


def test_s20_a_posted_key_problem_is_seen_in_the_unit_and_below_until_it_is_closed() -> None:
    shop = make_shop()
    leader, officer = shop.holder(Role.GROUP_LEADER), shop.holder(Role.TRAINING_OFFICER, unit=shop.factory)
    piecing = shop.technique().id
    post_key_problems(shop.factory, [("too many end breaks", piecing)], by=shop.scope(officer), now=NOW)
    post_key_problems(shop.group, [("night shift", None)], by=shop.scope(leader), now=NOW)
    path = shop.path(shop.group)
    assert [line.text for line in current_key_problems(path, TODAY)] == ["night shift", "too many end breaks"]
    assert key_techniques(path, TODAY) == {piecing}
    assert [line.text for line in current_key_problems(shop.path(shop.factory), TODAY)] == ["too many end breaks"]
    close_key_problem(current_key_problems(path, TODAY)[0].uid, by=shop.scope(leader), now=NOW)
    assert [line.text for line in current_key_problems(path, TODAY + timedelta(days=1))] == ["too many end breaks"]


def test_s20_the_list_may_be_none_but_with_a_reason() -> None:
    shop = make_shop()
    by = shop.scope(shop.holder(Role.GROUP_LEADER))
    with pytest.raises(Refused):
        post_key_problems(shop.group, [("  ", None)], by=by, now=NOW)
    assert key_list_posted(shop.group, TODAY) is None
    post_key_problems(shop.group, [], none_because="plan was kept", by=by, now=NOW)
    held = key_list_posted(shop.group, TODAY)
    assert held is not None and held.none_because == "plan was kept"
    assert key_list_posted(shop.group, TODAY + timedelta(days=1)) is None


def test_s20_members_and_neighbours_post_nothing() -> None:
    shop = make_shop()
    leader, member = shop.holder(Role.GROUP_LEADER), shop.person()
    neighbour = shop.holder(Role.GROUP_LEADER, unit=shop.add_group("⟦group 2⟧"), group=shop.groups[-1])
    problems = [("end breaks", shop.technique().id)]
    with pytest.raises(NotAllowed):
        post_key_problems(shop.group, problems, by=shop.scope(member), now=NOW)
    with pytest.raises(NotFound):
        post_key_problems(shop.group, problems, by=shop.scope(neighbour), now=NOW)
    post_key_problems(shop.group, problems, by=shop.scope(leader), now=NOW)
    uid = current_key_problems(shop.path(shop.group), TODAY)[0].uid
    with pytest.raises(NotFound):
        close_key_problem(uid, by=shop.scope(neighbour), now=NOW)


def test_s20_posting_the_same_again_adds_nothing() -> None:
    shop = make_shop()
    by = shop.scope(shop.holder(Role.GROUP_LEADER))
    for _ in range(2):
        post_key_problems(shop.group, [("end breaks", shop.technique().id)], by=by, now=NOW)
    assert len(current_key_problems(shop.path(shop.group), TODAY)) == 1
