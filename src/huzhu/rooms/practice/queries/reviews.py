"""The page of a review: what was measured, how much the learner ran it himself, what was found (S38)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.drawing.charts import Point as Dot
from huzhu.base.drawing.charts import line_chart
from huzhu.base.people.queries import groups_of
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.access import is_party
from huzhu.rooms.contracts.moves import SIGNED
from huzhu.rooms.contracts.queries.lists import direction, subject_of, title_of
from huzhu.rooms.contracts.queries.running import running_with
from huzhu.rooms.contracts.values import is_quantity, value_of_score
from huzhu.rooms.practice.access import review_for
from huzhu.rooms.practice.models import StallReview
from huzhu.rooms.practice.moves import OPEN
from huzhu.rooms.practice.queries.stalls import Share, courses, share_run
from huzhu.rooms.skills.access import sees_scores
from huzhu.rooms.skills.queries import techniques


@dataclass(frozen=True)
class ReviewPage:
    """`chart` is empty where the reader may not see the learner's scores (Q31)."""

    uid: str
    contract: str
    title: str
    subject: str
    who: str
    sentence: str
    open: bool
    mine: bool
    opened: date
    due: date
    overdue: bool
    reviewer: str
    reviewed: date | None
    finding: str
    change: str
    share: Share
    chart: SafeString
    path: str


def review_page(uid: str, scope: Scope) -> ReviewPage:
    """One review for those who may see it; raises NotFound. A constant number of statements."""
    row = review_for(uid, by=scope)
    contract, term = row.term.contract, row.term
    runs = contract.state == SIGNED
    return ReviewPage(
        row.uid, contract.uid, title_of(contract, scope), subject_of(term),
        direction(contract, term.teacher_id, term.learner_id, scope), _sentence(row), row.state == OPEN and runs,
        row.state == OPEN and runs and row.reviewer_id == scope.person_id, row.opened, row.due,
        row.state == OPEN and row.due < scope.day, row.reviewer.name if row.reviewer else "", row.reviewed, row.finding, row.change,
        share_run(contract.pk, term.learner_id, contract.starts or row.opened, scope.day), _chart(row, scope),
        path_of(contract.second_unit_id, row.opened),
    )  # fmt: skip


def _sentence(row: StallReview) -> str:
    words = {"n": row.measurements, "gain": row.gain, "least": row.least}
    if row.gain < 0:
        return _("The last %(n)s measurements lost %(gain)s points of 1000.") % (words | {"gain": -row.gain})
    return _("The last %(n)s measurements gained %(gain)s points of 1000, fewer than %(least)s.") % words


def _chart(row: StallReview, scope: Scope) -> SafeString:
    """The learner's measurements as dots, the baseline a ring, the target dashed."""
    contract, term = row.term.contract, row.term
    home = groups_of({term.learner_id}, scope.day).get(term.learner_id, 0)
    if not (is_party(contract, scope) or sees_scores(scope, term.learner_id, home)):
        return SafeString("")
    technique = techniques([term.technique_id or 0])[term.technique_id or 0]
    dots = [
        Dot(point.day, value_of_score(technique, point.score), point.counts)
        for point in courses(running_with([contract.pk]), scope.day).get(term.pk, [])
    ]
    return line_chart(
        dots, label=_("Measurements of %(what)s") % {"what": subject_of(term)}, unit=technique.measure if is_quantity(technique) else "",
        target=term.target, less_is_better=(technique.worth_0 or 0) > (technique.worth_1000 or 0) and is_quantity(technique),
    )  # fmt: skip
