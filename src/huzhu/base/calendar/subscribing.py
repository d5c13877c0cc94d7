"""A person's slots as an iCalendar that a phone subscribes to: titles only, nothing about technique or help."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from huzhu.base.calendar.models import Feed
from huzhu.base.calendar.queries.slots import SlotLine
from huzhu.base.calendar.queries.week import of_calendar, title_of
from huzhu.base.people.models import Account
from huzhu.base.people.secrets import keyed


def calendar_of(token: str, now: datetime) -> bytes | None:
    """The calendar behind a secret (RFC 5545), in its owner's language; None where there is none."""
    feed = Feed.objects.filter(token=keyed(token), person__tombstone=False).first()
    if feed is None:
        return None
    language = Account.objects.filter(person_id=feed.person_id).values_list("language", flat=True).first()
    with translation.override(language or settings.LANGUAGE_CODE):
        found = Calendar()
        found.add("prodid", "-//Huzhu//EN")
        found.add("version", "2.0")
        found.add("x-wr-calname", _("Mutual aid"))
        for slot in of_calendar(feed.person_id, now):
            found.add_component(_event(slot, feed.person_id, now))
        return found.to_ical()


def _event(slot: SlotLine, person_id: int, now: datetime) -> Event:
    seat = slot.seat(person_id)
    event = Event()
    event.add("uid", f"{slot.uid}@huzhu")
    event.add("dtstamp", now)
    event.add("dtstart", slot.starts)
    event.add("dtend", slot.ends)
    event.add("summary", title_of(slot))
    event.add("status", "TENTATIVE" if seat and seat.waits else "CONFIRMED")
    return event
