"""What people look at in the tree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huzhu.base.db import under
from huzhu.base.units.kinds import LEVELS
from huzhu.base.units.models import Place, Unit


@dataclass(frozen=True)
class UnitLine:
    id: int
    uid: str
    level: str
    name: str
    path: str

    @property
    def level_name(self) -> str:
        return str(LEVELS[self.level].name) if self.level in LEVELS else self.level


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
    return [_line(place) for place in rows]


def children(unit_id: int, day: date) -> list[UnitLine]:
    """The units that hang directly below a unit on a day."""
    rows = Place.objects.on(day).filter(parent_id=unit_id).select_related("unit").order_by("unit_id")
    return [_line(place) for place in rows]


def line_up(path: str, day: date) -> list[UnitLine]:
    """The units from the root down to `path`: a breadcrumb."""
    ids = ids_of(path)
    places = {place.unit_id: place for place in Place.objects.on(day).filter(unit_id__in=ids).select_related("unit")}
    return [_line(places[unit_id]) for unit_id in ids if unit_id in places]


def unit_by_uid(uid: str, day: date) -> UnitLine | None:
    place = Place.objects.on(day).filter(unit__uid=uid).select_related("unit").first()
    return _line(place) if place else None


def at_level(path: str, level: str, day: date) -> UnitLine | None:
    """The unit of `level` on the way from the root to `path`, e.g. the workshop of a group."""
    return next((line for line in line_up(path, day) if line.level == level), None)


def names(unit_ids: set[int]) -> dict[int, str]:
    return dict(Unit.objects.filter(id__in=unit_ids).values_list("id", "name"))


def _line(place: Place) -> UnitLine:
    return UnitLine(place.unit_id, place.unit.uid, place.unit.level, place.unit.name, place.path)
