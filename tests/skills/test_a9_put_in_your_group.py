"""A.9: put in your group."""

from __future__ import annotations

import pytest

from huzhu.base.access import NotAllowed, NotFound, Refused, Role
from huzhu.base.people.models import Person
from huzhu.base.people.queries import roster
from huzhu.base.units.queries import unit_by_uid
from huzhu.rooms.skills.actions.measuring import record_grid
from huzhu.rooms.skills.actions.starting import NameLine, choose_trade, enrol_names, read_names
from huzhu.rooms.skills.kinds import Named, starting_trades
from huzhu.rooms.skills.models import Technique
from huzhu.rooms.skills.queries import trade_of
from huzhu.rooms.skills.queries.first import first_suggestions
from tests.cast import NOW, TODAY, make_shop


def test_a9_pasted_lines_are_names_with_or_without_a_number() -> None:
    text = "⟦甲⟧\n 012 ⟦乙⟧ \n⟦Wang Xiaomei⟧\tA7\n\n⟦丙⟧，0031\n"
    assert read_names(text) == [
        NameLine("⟦甲⟧"), NameLine("⟦乙⟧", "012"), NameLine("⟦Wang Xiaomei⟧", "A7"), NameLine("⟦丙⟧", "0031"),
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.db_both
def test_a9_names_without_numbers_get_the_next_free_ones_in_the_order_written() -> None:
    shop = make_shop()
    leader = shop.holder(Role.GROUP_LEADER)
    enrol_names(shop.group, read_names("⟦甲⟧\n⟦乙⟧ 555\n⟦丙⟧"), by=shop.scope(leader), now=NOW)
    assert [(line.name, line.roll) for line in roster(shop.group, TODAY)][1:] == [
        ("⟦甲⟧", "102"),
        ("⟦丙⟧", "103"),
        ("⟦乙⟧", "555"),
    ]
    assert enrol_names(shop.group, read_names("⟦甲⟧\n⟦乙⟧ 555"), by=shop.scope(leader), now=NOW) == []


@pytest.mark.django_db
@pytest.mark.db_both
def test_a9_a_number_taken_by_another_stops_the_whole_list() -> None:
    shop = make_shop()
    leader = shop.holder(Role.GROUP_LEADER)
    with pytest.raises(Refused, match=leader.roll) as caught:
        enrol_names(shop.group, read_names(f"⟦甲⟧\n⟦乙⟧ {leader.roll}"), by=shop.scope(leader), now=NOW)
    assert caught.value.field == "names"
    assert Person.objects.count() == 1
    enrol_names(shop.group, read_names("⟦甲⟧"), by=shop.scope(leader), now=NOW)


@pytest.mark.django_db
def test_a9_only_the_groups_own_leaders_and_assessor_put_it_in() -> None:
    shop = make_shop()
    member = shop.person()
    neighbour = shop.holder(Role.GROUP_LEADER, unit=shop.add_group("⟦group 2⟧"), group=shop.groups[-1])
    with pytest.raises(NotAllowed):
        enrol_names(shop.group, [NameLine("⟦甲⟧")], by=shop.scope(member), now=NOW)
    with pytest.raises(NotFound):
        enrol_names(shop.group, [NameLine("⟦甲⟧")], by=shop.scope(neighbour), now=NOW)


@pytest.mark.django_db
@pytest.mark.db_both
def test_a9_a_trade_of_the_house_gives_everybody_a_post_and_the_grid_its_first_suggestions() -> None:
    shop = make_shop()
    leader = shop.holder(Role.GROUP_LEADER)
    Person.objects.filter(id=leader.id).get()
    by = shop.scope(leader)
    enrol_names(shop.group, read_names("⟦甲⟧\n⟦乙⟧\n⟦丙⟧"), by=by, now=NOW)
    sewing = starting_trades()["sewing"]
    trade = choose_trade(shop.group, sewing.name, sewing.techniques[:3], by=by, now=NOW)
    people = [line.id for line in roster(shop.group, TODAY) if line.id != leader.id]
    assert set(trade_of(people, TODAY).values()) == {trade}
    first, second, _third = Technique.objects.filter(trade_id=trade)
    cells = [(people[0], first.id, 4), (people[1], first.id, 2), (people[2], first.id, 3), (people[0], second.id, 2)]
    record_grid(shop.group, cells, by=by, now=NOW)
    group = unit_by_uid(_uid(shop.group), TODAY)
    assert group is not None
    [found] = first_suggestions(group, TODAY)
    assert (found.technique.id, found.helpers, found.learners) == (first.id, ["⟦甲⟧", "⟦丙⟧"], ["⟦乙⟧", "⟦丙⟧"])


@pytest.mark.django_db
def test_a9_a_trade_needs_a_name_and_techniques() -> None:
    shop = make_shop()
    by = shop.scope(shop.holder(Role.GROUP_LEADER))
    for trade, techniques in ((Named(""), [Named("⟦a⟧")]), (Named("⟦trade⟧"), [])):
        with pytest.raises(Refused):
            choose_trade(shop.group, trade, techniques, by=by, now=NOW)
    choose_trade(shop.group, Named("⟦trade⟧"), [Named("⟦a⟧")], by=by, now=NOW)


def test_a9_every_trade_of_the_house_has_five_to_ten_techniques_in_both_languages() -> None:
    for trade in starting_trades().values():
        assert 5 <= len(trade.techniques) <= 10
        assert all(named.zh and named.en for named in (trade.name, *trade.techniques))


def _uid(unit_id: int) -> str:
    from huzhu.base.units.models import Unit

    return Unit.objects.values_list("uid", flat=True).get(id=unit_id)
