"""Doors to uploads and exports: an upload is its importer's alone."""

from __future__ import annotations

from huzhu.base.access import NotAllowed, NotFound, Scope, open_door
from huzhu.base.units.queries import UnitLine, ids_of, line_up, subtree, unit_by_uid
from huzhu.rooms.skills.access import IMPORTERS
from huzhu.spreadsheets.models import Upload


def upload_for(uid: str, *, by: Scope, lock: bool = False) -> Upload:
    """The upload with a public id, if `by` brought it in and still may; else NotFound."""
    upload = open_door(Upload.objects.filter(by_id=by.person_id), None, lock=lock, uid=uid)
    unit_of(upload, by)
    return upload


def unit_of(upload: Upload, by: Scope) -> UnitLine:
    return importing_unit(upload.unit.uid, by)


def importing_unit(uid: str, by: Scope) -> UnitLine:
    """A unit into which `by` may bring a workbook; NotFound where he holds nothing, NotAllowed by role."""
    unit = unit_by_uid(uid, by.day)
    if unit is None or unit.ended or not any(unit.path.startswith(holding.path) for holding in by.holdings):
        raise NotFound
    if not by.holds(*IMPORTERS, at=unit.path):
        raise NotAllowed
    return unit


def importing_units(by: Scope) -> list[tuple[UnitLine, str]]:
    """Units into which `by` may bring a workbook, each with its way down the tree in words; two statements a mandate."""
    seen: dict[int, UnitLine] = {}
    names: dict[int, str] = {}
    for path in sorted(set(by.paths(*IMPORTERS))):
        below = [] if any(line.path == path for line in seen.values()) else subtree(path, by.day)
        seen |= {line.id: line for line in below}
        names |= {line.id: line.name for line in ([*line_up(path, by.day), *below] if below else [])}
    return [(line, " / ".join(names[step] for step in ids_of(line.path) if step in names)) for line in seen.values()]
