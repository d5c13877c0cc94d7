"""S13: two who set, try, drop or keep a rule in one moment never write one version twice; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from huzhu.base.access import Role
from huzhu.base.charter import rule
from huzhu.base.charter.actions import decide_draft, draft_clause, drop_draft, set_clause
from huzhu.base.charter.models import Ruling
from huzhu.rooms.introductions.clauses import TEACHING_LOAD
from tests.cast import NOW, TODAY, make_shop
from tests.introductions.test_two_at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_both]
CODE = TEACHING_LOAD.code
TOMORROW = TODAY + timedelta(days=1)


def test_s13_rules_set_in_one_moment_get_a_version_each_and_a_draft_is_decided_once(free_clock: object) -> None:
    shop = make_shop()
    by = shop.scope(shop.holder(Role.SPONSOR, unit=shop.workshop))
    values = [4, 5, 6, 7] * 8
    seen = at_once([lambda n=n: set_clause(shop.group, CODE, n, starts=TOMORROW, by=by, now=NOW) for n in values])
    done = Ruling.objects.filter(unit_id=shop.group)
    assert seen["done"] == done.count() and set(seen) <= {"done", "Refused"}
    assert sorted(done.values_list("version", flat=True)) == list(range(1, seen["done"] + 1))
    last = done.order_by("-version").values_list("value", flat=True)[0]
    assert rule(TEACHING_LOAD, path=shop.path(shop.group), day=TOMORROW).value == last
    draft = draft_clause(shop.workshop, CODE, 9, by=by, now=NOW)
    decided = [lambda: decide_draft(shop.workshop, CODE, draft, starts=TOMORROW, by=by, now=NOW)] * 8
    dropped = [lambda: drop_draft(shop.workshop, CODE, draft, by=by, now=NOW)] * 8
    seen = at_once([deed for two in zip(decided, dropped, strict=True) for deed in two])
    assert seen == {"done": 1, "Overtaken": 15}
