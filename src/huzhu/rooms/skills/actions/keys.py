"""Deeds on key problems: a unit posts its list, or says that there is none (S20)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Refused, Role, Scope
from huzhu.base.access.scope import LEADERS
from huzhu.base.journal import deed, record
from huzhu.base.units.queries import path_of
from huzhu.rooms.skills.models import KeyList, KeyProblem, Technique

POSTERS = (*LEADERS, Role.ORGANISER, Role.TRAINING_OFFICER)


def posts_here(by: Scope, path: str) -> bool:
    return by.is_system or by.holds(*POSTERS, at=path)


@deed("skills.post_key_problems")
def post_key_problems(
    unit_id: int, problems: Sequence[tuple[str, int | None]], *, by: Scope, now: datetime, none_because: str = ""
) -> int:
    """Post a unit's key problems: (text, technique id or None). They are added to those that stand; returns the list's id.

    Without any that stands, a reason is needed for 'none'. Raises NotAllowed without authority over the unit.
    """
    path = _door(by, unit_id)
    wanted = [(text.strip(), technique) for text, technique in problems if text.strip() or technique]
    stands = KeyProblem.objects.on(by.day).filter(unit_id=unit_id)
    if not wanted and not stands.exists() and not none_because.strip():
        raise Refused(_("Name a key problem, or say why there is none."), field="text")
    techniques = {row.id: row for row in Technique.objects.filter(id__in=[t for _text, t in wanted if t])}
    if any(t and (t not in techniques or f"/{techniques[t].unit_id}/" not in path) for _text, t in wanted):
        raise NotFound
    held = set(stands.values_list("text", "technique_id"))
    for text, technique in dict.fromkeys(wanted):
        said = text or techniques[technique].name  # type: ignore[index]
        if (said, technique) not in held:
            KeyProblem.objects.create(unit_id=unit_id, text=said, technique_id=technique, starts=by.day)
    row = KeyList.objects.create(unit_id=unit_id, posted=by.day, none_because="" if wanted else none_because.strip())
    record("key list", row.id, unit_id=unit_id, after={"problems": len(wanted), "none": bool(row.none_because)})
    return row.id


@deed("skills.close_key_problem")
def close_key_problem(uid: str, *, by: Scope, now: datetime) -> int:
    """A key problem is one no longer, from today on (one posted today: from tomorrow)."""
    row = KeyProblem.objects.on(by.day).filter(uid=uid).first()
    if row is None:
        raise NotFound
    _door(by, row.unit_id)
    ends = max(by.day, row.starts + timedelta(days=1))
    KeyProblem.objects.filter(id=row.id).update(ends=ends)
    record("key problem", row.id, unit_id=row.unit_id, after={"until": ends.isoformat()})
    return row.id


def _door(by: Scope, unit_id: int) -> str:
    path = path_of(unit_id, by.day)
    if not path or not (by.is_system or by.group_path.startswith(path) or by.holds(*Role, at=path)):
        raise NotFound
    if not posts_here(by, path):
        raise NotAllowed
    return path
