"""A contract from a list: recorded, not signed, until both confirm it from their own sign-ins (Q18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Refused, Role, Scope
from huzhu.base.db import is_uid, new_uid
from huzhu.base.followup.models import Matter
from huzhu.base.journal import deed, record
from huzhu.base.people.models import Person
from huzhu.base.people.queries import groups_of
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.dates import week_of
from huzhu.rooms.contracts.kinds import APPRENTICESHIP, CATALOGUE, duties_in
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


@deed("contracts.record")
def record_contract(
    first_id: int, second_id: int, terms: tuple[RecordedTerm, ...], *, by: Scope, now: datetime, uid: str = "",
    kind: str = APPRENTICESHIP.code, mode: str = "unknown", starts: date | None = None, language: str = "",
    duties_first: str = "", duties_second: str = "",
) -> str:  # fmt: skip
    """Put a contract of a list on record and return its public id; one found again by its id changes nothing.

    Raises NotAllowed without authority over both groups, Refused for what can't be a contract.
    """
    known = Contract.objects.filter(uid=uid).values_list("pk", flat=True).first() if uid else None
    if known:
        record("contract", known, after={"unchanged": True})
        return uid
    if uid and not is_uid(uid):
        raise Refused(_("This contract is not yours to put on record."))
    day = starts or by.day
    groups = groups_of({first_id, second_id}, by.day)
    if first_id == second_id or len(groups) < 2:
        raise Refused(_("A contract is between two people who both work here."), field="second")
    if not by.is_system and not all(by.holds(*RECORDERS, at=path_of(group, by.day)) for group in groups.values()):
        raise NotAllowed
    if Person.objects.filter(id__in=groups).values("factory_id").distinct().count() != 1:
        raise Refused(_("A contract is between two people who both work here."), field="second")
    if kind not in CATALOGUE:
        raise Refused(_("There is no such kind of contract."), field="kind")
    if mode not in MODES:
        raise Refused(_("A listed contract is 'assigned', or how it came about is unknown."), field="mode")
    ends = max((term.ends for term in terms if term.ends), default=None)
    if ends is not None and ends < day:
        raise Refused(_("The end lies before the beginning."), field="ends")
    language = language or settings.LANGUAGE_CODE
    duties = duties_in(language, CATALOGUE[kind])
    contract = Contract.objects.create(
        matter=Matter.objects.create(kind="contract", unit_id=groups[second_id], opened=day), uid=uid or new_uid(),
        kind=kind, state=RECORDED, mode=mode, first_id=first_id, second_id=second_id, first_unit_id=groups[first_id],
        second_unit_id=groups[second_id], drafted=now, starts=day, ends=ends, language=language,
        duties_first=duties_first or duties[0], duties_second=duties_second or duties[1],
    )  # fmt: skip
    for position, term in enumerate(terms, start=1):
        _write(contract, position, term, day)
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"state": RECORDED, "terms": len(terms)})
    return contract.uid


def _write(contract: Contract, position: int, words: RecordedTerm, day: date) -> None:
    if not words.technique_id and not words.indicator.strip():
        raise Refused(_("Say what it is about: a technique, or a figure of production."), field="technique")
    teacher, learner = (contract.first_id, contract.second_id)[:: 1 if words.taught_by_first else -1]
    term = Term.objects.create(
        contract=contract, position=position, teacher_id=teacher, learner_id=learner, technique_id=words.technique_id,
        indicator=words.indicator.strip(), measure=words.measure, baseline=words.baseline, target=words.target, ends=words.ends,
        first_measurement_due=words.ends if words.baseline is None else None,
    )  # fmt: skip
    for week, text in enumerate(words.steps, start=1):
        if text.strip():
            first, last = week_of(day, week)
            Step.objects.create(
                contract=contract, term=term, week=week, text=text.strip()[:200], starts=first, ends=last
            )
