"""What ends with a person (Q36)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from huzhu.base.access import Scope
from huzhu.base.people.deletion import farewell
from huzhu.rooms.introductions import moves
from huzhu.rooms.introductions.models import Introduction, PrivateWord, SuggestedWish, Wish


@farewell
def take_wishes_back(person_id: int, *, by: Scope, now: datetime) -> None:
    """Open wishes are withdrawn, what was prepared is not sent; what was sent runs to its date, as with the silent."""
    wishes = Wish.objects.filter(person_id=person_id)
    moves.WISH.make_all(wishes.filter(state=Wish.State.OPEN), "withdraw")
    wishes.update(other_trade_reason="", named=None)
    about = Introduction.objects.filter(Q(teacher_id=person_id) | Q(learner_id=person_id))
    moves.INTRODUCTION.make_all(about.filter(state=Introduction.State.PREPARED), "hold-back")
    SuggestedWish.objects.filter(person_id=person_id).delete()
    PrivateWord.objects.filter(person_id=person_id).delete()
