"""What a person's own week and calendar print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.base.calendar.kinds import KINDS, TEMPLATES
from huzhu.base.calendar.models import SlotPerson
from huzhu.base.calendar.queries.slots import SlotLine, slot_lines, slots_between, week_of, zone_of
from huzhu.base.calendar.words import duration_words
from huzhu.base.drawing.words import day_words

BEFORE, AHEAD = timedelta(days=30), timedelta(days=120)


@dataclass(frozen=True)
class WeekLine:
    """One own slot: `waits`: it lies outside my work and I have not said that it suits; `ahead`: it has not begun."""

    slot: SlotLine
    title: str
    when: str
    where: str
    others: str
    waits: bool
    ahead: bool
    url: str
    called: bool


@dataclass(frozen=True)
class Week:
    """monday: the first day. load: minutes in words, '' where nothing is booked."""

    monday: date
    lines: list[WeekLine]
    load: str
    words: str
    before: date
    after: date


def own_week(person_id: int, day: date, now: datetime) -> Week:
    """Somebody's own week around a day, by his factory's clock; four statements."""
    zone = zone_of(person_id)
    first, last = week_of(day, zone)
    slots = slots_between(person_id, first, last)
    load = sum(slot.minutes for slot in slots)
    monday = first.date()
    words = _("%(first)s to %(last)s") % {
        "first": day_words(monday, weekday=True),
        "last": day_words(monday + timedelta(days=6), weekday=True),
    }
    return Week(
        monday, [_line(slot, person_id, zone, now) for slot in slots], duration_words(load) if load else "", words,
        monday - timedelta(days=7), monday + timedelta(days=7),
    )  # fmt: skip


def title_of(slot: SlotLine) -> str:
    """'Mutual aid, 30 min': what a calendar may say of a slot, never the technique nor who needs help."""
    kind = KINDS.get(slot.kind)
    title = str(kind.title) if kind else _("Appointment")
    return _("%(title)s, %(minutes)d min") % {"title": title, "minutes": slot.minutes}


def when_of(slot: SlotLine, zone: ZoneInfo) -> str:
    """'Tue 3 Mar, 17:00–17:30' by a factory's clock."""
    start, end = slot.starts.astimezone(zone), slot.ends.astimezone(zone)
    times = f"{start:%H:%M}–{end:%H:%M}"
    return _("%(date)s, %(time)s") % {"date": day_words(start.date(), weekday=True), "time": times}


def asked(person_id: int, now: datetime) -> list[SlotLine]:
    """Slots ahead outside somebody's work that wait for his own word; one statement when there is none, else three."""
    rows = SlotPerson.objects.filter(
        person_id=person_id, outside=True, agreed=None, slot__cancelled=None, slot__starts__gt=now
    )
    ids = list(rows.values_list("slot_id", flat=True))
    return list(slot_lines(ids).values()) if ids else []


def of_calendar(person_id: int, now: datetime) -> list[SlotLine]:
    """What a subscribed calendar holds: the last month and what is ahead; three statements."""
    return slots_between(person_id, now - BEFORE, now + AHEAD)


def _line(slot: SlotLine, person_id: int, zone: ZoneInfo, now: datetime) -> WeekLine:
    own, kind = slot.seat(person_id), KINDS.get(slot.kind)
    where = " · ".join(part for part in (slot.machine, slot.place) if part)
    ahead = slot.starts > now
    names = [
        _("%(name)s (asked)") % {"name": seat.name} if seat.waits and ahead else seat.name
        for seat in slot.seats
        if seat.person_id != person_id
    ]
    others = _("with %(names)s") % {"names": _(", ").join(names)} if names else ""
    url = reverse(kind.address, args=[slot.uid]) if kind and kind.address else ""
    template = TEMPLATES.get(slot.template)
    when = when_of(slot, zone) + (f" · {template.when}" if template else "")
    return WeekLine(
        slot, title_of(slot), when, where, others, bool(own and own.waits), ahead, url, bool(kind and kind.called)
    )
