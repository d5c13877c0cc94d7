"""What an introduction's page needs besides the introduction: what comes next, and its round's certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huzhu.base.access import NotFound, Scope
from huzhu.rooms.introductions.models import Introduction, Round
from huzhu.rooms.introductions.queries.board import Offered
from huzhu.rooms.introductions.queries.introductions import Shown
from huzhu.rooms.introductions.queries.wishes import OwnWish, my_wishes, teachers_for

MOST = 3


@dataclass(frozen=True)
class NextSteps:
    """My open wish about the technique, and others who offer it; from what everybody may know, never from an answer."""

    wish: OwnWish | None
    others: list[Offered]


def next_steps(scope: Scope, shown: Shown, now: datetime) -> NextSteps:
    """What I can do after an introduction was not concluded."""
    technique = Introduction.objects.values_list("technique_id", flat=True).get(id=shown.id)
    kind = "offer" if shown.teaches else "request"
    mine = (wish for wish in my_wishes(scope) if wish.technique_id == technique and wish.kind == kind)
    wish = next((wish for wish in mine if wish.state == "open"), None)
    others = [] if shown.teaches else teachers_for(scope, technique, now)
    return NextSteps(wish, [line for line in others if line.free and line.person.id != shown.other.id][:MOST])


def closed_round(introduction_id: int) -> str:
    """Public id of the round, if it was a full one and has closed; else ''."""
    rows = Round.objects.filter(waves__introductions=introduction_id, kind=Round.Kind.FULL, state=Round.State.CLOSED)
    return rows.values_list("uid", flat=True).first() or ""


def round_of(introduction_id: int) -> str:
    """As `closed_round`; raises NotFound where there is none."""
    uid = closed_round(introduction_id)
    if not uid:
        raise NotFound
    return uid
