"""Contracts as they were signed and measured, for the score that orders a checker's work (Q27)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import F, Q
from django.utils import timezone

from huzhu.base.access import Scope
from huzhu.rooms.contracts.models import PERSON, Contract, Term
from huzhu.rooms.contracts.moves import VOID
from huzhu.rooms.contracts.queries.lists import title_of
from huzhu.rooms.contracts.queries.living import kept_under
from huzhu.rooms.contracts.queries.measured import measured_in
from huzhu.rooms.contracts.values import score_of
from huzhu.rooms.skills.queries import techniques


@dataclass(frozen=True)
class Moved:
    """A term's last measurement: known from `day` on, `gain` in score points above the baseline."""

    term: int
    day: date
    gain: int
    met: bool
    ordered: bool


@dataclass(frozen=True)
class Written:
    """One contract of two people. `runs`: it may be looked at; else it stands for its burst alone."""

    id: int
    uid: str
    title: str
    unit: int
    two: tuple[int, int]
    signed: date
    ends: date
    closed: date | None
    runs: bool
    measured: tuple[Moved, ...]


def written(path: str, scope: Scope, since: date) -> list[Written]:
    """Everything between people kept at and below `path` that runs or was signed `since` then; at most eight statements.
    The door is the caller's."""
    day = scope.day
    rows = Contract.objects.filter(
        Q(closed=None) | Q(signed__gte=timezone.make_aware(datetime.combine(since, time.min))),
        kept_under(path, day),
        signed__isnull=False,
        first_level=PERSON,
    ).exclude(state=VOID)
    terms = Term.objects.filter(contract__in=rows, technique__isnull=False)
    pairs = terms.annotate(person_id=F("learner_id")).order_by()
    asked = list(terms.select_related("contract"))
    measured, known = measured_in([(term.contract, term) for term in asked], day, pairs), techniques(
        {term.technique_id for term in asked if term.technique_id}
    )  # fmt: skip
    moved: dict[int, list[Moved]] = {}
    for term in asked:
        if term.pk in measured and term.baseline is not None:
            technique, last = known[term.technique_id or 0], measured[term.pk]
            met = term.target is not None and last.score >= score_of(technique, term.target)
            gain = last.score - score_of(technique, term.baseline)
            moved.setdefault(term.contract_id, []).append(Moved(term.pk, last.day, gain, met, last.ordered))
    return [
        Written(
            row.pk, row.uid, title_of(row, scope), row.second_unit_id, (row.first_id, row.second_id),
            timezone.localdate(row.signed), row.ends, row.closed, row.closed is None, tuple(moved.get(row.pk, ())),
        )
        for row in rows.select_related("first", "second").order_by("pk")
        if row.signed and row.ends
    ]  # fmt: skip
