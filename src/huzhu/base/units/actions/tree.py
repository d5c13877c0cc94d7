"""Deeds on the tree: what hangs where, and how it is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Refused, Role, Scope
from huzhu.base.journal import deed, happened, record
from huzhu.base.units.kinds import LABELS, LEVELS
from huzhu.base.units.locks import lock_trees
from huzhu.base.units.models import Label, Place, Standing, Unit
from huzhu.base.units.moves import ACTIVE
from huzhu.base.units.periods import OPEN_END, finish, succeed
from huzhu.base.units.queries import at_level, path_of

BUILDERS = (Role.ADMINISTRATOR, Role.TRAINING_OFFICER)


@dataclass(frozen=True)
class NewUnit:
    """A unit to be founded below one that stands (`parent` > 0: its id), an earlier new one (-1: the first), or nothing (0)."""

    name: str
    level: str
    parent: int
    starts: date
    name_en: str = ""
    state: str = ACTIVE
    reason: str = ""
    predecessor: int | None = None


@deed("units.found")
def found_unit(
    name: str, level: str, *, parent_id: int | None, starts: date, by: Scope, now: datetime, name_en: str = "",
    state: str = ACTIVE, reason: str = "", predecessor: int | None = None,
) -> int:  # fmt: skip
    """Found a unit under `parent_id` from `starts` on; returns its id (S2).

    Raises NotAllowed without authority over the parent (a root is founded by the system alone), Refused for an
    unknown level, an empty name, or a parent that does not exist on that day.
    """
    new = NewUnit(name, level, parent_id or 0, starts, name_en, state, reason, predecessor)
    unit = _found([new], by)[0]
    record("unit", unit, unit_id=unit, after={"level": level, "parent": parent_id, "from": starts.isoformat()})
    return unit


@deed("units.found_many")
def found_units(new: Sequence[NewUnit], *, by: Scope, now: datetime) -> list[int]:
    """Found many units, those above before those below them; returns their ids. All or nothing, one journal row."""
    ids = _found(new, by)
    tops = [unit.parent for unit in new if unit.parent > 0]
    top = tops[0] if tops else ids[0]
    record("unit", top, unit_id=top, after={"founded": len(ids)})
    return ids


@deed("units.move")
def move_unit(unit_id: int, *, parent_id: int, starts: date, by: Scope, now: datetime) -> int:
    """Hang a unit, with all that is below it, below another one from `starts` on; what was before stays as it was.

    Raises NotAllowed without authority over the unit and both places, Refused where it would hang below itself or
    come to another factory: its people belong to this one.
    """
    lock_trees([unit_id, parent_id])
    place = _held(unit_id, starts, by)
    above = _held(parent_id, starts, by)
    if place.parent_id:
        _held(place.parent_id, starts, by)
    if above.path.startswith(place.path):
        raise Refused(_("A unit cannot hang below itself."), field="parent")
    factories = [at_level(path, "factory", starts) for path in (_above(place.path), above.path)]
    if factories[0] != factories[1]:
        raise Refused(_("A unit stays in its factory: its people belong to it."), field="parent")
    for there in Place.objects.filter(unit_id=unit_id, ends__gt=starts).order_by("starts"):
        if there.parent_id != place.parent_id:
            break  # a later move, written already
        _hang(unit_id, parent_id, max(starts, there.starts), there.ends, there)
    record("unit", unit_id, unit_id=unit_id, before={"parent": place.parent_id}, after={"parent": parent_id, "from": starts.isoformat()})  # fmt: skip
    return unit_id


@deed("units.rename")
def rename_unit(unit_id: int, name: str, *, starts: date, by: Scope, now: datetime, name_en: str = "") -> int:
    """Call a unit otherwise from `starts` (today or earlier) on; on a day before that it bears its old name.

    Raises NotAllowed without authority over the unit, Refused for an empty name or a day to come.
    """
    lock_trees([unit_id])
    place, name, name_en = _held(unit_id, starts, by), name.strip(), name_en.strip()
    if not name:
        raise Refused(_("A unit needs a name."), field="name")
    if starts > by.day:
        raise Refused(_("A name begins today at the latest."), field="starts")
    old = Unit.objects.get(id=unit_id)
    if place.starts < starts:
        succeed(
            Place,
            starts=starts,
            ends=place.ends,
            owner={"unit_id": unit_id},
            parent_id=place.parent_id,
            path=place.path,
        )
    places = Place.objects.filter(unit_id=unit_id)
    places.filter(starts__lt=starts, name="").update(name=old.name, name_en=old.name_en)
    places.filter(starts__gte=starts).update(name="", name_en="")
    Unit.objects.filter(id=unit_id).update(name=name, name_en=name_en)
    record(
        "unit", unit_id, unit_id=unit_id, before={"name": old.name}, after={"name": name, "from": starts.isoformat()}
    )
    return unit_id


@deed("units.label")
def label_unit(unit_id: int, kind: str, text: str, *, starts: date, by: Scope, now: datetime) -> int:
    """Label a unit with a trade, line, product or contact from `starts` on; returns the label's id (S2)."""
    _held(unit_id, starts, by)
    text = " ".join(text.split())
    if kind not in LABELS or not text:
        raise Refused(_("Write what the label says."), field="text")
    row = succeed(Label, starts=starts, owner={"unit_id": unit_id, "kind": kind, "text": text})
    happened("units.labelled", unit_id)
    record("unit", unit_id, unit_id=unit_id, after={"label": kind, "from": starts.isoformat()})
    return row.id


@deed("units.unlabel")
def end_label(label_id: int, *, unit_id: int, by: Scope, now: datetime) -> int:
    """A label of the unit holds no more from today on. Raises NotFound where it is not this unit's."""
    _held(unit_id, by.day, by)
    row = Label.objects.on(by.day).filter(id=label_id, unit_id=unit_id).first()
    if row is None:
        raise NotFound
    finish(Label, ends=by.day, owner={"unit_id": unit_id, "kind": row.kind, "text": row.text})
    happened("units.labelled", unit_id)
    record("unit", unit_id, unit_id=unit_id, before={"label": row.kind}, after={"until": by.day.isoformat()})
    return label_id


def _held(unit_id: int, day: date, by: Scope) -> Place:
    """The unit's place on `day`, if `by` builds there both on that day and today; what has moved away is another's."""
    place = Place.objects.on(day).filter(unit_id=unit_id).first()
    if place is None:
        raise Refused(_("The unit does not exist on that day."), field="starts")
    today = path_of(unit_id, by.day) or place.path
    if not by.is_system and not (by.holds(*BUILDERS, at=place.path) and by.holds(*BUILDERS, at=today)):
        raise NotAllowed
    return place


def _hang(unit_id: int, parent_id: int, starts: date, ends: date, named: Place) -> None:
    """The unit hangs below `parent_id` in [starts, ends), wherever that one is; what is below it comes along."""
    for above in Place.objects.filter(unit_id=parent_id, starts__lt=ends, ends__gt=starts).order_by("starts"):
        succeed(
            Place, starts=max(starts, above.starts), ends=min(ends, above.ends), owner={"unit_id": unit_id},
            parent_id=parent_id, path=f"{above.path}{unit_id}/", name=named.name, name_en=named.name_en,
        )  # fmt: skip
    for below in Place.objects.filter(parent_id=unit_id, starts__lt=ends, ends__gt=starts).order_by("starts"):
        _hang(below.unit_id, unit_id, max(starts, below.starts), below.ends, below)


def _found(new: Sequence[NewUnit], by: Scope) -> list[int]:
    """Write units and places; each hangs wherever the unit above it does, from its own first day on."""
    lock_trees({unit.parent for unit in new if unit.parent > 0})
    standing = Place.objects.filter(unit_id__in={unit.parent for unit in new if unit.parent > 0}).order_by("starts")
    ways: dict[int, list[tuple[date, date, str]]] = {0: [(date.min, OPEN_END, "/")]}
    for place in standing:
        ways.setdefault(place.unit_id, []).append((place.starts, place.ends, place.path))
    for unit in new:
        if unit.level not in LEVELS:
            raise Refused(_("There is no such level of unit."), field="level")
        if not unit.name.strip():
            raise Refused(_("A unit needs a name."), field="name")
        if unit.parent >= 0 and not by.is_system and not (unit.parent and _builds(ways.get(unit.parent, []), by)):
            raise NotAllowed
    made = Unit.objects.bulk_create(
        Unit(name=unit.name.strip(), name_en=unit.name_en.strip(), level=unit.level, predecessor_id=unit.predecessor)
        for unit in new
    )
    places: list[Place] = []
    for number, (row, unit) in enumerate(zip(made, new, strict=True), start=1):
        parent = unit.parent if unit.parent >= 0 else made[-unit.parent - 1].id
        way = [
            (max(starts, unit.starts), ends, f"{path}{row.id}/")
            for starts, ends, path in ways.get(unit.parent, [])
            if ends > unit.starts
        ]
        if not way or way[0][0] != unit.starts:
            raise Refused(_("The unit above does not exist on that day."), field="parent")
        ways[-number] = way
        places += [Place(unit=row, parent_id=parent or None, starts=s, ends=e, path=path) for s, e, path in way]
    Place.objects.bulk_create(places)
    Standing.objects.bulk_create(
        Standing(unit=row, starts=unit.starts, state=unit.state, reason=unit.reason)
        for row, unit in zip(made, new, strict=True)
        if unit.state != ACTIVE
    )
    return [row.id for row in made]


def _builds(way: list[tuple[date, date, str]], by: Scope) -> bool:
    return bool(way) and all(by.holds(*BUILDERS, at=path) for _starts, _ends, path in way)


def _above(path: str) -> str:
    """The path of the unit above; '/' of a root."""
    return path.rstrip("/").rpartition("/")[0] + "/"
