"""What practice would have somebody do, and what went well."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.base.access import LEADERS, Role, Scope
from huzhu.base.calendar.working import evening_of
from huzhu.base.db import compiled
from huzhu.base.drawing.words import day_words
from huzhu.base.notices import Waiting, waiting
from huzhu.base.people.queries import groups_of
from huzhu.rooms.contracts.moves import SIGNED
from huzhu.rooms.practice.models import Adjacency, Cycle, StallReview
from huzhu.rooms.practice.moves import APPROVED, ASKED, OPEN, PRACTISING
from huzhu.rooms.skills.access import MEASURERS

# --- cycles, stalls, adjacency --------------------------------------------------------------------------------------


@waiting
def stalls_to_review(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Progress that stands still, for whoever looks at it; one statement."""
    for row in _reviews(scope.person_id or 0):
        detail = _("%(one)s and %(other)s, by %(day)s") % _names(row.teacher.name, row.learner.name, row.due)
        url = reverse("practice:review", args=[row.uid])
        title = _("Progress stands still: look at it with the two")
        yield Waiting(title, detail, url, _("See"), evening_of(row.due), row.due < scope.day, somebody=True)


@waiting
def checks_asked(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Two who ask for the check, for whoever measures in the learner's group; at most two statements."""
    units = scope.units(*MEASURERS)
    rows = [row for row in _ready(units) if scope.person_id not in (row.teacher_id, row.learner_id)] if units else []
    homes = groups_of({row.learner_id for row in rows}, scope.day) if rows else {}
    for row in rows:
        if homes.get(row.learner_id) in units and row.ready:
            url = reverse("practice:mastery", args=[row.term.contract.uid, row.term.uid])
            detail = _("%(one)s and %(other)s, asked on %(day)s") % _names(
                row.teacher.name, row.learner.name, row.ready
            )
            yield Waiting(_("Is it mastered? Two ask you to look"), detail, url, _("Check"), somebody=True)


@waiting
def neighbours_asked(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Requests for neighbouring machines: to be answered by a production leader, to be done by a leader; one statement."""
    foreman, leads = set(scope.units(Role.FOREMAN)), scope.units(*LEADERS)
    for row in _neighbours(leads) if leads else ():
        contract = row.contract
        mine = {contract.first_unit_id: row.yes_first_id, contract.second_unit_id: row.yes_second_id}
        asked = row.state == ASKED and any(unit in foreman and not yes for unit, yes in mine.items())
        if scope.person_id in (contract.first_id, contract.second_id) or not (asked or row.state == APPROVED):
            continue
        title = _("Two ask to work side by side") if asked else _("Put two machines side by side, as approved")
        detail = _("%(one)s and %(other)s, asked on %(day)s") % _names(contract.first.name, contract.second.name, row.asked)  # fmt: skip
        yield Waiting(title, detail, reverse("practice:neighbours", args=[contract.uid]), _("See"), somebody=True)


@compiled
def _reviews(person_id: int) -> QuerySet[StallReview]:
    rows = StallReview.objects.filter(reviewer_id=person_id, state=OPEN, term__contract__state=SIGNED)
    return rows.select_related("teacher", "learner").order_by("due", "id")


@compiled
def _ready(units: Collection[int]) -> QuerySet[Cycle]:
    rows = Cycle.objects.filter(state=PRACTISING, ready__isnull=False, term__closed=None, term__contract__state=SIGNED)
    near = Q(term__contract__first_unit_id__in=units) | Q(term__contract__second_unit_id__in=units)
    return rows.filter(near).select_related("term__contract", "teacher", "learner").order_by("ready", "id")


@compiled
def _neighbours(units: Collection[int]) -> QuerySet[Adjacency]:
    rows = Adjacency.objects.filter(state__in=(ASKED, APPROVED), contract__state=SIGNED)
    near = Q(contract__first_unit_id__in=units) | Q(contract__second_unit_id__in=units)
    return rows.filter(near).select_related("contract__first", "contract__second").order_by("asked", "id")


def _names(one: str, other: str, day: date) -> dict[str, str]:
    return {"one": one, "other": other, "day": day_words(day)}
