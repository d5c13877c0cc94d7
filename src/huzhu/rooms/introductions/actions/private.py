"""What a person tells the system alone (S26, Q7). Every deed here is sealed: no journal row, no name, no state."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Refused, Scope
from huzhu.base.db import insert_once, new_uid
from huzhu.base.journal import deed
from huzhu.base.notices import tell
from huzhu.base.people.queries import leaders_of
from huzhu.rooms.introductions import sealing
from huzhu.rooms.introductions.models import PrivateWord
from huzhu.rooms.introductions.notices import TALK_WANTED


@deed("private.readiness", sealed=True)
def set_readiness(readiness: str, *, by: Scope, now: datetime, talk_with_id: int | None = None) -> None:
    """Say 'yes', 'not-now' (as if without wish) or 'talk' first, with a leader of one's own group."""
    if readiness not in (sealing.READY, sealing.NOT_NOW, sealing.TALK):
        raise Refused(_("Choose one of the three."), field="readiness")
    talk = readiness == sealing.TALK
    if talk and talk_with_id not in leaders_of(by.group_id or 0, by.day).values():
        raise Refused(_("Choose a leader of your group."), field="talk_with")
    _write(by, readiness=readiness, talk_with=str(talk_with_id) if talk else "")
    if talk and talk_with_id:
        tell(talk_with_id, TALK_WANTED, now=now, state=by.day.isoformat())


@deed("private.not_with", sealed=True)
def set_not_with(person_ids: list[int], *, by: Scope, now: datetime) -> None:
    """Name the people one would rather not be introduced to, at most eight; an empty list takes all back."""
    ids = sorted(set(person_ids) - {by.person_id})
    if len(ids) > sealing.MOST_FLAGS:
        raise Refused(_("At most eight people."), field="not_with")
    _write(by, not_with=",".join(map(str, ids)))


def _write(by: Scope, **texts: str) -> None:
    """Rewrite the person's one row: all three columns each time, so that none tells by its being there."""
    if by.person_id is None:
        raise NotAllowed
    insert_once(PrivateWord, uid=new_uid(), person_id=by.person_id, readiness=None, talk_with=None, not_with=None)
    row = PrivateWord.objects.annotate(wrapped=F(sealing.KEY)).get(person_id=by.person_id)
    for column in ("readiness", "talk_with", "not_with"):
        clear = texts.get(column, sealing.read(row, row.person_id, column, row.wrapped))
        setattr(row, column, sealing.write(row, row.person_id, column, clear, row.wrapped))
    row.save(update_fields=["readiness", "talk_with", "not_with"])
