"""Totals for those above a group: how many can help and need help, from a base of five upward (S18, Q31).

A figure is shown only if nothing below the smallest base, and no 'none' or 'all', can be had by subtracting: units
that are unsafe for a technique are merged with a neighbour into 'other units', and their own pages do not show it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from huzhu.base.charter import Rule, rule
from huzhu.base.people.queries import members_under
from huzhu.base.units.queries import UnitLine, at_level, ids_of, subtree
from huzhu.rooms.skills.clauses import CAN_HELP, SMALLEST_BASE
from huzhu.rooms.skills.queries.catalogue import TechniqueLine, techniques, wanted_for
from huzhu.rooms.skills.queries.keys import key_techniques
from huzhu.rooms.skills.queries.standing import current_scores


@dataclass(frozen=True)
class Count:
    """Of `base` people measured in a technique, how many can help and how many need help."""

    base: int = 0
    can: int = 0
    need: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.base + other.base, self.can + other.can, self.need + other.need)

    def safe(self, smallest: int) -> bool:
        return self.base >= smallest and 0 < self.can < self.base and 0 < self.need < self.base


@dataclass(frozen=True)
class Figure:
    """What is printed: numbers, or 'few' / 'most' for none and all; nothing under the smallest base."""

    unit: str
    count: Count
    can: str
    need: str


@dataclass(frozen=True)
class TechniqueTotals:
    """One technique: the unit's own figure (None = kept back), and the same by units below, parts summing to it."""

    technique: TechniqueLine
    key: bool
    own: Figure | None
    parts: list[Figure]


@dataclass(frozen=True)
class Totals:
    lines: list[TechniqueTotals]
    rule: Rule


Tree = dict[int, dict[int, Count]]
"""By unit id, by technique id: the whole subtree."""


def totals_of(unit: UnitLine, day: date) -> Totals:
    """Figures of a unit above the groups and of the units right below it; constant statements.

    One smallest base for the whole factory: two would merge units in two ways, and subtracting tells what is between.
    """
    top = at_level(unit.path, "factory", day) or unit
    smallest = rule(SMALLEST_BASE, path=top.path, day=day)
    lines = subtree(top.path, day)
    tree = counts_of(top.path, day)
    names = {line.id: line.name for line in lines}
    keys = key_techniques(unit.path, day)
    found = []
    for technique in techniques(tree.get(unit.id, {})).values():
        own = tree[unit.id][technique.id]
        shown = _shown(unit, top, lines, tree, technique.id, smallest.value)
        parts = (
            [
                _figure(" · ".join(names[i] for i in ids) if len(ids) == 1 else _("other units"), count)
                for ids, count in parted(_below(unit, lines, tree, technique.id), smallest.value)
            ]
            if shown
            else []
        )
        found.append(
            TechniqueTotals(
                technique,
                technique.id in keys,
                _figure(unit.name, own) if shown else None,
                parts if len(parts) > 1 else [],
            )
        )
    return Totals(sorted(found, key=lambda line: (line.technique.trade_id, line.technique.id)), smallest)


def counts_of(path: str, day: date) -> Tree:
    """Counts of every unit in the subtree of `path`, each over all its people."""
    groups = dict(members_under(path, day))
    paths = {line.id: line.path for line in subtree(path, day)}
    wanted = wanted_for(groups, day)
    tree: Tree = defaultdict(lambda: defaultdict(Count))
    for (person, technique), at in current_scores(groups, day).items():
        one = Count(1, int(at.score >= CAN_HELP.default), int(at.score < wanted[person, technique]))
        for unit in ids_of(paths[groups[person]]):
            tree[unit][technique] = tree[unit][technique] + one
    return tree


def parted(units: Iterable[tuple[int, Count]], smallest: int) -> list[tuple[list[int], Count]]:
    """Units as they are shown: each safe one alone, the others merged with neighbours until they are safe together.

    `units` in tree order. The parts sum to the whole; one part of all units means that nothing is shown apart.
    """
    alone = [([unit], count) for unit, count in units if count.base]
    merged_ids: list[int] = []
    merged = Count()
    for part in [part for part in alone if not part[1].safe(smallest)]:
        alone.remove(part)
        merged_ids, merged = [*merged_ids, *part[0]], merged + part[1]
    while merged_ids and alone and (len(merged_ids) < 2 or not merged.safe(smallest)):
        neighbour = min(alone, key=lambda part: (part[1].base, part[0]))
        alone.remove(neighbour)
        merged_ids, merged = [*merged_ids, *neighbour[0]], merged + neighbour[1]
    return alone + ([(sorted(merged_ids), merged)] if merged_ids else [])


def _shown(unit: UnitLine, top: UnitLine, lines: list[UnitLine], tree: Tree, technique: int, smallest: int) -> bool:
    """Whether the unit's own figure is safe beside every figure above it: alone among its neighbours, all the way up."""
    by_id = {line.id: line for line in lines}
    way = [by_id[i] for i in ids_of(unit.path) if i in by_id]
    if tree[top.id][technique].base < smallest:
        return False
    for above, below in pairwise(way):
        if tree[below.id][technique] == tree[above.id][technique]:
            continue  # everybody measured is in this one unit: the same figure
        if [below.id] not in [ids for ids, _count in parted(_below(above, lines, tree, technique), smallest)]:
            return False
    return True


def _below(unit: UnitLine, lines: list[UnitLine], tree: Tree, technique: int) -> list[tuple[int, Count]]:
    depth = unit.path.count("/")
    return [
        (line.id, tree[line.id][technique])
        for line in lines
        if line.path.startswith(unit.path) and line.path.count("/") == depth + 1 and technique in tree[line.id]
    ]


def _figure(name: str, count: Count) -> Figure:
    return Figure(name, count, _words(count.can, count.base), _words(count.need, count.base))


def _words(part: int, whole: int) -> str:
    if part == 0:
        return _("few")
    if part == whole:
        return _("most")
    return str(part)
