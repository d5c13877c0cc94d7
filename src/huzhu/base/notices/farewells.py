"""What ends with a person."""

from __future__ import annotations

from datetime import datetime

from huzhu.base.access import Scope
from huzhu.base.notices.models import Manner, Notice
from huzhu.base.people.deletion import farewell


@farewell
def forget_notices(person_id: int, *, by: Scope, now: datetime) -> None:
    """Nobody is left to be told."""
    Notice.objects.filter(person_id=person_id).delete()
    Manner.objects.filter(person_id=person_id).delete()
