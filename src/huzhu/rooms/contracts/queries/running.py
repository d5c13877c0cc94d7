"""Signed contracts of two people as the rooms above need them: who, what, where, until when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.rooms.contracts.access import visible_to
from huzhu.rooms.contracts.models import PERSON, Contract, Term
from huzhu.rooms.contracts.moves import RECORDED, SIGNED, VOID


@dataclass(frozen=True)
class Aim:
    """One term: who learns what from whom; `technique` None = an indicator. `baseline`, `target`, in the term's own
    measure."""

    id: int
    uid: str
    teacher: int
    learner: int
    technique: int | None
    indicator: str
    closed: date | None = None
    baseline: float | None = None
    baseline_month: date | None = None
    target: float | None = None


@dataclass(frozen=True)
class Pair:
    """A contract that runs; `id` is its matter's. `names` of the two, by person id."""

    id: int
    uid: str
    kind: str
    first: int
    second: int
    first_unit: int
    second_unit: int
    starts: date
    ends: date
    names: dict[int, str]
    aims: tuple[Aim, ...]

    @property
    def two(self) -> tuple[int, int]:
        return self.first, self.second

    @property
    def title(self) -> str:
        """'He Guiying and Shen Yulan'."""
        return _("%(one)s and %(other)s") % {"one": self.names[self.first], "other": self.names[self.second]}

    def other(self, person_id: int) -> int:
        return self.second if person_id == self.first else self.first


def running_at(unit_ids: Collection[int]) -> list[Pair]:
    """Running contracts of people whose second party's group, which keeps them, is one of these; two statements. The door
    is the caller's."""
    return _pairs(Contract.objects.filter(second_unit_id__in=unit_ids))


def running_seen(uids: Collection[str], scope: Scope) -> list[Pair]:
    """Those of the contracts with these public ids that run and that somebody sees; two statements."""
    return _pairs(visible_to(scope).filter(uid__in=uids))


def running_with(contract_ids: Collection[int]) -> list[Pair]:
    """Those of these contracts that run, for what the system does by itself; two statements."""
    return _pairs(Contract.objects.filter(pk__in=contract_ids))


def running_of_learners(person_ids: Collection[int] | None) -> list[Pair]:
    """Running contracts of whom of these learns something in them, or all of everybody; two statements."""
    if person_ids is None:
        return _pairs(Contract.objects.all())
    terms = Term.objects.filter(learner_id__in=person_ids, closed=None)
    return _pairs(Contract.objects.filter(pk__in=terms.values("contract_id")))


def pairs_signed(unit_ids: Collection[int] | QuerySet[Any], since: date, until: date) -> list[Pair]:
    """Contracts of people kept at these units that both signed within the days, running or closed; two statements. The
    door is the caller's."""
    rows = Contract.objects.filter(second_unit_id__in=unit_ids, starts__gte=since, starts__lte=until)
    return _listed(rows.filter(signed__isnull=False).exclude(state__in=(RECORDED, VOID)))


def _pairs(rows: QuerySet[Contract]) -> list[Pair]:
    return _listed(rows.filter(state=SIGNED))


def _listed(rows: QuerySet[Contract]) -> list[Pair]:
    found = list(rows.filter(first_level=PERSON).select_related("first", "second").order_by("ends", "pk"))
    aims: dict[int, list[Aim]] = {}
    for term in Term.objects.filter(contract_id__in=[row.pk for row in found]):
        aim = Aim(
            term.pk, term.uid, term.teacher_id, term.learner_id, term.technique_id, term.indicator, term.closed,
            term.baseline, term.baseline_month, term.target,
        )  # fmt: skip
        aims.setdefault(term.contract_id, []).append(aim)
    return [
        Pair(
            row.pk, row.uid, row.kind, row.first_id, row.second_id, row.first_unit_id, row.second_unit_id,
            row.starts or row.drafted.date(), row.ends or row.drafted.date(),
            {row.first_id: row.first.name, row.second_id: row.second.name}, tuple(aims.get(row.pk, ())),
        )
        for row in found
    ]  # fmt: skip
