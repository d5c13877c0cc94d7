"""S18, Q31: totals above the group, tested by subtracting."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu.base.access import Refused, Role
from huzhu.base.charter.actions import set_clause
from huzhu.base.units.queries import UnitLine, subtree
from huzhu.rooms.skills.clauses import SMALLEST_BASE
from huzhu.rooms.skills.queries.totals import Count, Tree, _below, _shown, counts_of, parted, totals_of
from tests.cast import NOW, TODAY, Shop, make_shop

SMALLEST = 5
counts = st.integers(0, 14).flatmap(
    lambda base: st.builds(Count, st.just(base), st.integers(0, base), st.integers(0, base))
)
workshops = st.lists(st.lists(counts, min_size=1, max_size=5), min_size=1, max_size=4)


@given(st.lists(counts, max_size=8))
def test_q31_parts_sum_to_the_whole_and_each_is_safe_or_nothing_is_shown_apart(units: list[Count]) -> None:
    parts = parted(list(enumerate(units)), SMALLEST)
    assert sum((count for _ids, count in parts), Count()) == sum(units, Count())
    assert sorted(i for ids, _count in parts for i in ids) == [i for i, count in enumerate(units) if count.base]
    assert len(parts) < 2 or all(count.safe(SMALLEST) for _ids, count in parts)


@settings(max_examples=150)
@given(workshops)
def test_q31_no_unsafe_unit_can_be_had_by_subtracting_what_is_shown(shape: list[list[Count]]) -> None:
    """Every printed figure is an equation over the groups; no unsafe unit may be a combination of them."""
    lines, tree = tree_of(shape)
    groups = [line.id for line in lines if line.level == "group"]
    top = lines[0]

    def vector(ids: list[int]) -> list[int]:
        paths = [line.path for line in lines if line.id in ids]
        return [int(any(line.path.startswith(path) for path in paths)) for line in lines if line.id in groups]

    printed = []
    for unit in lines:
        if unit.level != "group" and _shown(unit, top, lines, tree, 1, SMALLEST):
            printed.append(vector([unit.id]))
            parts = parted(_below(unit, lines, tree, 1), SMALLEST)
            printed += [vector(ids) for ids, _count in parts] if len(parts) > 1 else []

    def same_as_shown(unit: UnitLine) -> bool:
        return any(
            above.path != unit.path and unit.path.startswith(above.path) and tree[above.id][1] == tree[unit.id][1]
            and _shown(above, top, lines, tree, 1, SMALLEST)
            for above in lines
        )  # fmt: skip

    empty = {index for index, group in enumerate(groups) if not tree[group][1].base}
    for unit in lines[1:]:
        if not tree[unit.id][1].safe(SMALLEST) and tree[unit.id][1].base and not same_as_shown(unit):
            assert not spanned(printed, vector([unit.id]), empty), unit


def tree_of(shape: list[list[Count]]) -> tuple[list[UnitLine], Tree]:
    lines, tree = [UnitLine(1, "f", "factory", "f", "/1/")], {1: {1: Count()}}
    number = 1
    for groups in shape:
        shop = number = number + 1
        lines.append(UnitLine(shop, f"w{shop}", "workshop", f"w{shop}", f"/1/{shop}/"))
        tree[shop] = {1: sum(groups, Count())}
        tree[1] = {1: tree[1][1] + tree[shop][1]}
        for count in groups:
            number += 1
            lines.append(UnitLine(number, f"g{number}", "group", f"g{number}", f"/1/{shop}/{number}/"))
            tree[number] = {1: count}
    return lines, tree


def spanned(rows: list[list[int]], target: list[int], empty: set[int]) -> bool:
    """Whether `target` is a linear combination of `rows`; groups without anybody measured count for nothing."""
    if not rows:
        return False
    keep = [index for index in range(len(target)) if index not in empty]
    known = np.array(rows, dtype=float)[:, keep]
    asked = np.array(target, dtype=float)[keep]
    return bool(np.linalg.matrix_rank(np.vstack([known, asked])) == np.linalg.matrix_rank(known))


def filled(*groups: tuple[int, ...]) -> Shop:
    shop = make_shop()
    for number, scores in enumerate(groups):
        group = shop.group if not number else shop.add_group(f"⟦group {number + 1}⟧")
        for person, score in zip(shop.people(len(scores), group=group), scores, strict=True):
            shop.measured(person, "piecing", score)
    return shop


@pytest.mark.django_db
def test_s18_leaders_see_totals_of_their_own_level() -> None:
    shop = filled((900, 300, 300, 900, 300), (900, 900, 300, 300, 300, 300))
    workshop = next(line for line in subtree(shop.path(shop.workshop), TODAY) if line.id == shop.workshop)
    [line] = totals_of(workshop, TODAY).lines
    assert line.own is not None
    assert (line.own.count.base, line.own.can, line.own.need) == (11, "4", "7")
    assert [(part.count.base, part.can) for part in line.parts] == [(5, "2"), (6, "2")]


@pytest.mark.django_db
def test_s18_a_small_group_is_put_together_with_a_neighbour() -> None:
    shop = filled((900, 300, 300, 900, 300), (900, 900, 300, 300, 300, 300), (900, 300))
    workshop = next(line for line in subtree(shop.path(shop.workshop), TODAY) if line.id == shop.workshop)
    [line] = totals_of(workshop, TODAY).lines
    assert [(part.unit, part.count.base) for part in line.parts][1:] == [("other units", 7)]
    assert line.own is not None and sum(part.count.base for part in line.parts) == line.own.count.base


@pytest.mark.django_db
def test_s18_none_is_few_all_is_most_and_under_five_nothing() -> None:
    shop = filled((300, 300, 300, 300, 300))
    workshop = next(line for line in subtree(shop.path(shop.workshop), TODAY) if line.id == shop.workshop)
    factory = subtree(shop.path(shop.factory), TODAY)[0]
    [line] = totals_of(factory, TODAY).lines
    assert line.own is not None and (line.own.can, line.own.need, line.parts) == ("few", "most", [])
    [line] = totals_of(workshop, TODAY).lines
    assert line.own is not None and line.own.can == "few"
    small = filled_again("second mill", (300, 900))
    [line] = totals_of(small, TODAY).lines
    assert line.own is None


def filled_again(name: str, scores: tuple[int, ...]) -> UnitLine:
    shop = make_shop(name)
    for person, score in zip(shop.people(len(scores)), scores, strict=True):
        shop.measured(person, "piecing", score)
    return subtree(shop.path(shop.factory), TODAY)[0]


@pytest.mark.django_db
def test_s18_a_person_may_both_help_and_need_help() -> None:
    shop = filled((650, 650, 300, 900, 300))
    tree = counts_of(shop.path(shop.factory), TODAY)
    assert tree[shop.group][shop.technique().id] == Count(5, 3, 4)


@pytest.mark.django_db
def test_q31_no_rule_allows_fewer_than_five_and_one_rule_goes_for_the_whole_factory() -> None:
    """A factory at ten, its workshop at five: the factory's 'other units' less the workshop's own parts would be two people."""
    shop = filled((900, 300, 300, 900, 300), (900, 900, 300, 300, 300, 300), (900, 300))
    sponsor = shop.scope(shop.holder(Role.ADMINISTRATOR, unit=shop.factory))
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(Refused):
        set_clause(shop.factory, SMALLEST_BASE.code, 4, starts=tomorrow, by=sponsor, now=NOW)
    for unit, number in ((shop.factory, 10), (shop.workshop, 5)):
        set_clause(unit, SMALLEST_BASE.code, number, starts=tomorrow, by=sponsor, now=NOW)
    workshop = next(line for line in subtree(shop.path(shop.workshop), TODAY) if line.id == shop.workshop)
    found = totals_of(workshop, tomorrow)
    assert found.rule.value == 10 and found.lines[0].parts == []
    set_clause(shop.factory, SMALLEST_BASE.code, 5, starts=tomorrow, by=sponsor, now=NOW)
    assert [part.count.base for part in totals_of(workshop, tomorrow).lines[0].parts] == [6, 7]
