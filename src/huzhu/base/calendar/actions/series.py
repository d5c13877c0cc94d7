"""Weekly series made from a template: slots some weeks ahead that survive changed rotas and holidays (S39)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Refused, Scope
from huzhu.base.calendar.access import books_in, series_of
from huzhu.base.calendar.actions.slots import Seat, book, cancel_slot, claim, people_of
from huzhu.base.calendar.fitting import fits
from huzhu.base.calendar.kinds import TEMPLATES
from huzhu.base.calendar.models import Claim, Series, SeriesPerson, Slot, SlotPerson
from huzhu.base.calendar.notices import SLOT_ASKED, SLOT_MOVED
from huzhu.base.calendar.queries.free import next_time, outside_of, timetables
from huzhu.base.journal import deed, happened, record
from huzhu.base.notices import tell

WEEKS = 4
"""So many weeks ahead the slots of a series stand."""


@deed("calendar.series")
def start_series(
    kind: str, template: str, *, unit_id: int, first: date, seats: Sequence[Seat], minutes: int = 0, place: str = "",
    machine_id: int | None = None, by: Scope, now: datetime,
) -> int:  # fmt: skip
    """Once a week from `first` on, at the template's next fitting time; returns the series' id.

    The slots of four weeks are booked at once; who starts it accepts these, everybody else is asked for each that lies
    outside his work. Refused where the template has no time at all that suits in these weeks.
    """
    if template not in TEMPLATES:
        raise NotFound
    if not (by.is_system or by.person_id in {seat.person_id for seat in seats} or books_in(unit_id, by)):
        raise NotAllowed
    chosen = TEMPLATES[template]
    series = Series.objects.create(
        kind=kind, unit_id=unit_id, template=template, minutes=minutes or chosen.low, place=place.strip()[:60],
        machine_id=machine_id, until=first,
    )  # fmt: skip
    SeriesPerson.objects.bulk_create(
        SeriesPerson(series=series, person_id=seat.person_id, part=seat.part, covers_id=seat.covers) for seat in seats
    )
    if not _book_ahead(series, list(seats), first + timedelta(weeks=WEEKS), by=by, now=now):
        raise Refused(
            _("No time of this kind suits everybody in the next weeks. Choose another kind."), field="template"
        )
    record("series", series.id, unit_id=unit_id, after={"template": template, "from": first.isoformat()})
    return series.id


@deed("calendar.end_series")
def end_series(series_id: int, *, by: Scope, now: datetime) -> int:
    """No further slots, and those ahead do not take place; returns how many these were."""
    series = series_of(by).filter(id=series_id).first()
    if series is None:
        raise NotFound
    Series.objects.filter(id=series_id, ended=None).update(ended=now)
    ahead = list(Slot.objects.filter(series_id=series_id, cancelled=None, starts__gt=now).order_by("starts"))
    for slot in ahead:
        cancel_slot(slot.id, by=by, now=now)
    record("series", series_id, unit_id=series.unit_id, after={"ended": True, "slots": len(ahead)})
    return len(ahead)


@deed("calendar.carry_on")
def carry_on(series_id: int, *, by: Scope, now: datetime) -> int:
    """Book the slots of a running series up to four weeks from today; returns how many are new."""
    series = Series.objects.select_for_update().get(id=series_id)
    seats = [
        Seat(row.person_id, row.part, covers=row.covers_id)
        for row in SeriesPerson.objects.filter(series=series).order_by("id")
    ]
    made = 0
    if series.ended is None:
        made = _book_ahead(series, seats, now.date() + timedelta(weeks=WEEKS), by=by, now=now)
    record("series", series_id, unit_id=series.unit_id, after={"slots": made})
    return made


@deed("calendar.mend")
def mend_slot(slot_id: int, *, by: Scope, now: datetime) -> str:
    """A slot whose time fits no longer, because rota or holiday changed: 'moved', 'dropped', 'asked' or 'kept'.

    One of a series goes to the template's next fitting time within its week, or is dropped; any other stays, and who
    is now outside his work is asked. All are told.
    """
    slot = Slot.objects.select_for_update().filter(id=slot_id, cancelled=None, starts__gt=now).first()
    done = _mended(slot, now, by) if slot else "kept"
    record("slot", slot_id, unit_id=slot.unit_id if slot else None, after={"mended": done})
    return done


def unfit(slots: Collection[Slot]) -> list[Slot]:
    """Those of these coming slots whose time fits no longer; as many statements for any number."""
    seats: dict[int, dict[int, bool]] = {}
    rows = SlotPerson.objects.filter(slot_id__in=[slot.id for slot in slots])
    for slot_id, person, outside in rows.values_list("slot_id", "person_id", "outside"):
        seats.setdefault(slot_id, {})[person] = outside
    if not seats:
        return []
    first, last = min(slot.starts for slot in slots).date(), max(slot.starts for slot in slots).date()
    people = sorted({person for held in seats.values() for person in held})
    tables = timetables(people, first - timedelta(days=1), (last - first).days + 3)
    found = []
    for slot in slots:
        held = {person: tables[person] for person in seats.get(slot.id, {})}
        if slot.series_id and slot.template in TEMPLATES:
            a = int(slot.starts.timestamp() // 60)
            wrong = not fits(TEMPLATES[slot.template].within, list(held.values()), a, a + slot.minutes)
        else:
            wrong = any(not seats[slot.id][person] for person in outside_of(held, slot.starts, slot.minutes))
        if wrong:
            found.append(slot)
    return found


def _book_ahead(series: Series, seats: list[Seat], until: date, *, by: Scope, now: datetime) -> int:
    """One slot in each week from where the series stands to `until`; a week without a fitting time is left out."""
    made = 0
    first = series.until
    like = Slot.objects.filter(series=series).order_by("-starts").values_list("starts", flat=True).first()
    while first < until:
        start = _fitting(series, [seat.person_id for seat in seats], first, 7, now, like)
        if start is not None:
            book(
                series.kind, unit_id=series.unit_id, starts=start, minutes=series.minutes, seats=seats,
                machine_id=series.machine_id, place=series.place, template=series.template, series_id=series.id, by=by,
                now=now,
            )  # fmt: skip
            made, like = made + 1, start
        first += timedelta(weeks=1)
    Series.objects.filter(id=series.id).update(until=first)
    return made


def _fitting(
    series: Series, people: list[int], first: date, days: int, now: datetime, like: datetime | None
) -> datetime | None:
    """The template's next fitting time in these days, on its weekday if it has one, else on that of `like` if it can."""
    template = TEMPLATES[series.template]
    if template.weekday is not None:
        first, days = first + timedelta(days=(template.weekday - first.weekday()) % 7), 1
    return next_time(
        people, machine_id=series.machine_id, first=first, days=days, minutes=series.minutes, within=template.within,
        form=template.form, place=series.place, after=now, like=like,
    )  # fmt: skip


def _mended(slot: Slot, now: datetime, by: Scope) -> str:
    if not unfit([slot]):
        return "kept"
    people = people_of(slot.id)
    if slot.series_id is None:
        return _asked_again(slot, now)
    series = Series.objects.get(id=slot.series_id)
    start = None
    if series.ended is None:
        Claim.objects.filter(slot=slot).delete()
        day = slot.starts.date()
        first = max(day - timedelta(days=day.weekday()), now.date())
        start = _fitting(series, people, first, 7 - first.weekday(), now, slot.starts)
    if start is None:
        cancel_slot(slot.id, by=by, now=now)
        return "dropped"
    Slot.objects.filter(id=slot.id).update(starts=start)
    slot.starts = start
    claim(slot, people)
    tables = timetables(people, start.date() - timedelta(days=1), 3)
    outside = outside_of(tables, start, slot.minutes)
    seats = SlotPerson.objects.filter(slot=slot)
    seats.exclude(person_id__in=outside).update(outside=False, agreed=None)
    seats.filter(person_id__in=outside).update(outside=True, agreed=None)
    happened("calendar.slot_moved", slot.id)
    for person in people:
        tell(person, SLOT_MOVED, now=now, subject=slot.uid, state=start.isoformat()[:16])
    return "moved"


def _asked_again(slot: Slot, now: datetime) -> str:
    """Who has become outside his work is asked whether the time suits."""
    people = people_of(slot.id)
    tables = timetables(people, slot.starts.date() - timedelta(days=1), 3)
    now_outside = outside_of(tables, slot.starts, slot.minutes)
    SlotPerson.objects.filter(slot=slot, person_id__in=now_outside, outside=False).update(outside=True, agreed=None)
    for person in sorted(now_outside):
        tell(person, SLOT_ASKED, now=now, subject=slot.uid, state="changed")
    return "asked"
