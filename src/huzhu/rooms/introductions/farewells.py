"""What ends with a person (Q36)."""

from __future__ import annotations

from datetime import datetime

from huzhu.base.access import Scope
from huzhu.base.people.deletion import farewell
from huzhu.rooms.introductions.actions.wishes import leave_off
from huzhu.rooms.introductions.models import PrivateWord, SuggestedWish, Wish


@farewell
def take_wishes_back(person_id: int, *, by: Scope, now: datetime) -> None:
    """As if the person left; and nothing that was wished in words stays."""
    leave_off(person_id, by=by, now=now)
    Wish.objects.filter(person_id=person_id).update(other_trade_reason="", named=None)
    SuggestedWish.objects.filter(person_id=person_id).delete()
    PrivateWord.objects.filter(person_id=person_id).delete()
