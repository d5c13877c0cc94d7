"""Q36: nobody comes to a group whose end is written, nor to another factory's; roles end with the unit."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from huzhu.base.access import NotAllowed, Refused, Role, Scope
from huzhu.base.db.consistency import checks
from huzhu.base.people.actions.bulk import NewPerson, enrol_many
from huzhu.base.people.actions.dissolving import dissolve_unit, rebuild_unit
from huzhu.base.people.actions.roll import enrol, give_mandate, leave, move_person
from huzhu.base.people.queries import group_of, holders_at
from huzhu.base.units.actions.tree import found_unit, move_unit
from tests.cast import NOW, PIN, START, TODAY, Shop, client_for, make_shop

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]
SYSTEM, LATER = Scope.system(TODAY), TODAY + timedelta(days=30)


def broken() -> list[str]:
    return [breach for check in checks() if check.code.startswith("base.") for breach in check.find()]


def ending(shop: Shop) -> int:
    """A group of nobody that is no more from a later day on."""
    group = shop.add_group("⟦ending⟧")
    dissolve_unit(group, {}, ends=LATER, reason="⟦merged⟧", by=SYSTEM, now=NOW)
    return group


def test_q36_nobody_comes_to_a_group_whose_end_is_written() -> None:
    shop = make_shop()
    by, person, group = shop.scope(shop.holder(Role.ADMINISTRATOR, unit=shop.factory)), shop.person(), ending(shop)
    third = shop.add_group("⟦third⟧")
    mate = shop.person(group=third)
    for come in (
        lambda: move_person(person.id, to_group_id=group, starts=TODAY, by=by, now=NOW),
        lambda: enrol("⟦new⟧", "901", group_id=group, by=by, now=NOW),
        lambda: enrol_many([NewPerson("⟦new⟧", "902", group)], starts=TODAY, by=by, now=NOW),
        lambda: dissolve_unit(third, {mate.id: group}, ends=TODAY, reason="⟦merged⟧", by=by, now=NOW),
    ):
        with pytest.raises(Refused):
            come()
    move_person(person.id, to_group_id=third, starts=TODAY, by=by, now=NOW)
    assert (group_of(person.id, LATER), group_of(mate.id, LATER)) == (third, third) and broken() == []


def test_s14_a_role_at_a_unit_whose_end_is_written_ends_with_it() -> None:
    shop = make_shop()
    group, person = ending(shop), shop.person()
    give_mandate(person.id, Role.ASSESSOR, unit_id=group, by=SYSTEM, now=NOW)
    assert [line.ends for line in holders_at(group, TODAY)] == [LATER]


def test_q36_nobody_is_moved_to_another_factory() -> None:
    city = found_unit("⟦city⟧", "city", parent_id=None, starts=START, by=SYSTEM, now=NOW)
    shop, other = make_shop(parent=city), make_shop("second mill", parent=city)
    person, by = shop.person(), shop.scope(shop.holder(Role.ADMINISTRATOR, unit=city))
    with pytest.raises(Refused):
        move_person(person.id, to_group_id=other.group, starts=TODAY, by=by, now=NOW)
    assert group_of(person.id, TODAY) == shop.group


def test_authority_over_what_a_unit_was_gives_nobody_a_role_there() -> None:
    shop = make_shop()
    other = found_unit("⟦second workshop⟧", "workshop", parent_id=shop.factory, starts=START, by=SYSTEM, now=NOW)
    by, friend = shop.scope(shop.holder(Role.ADMINISTRATOR, unit=shop.workshop)), shop.person()
    group, before = shop.add_group("⟦moved⟧"), TODAY - timedelta(days=9)
    move_unit(group, parent_id=other, starts=TODAY, by=SYSTEM, now=NOW)
    with pytest.raises(NotAllowed):
        give_mandate(friend.id, Role.GROUP_LEADER, unit_id=group, starts=before, by=by, now=NOW)
    with pytest.raises(NotAllowed):
        give_mandate(friend.id, Role.GROUP_LEADER, unit_id=group, by=by, now=NOW)
    give_mandate(friend.id, Role.GROUP_LEADER, unit_id=shop.group, starts=before, by=by, now=NOW)


def test_s14_a_unit_is_rebuilt_by_who_administered_it_and_nobody_else() -> None:
    city = found_unit("⟦city⟧", "city", parent_id=None, starts=START, by=SYSTEM, now=NOW)
    shop, other = make_shop(parent=city), make_shop("second mill", parent=city)
    gone = other.add_group("⟦gone⟧")
    dissolve_unit(gone, {}, ends=TODAY, reason="⟦merged⟧", by=SYSTEM, now=NOW)
    made = {"starts": TODAY, "reason": "⟦needed⟧", "now": NOW}
    stranger, own = (one.scope(one.holder(Role.ADMINISTRATOR, unit=one.factory)) for one in (shop, other))
    with pytest.raises(NotAllowed):
        rebuild_unit(gone, "⟦again⟧", parent_id=shop.workshop, by=stranger, **made)  # type: ignore[arg-type]
    rebuild_unit(gone, "⟦again⟧", parent_id=other.workshop, by=own, **made)  # type: ignore[arg-type]


def test_no_leader_of_a_group_takes_the_administrator_of_the_factory_away() -> None:
    shop = make_shop()
    leader, member = shop.scope(shop.holder(Role.GROUP_LEADER)), shop.holder(Role.ASSESSOR)
    administrator = shop.holder(Role.ADMINISTRATOR, unit=shop.factory)
    with pytest.raises(Refused):
        leave(administrator.id, ends=TODAY, by=leader, now=NOW)
    leave(member.id, ends=TODAY, by=leader, now=NOW)
    leave(administrator.id, ends=TODAY, by=shop.scope(shop.holder(Role.TRAINING_OFFICER, unit=shop.factory)), now=NOW)
    assert group_of(administrator.id, TODAY) is None


@time_machine.travel(NOW, tick=False)
def test_no_administrator_of_a_factory_deletes_the_citys(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    city = found_unit("⟦city⟧", "city", parent_id=None, starts=START, by=SYSTEM, now=NOW)
    shop = make_shop(parent=city)
    above, own = shop.holder(Role.ADMINISTRATOR, unit=city), shop.holder(Role.ADMINISTRATOR, unit=shop.factory)
    answers = [
        client_for(by).post(f"/people/{person.uid}/delete", {"present": PIN}).status_code
        for by, person in ((own, above), (above, own))
    ]
    assert answers == [403, 302]
    assert [person.refresh_from_db() or person.tombstone for person in (above, own)] == [False, True]
