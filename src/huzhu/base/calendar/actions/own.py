"""What somebody says for himself: which times, places and forms don't suit (sealed), and his calendar's address."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotFound, Refused, Scope
from huzhu.base.calendar.models import Feed, OwnTimes
from huzhu.base.calendar.sealing import Unsuited, write
from huzhu.base.db import insert_once, new_uid
from huzhu.base.journal import deed, record
from huzhu.base.people.secrets import keyed


@deed("calendar.unsuited", sealed=True)
def say_unsuited(said: Unsuited, *, by: Scope, now: datetime) -> None:
    """What doesn't suit oneself from now on, in place of all that was said before; what is booked stays (S138)."""
    if by.person_id is None:
        raise NotFound
    row = OwnTimes.objects.filter(person_id=by.person_id).first()
    row = row or OwnTimes(uid=new_uid(), person_id=by.person_id)
    try:
        words = write(row, said)
    except ValueError:
        raise Refused(_("That is more than fits. Say it in fewer times or places.")) from None
    if row.pk is None and insert_once(OwnTimes, uid=row.uid, person_id=by.person_id, words=words):
        return
    OwnTimes.objects.filter(person_id=by.person_id, uid=row.uid).update(words=words)


@deed("calendar.feed")
def make_feed(token: str, *, by: Scope, now: datetime) -> int:
    """One's calendar has an address with this secret and no older one; the secret itself is kept nowhere."""
    if by.person_id is None:
        raise NotFound
    feed, _made = Feed.objects.update_or_create(person_id=by.person_id, defaults={"token": keyed(token), "made": now})
    record("feed", feed.id, after={"made": True})
    return feed.id


@deed("calendar.revoke_feed")
def revoke_feed(*, by: Scope, now: datetime) -> int:
    """The address of one's calendar is dead from now on."""
    gone, _tables = Feed.objects.filter(person_id=by.person_id or 0).delete()
    record("feed", 0, after={"revoked": gone})
    return gone
