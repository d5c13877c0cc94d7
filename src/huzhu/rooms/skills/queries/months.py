"""A group's months: open or closed, by whom, how much is agreed, what is still missing (Q2, Q3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from huzhu.base.db import compiled
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.skills.arrivals import OFFICIAL
from huzhu.rooms.skills.models import Measurement, Month, MonthVoice
from huzhu.rooms.skills.months import first_of, later
from huzhu.rooms.skills.queries.standards import standards_for

SHOWN = 24
"""Months on the page; every earlier one keeps its sheet."""


@dataclass
class Progress:
    """How far an open month is: items measured, those that have all four parts, and how often each part is missing."""

    items: int = 0
    agreed: int = 0
    standard: int = 0
    central: int = 0
    own: int = 0
    group: int = 0

    @property
    def missing(self) -> list[tuple[str, int]]:
        """(part, how often it is missing), in the order in which they are said."""
        parts = (
            (_("published standard"), self.standard), (_("central opinion"), self.central),
            (_("the person's own word"), self.own), (_("the group's word"), self.group),
        )  # fmt: skip
        return [(word, count) for word, count in parts if count]


@dataclass(frozen=True)
class MonthLine:
    """One month of a group: how it was closed, how much of it is agreed, what came late; `state` '' = never measured."""

    month: date
    state: str = ""
    how: str = ""
    closed_on: date | None = None
    scores: int = 0
    agreed: int = 0
    corrections: int = 0
    voices: tuple[str, ...] = ()
    closable: bool = False
    last_day: date | None = None
    progress: Progress | None = None
    repeats: date | None = None


def group_of_month(month_id: int) -> int:
    """Whose month it is: id of the group."""
    return Month.objects.values_list("unit_id", flat=True).get(id=month_id)


def months_of(group: UnitLine, day: date, last: int) -> list[MonthLine]:
    """A group's months without a gap, newest first, from the first one measured; constant statements.

    `last` = day of the month by which leaders close, where none was stamped.
    """
    rows = {row.month: row for row in _months(group.id)}
    if not rows:
        return []
    progress = progress_of(group, [month for month, row in rows.items() if row.state == Month.State.OPEN], day)
    found: list[MonthLine] = []
    month = first_of(max(group.day(day), max(rows)))
    while month >= min(rows) and len(found) < SHOWN:
        row = rows.get(month)
        found.append(_line(row, day, last, progress.get(month)) if row else MonthLine(month))
        month = later(month, -1)
    return found


@compiled
def _months(group_id: int) -> QuerySet[Month]:
    agreed = Count("scores", filter=Q(scores__agreed=True), distinct=True)
    rows = Month.objects.filter(unit_id=group_id).annotate(counted=Count("scores", distinct=True), agree=agreed)
    voices = Prefetch("voices", MonthVoice.objects.select_related("person"))
    return rows.annotate(late=Count("corrections", distinct=True)).prefetch_related(voices)


def progress_of(group: UnitLine, months: Collection[date], day: date) -> dict[date, Progress]:
    """{open month: how far it is}; three statements."""
    official: dict[tuple[date, int, int], tuple[bool, bool]] = {}
    beside: set[tuple[date, int, int, str]] = set()
    for month, person, technique, source, second, standard in _measured(group.id, months):
        if source in OFFICIAL:
            official[month, person, technique] = (second is not None, standard is not None)
        else:
            beside.add((month, person, technique, source))
    published = standards_for({technique for _month, _person, technique in official}, group.path, day)
    found: dict[date, Progress] = {}
    for (month, person, technique), (central, stamped) in official.items():
        one = found.setdefault(month, Progress())
        standard = stamped if central else technique in published
        own = (month, person, technique, Measurement.Source.SELF) in beside
        said = (month, person, technique, Measurement.Source.GROUP) in beside
        one.items += 1
        one.agreed += standard and central and own and said
        one.standard += not standard
        one.central += not central
        one.own += not own
        one.group += not said
    return found


@compiled
def _measured(group_id: int, months: Collection[date]) -> QuerySet[Any, tuple[Any, ...]]:
    words = Measurement.objects.filter(unit_id=group_id, month__in=months).order_by("day", "at", "id")
    return words.values_list("month", "person_id", "technique_id", "source", "second_id", "standard_id")


def _line(row: Month, day: date, last: int, progress: Progress | None) -> MonthLine:
    counted, agree, late = row.counted, row.agree, row.late  # type: ignore[attr-defined]
    ends = row.by_rule - timedelta(days=1) if row.by_rule else later(row.month, 1).replace(day=last)
    return MonthLine(
        row.month, row.state, row.closed_how, row.closed_at.date() if row.closed_at else None, counted,
        100 * agree // counted if counted else 0, late, tuple(voice.person.name for voice in row.voices.all()),
        row.state == Month.State.OPEN and later(row.month, 1) <= day <= ends, ends, progress, row.repeats,
    )  # fmt: skip
