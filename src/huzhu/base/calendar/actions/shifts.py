"""Deeds on shifts and patterns. What a group works by is never changed: it gets another one from a day on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Refused, Scope
from huzhu.base.calendar.access import must_plan
from huzhu.base.calendar.models import DAY, LONGEST_CYCLE, CycleDay, GroupDay, Pattern, Pause, PersonDay, Rota, Shift
from huzhu.base.calendar.words import OFF_WORDS
from huzhu.base.db import under
from huzhu.base.journal import deed, record
from huzhu.base.units.models import Place
from huzhu.base.units.queries import ids_of


@dataclass(frozen=True)
class PauseSaid:
    """A meal or rest, minutes after midnight; before the shift's start it is meant on the next day."""

    starts: int
    ends: int
    meal: bool


@deed("calendar.shift")
def keep_shift(
    unit_uid: str, code: str, starts: int, ends: int, pauses: Sequence[PauseSaid] = (), *, name: str = "", by: Scope,
    now: datetime,
) -> int:  # fmt: skip
    """Found a shift at a unit, or correct one by whose hours nobody works yet; returns its id.

    starts, ends: minutes after midnight; an end at or before the start is on the next day. Refused names the field.
    """
    unit = must_plan(unit_uid, by)
    code = code.strip()
    if not code or code.lower() in OFF_WORDS:
        raise Refused(_("This code means a day off. Choose another."), field="code")
    minutes = (ends - starts) % DAY or DAY
    rows = _placed(pauses, starts, minutes)
    shift = Shift.objects.select_for_update().filter(unit_id=unit.id, code=code).first()
    if shift is None:
        shift = Shift.objects.create(unit_id=unit.id, code=code, name=name.strip(), starts=starts, minutes=minutes)
    else:
        if worked_by([shift.id]):
            raise Refused(_("People work by this shift. Give the new hours a code of their own."), field="code")
        Shift.objects.filter(id=shift.id).update(name=name.strip(), starts=starts, minutes=minutes)
        Pause.objects.filter(shift=shift).delete()
    Pause.objects.bulk_create(Pause(shift=shift, after=a, minutes=m, meal=meal) for a, m, meal in rows)
    record("shift", shift.id, unit_id=unit.id, after={"starts": starts, "minutes": minutes, "pauses": len(rows)})
    return shift.id


@deed("calendar.pattern")
def keep_pattern(
    unit_uid: str, name: str, codes: Sequence[str], *, holidays: bool, by: Scope, now: datetime
) -> str:  # fmt: skip
    """Found a pattern from the codes of its days, or correct one that no group works by; returns its public id.

    Codes are those of shifts here or above, or a word for off. Refused at 'cycle' names the day that cannot be read.
    """
    unit = must_plan(unit_uid, by)
    name = name.strip()
    if not name:
        raise Refused(_("Write a name."), field="name")
    if not 1 <= len(codes) <= LONGEST_CYCLE:
        raise Refused(_("A cycle has 1 to 366 days."), field="cycle")
    known = shifts_by_code(unit.path)
    cycle = []
    for position, code in enumerate(codes):
        if code in known:
            cycle.append((position, known[code].id))
        elif code.lower() not in OFF_WORDS:
            said = _("Day %(day)s: there is no shift “%(code)s”. Found it first, or write “off”.")
            raise Refused(said % {"day": position + 1, "code": code}, field="cycle")
    if not cycle:
        raise Refused(_("Nobody would ever work by this cycle."), field="cycle")
    pattern = Pattern.objects.select_for_update().filter(unit_id=unit.id, name=name).first()
    if pattern is None:
        pattern = Pattern.objects.create(unit_id=unit.id, name=name, days=len(codes), holidays=holidays)
    else:
        if Rota.objects.filter(pattern=pattern).exists():
            raise Refused(_("Groups work by this pattern. Give the new one a name of its own."), field="name")
        Pattern.objects.filter(id=pattern.id).update(days=len(codes), holidays=holidays)
        CycleDay.objects.filter(pattern=pattern).delete()
    CycleDay.objects.bulk_create(CycleDay(pattern=pattern, position=at, shift_id=shift) for at, shift in cycle)
    record("pattern", pattern.id, unit_id=unit.id, after={"days": len(codes), "worked": len(cycle)})
    return pattern.uid


def shifts_by_code(path: str) -> dict[str, Shift]:
    """Shifts of a unit and those above it by code; the nearest unit's counts. One statement."""
    return shifts_by_codes([path])[path]


def shifts_by_codes(paths: Iterable[str]) -> dict[str, dict[str, Shift]]:
    """The same for several paths; one statement."""
    ways = {path: ids_of(path) for path in paths}
    own: dict[int, dict[str, Shift]] = defaultdict(dict)
    for row in Shift.objects.filter(unit_id__in={unit for way in ways.values() for unit in way}).order_by("starts"):
        own[row.unit_id][row.code] = row
    return {
        path: {code: row for unit in way if unit in own for code, row in own[unit].items()}
        for path, way in ways.items()
    }


def codes_around(path: str, day: date) -> set[str]:
    """Codes of every shift of a unit, above it and below it."""
    below = Place.objects.on(day).filter(under(path)).values("unit_id")
    rows = Shift.objects.filter(Q(unit_id__in=ids_of(path)) | Q(unit_id__in=below))
    return set(rows.values_list("code", flat=True))


def worked_by(shift_ids: Sequence[int]) -> bool:
    """Does anybody work, or has anybody worked, by one of these shifts?"""
    patterns = CycleDay.objects.filter(shift_id__in=shift_ids).values("pattern_id")
    return (
        Rota.objects.filter(pattern_id__in=patterns).exists()
        or GroupDay.objects.filter(shift_id__in=shift_ids).exists()
        or PersonDay.objects.filter(shift_id__in=shift_ids).exists()
    )


def _placed(pauses: Sequence[PauseSaid], starts: int, minutes: int) -> list[tuple[int, int, bool]]:
    """(minutes after the start, length, meal) in order; Refused where one lies outside the shift or on another."""
    found = sorted(((p.starts - starts) % DAY, (p.ends - p.starts) % DAY, p.meal) for p in pauses)
    at = 0
    for after, length, _meal in found:
        if not length or after < at or after + length > minutes:
            raise Refused(_("Meals and rests lie within the shift, one after the other."), field="pauses")
        at = after + length
    return found
