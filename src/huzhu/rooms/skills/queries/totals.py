"""Totals for those above a group: how many can help and need help, from a base of five upward (S18, Q31).

A figure is shown only if nothing below the smallest base, and no 'none' or 'all', can be had by subtracting: units
that are unsafe for a technique are merged with a neighbour into 'other units', and their own pages do not show it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.db.models import F
from django.utils.translation import gettext as _

from huzhu.base.charter import Rule, rule
from huzhu.base.db import under
from huzhu.base.people.queries import members_under
from huzhu.base.units.models import Place
from huzhu.base.units.queries import UnitLine, at_level, children, ids_of, path_of, subtree
from huzhu.base.units.queries import names as unit_names
from huzhu.rooms.skills.clauses import CAN_HELP, SMALLEST_BASE
from huzhu.rooms.skills.models import Counted, Tally
from huzhu.rooms.skills.queries.catalogue import TechniqueLine, techniques, wanted_for
from huzhu.rooms.skills.queries.keys import key_techniques
from huzhu.rooms.skills.queries.merged import common_of
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
    """`at`: when the oldest of it was counted, None where it is counted here and now; `missing`: not counted yet."""

    lines: list[TechniqueTotals]
    rule: Rule
    at: datetime | None
    missing: list[str]


FEW_FACTORIES = 3
"""So many factories that were never counted are counted while the page waits."""

Tree = dict[int, dict[int, Count]]
"""By unit id, by technique id: the whole subtree."""


def totals_of(unit: UnitLine, day: date) -> Totals:
    """Figures of a unit above the groups and of the units right below it; constant statements.

    One smallest base for the whole factory: two would merge units in two ways, and subtracting tells what is between.
    """
    factory = at_level(unit.path, "factory", day)
    top = factory or unit
    smallest = rule(SMALLEST_BASE, path=top.path, day=day)
    lines = subtree(top.path, day) if factory else [unit, *children(unit.id, day)]
    tree, at, missing = _factory_counts(top, day) if factory else _counts_above(unit, lines, day)
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
    lines_shown = sorted(found, key=lambda line: (line.technique.trade_id, line.technique.id))
    return Totals(lines_shown, smallest, at, missing)


def _factory_counts(factory: UnitLine, day: date) -> tuple[Tree, datetime | None, list[str]]:
    """As last counted; a factory that was never counted is counted here and now."""
    counted = Counted.objects.filter(unit_id=factory.id).first()
    if counted is None:
        return counts_of(factory.path, day), None, []
    tree: Tree = defaultdict(lambda: defaultdict(Count))
    for row in Tally.objects.filter(factory_id=factory.id):
        tree[row.unit_id][row.technique_id] = Count(row.base, row.can, row.need)
    return tree, counted.at, []


def _counts_above(unit: UnitLine, lines: list[UnitLine], day: date) -> tuple[Tree, datetime | None, list[str]]:
    """Sums over the factories below a unit, for it and the units right below it: everybody's roll is a factory's (Q36).

    Only techniques of units above the factories, and those mapped to them, cross factories; of several of one factory
    under one common technique the most measured counts, so that nobody counts twice. Few factories that were never
    counted are counted here and now; of more the names are given.
    """
    places = Place.objects.on(day).filter(under(unit.path), unit__level="factory").order_by("path")
    paths = {place.unit_id: ids_of(place.path) for place in places}
    counted = dict(Counted.objects.filter(unit_id__in=paths).values_list("unit_id", "at"))
    rows = [
        (row.factory_id, row.technique_id, Count(row.base, row.can, row.need))
        for row in Tally.objects.filter(factory_id__in=counted, unit_id=F("factory_id"))
    ]
    missing = [factory for factory in paths if factory not in counted]
    if len(missing) <= FEW_FACTORIES:
        for factory in missing:
            here = counts_of(path_of(factory, day), day).get(factory, {})
            rows += [(factory, technique, count) for technique, count in here.items()]
        missing = []
    common = common_of({technique for _factory, technique, _count in rows})
    owners = {line.id: line.unit_id for line in techniques(set(common.values())).values()}
    above = {step for way in paths.values() for step in way[:-1]}
    shown, tree = {line.id for line in lines}, defaultdict[int, dict[int, Count]](lambda: defaultdict(Count))
    most: dict[tuple[int, int], Count] = {}
    for factory, technique, count in rows:
        if owners.get(common[technique]) in above:
            key = factory, common[technique]
            most[key] = max(most.get(key, Count()), count, key=lambda found: found.base)
    for (factory, technique), count in most.items():
        for step in shown & set(paths[factory]):
            tree[step][technique] += count
    return tree, min(counted.values(), default=None), list(unit_names(set(missing)).values())


def counts_of(path: str, day: date) -> Tree:
    """Counts of every unit in the subtree of `path`, each over all its people."""
    groups = dict(members_under(path, day))
    paths = {line.id: line.path for line in subtree(path, day)}
    wanted = wanted_for(groups, day)
    tree: Tree = defaultdict(lambda: defaultdict(Count))
    for (person, technique), at in current_scores(groups, day).items():
        one = Count(1, int(at.score >= CAN_HELP.default), int(at.score < wanted[person, technique]))
        for unit in ids_of(paths[groups[person]]):
            tree[unit][technique] += one
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
