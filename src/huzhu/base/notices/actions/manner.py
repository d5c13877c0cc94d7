"""How one wants to be told."""

from __future__ import annotations

from datetime import datetime, time

from huzhu.base.access import NotAllowed, Scope
from huzhu.base.journal import deed, record
from huzhu.base.notices.models import Manner


@deed("notices.manner")
def choose_manner(daily: time | None, quiet_from: time, quiet_to: time, *, by: Scope, now: datetime) -> int:
    """At once or once a day, and when nothing is sent; for oneself. What is held already keeps its time."""
    if by.person_id is None:
        raise NotAllowed
    said = {"daily": daily, "quiet_from": quiet_from, "quiet_to": quiet_to}
    Manner.objects.update_or_create(person_id=by.person_id, defaults=said)
    record("person", by.person_id, after={name: str(value or "") for name, value in said.items()})
    return by.person_id
