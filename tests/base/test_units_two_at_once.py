"""Two at once in the tree: nobody is left without a home, nothing is left where nothing hangs (S14, Q36)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from huzhu.base.access import HuzhuError, Role, Scope
from huzhu.base.db.consistency import checks
from huzhu.base.people.actions.dissolving import dissolve_unit
from huzhu.base.people.actions.roll import enrol, move_person
from huzhu.base.people.queries import group_of
from huzhu.base.units.actions.standing import change_state
from huzhu.base.units.actions.tree import found_unit, move_unit
from huzhu.base.units.models import Standing
from huzhu.base.units.queries import path_of
from tests.cast import NOW, START, TODAY, make_shop
from tests.skills.test_s16_two_at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_both]
SYSTEM, REASON = Scope.system(TODAY), "⟦merged⟧"


def broken() -> list[str]:
    return [breach for check in checks() if check.code.startswith("base.") for breach in check.find()]


@pytest.mark.parametrize("_again", range(5))
def test_q36_who_joins_while_a_group_is_dissolved_is_refused_or_makes_the_dissolving_be_refused(_again: int) -> None:
    shop = make_shop()
    second, mover = shop.add_group("⟦group 2⟧"), shop.person()
    move_person(mover.id, to_group_id=second, starts=START + timedelta(days=1), by=SYSTEM, now=NOW)
    by = shop.scope(shop.holder(Role.ADMINISTRATOR, unit=shop.factory, group=second))
    answers = at_once(
        lambda: dissolve_unit(shop.group, {}, ends=TODAY, reason=REASON, by=by, now=NOW),
        lambda: enrol("⟦late⟧", "999", group_id=shop.group, starts=TODAY, by=by, now=NOW),
        lambda: move_person(mover.id, to_group_id=shop.group, starts=TODAY, by=by, now=NOW),
    )
    assert isinstance(answers[0], HuzhuError) or all(isinstance(answer, HuzhuError) for answer in answers[1:])
    assert group_of(mover.id, TODAY) in (shop.group, second)
    assert broken() == []


@pytest.mark.parametrize("_again", range(5))
def test_a_unit_founded_while_the_one_above_moves_hangs_where_that_one_comes_to(_again: int) -> None:
    city, other = (found_unit(name, "city", parent_id=None, starts=START, by=SYSTEM, now=NOW) for name in "ab")
    factory = found_unit("⟦mill⟧", "factory", parent_id=city, starts=START, by=SYSTEM, now=NOW)
    answers = at_once(
        lambda: move_unit(factory, parent_id=other, starts=TODAY, by=SYSTEM, now=NOW),
        lambda: found_unit("⟦shop⟧", "workshop", parent_id=factory, starts=START, by=SYSTEM, now=NOW),
    )
    assert path_of(int(str(answers[1])), TODAY) == f"/{other}/{factory}/{answers[1]}/"
    assert broken() == []


def test_of_two_who_suspend_a_unit_in_the_same_moment_the_second_is_told() -> None:
    shop = make_shop()
    by = [shop.scope(shop.holder(Role.ADMINISTRATOR, unit=shop.factory)) for _ in range(2)]
    answers = at_once(
        *(
            lambda one=one: change_state(shop.workshop, "suspend", starts=TODAY, reason=REASON, by=one, now=NOW)
            for one in by
        )  # type: ignore[misc]
    )
    assert sorted(isinstance(answer, HuzhuError) for answer in answers) == [False, True]
    assert Standing.objects.count() == 1
