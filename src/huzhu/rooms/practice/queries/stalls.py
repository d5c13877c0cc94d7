"""Progress that stands still, and its reviews (S38, Q6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from huzhu.base.charter.rulings import rules_at
from huzhu.base.units.queries import path_of
from huzhu.engine.evidence import gain, stands_still
from huzhu.rooms.contracts.queries.running import Aim, Pair
from huzhu.rooms.contracts.values import score_of
from huzhu.rooms.practice.clauses import STALL_GAIN, STALL_MEASUREMENTS
from huzhu.rooms.practice.models import StallReview
from huzhu.rooms.practice.moves import OPEN, REVIEWED
from huzhu.rooms.practice.queries.held import sessions_of
from huzhu.rooms.skills.months import last_day
from huzhu.rooms.skills.queries import (
    Ordered,
    Standing,
    TechniqueLine,
    curves,
    ordered_measurements,
    read_as,
    techniques,
)


@dataclass(frozen=True)
class Point:
    """One measurement of a term's learner, 0–1000; `counts` = taken under the contract, else it is the baseline."""

    day: date
    score: int
    counts: bool


@dataclass(frozen=True)
class Share:
    """Minutes of practice held, and how many of them the learner ran the machine."""

    minutes: int
    learner: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.learner / self.minutes) if self.minutes else None


def stalled(contract_ids: Collection[int]) -> set[int]:
    """Which of these contracts have progress standing still that is not reviewed yet; one statement."""
    rows = StallReview.objects.filter(term__contract_id__in=contract_ids, state=OPEN)
    return set(rows.values_list("term__contract_id", flat=True))


def course(
    aim: Aim, technique: TechniqueLine, starts: date, months: Collection[Standing], ordered: Collection[Ordered]
) -> list[Point]:
    """A term's measurements in the order of their days: its baseline, then each ordered one, and each closed month since.

    A month in which one was ordered is told by it, not twice. A month stands at its last day.
    """
    own = [row for row in ordered if (row.person_id, row.technique_id) == (aim.learner, aim.technique)]
    told = {row.day.replace(day=1) for row in own}
    since = aim.baseline_month or starts.replace(day=1)
    points = [Point(row.day, row.score, True) for row in own]
    for row in months:
        newer = row.month > since if aim.baseline_month else row.month >= since
        if newer and row.month not in told:
            points.append(Point(last_day(row.month), row.score, True))
    if aim.baseline is not None:
        first = min([last_day(since), starts, *(point.day for point in points)])
        points.append(Point(first, score_of(technique, aim.baseline), False))
    return sorted(points, key=lambda point: (point.day, point.counts))


def standing_still(
    points: list[Point], *, over: int, least: int, target: int | None, reviewed: date | None
) -> int | None:
    """The gain of a term that stands still, else None; after a review only what was measured from its last one on."""
    scores = [point.score for point in points if reviewed is None or point.day >= reviewed]
    return gain(scores, over) if stands_still(scores, over=over, least=least, target=target) else None


@dataclass(frozen=True)
class Still:
    """A term that stands still: by how much it gained over its last measurements, up to which day, and the rule."""

    contract_uid: str
    term: int
    gain: int
    measured: date
    least: int
    over: int


def courses(pairs: Collection[Pair], day: date) -> dict[int, list[Point]]:
    """{term id: its measurements} of the open terms with a technique; five statements."""
    aims = [(pair, aim) for pair in pairs for aim in pair.aims if aim.technique and aim.closed is None]
    asked = {aim.technique or 0 for _pair, aim in aims}
    known, reads = techniques(asked), read_as(asked)
    months = curves({aim.learner for _pair, aim in aims}, day)
    ordered = ordered_measurements({pair.id for pair, _aim in aims})
    return {
        aim.id: course(
            aim, known[aim.technique or 0], pair.starts,
            months.get((aim.learner, reads.get(aim.technique or 0, aim.technique or 0)), []), ordered.get(pair.id, []),
        )
        for pair, aim in aims
    }  # fmt: skip


def still(pairs: Collection[Pair], day: date) -> list[Still]:
    """The open terms that stand still on a day by the rule of the keeping group, none of them under review."""
    aims = {aim.id: (pair, aim) for pair in pairs for aim in pair.aims}
    if not aims:
        return []
    lines, reviewed = courses(pairs, day), last_reviewed(aims)
    under_review = set(StallReview.objects.filter(term_id__in=aims, state=OPEN).values_list("term_id", flat=True))
    paths = {unit: path_of(unit, day) for unit in {pair.second_unit for pair, _aim in aims.values()}}
    limits = rules_at(STALL_GAIN, STALL_MEASUREMENTS, paths=set(paths.values()), day=day)
    known = techniques({aim.technique for _pair, aim in aims.values() if aim.technique})
    found = []
    for term, points in lines.items():
        (pair, aim), target = aims[term], None
        limit = limits[paths[pair.second_unit]]
        least, over = limit[STALL_GAIN].value, limit[STALL_MEASUREMENTS].value
        if aim.target is not None:
            target = score_of(known[aim.technique or 0], aim.target)
        gained = standing_still(points, over=over, least=least, target=target, reviewed=reviewed.get(term))
        if gained is not None and term not in under_review:
            found.append(Still(pair.uid, term, gained, points[-1].day, least, over))
    return found


def last_reviewed(term_ids: Collection[int]) -> dict[int, date]:
    """{term id: day of the measurement on which its last review rested}; one statement."""
    rows = StallReview.objects.filter(term_id__in=term_ids, state=REVIEWED).order_by("pk")
    return dict(rows.values_list("term_id", "measured"))


def share_run(contract_id: int, learner_id: int, first: date, last: date) -> Share:
    """Confirmed practice of a learner under a contract, and the part he ran himself; one statement."""
    held = [row for row in sessions_of([contract_id], first, last).get(contract_id, []) if row.learner == learner_id]
    kept = [row for row in held if not row.one_sided]
    return Share(sum(row.minutes for row in kept), sum(row.learner_minutes for row in kept))
