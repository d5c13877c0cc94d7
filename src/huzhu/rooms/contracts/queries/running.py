"""Signed contracts of two people as the rooms above need them: who, what, where, until when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from huzhu.base.access import Scope
from huzhu.rooms.contracts.access import visible_to
from huzhu.rooms.contracts.models import PERSON, Contract, Term
from huzhu.rooms.contracts.moves import SIGNED


@dataclass(frozen=True)
class Aim:
    """One term: who learns what from whom; `technique` None = an indicator."""

    id: int
    uid: str
    teacher: int
    learner: int
    technique: int | None
    indicator: str


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

    def other(self, person_id: int) -> int:
        return self.second if person_id == self.first else self.first


def running_of(person_id: int) -> list[Pair]:
    """Somebody's own running contracts with people, by their end; two statements."""
    return _pairs(Contract.objects.filter(Q(first_id=person_id) | Q(second_id=person_id)))


def running_at(unit_ids: Collection[int]) -> list[Pair]:
    """Running contracts of people whose second party's group, which keeps them, is one of these; two statements. The door
    is the caller's."""
    return _pairs(Contract.objects.filter(second_unit_id__in=unit_ids))


def running_seen(uids: Collection[str], scope: Scope) -> list[Pair]:
    """Those of the contracts with these public ids that run and that somebody sees; two statements."""
    return _pairs(visible_to(scope).filter(uid__in=uids))


def _pairs(rows: QuerySet[Contract]) -> list[Pair]:
    found = list(rows.filter(state=SIGNED, first_level=PERSON).select_related("first", "second").order_by("ends", "pk"))
    aims: dict[int, list[Aim]] = {}
    for term in Term.objects.filter(contract_id__in=[row.pk for row in found]):
        aim = Aim(term.pk, term.uid, term.teacher_id, term.learner_id, term.technique_id, term.indicator)
        aims.setdefault(term.contract_id, []).append(aim)
    return [
        Pair(
            row.pk, row.uid, row.kind, row.first_id, row.second_id, row.first_unit_id, row.second_unit_id,
            row.starts or row.drafted.date(), row.ends or row.drafted.date(),
            {row.first_id: row.first.name, row.second_id: row.second.name}, tuple(aims.get(row.pk, ())),
        )
        for row in found
    ]  # fmt: skip
