"""What people look at in the tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from huzhu.base.db import compiled, under
from huzhu.base.units.kinds import LABELS, LEVELS, level_words
from huzhu.base.units.kinds import said as said
from huzhu.base.units.models import Label, Place, Standing, Unit
from huzhu.base.units.moves import ACTIVE, STATE_NAMES

MANY = 100
"""Units on one page of a list."""


@dataclass(frozen=True)
class UnitLine:
    """A unit as it is on a day; `ended`: the first day on which it was no more, where that day came before."""

    id: int
    uid: str
    level: str
    name_zh: str
    path: str
    name_en: str = ""
    ended: date | None = None

    @property
    def name(self) -> str:
        """In the reader's language, where it has a name there."""
        return said(self.name_zh, self.name_en)

    @property
    def level_name(self) -> str:
        return str(LEVELS[self.level].name) if self.level in LEVELS else self.level

    @property
    def is_home(self) -> bool:
        return self.level in LEVELS and LEVELS[self.level].home

    def day(self, asked: date) -> date:
        """The day on which it is looked at: the one asked for, or the last one of a unit that is no more (S14)."""
        return self.ended - timedelta(days=1) if self.ended else asked


@dataclass(frozen=True)
class Stand:
    """How a unit stands from a day on, and why."""

    state: str
    since: date | None = None
    reason: str = ""

    @property
    def word(self) -> str:
        return str(STATE_NAMES[self.state])


@dataclass(frozen=True)
class LabelLine:
    id: int
    kind: str
    text: str
    since: date

    @property
    def word(self) -> str:
        return str(LABELS[self.kind]) if self.kind in LABELS else self.kind


@dataclass(frozen=True)
class LevelCount:
    """How many units of one kind stand below a unit; teams are told apart by what they belong to."""

    word: str
    count: int


def ids_of(path: str) -> tuple[int, ...]:
    """Unit ids of a path, root first."""
    return tuple(int(part) for part in path.split("/") if part)


def path_of(unit_id: int, day: date) -> str:
    """Path of a unit on a day; '' if it did not exist then."""
    return Place.objects.on(day).filter(unit_id=unit_id).values_list("path", flat=True).first() or ""


def subtree(path: str, day: date, *, level: str | None = None) -> list[UnitLine]:
    """Units at and below `path` on a day, in tree order of their paths."""
    rows = Place.objects.on(day).filter(under(path)).select_related("unit").order_by("path")
    if level:
        rows = rows.filter(unit__level=level)
    return [line_of(place) for place in rows]


def last_places(path: str, day: date) -> QuerySet[Place]:
    """Where every unit hangs, at and below `path`, that stands on a day or last stood there: what a unit that is no more
    has done still counts above it (S14)."""
    later = Place.objects.filter(unit_id=OuterRef("unit_id"), starts__lte=day, starts__gt=OuterRef("starts"))
    return Place.objects.filter(under(path), starts__lte=day).exclude(Exists(later))


def places_below(unit_id: int, day: date) -> QuerySet[Place]:
    """Where the units are that hang directly below a unit on a day; `line_of` makes each a line."""
    return Place.objects.on(day).filter(parent_id=unit_id).select_related("unit").order_by("unit_id")


def children(unit_id: int, day: date) -> list[UnitLine]:
    """The units that hang directly below a unit on a day."""
    return [line_of(place) for place in places_below(unit_id, day)]


def lines_below(unit: UnitLine, keepers: Collection[int], day: date) -> tuple[list[UnitLine], dict[int, int]]:
    """(the units right below `unit` on a day, then those of which something is counted that are no more, or the unit
    itself; {keeper: id of the line under which it counts}), so that the lines sum to the whole. Four statements."""
    depth, places, lines = len(ids_of(unit.path)), last_places(unit.path, day), children(unit.id, day)
    paths = places.filter(unit_id__in=keepers).values_list("unit_id", "path")
    under_line = {keeper: (*ids_of(path), unit.id)[depth] for keeper, path in paths}
    others = places.filter(unit_id__in=set(under_line.values()) - {line.id for line in lines}).select_related("unit")
    return lines + [line_of(place) for place in others.order_by("path")], under_line


def trees(paths: Sequence[str], day: date, *, most: int) -> tuple[list[UnitLine], bool]:
    """(units at and below `paths`, whether all): beyond `most` only the tops and what hangs right below them, `most` of it."""
    rows = Place.objects.on(day).filter(_below(paths)).select_related("unit").order_by("path")
    if rows.count() <= most:
        return [line_of(place) for place in rows], True
    tops = [ids_of(path)[-1] for path in paths]
    near = rows.filter(Q(unit_id__in=tops) | Q(parent_id__in=tops))[:most]
    return [line_of(place) for place in near], False


def found(text: str, paths: Sequence[str], day: date, *, most: int) -> list[UnitLine]:
    """Units at and below `paths` whose name or label holds `text`, in tree order; at most `most`."""
    labelled = Label.objects.on(day).filter(text__icontains=text).values("unit_id")
    named = Q(name__icontains=text) | Q(unit__name__icontains=text) | Q(unit__name_en__icontains=text)
    rows = (
        Place.objects.on(day)
        .filter(_below(paths), named | Q(unit_id__in=labelled))
        .select_related("unit")
        .order_by("path")
    )
    return [line_of(place) for place in rows[:most]]


def called(words: str, paths: Sequence[str], day: date) -> list[UnitLine]:
    """Units at and below `paths` of a name; 'mill / shop' is a shop somewhere below a mill."""
    *above, name = [part.strip() for part in words.split("/")]
    rows = Place.objects.on(day).filter(_below(paths), Q(unit__name=name) | Q(unit__name_en=name))
    lines = [line_of(place) for place in rows.select_related("unit").order_by("path")[:MANY]]
    if not above:
        return lines
    known = names({unit_id for line in lines for unit_id in ids_of(line.path)})
    return [line for line in lines if set(above) <= {known[unit_id] for unit_id in ids_of(line.path)}]


def line_up(path: str, day: date) -> list[UnitLine]:
    """The units from the root down to `path`: a breadcrumb."""
    ids = ids_of(path)
    places = {place.unit_id: place for place in _places(ids, day)}
    return [line_of(places[unit_id]) for unit_id in ids if unit_id in places]


@compiled
def _places(unit_ids: Collection[int], day: date) -> QuerySet[Place]:
    return Place.objects.on(day).filter(unit_id__in=unit_ids).select_related("unit")


def unit_by_uid(uid: str, day: date) -> UnitLine | None:
    """A unit as it is on a day; one that is no more as it was on its last day (S14); None before it was founded."""
    return next((line_of(place, day) for place in _last_place(uid, day)), None)


@compiled
def _last_place(uid: str, day: date) -> QuerySet[Place]:
    rows = Place.objects.filter(unit__uid=uid, starts__lte=day).select_related("unit")
    return rows.order_by("-starts")[:1]


def at_level(path: str, level: str, day: date) -> UnitLine | None:
    """The unit of `level` on the way from the root to `path`, e.g. the workshop of a group."""
    return next((line for line in line_up(path, day) if line.level == level), None)


def workshops_of(paths: Collection[str]) -> dict[str, int]:
    """By path of a group the unit that it is part of: its workshop, past a shift between the two; itself at the top.
    One statement."""
    lines = {path: ids_of(path) for path in paths}
    above = {unit for line in lines.values() for unit in line[:-1]}
    shifts = set(Unit.objects.filter(id__in=above, level="shift").values_list("id", flat=True))
    return {path: next((u for u in reversed(line[:-1]) if u not in shifts), line[-1]) for path, line in lines.items()}


def names(unit_ids: Collection[int]) -> dict[int, str]:
    """Names of units as they are called now, in the reader's language."""
    rows = Unit.objects.filter(id__in=unit_ids).values_list("id", "name", "name_en")
    return {unit_id: said(name, name_en) for unit_id, name, name_en in rows}


def stand_of(unit_id: int, day: date) -> Stand:
    """How a unit stands on a day; active where nobody said otherwise."""
    row = Standing.objects.on(day).filter(unit_id=unit_id).first()
    return Stand(row.state, row.starts, row.reason) if row else Stand(ACTIVE)


def stands_of(unit_ids: Collection[int], day: date) -> dict[int, Stand]:
    """The units that somebody said something about, by id; the others are active. One statement."""
    rows = Standing.objects.on(day).filter(unit_id__in=unit_ids)
    return {row.unit_id: Stand(row.state, row.starts, row.reason) for row in rows}


def history(unit_id: int) -> list[Stand]:
    """Every state that was ever said of a unit, newest first."""
    rows = Standing.objects.filter(unit_id=unit_id).order_by("-starts")
    return [Stand(row.state, row.starts, row.reason) for row in rows]


def labels_at(unit_id: int, day: date) -> list[LabelLine]:
    """A unit's own labels and contacts on a day."""
    rows = Label.objects.on(day).filter(unit_id=unit_id).order_by("kind", "text")
    return [LabelLine(row.id, row.kind, row.text, row.starts) for row in rows]


def counts_below(path: str, day: date) -> list[LevelCount]:
    """How many units of each kind stand below the unit with `path` on a day, widest first; one statement (F40)."""
    rows = Place.objects.on(day).filter(under(path)).exclude(path=path)
    sums: dict[tuple[int, str], int] = {}
    order = {code: -at for at, code in enumerate(LEVELS)}
    for level, above, count in rows.values_list("unit__level", "parent__level").annotate(count=Count("id")):
        key = order.get(level, 0), level_words(level, above or "")
        sums[key] = sums.get(key, 0) + count
    return [LevelCount(word, count) for (_order, word), count in sorted(sums.items())]


def relatives(unit_id: int) -> tuple[UnitLine | None, list[UnitLine]]:
    """(the unit that this one was rebuilt from, those rebuilt from it), each where it stands or last stood (S14)."""
    near = Q(id__in=Unit.objects.filter(id=unit_id).values("predecessor_id")) | Q(predecessor_id=unit_id)
    places = Place.objects.filter(unit__in=Unit.objects.filter(near)).select_related("unit").order_by("starts")
    lines = {place.unit_id: line_of(place) for place in places}
    after = {place.unit_id for place in places if place.unit.predecessor_id == unit_id}
    before = next((line for found_id, line in lines.items() if found_id not in after), None)
    return before, [line for found_id, line in lines.items() if found_id in after]


def told_apart(lines: Collection[UnitLine]) -> dict[int, str]:
    """Names of units that stand side by side, by id: where several are called the same, each with its factory behind it,
    or, within one factory, the unit right above. At most one statement."""
    count = Counter(line.name for line in lines)
    twice = {line.id: ids_of(line.path)[:-1] for line in lines if count[line.name] > 1}
    above = Unit.objects.in_bulk({unit_id for path in twice.values() for unit_id in path}) if twice else {}
    factory = {line: next((u for u in path if above[u].level == "factory"), 0) for line, path in twice.items()}
    alike = Counter((line.name, factory[line.id]) for line in lines if line.id in twice)
    found = {line.id: line.name for line in lines}
    for line_id, path in twice.items():
        by = factory[line_id] if alike[found[line_id], factory[line_id]] == 1 else 0
        if by or path:
            found[line_id] += f" · {above[by or path[-1]].said}"
    return found


def _below(paths: Sequence[str]) -> Q:
    return reduce(or_, (under(path) for path in paths))


def line_of(place: Place, day: date | None = None) -> UnitLine:
    """A place as a line; with `day` it knows whether the unit had ended by then."""
    ended = place.ends if day and place.ends <= day else None
    unit, then = place.unit, bool(place.name)
    name, name_en = (place.name, place.name_en) if then else (unit.name, unit.name_en)
    return UnitLine(place.unit_id, unit.uid, unit.level, name, place.path, name_en, ended)
