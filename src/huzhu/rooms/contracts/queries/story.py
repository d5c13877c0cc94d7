"""A contract's story on one timeline: what every room tells of it, and the curve of its measurements on the same days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.drawing.charts import Point
from huzhu.base.drawing.timeline import Measured, Sign, Span, course, timeline
from huzhu.base.followup.story import Mark, story_of
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.models import Contract, Term
from huzhu.rooms.contracts.moves import SIGNED
from huzhu.rooms.contracts.queries.lists import direction, subject_of, title_of
from huzhu.rooms.contracts.queries.page import tells_latest
from huzhu.rooms.contracts.values import is_quantity, value_of_score, words_of
from huzhu.rooms.skills.access import sees_scores
from huzhu.rooms.skills.months import last_day
from huzhu.rooms.skills.queries import (
    TechniqueLine,
    curves,
    level_of,
    ordered_measurements,
    read_as,
    scale_of,
    techniques,
)

BEFORE = 3
"""Measurements before the contract that its curve begins with."""


@dataclass(frozen=True)
class Curve:
    subject: str
    who: str
    chart: SafeString


@dataclass(frozen=True)
class Story:
    """`marks` newest first. `strip`: days and marks, with the first curve on them, of which `about` says what it is;
    `curves` of further terms. Only measurements that are for this reader; `untold`: there are others."""

    uid: str
    title: str
    about: str
    strip: SafeString
    curves: list[Curve]
    marks: list[Mark]
    untold: bool


def story(contract: Contract, scope: Scope) -> Story:
    """Everything on one page; statements do not grow with marks or measurements. The door is the caller's."""
    marks = story_of("contract", contract.pk, scope)
    terms = list(contract.terms.filter(technique__isnull=False).select_related("technique__same_as"))
    told = [term for term in terms if not contract.of_units and tells_latest(contract, term, scope)]
    points = _points(contract, told, scope)
    span = _span(contract, [mark.day for mark in marks], [p.on for of in points.values() for p in of], scope.day)
    title = title_of(contract, scope)
    label = _("Sessions, checks and versions of the contract of %(title)s, day by day.") % {"title": title}
    signs = [Sign(mark.day, mark.shape, mark.words, mark.url) for mark in marks]
    drawn = _measured(contract, told, points, scope)
    first, further = (drawn[0], drawn[1:]) if drawn else (None, [])
    return Story(
        contract.uid, title, f"{first[0]} · {first[1]}" if first else "",
        timeline(signs, span, label, first[2] if first else None),
        [Curve(what, who, course(curve, span, what)) for what, who, curve in further], marks, len(told) < len(terms),
    )  # fmt: skip


def _points(contract: Contract, terms: list[Term], scope: Scope) -> dict[int, list[Point]]:
    """{term: measured values in its own measure}; who does not see scores sees the middle of each level (Q31)."""
    known = techniques({term.technique_id for term in terms if term.technique_id})
    reads = read_as(known)
    months = curves({term.learner_id for term in terms}, scope.day)
    ordered = ordered_measurements([contract.pk]).get(contract.pk, []) if terms else []
    scale = scale_of(path_of(contract.second_unit_id, scope.day))
    found: dict[int, list[Point]] = {}
    for term in terms:
        technique = known[term.technique_id or 0]
        exact = is_quantity(technique) or sees_scores(scope, term.learner_id, _group(contract, term))

        def shown(
            score: int, quantity: float | None, technique: TechniqueLine = technique, exact: bool = exact
        ) -> float:
            if quantity is not None and is_quantity(technique):
                return quantity
            return value_of_score(technique, score if exact else level_of(score, scale).middle)

        closed = [
            (last_day(one.month), shown(one.score, one.quantity), one.month)
            for one in months.get((term.learner_id, reads.get(technique.id, technique.id)), [])
            if contract.closed is None or one.month <= contract.closed
        ]
        first = term.baseline_month or (contract.starts or scope.day).replace(day=1) - timedelta(days=1)
        before = [Point(day, value, counts=False) for day, value, month in closed if month <= first][-BEFORE:]
        since = [Point(min(day, scope.day), value) for day, value, month in closed if month > first]
        own = (term.learner_id, term.technique_id)
        since += [
            Point(one.day, shown(one.score, one.quantity))
            for one in ordered
            if (one.person_id, one.technique_id) == own
        ]
        if before or since:
            found[term.pk] = before + since
    return found


def _measured(
    contract: Contract, terms: list[Term], points: dict[int, list[Point]], scope: Scope
) -> list[tuple[str, str, Measured]]:
    """(what, who teaches whom, its curve) of the terms that have any."""
    known = techniques({term.technique_id for term in terms if term.technique_id})
    scale = scale_of(path_of(contract.second_unit_id, scope.day))
    found = []
    for term in terms:
        technique = known[term.technique_id or 0]

        def said(value: float, technique: TechniqueLine = technique, measure: str = term.measure) -> str:
            return words_of(value, technique, measure, scale)

        if term.pk in points:
            falls = is_quantity(technique) and (technique.worth_1000 or 0) < (technique.worth_0 or 0)
            who = direction(contract, term.teacher_id, term.learner_id, scope)
            found.append((subject_of(term), who, Measured(points[term.pk], said, term.target, falls)))
    return found


def _group(contract: Contract, term: Term) -> int:
    return contract.first_unit_id if term.learner_id == contract.first_id else contract.second_unit_id


def _span(contract: Contract, marks: list[date], points: list[date], today: date) -> Span:
    """From the first to the last of all days, today among them while it runs."""
    begun = contract.starts or timezone.localdate(contract.drafted)
    days = [
        begun,
        *marks,
        *points,
        *([contract.ends] if contract.ends else []),
        *([contract.closed] if contract.closed else []),
    ]
    if contract.state == SIGNED:
        days.append(today)
    until = (contract.closed or min(today, contract.ends or today)) if contract.signed else None
    return Span(min(days), max(days), contract.starts if contract.signed else None, contract.ends, until, today)
