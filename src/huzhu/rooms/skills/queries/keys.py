"""Key problems of a unit and of those above it (S20)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from huzhu.base.db import compiled
from huzhu.base.units.queries import ids_of
from huzhu.rooms.skills.models import KeyList, KeyProblem
from huzhu.rooms.skills.queries.catalogue import in_language


@dataclass(frozen=True)
class KeyLine:
    """One current key problem; `technique_id` where it is about one."""

    id: int
    uid: str
    unit_id: int
    unit: str
    text: str
    technique_id: int | None
    technique: str
    since: date


@dataclass(frozen=True)
class KeyListLine:
    posted: date
    none_because: str


def current_key_problems(path: str, day: date) -> list[KeyLine]:
    """Key problems of the unit with `path` and of the units above it on `day`, the nearest unit's first; one statement."""
    ids = ids_of(path)
    about = [(row, row.technique and (row.technique.same_as or row.technique)) for row in _current(ids, day)]
    lines = [
        KeyLine(
            row.id, row.uid, row.unit_id, row.unit.said, row.text, technique.id if technique else None,
            in_language(technique.name, technique.name_en) if technique else "", row.starts,
        )
        for row, technique in about
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (-ids.index(line.unit_id), line.id))


@compiled
def _current(unit_ids: Collection[int], day: date) -> QuerySet[KeyProblem]:
    return KeyProblem.objects.on(day).filter(unit_id__in=unit_ids).select_related("unit", "technique__same_as")


def key_techniques(path: str, day: date) -> set[int]:
    """Technique ids of the current key problems."""
    return {line.technique_id for line in current_key_problems(path, day) if line.technique_id}


def key_list_posted(unit_id: int, since: date) -> KeyListLine | None:
    """The unit's last posted key-problem list, or 'none' with a reason, on or after `since`; None if there is none."""
    row = KeyList.objects.filter(unit_id=unit_id, posted__gte=since).order_by("-posted", "-id").first()
    return KeyListLine(row.posted, row.none_because) if row else None
