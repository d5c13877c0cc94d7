"""What lies behind one cell: opinions by source, measurements, closed months, corrections (S17, Q1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from huzhu.base.access import NotFound, Scope
from huzhu.base.drawing.heat import Trend
from huzhu.base.people.queries import PersonLine, people, roster
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.skills.access import holds_here, sees_scores
from huzhu.rooms.skills.arrivals import OFFICIAL
from huzhu.rooms.skills.models import Correction, Measurement
from huzhu.rooms.skills.queries.catalogue import TechniqueLine, scale_of, technique_by_uid, techniques, wanted_for
from huzhu.rooms.skills.queries.heat import trend_of
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
class Opinion:
    """One of the sources that make a score agreed; `level` '' where it has not spoken."""

    source: str
    level: str = ""


@dataclass(frozen=True)
class ClosedMonth:
    """The score of one closed month; `score` None where levels are all one may see."""

    month: date
    quarters: int
    level: str
    score: int | None
    source: str


@dataclass(frozen=True)
class Records:
    person: PersonLine
    technique: TechniqueLine
    quarters: int | None
    level: str
    wanted: str
    trend: Trend
    source: str
    opinions: list[Opinion]
    records: list[Record]
    closed: list[ClosedMonth]
    scores: bool
    may_correct: bool
    month: date | None


def records_of(group: UnitLine, person_uid: str, technique_uid: str, scope: Scope, day: date) -> Records:
    """Everything behind one cell of a group's matrix; NotFound for who is no member or what is no technique of it."""
    person = next((line for line in roster(group.id, day) if line.uid == person_uid), None)
    technique = technique_by_uid(technique_uid, group.path)
    if person is None or technique is None:
        raise NotFound
    scale, scores = scale_of(group.path), sees_scores(scope, person.id, group.id)
    course = curve(person.id, technique.id, day)
    rows = list(Measurement.objects.filter(person_id=person.id, technique_id=technique.id).order_by("-day", "-id"))
    late = list(Correction.objects.filter(person_id=person.id, technique_id=technique.id).order_by("-at"))
    names = people({row.assessor_id for row in rows if row.assessor_id} | {row.by_id for row in late if row.by_id})
    lines = [
        Record(
            row.day, *_level(row.score, scale), row.score if scores else None,
            f"{row.quantity:g} {technique.measure}".strip() if row.quantity is not None and scores else "",
            SOURCES[row.source](), METHODS[row.method](), names[row.assessor_id].name if row.assessor_id in names else "",
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
        _opinions(rows, scale), sorted(lines, key=lambda line: line.day, reverse=True), [_closed(at, scale, scores) for at in reversed(course)], scores,
        holds_here(scope, group.id) and scope.person_id != person.id and last is not None, last.month if last else None,
    )  # fmt: skip


def _level(score: int, scale: Sequence[Level]) -> tuple[int, str]:
    level = level_of(score, scale)
    return level.quarters, str(level.name)


def _closed(at: Standing, scale: Sequence[Level], scores: bool) -> ClosedMonth:
    return ClosedMonth(at.month, *_level(at.score, scale), at.score if scores else None, source_words(at))


def _opinions(rows: list[Measurement], scale: Sequence[Level]) -> list[Opinion]:
    """The sources side by side (S17): the newest word of each."""
    newest = {}
    for row in reversed(rows):
        newest["central" if row.source in OFFICIAL else row.source] = row
    return [
        Opinion(said, str(level_of(newest[code].score, scale).name) if code in newest else "")
        for code, said in (("central", _("Assessor")), ("group", _("The group")), ("self", _("The person")))
    ]


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
    months: list[tuple[Standing, str, str]]
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
        [(at, str(level_of(at.score, scale).name), source_words(at)) for at in reversed(course)],
        "", float(wanted), _("My course in %(technique)s, 0 to 1000") % {"technique": technique.name},
    )  # fmt: skip


def _measured(technique_uid: str, person: int) -> TechniqueLine | None:
    row = (
        Measurement.objects.filter(person_id=person, technique__uid=technique_uid)
        .values_list("technique_id", flat=True)
        .first()
    )
    return techniques([row]).get(row) if row else None
