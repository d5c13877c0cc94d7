"""What a row of an import or grid would do to what is known: nothing, a measurement, a correction, a conflict (Q3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from huzhu.base.people.models import Membership
from huzhu.rooms.skills.models import Correction, Measurement, Month, MonthScore
from huzhu.rooms.skills.months import first_of, last_day

Effect = Literal["new", "same", "correction", "conflict"]
OFFICIAL = (
    Measurement.Source.CENTRAL, Measurement.Source.ASSESSOR, Measurement.Source.IMPORT, Measurement.Source.GRID,
)  # fmt: skip
"""Sources of a month's score; self, group and a production leader of another opinion are listed beside it (Q1)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement to save: score 0–1000; `quantity` in the technique's own measure where one was measured."""

    person_id: int
    technique_id: int
    score: int
    day: date
    quantity: float | None = None
    assessor_id: int | None = None
    method: str = Measurement.Method.OBSERVED

    @property
    def cell(self) -> tuple[int, int, date]:
        """Person, technique, month."""
        return self.person_id, self.technique_id, first_of(self.day)


@dataclass
class _Known:
    imported: dict[tuple[int, int, date], tuple[int, float | None]] = field(default_factory=dict)  # by day
    imported_at: dict[tuple[int, int, date], datetime] = field(default_factory=dict)  # by month
    by_hand: dict[tuple[int, int, date], tuple[int, datetime]] = field(default_factory=dict)  # by month
    effective: dict[tuple[int, int, date], int] = field(default_factory=dict)  # closed months


def effects(rows: Sequence[Row], closed: set[tuple[int, date]], group_of: dict[tuple[int, date], int]) -> list[Effect]:
    """What each row would do; `closed` = (group, month) pairs that are closed. Four statements."""
    known = _known(rows)
    return [
        _effect(row, known, (group_of[row.person_id, first_of(row.day)], first_of(row.day)) in closed) for row in rows
    ]


def grid_values(group_id: int, month: date) -> dict[tuple[int, int], int]:
    """{(person, technique): last official score} of a group in one month, its corrections included. Two statements."""
    rows = Measurement.objects.filter(unit_id=group_id, month=month, source__in=OFFICIAL).order_by("at", "day", "id")
    found = {
        (person, technique): score
        for person, technique, score in rows.values_list("person_id", "technique_id", "score")
    }
    late = Correction.objects.filter(month__unit_id=group_id, month__month=month).order_by("at", "id")
    return found | {
        (person, technique): score
        for person, technique, score in late.values_list("person_id", "technique_id", "score")
    }


def groups_by_month(rows: Sequence[Row]) -> dict[tuple[int, date], int]:
    """{(person, month): group}: a month belongs to the group of its last day (Q36). One statement.

    A month before somebody's first membership belongs to the first; after the last, to the last.
    """
    homes: dict[int, list[tuple[date, date, int]]] = defaultdict(list)
    people = {row.person_id for row in rows}
    for person, starts, ends, unit in (
        Membership.objects.filter(person_id__in=people)
        .order_by("starts")
        .values_list("person_id", "starts", "ends", "unit_id")
    ):
        homes[person].append((starts, ends, unit))
    found = {}
    for person, month in {(row.person_id, first_of(row.day)) for row in rows}:
        if periods := homes.get(person):
            begun = [unit for starts, _ends, unit in periods if starts <= last_day(month)]
            found[person, month] = begun[-1] if begun else periods[0][2]
    return found


def month_states(pairs: Iterable[tuple[int, date]]) -> dict[tuple[int, date], Month]:
    """{(group, month): Month} of these groups, all their months; one statement."""
    units = {unit for unit, _month in pairs}
    return {(row.unit_id, row.month): row for row in Month.objects.filter(unit_id__in=units)}


def _known(rows: Sequence[Row]) -> _Known:
    people, months = {row.person_id for row in rows}, {first_of(row.day) for row in rows}
    known = _Known()
    for person, technique, month, day, score, quantity, source, at in (
        Measurement.objects.filter(person_id__in=people, month__in=months, source__in=OFFICIAL)
        .order_by("at", "id")
        .values_list("person_id", "technique_id", "month", "day", "score", "quantity", "source", "at")
    ):
        if source == Measurement.Source.IMPORT:
            known.imported[person, technique, day] = (score, quantity)
            known.imported_at[person, technique, month] = at
        else:
            known.by_hand[person, technique, month] = (score, at)
    closed = MonthScore.objects.filter(person_id__in=people, month__month__in=months)
    for person, technique, month, score in closed.values_list("person_id", "technique_id", "month__month", "score"):
        known.effective[person, technique, month] = score
    late = Correction.objects.filter(person_id__in=people, month__month__in=months).order_by("at", "id")
    for person, technique, month, score, at, by in late.values_list(
        "person_id", "technique_id", "month__month", "score", "at", "by_id"
    ):
        known.effective[person, technique, month] = score
        if by is not None:
            known.by_hand[person, technique, month] = (score, at)
    return known


def _effect(row: Row, known: _Known, closed: bool) -> Effect:
    if known.imported.get((row.person_id, row.technique_id, row.day)) == (row.score, row.quantity):
        return "same"
    if closed and known.effective.get(row.cell) == row.score:
        return "same"
    hand, imported_at = known.by_hand.get(row.cell), known.imported_at.get(row.cell)
    if hand and (imported_at is None or hand[1] > imported_at):
        return "same" if hand[0] == row.score else "conflict"
    return "correction" if closed else "new"
