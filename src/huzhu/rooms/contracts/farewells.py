"""What ends with a person (Q36)."""

from __future__ import annotations

from datetime import datetime

from huzhu.base.access import Scope
from huzhu.base.people.deletion import farewell
from huzhu.rooms.contracts.actions.closing import leave_off


@farewell
def end_contracts(person_id: int, *, by: Scope, now: datetime) -> None:
    """As if the person left."""
    leave_off(person_id, by=by, now=now)
