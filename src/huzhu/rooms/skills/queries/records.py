"""What lies behind one cell: opinions by source, measurements, closed months, corrections (S17, Q1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from huzhu.base.access import NotFound, Scope
from huzhu.base.calendar.working import end_of
from huzhu.base.drawing.heat import Trend
from huzhu.base.drawing.words import day_words
from huzhu.base.people.queries import PersonLine, people, roster
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.skills.access import holds_here, sees_scores
from huzhu.rooms.skills.models import Correction, Measurement
from huzhu.rooms.skills.queries.catalogue import TechniqueLine, scale_of, technique_by_uid, techniques, wanted_for
from huzhu.rooms.skills.queries.heat import trend_of
from huzhu.rooms.skills.queries.parts import Parts, open_months, parts_of
from huzhu.rooms.skills.queries.standing import Standing, curve
from huzhu.rooms.skills.queries.words import source_words
from huzhu.rooms.skills.scores import Level, level_of

METHODS = {
    "observed": lambda: _("observed"), "timed": lambda: _("timed"), "tested": lambda: _("tested"), "counted": lambda: _("counted"),
}  # fmt: skip
SOURCES = {
    "central": lambda: _("assessor with production leader"), "assessor": lambda: _("assessor"),
    "foreman": lambda: _("production leader"), "grid": lambda: _("from the grid"), "import": lambda: _("from a workbook"),
    "self": lambda: _("own opinion"), "group": lambda: _("the group"),
}  # fmt: skip


@dataclass(frozen=True)
class Record:
    """One measurement or correction; `score` None where levels are all one may see."""

    day: date
    quarters: int
    level: str
    score: int | None
    quantity: str
    source: str
    method: str
    who: str = ""


@dataclass(frozen=True)
class ClosedMonth:
    """The score of one closed month; `score` None where levels are all one may see. `corrected`: what was said beside it,
    with day and reason."""

    month: date
    quarters: int | None
    level: str
    score: int | None
    source: str
    corrected: str = ""


@dataclass(frozen=True)
class Records:
    person: PersonLine
    technique: TechniqueLine
    quarters: int | None
    level: str
    wanted: str
    trend: Trend
    source: str
    parts: Parts | None
    said_in: date | None
    own_first: bool
    records: list[Record]
    closed: list[ClosedMonth]
    scores: bool
    may_correct: bool
    month: date | None


def records_of(
    group: UnitLine, person_uid: str, technique_uid: str, scope: Scope, day: date, asked: date | None = None
) -> Records:
    """Everything behind one cell of a group's matrix up to `day`: of a group that is no more, nothing of what came after.

    NotFound for who is no member or what is no technique of it.

    `asked`: the month whose four parts stand side by side, else the newest with a word. What others say of oneself in an
    open month is seen once one has said one's own (`own_first`).
    """
    person = next((line for line in roster(group.id, day) if line.uid == person_uid), None)
    technique = technique_by_uid(technique_uid, group.path)
    if person is None or technique is None:
        raise NotFound
    scale, scores = scale_of(group.path), sees_scores(scope, person.id, group.id)
    course = curve(person.id, technique.id, day)
    of = {"person_id": person.id, "technique_id": technique.id}
    rows = list(Measurement.objects.filter(**of, day__lte=day).order_by("-day", "-id"))
    silent = set(open_months(group.id)) if scope.person_id == person.id else set()
    silent -= {row.month for row in rows if row.source == Measurement.Source.SELF}
    own_first = any(row.month in silent for row in rows)
    rows = [row for row in rows if row.month not in silent]
    month = asked or max((row.month for row in rows), default=None)
    tells = month is not None and month not in silent
    parts = parts_of(group, month, day, person_id=person.id, technique_id=technique.id) if month and tells else []
    late = list(Correction.objects.filter(**of, at__lt=end_of(day)).order_by("-at"))
    spoke = {i for row in rows for i in (row.assessor_id, row.second_id) if i}
    names = people(spoke | {row.by_id for row in late if row.by_id})
    lines = [
        Record(
            row.day, *_level(row.score, scale), row.score if scores else None,
            f"{row.quantity:g} {technique.measure}".strip() if row.quantity is not None and scores else "",
            SOURCES[row.source](), row.words or METHODS[row.method](),
            _(", ").join(names[i].name for i in (row.assessor_id, row.second_id) if i in names),
        )
        for row in rows
    ] + [
        Record(
            row.at.date(), *_level(row.score, scale), row.score if scores else None,
            "", _("correction"), row.reason, names[row.by_id].name if row.by_id in names else "",
        )
        for row in late
    ]  # fmt: skip
    last = course[-1] if course else None
    level = level_of(last.score, scale) if last else None
    return Records(
        person, technique, level.quarters if level else None, str(level.name) if level else "",
        str(level_of(wanted_for([person.id], day)[person.id, technique.id], scale).name), trend_of(course), source_words(last),
        next(iter(parts), None), month, own_first,
        sorted(lines, key=lambda line: line.day, reverse=True), [_closed(at, scale, scores) for at in reversed(course)], scores,
        holds_here(scope, group.id) and not scope.read_on and scope.person_id != person.id and last is not None, last.month if last else None,
    )  # fmt: skip


def _level(score: int, scale: Sequence[Level]) -> tuple[int, str]:
    level = level_of(score, scale)
    return level.quarters, str(level.name)


def _closed(at: Standing, scale: Sequence[Level], scores: bool) -> ClosedMonth:
    """As it was closed; what came after stands beside it, dated and with its reason (Q3)."""
    score = at.closed_score if at.corrected else at.score
    quarters, level = _level(score, scale) if score is not None else (None, _("not measured"))
    words = correction_words(at, scale, scores)
    return ClosedMonth(at.month, quarters, level, score if scores else None, source_words(at), words)


def correction_words(at: Standing, scale: Sequence[Level], scores: bool) -> str:
    """'alone (650), corrected on 3 Mar: wrong row'; '' where nothing was corrected."""
    if not at.corrected_on:
        return ""
    level = str(level_of(at.score, scale).name)
    said = f"{level} ({at.score})" if scores else level
    words = {"level": said, "day": day_words(at.corrected_on), "why": at.because or _("measured again")}
    return _("%(level)s, corrected on %(day)s: %(why)s") % words


@dataclass(frozen=True)
class Dot:
    """One point of a curve as it is drawn."""

    on: date
    value: float
    counts: bool = True
    url: str = ""


@dataclass(frozen=True)
class Course:
    """My own curve in one technique: dots in its quantity where every month has one, else in scores."""

    technique: TechniqueLine
    dots: list[Dot]
    months: list[tuple[Standing, ClosedMonth]]
    unit: str
    target: float
    label: str


def own_course(technique_uid: str, scope: Scope, day: date) -> Course:
    """NotFound for a technique that my group does not use and in which I was never measured."""
    person = scope.person_id or 0
    technique = technique_by_uid(technique_uid, scope.group_path) or _measured(technique_uid, person)
    if technique is None:
        raise NotFound
    course, scale = curve(person, technique.id, day), scale_of(scope.group_path)
    wanted = wanted_for([person], day)[person, technique.id]
    return Course(
        technique, [Dot(at.month, float(at.score)) for at in course],
        [(at, _closed(at, scale, True)) for at in reversed(course)],
        "", float(wanted), _("My course in %(technique)s, 0 to 1000") % {"technique": technique.name},
    )  # fmt: skip


def _measured(technique_uid: str, person: int) -> TechniqueLine | None:
    row = (
        Measurement.objects.filter(person_id=person, technique__uid=technique_uid)
        .values_list("technique_id", flat=True)
        .first()
    )
    return techniques([row]).get(row) if row else None
