"""Deeds on the tree."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Refused, Role, Scope
from huzhu.base.journal import deed, record
from huzhu.base.units.kinds import LEVELS
from huzhu.base.units.models import Place, Unit
from huzhu.base.units.periods import succeed
from huzhu.base.units.queries import path_of

BUILDERS = (Role.ADMINISTRATOR, Role.TRAINING_OFFICER)


@deed("units.found")
def found_unit(
    name: str, level: str, *, parent_id: int | None, starts: date, by: Scope, now: datetime, name_en: str = ""
) -> int:
    """Found a unit under `parent_id` from `starts` on; returns its id (S2).

    Raises NotAllowed without authority over the parent (a root is founded by the system alone), Refused for an
    unknown level, an empty name, or a parent that does not exist on that day.
    """
    if level not in LEVELS:
        raise Refused(_("There is no such level of unit."), field="level")
    if not name.strip():
        raise Refused(_("A unit needs a name."), field="name")
    parent_path = path_of(parent_id, starts) if parent_id else "/"
    if not parent_path:
        raise Refused(_("The unit above does not exist on that day."), field="parent")
    if not by.is_system and not (parent_id and by.holds(*BUILDERS, at=parent_path)):
        raise NotAllowed
    unit = Unit.objects.create(name=name.strip(), name_en=name_en.strip(), level=level)
    succeed(Place, starts=starts, owner={"unit_id": unit.id}, parent_id=parent_id, path=f"{parent_path}{unit.id}/")
    record("unit", unit.id, unit_id=unit.id, after={"level": level, "parent": parent_id, "from": starts.isoformat()})
    return unit.id
