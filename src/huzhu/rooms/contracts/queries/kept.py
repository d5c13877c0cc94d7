"""Contracts that a group keeps in a span of days: the second party's home group on its first day; of peers the group named
in the contract (Q25)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from huzhu.base.people.models import Membership
from huzhu.base.people.queries import groups_of
from huzhu.rooms.contracts.kinds import CATALOGUE, CONTENT, PEERS, STATES
from huzhu.rooms.contracts.models import PERSON, Contract, Step, Term
from huzhu.rooms.contracts.moves import RECORDED, VOID
from huzhu.rooms.contracts.queries.lists import subject_of
from huzhu.rooms.contracts.queries.page import code_of


@dataclass(frozen=True)
class Kept:
    """A contract that ran in the days asked for; `keeper` the group that keeps it then, `subject` what its terms are
    about, `row` itself for what is done to it. Of two units `names` are theirs."""

    id: int
    uid: str
    first: int
    second: int
    names: tuple[str, str]
    subject: str
    keeper: int
    row: Contract
    terms: tuple[Term, ...]
    steps: tuple[Step, ...]

    @property
    def two(self) -> tuple[int, int]:
        return self.first, self.second

    @property
    def parties(self) -> tuple[int, ...]:
        """Who signed it: the two, or the four who lead two units."""
        return tuple(self.row.signers)

    @property
    def teacher_first(self) -> bool:
        return any(term.teacher_id == self.first for term in self.terms)

    def days(self, first: date, last: date) -> int:
        """How many of these days it was active: from its start to its date, or to its closing."""
        starts, ends = self.row.starts or last, min(filter(None, (self.row.ends, self.row.closed, last)))
        return max(0, (ends - max(starts, first)).days + 1)


def kept_by(unit_ids: Collection[int], first: date, last: date) -> list[Kept]:
    """Contracts kept by these groups that ran on a day of `first` … `last`, in the order they were signed; five
    statements. The door is the caller's."""
    return _kept(rows_kept(unit_ids, first, last), first)


def rows_kept(unit_ids: Collection[int] | QuerySet[Any], first: date, last: date) -> QuerySet[Contract]:
    members = Membership.objects.on(first).filter(unit_id__in=unit_ids).values("person_id")
    homeless = ~Exists(Membership.objects.on(first).filter(person_id=OuterRef("second_id")))
    peers, named = Q(kind__in=PEERS), Q(second_unit_id__in=unit_ids)
    people = Q(first_level=PERSON)
    return ran(first, last).filter(named & (peers | ~people | homeless) | people & ~peers & Q(second_id__in=members))


@dataclass(frozen=True)
class Ran:
    """A contract in a count: who keeps it, the two or four who signed, and its days in the span asked for."""

    id: int
    keeper: int
    two: tuple[int, ...]
    days: int

    @property
    def of_units(self) -> bool:
        return len(self.two) > 2


def counted(unit_ids: Collection[int] | QuerySet[Any], first: date, last: date) -> list[Ran]:
    """The same for counts: no names, no terms; two statements for any number."""
    return _ran(rows_kept(unit_ids, first, last), first, last)


def all_ran(first: date, last: date, contract_ids: Collection[int] | None = None) -> list[Ran]:
    """Everybody's, or these, for what the system does by itself; two statements."""
    rows = ran(first, last)
    return _ran(rows if contract_ids is None else rows.filter(pk__in=contract_ids), first, last)


def _ran(rows: QuerySet[Contract], first: date, last: date) -> list[Ran]:
    columns = ("pk", "kind", "first_level", "second_unit_id", "starts", "ends", "closed")
    seats = ("first_id", "second_id", "first_beside_id", "second_beside_id")
    found = list(rows.order_by("pk").values_list(*columns, *seats))
    homes = groups_of({row[8] for row in found if row[1] not in PEERS and row[2] == PERSON}, first)
    return [
        Ran(
            pk, unit if kind in PEERS or level != PERSON else homes.get(two, unit),
            tuple(seat for seat in (one, two, *beside) if seat),
            (min(filter(None, (ends, closed, last))) - max(starts, first)).days + 1,
        )
        for pk, kind, level, unit, starts, ends, closed, one, two, *beside in found
    ]  # fmt: skip


@dataclass(frozen=True)
class Numbered:
    """A contract as it stands above the group (Q31): number, subject, kind of content and of contract, state; no name."""

    id: int
    code: str
    subject: str
    content: str
    kind: str
    state: str


def numbered(contract_ids: Collection[int]) -> dict[int, Numbered]:
    """Contracts by number; two statements. The door is the caller's."""
    terms: dict[int, list[str]] = {}
    for term in Term.objects.filter(contract_id__in=contract_ids).select_related("technique__same_as"):
        terms.setdefault(term.contract_id, []).append(subject_of(term))
    return {
        row.pk: Numbered(
            row.pk, code_of(row.uid), _(", ").join(dict.fromkeys(terms.get(row.pk, []))), str(CONTENT[row.content]),
            str(CATALOGUE[row.kind].name) if row.kind in CATALOGUE else row.kind, str(STATES[row.state]),
        )
        for row in Contract.objects.filter(pk__in=contract_ids)
    }  # fmt: skip


def kept_elsewhere(unit_id: int, first: date, last: date) -> list[Kept]:
    """Those of the first party's home or named group that another group keeps, so that it is counted once."""
    members = Membership.objects.on(first).filter(unit_id=unit_id).values("person_id")
    two = Q(first_level=PERSON) & (Q(first_id__in=members) | Q(second_unit_id=unit_id))
    rows = ran(first, last).filter(Q(first_unit_id=unit_id) | two)
    return [kept for kept in _kept(rows, first) if kept.keeper != unit_id]


def kept_one(uid: str, first: date, last: date) -> Kept | None:
    """One of two people by its public id."""
    return next(iter(_kept(ran(first, last).filter(uid=uid, first_level=PERSON), first)), None)


def ran(first: date, last: date) -> QuerySet[Contract]:
    """Contracts signed by all that ran on one of these days."""
    rows = Contract.objects.filter(signed__isnull=False, starts__lte=last, ends__gte=first)
    return rows.filter(Q(closed=None) | Q(closed__gte=first)).exclude(state__in=(RECORDED, VOID))


def _kept(rows: QuerySet[Contract], first: date) -> list[Kept]:
    found = list(
        rows.select_related("first", "second", "first_unit", "second_unit", "matter")
        .prefetch_related("matter__signs")
        .order_by("signed", "pk")
    )
    ids = [row.pk for row in found]
    terms: dict[int, list[Term]] = {}
    for term in Term.objects.filter(contract_id__in=ids).select_related("technique__same_as"):
        terms.setdefault(term.contract_id, []).append(term)
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.filter(contract_id__in=ids):
        steps.setdefault(step.contract_id, []).append(step)
    homes = groups_of({row.second_id for row in found if row.kind not in PEERS and not row.of_units}, first)
    return [
        Kept(
            row.pk, row.uid, row.first_id, row.second_id,
            (row.first_unit.said, row.second_unit.said) if row.of_units else (row.first.name, row.second.name),
            _(", ").join(dict.fromkeys(subject_of(term) for term in terms.get(row.pk, []))),
            row.second_unit_id if row.kind in PEERS or row.of_units else homes.get(row.second_id, row.second_unit_id),
            row, tuple(terms.get(row.pk, [])), tuple(steps.get(row.pk, [])),
        )
        for row in found
    ]  # fmt: skip
