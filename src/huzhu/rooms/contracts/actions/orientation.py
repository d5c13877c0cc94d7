"""The orientation that each party confirms before a first signature (S26)."""

from __future__ import annotations

from datetime import datetime

from huzhu.base.access import NotAllowed, Scope
from huzhu.base.journal import deed, record
from huzhu.rooms.contracts.models import Orientation


@deed("contracts.orientation")
def confirm_orientation(*, by: Scope, now: datetime) -> int:
    """Somebody says for himself that he has read what mutual aid is about."""
    if by.person_id is None:
        raise NotAllowed
    row, _made = Orientation.objects.get_or_create(person_id=by.person_id, defaults={"at": now})
    record("person", by.person_id, after={"orientation": True})
    return row.id
