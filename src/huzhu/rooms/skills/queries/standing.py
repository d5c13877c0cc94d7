"""Where somebody stands: the last closed month with its corrections (Q1, Q3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from huzhu.base.calendar.working import end_of
from huzhu.base.charter import rule
from huzhu.base.db import compiled
from huzhu.rooms.skills.arrivals import OFFICIAL
from huzhu.rooms.skills.clauses import BASELINE_AGE
from huzhu.rooms.skills.models import Correction, Measurement, Month, MonthScore
from huzhu.rooms.skills.months import first_of, later
from huzhu.rooms.skills.queries.merged import read_as

Key = tuple[int, int]
"""Person id, technique id."""

READS_AS = Coalesce("technique__same_as_id", "technique_id")
"""What was written under a technique that was merged is read under the one it was merged into."""


_OWN_FIRST = (F("technique__same_as_id").asc(nulls_first=True),)
_OWN_LAST = (F("technique__same_as_id").desc(nulls_last=True),)


@dataclass(frozen=True)
class Standing:
    """A score 0–1000 that counts: of which month, agreed by four sources or merely measured, from an opening, corrected.

    `quantity` is in the technique's own measure, where one was measured. Corrected: `closed_score` = as it was closed,
    None where nothing was measured then; `corrected_on` and `because` of the last correction. `repeats`: its month says the
    same of everybody as that earlier one, so this is no measurement anew.
    """

    score: int
    month: date
    agreed: bool = False
    opening: bool = False
    corrected: bool = False
    quantity: float | None = None
    closed_score: int | None = None
    corrected_on: date | None = None
    because: str = ""
    repeats: date | None = None


def current_scores(
    person_ids: Iterable[int],
    day: date,
    *,
    technique_ids: Collection[int] | None = None,
    pairs: QuerySet[Any] | None = None,
) -> dict[Key, Standing]:
    """{(person, technique): Standing} of the last month closed by the end of `day`, corrections to that day included.

    Missing is missing: no key. Two statements, a third where techniques are asked for, and then under the very ids
    asked for; else a merged technique stands under the one it was merged into. What contracts re-measured counts at
    once for their terms only: see `ordered_measurements`. `pairs`: rows with `person` and `technique`, of whom alone
    scores are asked: a subquery, for many people at once.
    """
    people, limit = list(person_ids), end_of(day)
    rows: Iterable[tuple[Any, ...]]
    late: Iterable[tuple[Any, ...]]
    if technique_ids is None:
        rows, late = _newest(people, limit), _late(people, limit)
    elif pairs is not None:
        reads = read_as(technique_ids)
        rows, late = _newest_of_pairs(pairs, limit), _late.build(pairs.values("person_id"), limit)
    else:
        reads = read_as(technique_ids)
        rows, late = _newest_in(people, limit, reads), _late_in(people, limit, reads)
    found = {
        (person, technique): Standing(score, month, agreed, opening, quantity=quantity, repeats=repeats)
        for person, technique, score, month, agreed, opening, quantity, repeats in rows
    }
    for person, technique, score, month, opening, at, because in late:
        held = found.get((person, technique))
        if held is None or month >= held.month:
            same = held if held and held.month == month else None
            found[person, technique] = _corrected(same, score, month, opening, at, because)
    if technique_ids is None:
        return found
    asked: dict[int, list[int]] = defaultdict(list)
    for technique in set(technique_ids):
        asked[reads.get(technique, technique)].append(technique)
    wanted = None if pairs is None else set(people)
    return {
        (person, said): at
        for (person, technique), at in found.items()
        for said in asked.get(technique, ())
        if wanted is None or person in wanted
    }


@compiled
def _newest(person_ids: Collection[int], limit: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    return _newest_of(MonthScore.objects.all(), person_ids, limit)


@compiled
def _newest_in(
    person_ids: Collection[int], limit: datetime, technique_ids: Collection[int]
) -> QuerySet[Any, tuple[Any, ...]]:
    return _newest_of(MonthScore.objects.filter(technique_id__in=technique_ids), person_ids, limit)


def _newest_of_pairs(pairs: QuerySet[Any], limit: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    """Of each pair, whatever either technique is read as."""
    same = pairs.annotate(asked=READS_AS).filter(person_id=OuterRef("person_id"), asked=OuterRef("reads_as"))
    rows = MonthScore.objects.annotate(reads_as=READS_AS).filter(Exists(same))
    return _newest_of(rows, pairs.values("person_id"), limit)


def _newest_of(
    rows: QuerySet[MonthScore], person_ids: Collection[int] | QuerySet[Any, Any], limit: datetime
) -> QuerySet[Any, tuple[Any, ...]]:
    newest = Window(
        RowNumber(), partition_by=[F("person_id"), F("reads_as")], order_by=[F("month__month").desc(), *_OWN_FIRST]
    )
    rows = rows.filter(person_id__in=person_ids, month__state="closed", month__closed_at__lt=limit)
    return (
        rows.annotate(reads_as=READS_AS, newest=newest)
        .filter(newest=1)
        .values_list(
            "person_id", "reads_as", "score", "month__month", "agreed", "month__opening", "quantity", "month__repeats"
        )
    )


@compiled
def _late(person_ids: Collection[int] | QuerySet[Any, Any], limit: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    rows = Correction.objects.filter(person_id__in=person_ids, month__state="closed", at__lt=limit)
    return rows.order_by("month__month", "at", "id").values_list(
        "person_id", READS_AS, "score", "month__month", "month__opening", "at", "reason"
    )


@compiled
def _late_in(
    person_ids: Collection[int], limit: datetime, technique_ids: Collection[int]
) -> QuerySet[Any, tuple[Any, ...]]:
    return _late.build(person_ids, limit).filter(technique_id__in=technique_ids)


def curves(person_ids: Iterable[int], day: date) -> dict[Key, list[Standing]]:
    """Every closed month of several people up to `day`, oldest first, each with its corrections; two statements."""
    people, limit = list(person_ids), end_of(day)
    by_month: dict[Key, dict[date, Standing]] = defaultdict(dict)
    rows = MonthScore.objects.filter(person_id__in=people, month__state="closed", month__closed_at__lt=limit)
    for person, technique, score, month, agreed, opening, quantity in rows.order_by(*_OWN_LAST).values_list(
        "person_id", READS_AS, "score", "month__month", "agreed", "month__opening", "quantity"
    ):
        by_month[person, technique][month] = Standing(score, month, agreed, opening, quantity=quantity)
    late = Correction.objects.filter(person_id__in=people, month__state="closed", at__lt=limit).order_by("at", "id")
    for person, technique, score, month, opening, at, because in late.values_list(
        "person_id", READS_AS, "score", "month__month", "month__opening", "at", "reason"
    ):
        held = by_month[person, technique].get(month)
        by_month[person, technique][month] = _corrected(held, score, month, opening, at, because)
    return {key: [months[month] for month in sorted(months)] for key, months in by_month.items()}


def _corrected(held: Standing | None, score: int, month: date, opening: bool, at: datetime, because: str) -> Standing:
    """A score with a correction beside it; one that says the same changes nothing."""
    if held and held.score == score and not held.corrected:
        return held
    closed = held.closed_score if held and held.corrected else held.score if held else None
    return Standing(
        score, month, opening=opening, corrected=True, closed_score=closed, corrected_on=timezone.localdate(at),
        because=because,
    )  # fmt: skip


def curve(person_id: int, technique_id: int, day: date) -> list[Standing]:
    """Closed months of one person in one technique up to `day`, oldest first."""
    reads = read_as([technique_id]).get(technique_id, technique_id)
    return curves([person_id], day).get((person_id, reads), [])


def baseline(person_id: int, technique_id: int, day: date, *, path: str = "") -> Standing | None:
    """The last closed measurement at or before `day`; None = missing, or older than the unit with `path` allows (Q20)."""
    held = current_scores([person_id], day, technique_ids=[technique_id]).get((person_id, technique_id))
    oldest = later(first_of(day), -rule(BASELINE_AGE, path=path, day=day).value)
    return held if held and held.month >= oldest else None


@dataclass(frozen=True)
class Ordered:
    """A re-measurement ordered for a contract: counts at once for its term (Q1)."""

    person_id: int
    technique_id: int
    score: int
    quantity: float | None
    day: date


def ordered_measurements(matter_ids: Iterable[int]) -> dict[int, list[Ordered]]:
    """Re-measurements by matter, oldest first; one statement."""
    found: dict[int, list[Ordered]] = defaultdict(list)
    rows = Measurement.objects.filter(matter_id__in=list(matter_ids)).order_by("day", "id")
    for row in rows:
        found[row.matter_id or 0].append(Ordered(row.person_id, row.technique_id, row.score, row.quantity, row.day))
    return dict(found)


@dataclass(frozen=True)
class Later:
    """A measurement that counts: ordered for a contract, or of a month that is closed. `technique_id` = as it is read."""

    id: int
    person_id: int
    technique_id: int
    score: int
    day: date


def later_measurements(
    person_ids: Collection[int], technique_ids: Collection[int], after: date, matter_id: int
) -> list[Later]:
    """Official measurements taken after a day, oldest first: ordered ones of a contract at once, others from the closing
    of their month on; one statement."""
    closed = Month.objects.filter(unit_id=OuterRef("unit_id"), month=OuterRef("month"), state=Month.State.CLOSED)
    rows = Measurement.objects.filter(person_id__in=person_ids, day__gt=after, source__in=OFFICIAL)
    rows = rows.annotate(reads_as=READS_AS).filter(reads_as__in=technique_ids)
    rows = rows.filter(Q(matter_id=matter_id) | Exists(closed)).order_by("day", "id")
    return [Later(*row) for row in rows.values_list("id", "person_id", "reads_as", "score", "day")]


def measured_in(month_id: int) -> set[int]:
    """Person ids of whoever has a score in a closed month."""
    return set(MonthScore.objects.filter(month_id=month_id).values_list("person_id", flat=True))
