"""The tree at any date: founded, moved, renamed, labelled; what was before stays as it was (S2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from huzhu.base.access import NotAllowed, Refused, Role, Scope
from huzhu.base.db.consistency import checks
from huzhu.base.people.actions.roll import give_mandate
from huzhu.base.units.actions.tree import (
    NewUnit,
    end_label,
    found_unit,
    found_units,
    label_unit,
    move_unit,
    rename_unit,
)
from huzhu.base.units.kinds import LEVELS, LINE
from huzhu.base.units.models import Label, Place, Standing, Unit
from huzhu.base.units.queries import (
    at_level,
    counts_below,
    found,
    labels_at,
    line_up,
    path_of,
    subtree,
    told_apart,
    trees,
    unit_by_uid,
)
from tests.cast import NOW, START, TODAY, Shop, make_shop

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]
SYSTEM = Scope.system(TODAY)


def founded(name: str, level: str, parent: int | None, starts: date = START) -> int:
    return found_unit(f"⟦{name}⟧", level, parent_id=parent, starts=starts, by=SYSTEM, now=NOW)


def uid(unit: int) -> str:
    return Unit.objects.values_list("uid", flat=True).get(id=unit)


def nation_down() -> list[int]:
    """One unit of every level on the way from the nation to a group."""
    ids: list[int] = []
    for level in reversed(LINE):
        ids.append(founded(level, level, ids[-1] if ids else None))
    return ids


def broken() -> list[str]:
    return [breach for check in checks() if check.code.startswith("base.units") for breach in check.find()]


def administrator(shop: Shop, unit: int) -> Scope:
    return shop.scope(shop.holder(Role.ADMINISTRATOR, unit=unit))


def test_s2_a_tree_of_nine_levels_stands_and_nearness_rises_from_the_group_to_the_nation() -> None:
    ids = nation_down()
    path = path_of(ids[-1], TODAY)
    assert [line.level for line in line_up(path, TODAY)] == list(reversed(LINE))
    assert [LEVELS[level].nearness for level in LINE] == list(range(9))
    factory = at_level(path, "factory", TODAY)
    assert factory is not None and factory.id == ids[-4]
    with pytest.raises(Refused):
        founded("street", "street", ids[0])
    assert broken() == []


def test_s2_a_permission_at_a_node_covers_its_subtree_and_nothing_else() -> None:
    shop = make_shop()
    province = founded("province", "province", None)
    city, other = founded("city", "city", province), founded("other city", "city", province)
    factory, strange = founded("mill", "factory", city), founded("mill", "factory", other)
    by = administrator(shop, city)
    inside = found_unit("⟦shop⟧", "workshop", parent_id=factory, starts=START, by=by, now=NOW)
    assert by.holds(Role.ADMINISTRATOR, at=path_of(inside, TODAY))
    for outside in (province, other, strange):
        assert not by.holds(Role.ADMINISTRATOR, at=path_of(outside, TODAY))
        with pytest.raises(NotAllowed):
            found_unit("⟦shop⟧", "workshop", parent_id=outside, starts=START, by=by, now=NOW)
        with pytest.raises(NotAllowed):
            label_unit(outside, "product", "⟦cloth⟧", starts=TODAY, by=by, now=NOW)


def test_s2_a_unit_moves_with_all_below_it_and_last_year_stays_as_it_was() -> None:
    city, other = founded("city", "city", None), founded("other city", "city", None)
    factory = founded("mill", "factory", city)
    workshop = founded("shop", "workshop", factory)
    late = founded("late group", "group", workshop, TODAY - timedelta(days=10))
    day = TODAY - timedelta(days=30)
    move_unit(factory, parent_id=other, starts=day, by=SYSTEM, now=NOW)
    assert path_of(workshop, day - timedelta(days=1)) == f"/{city}/{factory}/{workshop}/"
    for unit, path in ((workshop, f"/{other}/{factory}/{workshop}/"), (late, f"/{other}/{factory}/{workshop}/{late}/")):
        assert path_of(unit, TODAY) == path
    assert [line.id for line in subtree(f"/{city}/", TODAY)] == [city]
    assert factory in {line.id for line in subtree(f"/{city}/", day - timedelta(days=1))}
    assert broken() == []
    with pytest.raises(Refused):
        move_unit(other, parent_id=workshop, starts=TODAY, by=SYSTEM, now=NOW)


def test_a_unit_founded_in_the_past_has_moved_along_with_the_one_above_it() -> None:
    city, other = founded("city", "city", None), founded("other city", "city", None)
    factory, day = founded("mill", "factory", city), TODAY - timedelta(days=30)
    move_unit(factory, parent_id=other, starts=day, by=SYSTEM, now=NOW)
    late = founded("shop", "workshop", factory)
    assert path_of(late, START) == f"/{city}/{factory}/{late}/"
    assert path_of(late, TODAY) == f"/{other}/{factory}/{late}/"
    assert broken() == []


def test_a_unit_moved_before_it_was_renamed_stays_moved_under_its_new_name() -> None:
    city, other = founded("city", "city", None), founded("other city", "city", None)
    factory = founded("mill", "factory", city)
    shop = founded("shop", "workshop", factory)
    rename_unit(factory, "⟦works⟧", starts=TODAY - timedelta(days=30), by=SYSTEM, now=NOW)
    move_unit(factory, parent_id=other, starts=TODAY - timedelta(days=60), by=SYSTEM, now=NOW)
    for days, name in ((45, "⟦mill⟧"), (0, "⟦works⟧")):
        line = unit_by_uid(uid(factory), TODAY - timedelta(days=days))
        assert line is not None and (line.name, line.path) == (name, f"/{other}/{factory}/")
        assert path_of(shop, TODAY - timedelta(days=days)) == f"/{other}/{factory}/{shop}/"
    assert broken() == []


def test_a_unit_is_not_moved_by_who_lacks_one_of_the_places_nor_out_of_its_factory() -> None:
    shop, second = make_shop(), make_shop("second mill")
    by = administrator(shop, shop.factory)
    spare = founded("spare shop", "workshop", shop.factory)
    move_unit(shop.group, parent_id=spare, starts=TODAY, by=by, now=NOW)
    assert path_of(shop.group, TODAY) == f"/{shop.factory}/{spare}/{shop.group}/"
    with pytest.raises(NotAllowed):
        move_unit(shop.group, parent_id=second.workshop, starts=TODAY, by=by, now=NOW)
    with pytest.raises(Refused):
        move_unit(shop.group, parent_id=second.workshop, starts=TODAY, by=SYSTEM, now=NOW)
    with pytest.raises(NotAllowed):
        move_unit(spare, parent_id=shop.factory, starts=TODAY, by=shop.scope(shop.person()), now=NOW)


def test_what_has_moved_away_is_not_changed_from_a_day_when_it_was_still_here() -> None:
    city, other = founded("city", "city", None), founded("other city", "city", None)
    factory, shop = founded("mill", "factory", city), make_shop()
    by = administrator(shop, city)
    move_unit(factory, parent_id=other, starts=TODAY - timedelta(days=30), by=SYSTEM, now=NOW)
    with pytest.raises(NotAllowed):
        rename_unit(factory, "⟦mine⟧", starts=TODAY - timedelta(days=60), by=by, now=NOW)


def test_a_unit_renamed_bears_its_old_name_on_a_day_before() -> None:
    shop = make_shop()
    by, public = administrator(shop, shop.factory), uid(shop.workshop)
    rename_unit(shop.workshop, "⟦spinning⟧", name_en="⟦Spinning⟧", starts=TODAY, by=by, now=NOW)
    then, now = unit_by_uid(public, TODAY - timedelta(days=1)), unit_by_uid(public, TODAY)
    assert then is not None and now is not None
    assert (then.name, now.name_zh) == ("⟦first mill workshop⟧", "⟦spinning⟧")
    with override("en"):
        assert (then.name, now.name) == ("⟦first mill workshop⟧", "⟦Spinning⟧")
    with override("zh-hans"):
        assert now.name == "⟦spinning⟧"
    for name, day in (("  ", TODAY), ("⟦x⟧", TODAY + timedelta(days=1))):
        with pytest.raises(Refused):
            rename_unit(shop.workshop, name, starts=day, by=by, now=NOW)
    assert broken() == []


def test_s2_units_are_found_across_the_tree_by_label_while_it_holds() -> None:
    shop, other = make_shop(), make_shop("second mill")
    by = administrator(shop, shop.factory)
    label = label_unit(shop.group, "product", "⟦21-count yarn⟧", starts=TODAY, by=by, now=NOW)
    label_unit(other.group, "product", "⟦21-count yarn⟧", starts=TODAY, by=SYSTEM, now=NOW)
    both = [f"/{shop.factory}/", f"/{other.factory}/"]
    assert [line.id for line in found("21-count", both, TODAY, most=9)] == [shop.group, other.group]
    assert [line.id for line in found("21-count", both[:1], TODAY, most=9)] == [shop.group]
    assert found("21-count", both, TODAY - timedelta(days=1), most=9) == []
    assert [(line.kind, line.text) for line in labels_at(shop.group, TODAY)] == [("product", "⟦21-count yarn⟧")]
    with pytest.raises(NotAllowed):
        end_label(label, unit_id=shop.group, by=administrator(other, other.factory), now=NOW)
    end_label(label, unit_id=shop.group, by=by, now=NOW)
    assert labels_at(shop.group, TODAY) == []


def test_many_units_are_founded_at_once_and_counted_by_level() -> None:
    shop = make_shop()
    city = founded("city", "city", None)
    by = administrator(shop, city)
    new = [NewUnit("⟦mill⟧", "factory", city, START), NewUnit("⟦pool⟧", "team", city, START)]
    new += [NewUnit("⟦own⟧", "team", -1, START), NewUnit("⟦shop⟧", "workshop", -1, START, state="forming")]
    new += [NewUnit("⟦here⟧", "team", -4, START), NewUnit("⟦one⟧", "group", -4, START)]
    assert len(found_units(new, by=by, now=NOW)) == 6
    counts = {line.word: line.count for line in counts_below(f"/{city}/", TODAY)}
    assert list(counts.values()) == [1, 1, 1, 1, 1, 1] and len(counts) == 6
    assert broken() == []
    before = Place.objects.count()
    for wrong, error in (
        (NewUnit("⟦x⟧", "factory", shop.factory, START), NotAllowed),
        (NewUnit("", "factory", city, START), Refused),
        (NewUnit("⟦early⟧", "factory", city, START - timedelta(days=1)), Refused),
    ):
        with pytest.raises(error):
            found_units([*new, wrong], by=by, now=NOW)
    assert Place.objects.count() == before


def test_a_tree_too_large_for_one_page_shows_what_hangs_right_below_its_tops() -> None:
    shop = make_shop()
    path = [f"/{shop.factory}/"]
    assert [line.id for line in trees(path, TODAY, most=3)[0]] == [shop.factory, shop.workshop, shop.group]
    lines, whole = trees(path, TODAY, most=2)
    assert ([line.id for line in lines], whole) == ([shop.factory, shop.workshop], False)


def test_the_database_refuses_an_unknown_state_a_missing_reason_and_an_empty_label() -> None:
    shop = make_shop()
    unit = Unit.objects.get(id=shop.group)
    for state, reason in (("gone", "⟦r⟧"), ("suspended", "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Standing.objects.create(unit=unit, starts=START, state=state, reason=reason)
    with pytest.raises(IntegrityError), transaction.atomic():
        Label.objects.create(unit=unit, starts=START, kind="line", text="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(id=unit.id).update(predecessor=unit)


def test_a_role_at_a_city_is_given_only_by_who_administers_it() -> None:
    shop = make_shop()
    city = founded("city", "city", None)
    person, by = shop.person(), administrator(shop, city)
    give_mandate(person.id, Role.COMMITTEE, unit_id=city, by=by, now=NOW)
    with pytest.raises(NotAllowed):
        give_mandate(person.id, Role.COMMITTEE, unit_id=shop.factory, by=by, now=NOW)


def test_units_called_the_same_are_told_apart_by_their_factory_and_within_one_by_what_is_right_above() -> None:
    city = founded("city", "city", None)
    shops = [make_shop(name, parent=city) for name in ("first mill", "second mill")]
    for shop in shops:
        shop.add_group("⟦office⟧")
    assert {"⟦office⟧ · ⟦first mill⟧", "⟦office⟧ · ⟦second mill⟧"} < set(apart(city))
    workshop = founded("weaving", "workshop", shops[0].factory)
    shops[0].add_group("⟦office⟧", workshop=workshop)
    assert {"⟦office⟧ · ⟦weaving⟧", "⟦office⟧ · ⟦first mill workshop⟧", "⟦office⟧ · ⟦second mill⟧"} < set(apart(city))
    assert apart(shops[1].factory)[-1] == "⟦office⟧"  # alone, it keeps its name


def apart(unit: int) -> list[str]:
    return list(told_apart(subtree(path_of(unit, TODAY), TODAY)).values())
