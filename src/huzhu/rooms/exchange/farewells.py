"""What ends with a person (Q36)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from huzhu.base.access import Scope
from huzhu.base.people.deletion import farewell
from huzhu.rooms.exchange.actions.clips import end
from huzhu.rooms.exchange.models import Clip, HelpCall, Question
from huzhu.rooms.exchange.moves import CALLS, DELETED, QUESTIONS


@farewell
def end_exchange(person_id: int, *, by: Scope, now: datetime) -> None:
    """Open questions and calls end; every clip that he brought or is seen in goes with its film."""
    QUESTIONS.make_all(Question.objects.filter(asker_id=person_id), "withdraw")
    CALLS.make_all(HelpCall.objects.filter(Q(caller_id=person_id) | Q(helper_id=person_id)), "run-out", closed=now)
    clips = Clip.objects.filter(Q(by_id=person_id) | Q(filmed__person_id=person_id)).exclude(state=DELETED)
    end(sorted(set(clips.values_list("pk", flat=True))), by=by, now=now)
