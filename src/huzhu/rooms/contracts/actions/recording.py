"""A contract from a list: recorded, not signed, until both confirm it from their own sign-ins (Q18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Refused, Role, Scope
from huzhu.base.db import is_uid, new_uid
from huzhu.base.followup.models import Matter
from huzhu.base.journal import deed, record
from huzhu.base.people.models import Person, Posting
from huzhu.base.people.queries import groups_of
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.dates import week_of
from huzhu.rooms.contracts.kinds import APPRENTICESHIP, CATALOGUE, CONTENT, duties_in
from huzhu.rooms.contracts.models import Contract, Step, Term
from huzhu.rooms.contracts.moves import RECORDED

MODES = ("unknown", "assigned")
RECORDERS = (Role.GROUP_LEADER, Role.FOREMAN, Role.TRAINING_OFFICER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class RecordedTerm:
    """One direction as the list says it; values in the technique's measure, or scores where it has named levels."""

    taught_by_first: bool
    technique_id: int | None = None
    indicator: str = ""
    measure: str = ""
    baseline: float | None = None
    target: float | None = None
    ends: date | None = None
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recorded:
    """One contract as the list says it; `uid` of an exported one, '' where it has none."""

    first_id: int
    second_id: int
    terms: tuple[RecordedTerm, ...]
    uid: str = ""
    kind: str = APPRENTICESHIP.code
    mode: str = "unknown"
    content: str = "operations"
    starts: date | None = None
    language: str = ""
    duties_first: str = ""
    duties_second: str = ""


def record_contract(
    first_id: int, second_id: int, terms: tuple[RecordedTerm, ...], *, by: Scope, now: datetime, **more: Any
) -> str:
    """Put one contract of a list on record and return its public id; one found again by its id changes nothing."""
    return record_contracts([Recorded(first_id, second_id, terms, **more)], by=by, now=now)[0]


@deed("contracts.record")
def record_contracts(rows: list[Recorded], *, by: Scope, now: datetime) -> list[str]:
    """Put the contracts of a list on record, all or none; their public ids. Those found again by their id change nothing.

    Raises NotAllowed without authority over both groups, Refused for what can't be a contract. A constant number of
    statements beside one for each group.
    """
    known = set(Contract.objects.filter(uid__in=[row.uid for row in rows if row.uid]).values_list("uid", flat=True))
    new = [(row, row.uid or new_uid()) for row in rows if row.uid not in known]
    people = {person for row, _uid in new for person in (row.first_id, row.second_id)}
    groups = groups_of(people, by.day)
    factories = dict(Person.objects.filter(id__in=people).values_list("id", "factory_id"))
    may = {group: by.is_system or by.holds(*RECORDERS, at=path_of(group, by.day)) for group in {*groups.values()}}
    for row, uid in new:
        _check(row, uid, groups, factories, may, by)
    _write(new, groups, by.day, now)
    unit = groups[new[0][0].second_id] if new else None
    record("contracts", 0, unit_id=unit, after={"state": RECORDED, "new": len(new), "unchanged": len(rows) - len(new)})
    made = iter(uid for _row, uid in new)
    return [row.uid if row.uid in known else next(made) for row in rows]


def _check(
    row: Recorded, uid: str, groups: dict[int, int], factories: dict[int, int], may: dict[int, bool], by: Scope
) -> None:
    two = (row.first_id, row.second_id)
    if not is_uid(uid):
        raise Refused(_("This contract is not yours to put on record."))
    if row.first_id == row.second_id or any(person not in groups for person in two):
        raise Refused(_("A contract is between two people who both work here."), field="second")
    if not all(may[groups[person]] for person in two):
        raise NotAllowed
    if factories[row.first_id] != factories[row.second_id]:
        raise Refused(_("A contract is between two people who both work here."), field="second")
    if row.kind not in CATALOGUE or CATALOGUE[row.kind].of_units:
        raise Refused(_("There is no such kind of contract."), field="kind")
    if row.content not in CONTENT:
        raise Refused(_("There are four kinds of content."), field="content")
    if row.mode not in MODES:
        raise Refused(_("A listed contract is 'assigned', or how it came about is unknown."), field="mode")
    if (ends := _ends(row)) is not None and ends < (row.starts or by.day):
        raise Refused(_("The end lies before the beginning."), field="ends")
    if any(not term.technique_id and not term.indicator.strip() for term in row.terms):
        raise Refused(_("Say what it is about: a technique, or a figure of production."), field="technique")


def _ends(row: Recorded) -> date | None:
    return max((term.ends for term in row.terms if term.ends), default=None)


def _write(new: list[tuple[Recorded, str]], groups: dict[int, int], today: date, now: datetime) -> None:
    """Anchors, contracts, terms and steps, each kind of row at once."""
    duties = {
        (language, kind): duties_in(language, CATALOGUE[kind])
        for language, kind in {(row.language or settings.LANGUAGE_CODE, row.kind) for row, _uid in new}
    }
    learners = [row.second_id for row, _uid in new]
    posts = dict(Posting.objects.on(today).filter(person_id__in=learners).values_list("person_id", "post_id"))
    matters = Matter.objects.bulk_create(
        Matter(kind="contract", unit_id=groups[row.second_id], opened=row.starts or today) for row, _uid in new
    )
    contracts, terms, steps = [], [], []
    for (row, uid), matter in zip(new, matters, strict=True):
        language, day = row.language or settings.LANGUAGE_CODE, row.starts or today
        first, second = duties[language, row.kind]
        contract = Contract(
            matter=matter, uid=uid, kind=row.kind, state=RECORDED, mode=row.mode, first_id=row.first_id,
            second_id=row.second_id, first_unit_id=groups[row.first_id], second_unit_id=groups[row.second_id], drafted=now,
            starts=day, ends=_ends(row), language=language, duties_first=row.duties_first or first,
            duties_second=row.duties_second or second, content=row.content, occupation_id=posts.get(row.second_id),
        )  # fmt: skip
        contracts.append(contract)
        for position, words in enumerate(row.terms, start=1):
            term = _term(contract, position, words)
            terms.append(term)
            steps += [
                Step(contract=contract, term=term, week=week, text=text.strip()[:200], starts=days[0], ends=days[1])
                for week, text in enumerate(words.steps, start=1)
                if text.strip() and (days := week_of(day, week))
            ]
    Contract.objects.bulk_create(contracts)
    Term.objects.bulk_create(terms)
    Step.objects.bulk_create(steps)


def _term(contract: Contract, position: int, words: RecordedTerm) -> Term:
    teacher, learner = (contract.first_id, contract.second_id)[:: 1 if words.taught_by_first else -1]
    return Term(
        contract=contract, position=position, teacher_id=teacher, learner_id=learner, technique_id=words.technique_id,
        indicator=words.indicator.strip(), measure=words.measure, baseline=words.baseline, target=words.target, ends=words.ends,
        first_measurement_due=words.ends if words.baseline is None else None,
    )  # fmt: skip
