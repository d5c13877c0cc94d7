"""A unit begins, rests, ends and comes back; nobody is left without a home, nothing becomes unreadable (S14, Q36)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from huzhu.base.access import NotAllowed, Refused, Role, Scope
from huzhu.base.db.consistency import checks
from huzhu.base.people.actions.dissolving import dissolve_unit, rebuild_unit
from huzhu.base.people.actions.roll import end_mandate, enrol, give_mandate, move_person
from huzhu.base.people.models import Mandate, Membership, Person
from huzhu.base.people.queries import ending_soon, group_of, holders_at, roster, sees_group
from huzhu.base.people.scopes import reading
from huzhu.base.units.actions.standing import change_state
from huzhu.base.units.actions.tree import found_unit, move_unit
from huzhu.base.units.models import Unit
from huzhu.base.units.queries import history, path_of, relatives, stand_of, unit_by_uid
from tests.cast import NOW, START, TODAY, Shop, make_shop

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]
SYSTEM, TOMORROW = Scope.system(TODAY), TODAY + timedelta(days=1)
REASON = "⟦the hall was closed⟧"


def administrator(shop: Shop, group: int | None = None) -> Scope:
    return shop.scope(shop.holder(Role.ADMINISTRATOR, unit=shop.factory, group=group))


def ended(shop: Shop, second: int, by: Scope) -> None:
    """The first group is no more from today on; its people go to the second."""
    dissolve_unit(
        shop.group, {line.id: second for line in roster(shop.group, TODAY)}, ends=TODAY, reason=REASON, by=by, now=NOW
    )


def uid(unit: int) -> str:
    return Unit.objects.values_list("uid", flat=True).get(id=unit)


def broken() -> list[str]:
    return [breach for check in checks() if check.code.startswith("base.") for breach in check.find()]


def test_s14_states_are_true_at_any_date_with_their_reason() -> None:
    shop = make_shop()
    by, rest, again = administrator(shop), TODAY - timedelta(days=20), TODAY + timedelta(days=20)
    change_state(shop.workshop, "suspend", starts=rest, reason=REASON, by=by, now=NOW)
    change_state(shop.workshop, "resume", starts=again, reason="⟦repaired⟧", by=by, now=NOW)
    days = (START, rest - timedelta(days=1), rest, TODAY, again)
    assert [stand_of(shop.workshop, day).state for day in days] == ["active"] * 2 + ["suspended"] * 2 + ["active"]
    assert [line.reason for line in history(shop.workshop)] == ["⟦repaired⟧", REASON]
    for verb, starts, reason in (
        ("resume", TODAY + timedelta(days=30), REASON),
        ("suspend", TODAY, REASON),
        ("suspend", TODAY + timedelta(days=30), " "),
    ):
        with pytest.raises(Refused):
            change_state(shop.workshop, verb, starts=starts, reason=reason, by=by, now=NOW)
    with pytest.raises(NotAllowed):
        change_state(shop.workshop, "suspend", starts=TODAY + timedelta(days=30), reason=REASON, by=shop.scope(shop.person()), now=NOW)  # fmt: skip
    assert broken() == []


def test_q36_a_unit_is_dissolved_only_with_a_destination_for_each_member() -> None:
    shop = make_shop()
    second = shop.add_group("⟦group 2⟧")
    by, (one, two) = administrator(shop, second), shop.people(2)
    with pytest.raises(Refused, match="1"):
        dissolve_unit(shop.group, {one.id: second}, ends=TODAY, reason=REASON, by=by, now=NOW)
    for wrong in (shop.group, shop.workshop, make_shop("second mill").group):
        with pytest.raises((Refused, NotAllowed)):
            dissolve_unit(shop.group, {one.id: second, two.id: wrong}, ends=TODAY, reason=REASON, by=by, now=NOW)
    assert group_of(one.id, TODAY) == shop.group and path_of(shop.group, TODAY)
    dissolve_unit(shop.group, {one.id: second, two.id: second}, ends=TODAY, reason=REASON, by=by, now=NOW)
    for person in (one, two):
        assert group_of(person.id, TODAY - timedelta(days=1)) == shop.group
        assert group_of(person.id, TODAY) == second
    assert not path_of(shop.group, TODAY) and stand_of(shop.group, TODAY).state == "dissolved"
    assert broken() == []


def test_a_unit_with_others_below_it_is_not_dissolved_nor_on_its_first_day_nor_by_an_officer() -> None:
    shop = make_shop()
    fresh = found_unit("⟦fresh⟧", "group", parent_id=shop.workshop, starts=TODAY, by=SYSTEM, now=NOW)
    by = administrator(shop)
    for unit in (shop.workshop, fresh):
        with pytest.raises(Refused):
            dissolve_unit(unit, {}, ends=TODAY, reason=REASON, by=by, now=NOW)
    officer = shop.scope(shop.holder(Role.TRAINING_OFFICER, unit=shop.factory))
    with pytest.raises(NotAllowed):
        dissolve_unit(fresh, {}, ends=TOMORROW, reason=REASON, by=officer, now=NOW)
    dissolve_unit(fresh, {}, ends=TOMORROW, reason=REASON, by=by, now=NOW)


def test_somebody_who_joins_later_goes_to_the_destination_from_that_day_on() -> None:
    shop = make_shop()
    second, by, later = shop.add_group("⟦group 2⟧"), administrator(shop), TODAY + timedelta(days=9)
    late = enrol("⟦late⟧", "77", group_id=shop.group, starts=later, by=SYSTEM, now=NOW)
    people = dict.fromkeys(Membership.objects.filter(unit_id=shop.group).values_list("person_id", flat=True), second)
    dissolve_unit(shop.group, people, ends=TODAY, reason=REASON, by=by, now=NOW)
    assert (group_of(late, TODAY), group_of(late, later)) == (None, second)
    assert broken() == []


def test_s14_a_dissolved_unit_stays_readable_for_who_could_read_it_and_for_nobody_else() -> None:
    shop = make_shop()
    second = shop.add_group("⟦group 2⟧")
    by, leader, member = administrator(shop, second), shop.holder(Role.GROUP_LEADER), shop.person()
    neighbour, public = shop.person(group=second), uid(shop.group)
    ended(shop, second, by)
    line = unit_by_uid(public, TODAY)
    assert line is not None and line.day(TODAY) == TODAY - timedelta(days=1)
    assert {person.id for person in roster(line.id, line.day(TODAY))} == {leader.id, member.id}
    assert [sees_group(reading(shop.scope(person), line), line.id) for person in (leader, member, neighbour)] == [
        True,
        True,
        False,
    ]
    assert not shop.scope(leader).has(Role.GROUP_LEADER)
    assert unit_by_uid(public, START - timedelta(days=1)) is None


def test_s14_a_rebuilt_unit_links_to_its_predecessor_and_restores_people_and_roles_with_a_note() -> None:
    shop = make_shop()
    second = shop.add_group("⟦group 2⟧")
    by, leader, member = administrator(shop, second), shop.holder(Role.GROUP_LEADER), shop.person()
    belonged = Membership.objects.get(person=member).id
    mandate = Mandate.objects.get(person=leader).id
    with pytest.raises(Refused):
        rebuild_unit(shop.group, "⟦again⟧", parent_id=shop.workshop, starts=TODAY, reason=REASON, by=by, now=NOW)
    ended(shop, second, by)
    kept = {"starts": TOMORROW, "reason": "⟦needed again⟧", "members": [belonged], "mandates": [mandate]}
    with pytest.raises(Refused):
        rebuild_unit(shop.group, "⟦again⟧", parent_id=shop.workshop, **kept, by=by, now=NOW)  # type: ignore[arg-type]
    new = rebuild_unit(shop.group, "⟦again⟧", parent_id=shop.workshop, **kept, note="⟦as before⟧", by=by, now=NOW)  # type: ignore[arg-type]
    assert stand_of(new, TOMORROW).state == "rebuilt"
    before, after = relatives(new)[0], relatives(shop.group)[1]
    assert before is not None and (before.id, [line.id for line in after]) == (shop.group, [new])
    assert (group_of(member.id, TODAY), group_of(member.id, TOMORROW)) == (second, new)
    assert Membership.objects.get(person=member, unit_id=new).note == "⟦as before⟧"
    assert [(line.uid, line.note) for line in holders_at(new, TOMORROW)] == [(leader.uid, "⟦as before⟧")]
    assert broken() == []


def test_a_role_has_a_term_and_may_be_ended_early_by_who_gave_it_or_who_holds_it() -> None:
    shop = make_shop()
    by, person, ends = administrator(shop), shop.person(), TODAY + timedelta(days=30)
    give_mandate(person.id, Role.ASSESSOR, unit_id=shop.group, ends=ends, obtained="elected", by=by, now=NOW)
    give_mandate(person.id, Role.COMMITTEE, unit_id=shop.factory, by=by, now=NOW)
    assert [line.code for line in ending_soon(shop.path(shop.factory), TODAY)] == ["assessor"]
    assert ending_soon(shop.path(shop.factory), TODAY, within=10) == []
    for more in ({"ends": TODAY}, {"obtained": "bought"}):
        with pytest.raises(Refused):
            give_mandate(person.id, Role.FOREMAN, unit_id=shop.group, by=by, now=NOW, **more)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        end_mandate(person.id, Role.ASSESSOR, unit_id=shop.group, ends=TOMORROW, by=shop.scope(shop.person()), now=NOW)
    end_mandate(person.id, Role.ASSESSOR, unit_id=shop.group, ends=TOMORROW, by=by, now=NOW)
    end_mandate(person.id, Role.COMMITTEE, unit_id=shop.factory, ends=TODAY, by=shop.scope(person), now=NOW)
    give_mandate(person.id, Role.FOREMAN, unit_id=shop.group, starts=TODAY + timedelta(days=9), by=by, now=NOW)
    assert [one.code for one in holders_at(shop.group, TODAY)] == ["assessor"]
    assert {one.code for one in holders_at(shop.group, TODAY, ahead=True)} == {"assessor", "foreman"}
    end_mandate(person.id, Role.FOREMAN, unit_id=shop.group, ends=TOMORROW, by=by, now=NOW)
    assert not Mandate.objects.filter(person=person, role=Role.FOREMAN).exists()
    assert shop.scope(person).has(Role.ASSESSOR) and not shop.scope(person, day=TOMORROW).has(Role.ASSESSOR)
    assert not Mandate.objects.filter(person=person, role=Role.COMMITTEE).exists()


def test_a_relief_worker_holds_nothing_but_the_name_and_both_sponsors_may_do_the_same() -> None:
    shop = make_shop()
    relief, other = (
        shop.holder(Role.RELIEF, unit=shop.factory),
        shop.holder(Role.MANAGEMENT_SPONSOR, unit=shop.workshop),
    )
    assert shop.scope(relief).holdings == ()
    assert [line.uid for line in holders_at(shop.factory, TODAY)] == [relief.uid]
    assert shop.scope(other).holds(Role.SPONSOR, at=shop.path(shop.group))
    assert shop.scope(other).units(Role.SPONSOR) == (shop.workshop,)


def test_q36_people_are_at_home_in_a_group_or_an_office_and_nowhere_else() -> None:
    shop = make_shop()
    office = found_unit("⟦office⟧", "office", parent_id=shop.factory, starts=START, by=SYSTEM, now=NOW)
    clerk = enrol("⟦clerk⟧", "9", group_id=office, by=SYSTEM, now=NOW)
    assert Person.objects.get(id=clerk).factory_id == shop.factory and group_of(clerk, TODAY) == office
    with pytest.raises(Refused):
        enrol("⟦nobody's⟧", "10", group_id=shop.workshop, by=SYSTEM, now=NOW)
    with pytest.raises(Refused):
        move_person(clerk, to_group_id=shop.workshop, starts=TODAY, by=SYSTEM, now=NOW)
    move_person(clerk, to_group_id=shop.group, starts=TODAY, by=SYSTEM, now=NOW)


def test_s14_who_lost_a_role_above_after_a_units_end_reads_it_no_more() -> None:
    shop = make_shop()
    second = shop.add_group("⟦group 2⟧")
    by, leader = administrator(shop, second), shop.holder(Role.GROUP_LEADER)
    officer = shop.holder(Role.TRAINING_OFFICER, unit=shop.factory, group=second)
    ended(shop, second, by)
    line = unit_by_uid(uid(shop.group), TODAY)
    assert line is not None
    holds = lambda person, *roles: reading(shop.scope(person, day=TOMORROW), line).holds(*roles, at=line.path)  # noqa: E731
    assert holds(officer, Role.TRAINING_OFFICER) and holds(leader, Role.GROUP_LEADER)
    end_mandate(officer.id, Role.TRAINING_OFFICER, unit_id=shop.factory, ends=TOMORROW, by=SYSTEM, now=NOW)
    assert not holds(officer, Role.TRAINING_OFFICER) and holds(leader, Role.GROUP_LEADER)


def test_s14_who_leads_what_was_above_a_units_end_reads_it_wherever_that_hangs_now() -> None:
    shop = make_shop()
    other = found_unit("⟦second hall⟧", "workshop", parent_id=shop.factory, starts=START, by=SYSTEM, now=NOW)
    by, sponsor = (
        administrator(shop, shop.add_group("⟦group 2⟧", workshop=other)),
        shop.holder(Role.SPONSOR, unit=shop.workshop),
    )
    leader = shop.holder(Role.GROUP_LEADER, unit=other, group=shop.groups[-1])
    ended(shop, shop.groups[-1], by)
    move_unit(shop.workshop, parent_id=other, starts=TOMORROW, by=SYSTEM, now=NOW)
    line = unit_by_uid(uid(shop.group), TOMORROW)
    assert line is not None
    eyes = [reading(shop.scope(person, day=TOMORROW), line) for person in (sponsor, leader)]
    assert [scope.holds(Role.SPONSOR, Role.GROUP_LEADER, at=line.path) for scope in eyes] == [True, False]


def test_q33_one_confirmation_is_no_authority_over_a_unit_that_is_no_more_either() -> None:
    shop = make_shop()
    leader = shop.holder(Role.GROUP_LEADER)
    ended(shop, shop.add_group("⟦group 2⟧"), SYSTEM)
    line = unit_by_uid(uid(shop.group), TODAY)
    assert line is not None
    half = replace(shop.scope(leader, full=False), holdings=())
    assert not reading(half, line).holdings and reading(shop.scope(leader), line).holdings
