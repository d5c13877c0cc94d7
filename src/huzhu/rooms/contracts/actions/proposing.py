"""A contract of two units begins as a proposal of one side's leader to the other's; the answer is open (Q19, S30)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Refused, Scope
from huzhu.base.calendar.working import working_day_after
from huzhu.base.charter import rule
from huzhu.base.followup.models import Matter
from huzhu.base.journal import deed, happened, record
from huzhu.base.people.models import Account
from huzhu.base.units.queries import UnitLine, ids_of, path_of, unit_by_uid
from huzhu.rooms.contracts.access import ANSWER, WITHDRAW, leads, proposal_for
from huzhu.rooms.contracts.actions.seats import SEATS
from huzhu.rooms.contracts.clauses import DRAFT_DAYS
from huzhu.rooms.contracts.kinds import LEADING, UNITS, duties_in
from huzhu.rooms.contracts.models import Contract, Proposal, Term
from huzhu.rooms.contracts.moves import PROPOSALS
from huzhu.rooms.contracts.queries.leading import seats_of
from huzhu.rooms.contracts.queries.proposals import same_house


@dataclass(frozen=True)
class ProposalWords:
    """One figure of the work: in which measure, from where to where, by when; `first_teaches`: the proposer shows it."""

    indicator: str
    measure: str
    target: float
    ends: date
    baseline: float | None = None
    first_teaches: bool = False
    words: str = ""


@deed("contracts.propose")
def propose(unit_uid: str, other_uid: str, said: ProposalWords, *, by: Scope, now: datetime) -> str:
    """A leader of one unit proposes a contract to another of the same level; returns the proposal's public id.

    Raises NotFound for a unit of another house, Refused for another level or the unit itself.
    """
    unit, other = (unit_by_uid(uid, by.day) for uid in (unit_uid, other_uid))
    if unit is None or other is None or not same_house(unit, other, by.day):
        raise NotFound
    if unit.level not in LEADING or not leads(by, unit.id, unit.level):
        raise NotAllowed(_("Only the leaders of a unit propose a contract for it."))
    return _propose(unit, other, said, by, now).uid


@deed("contracts.accept-proposal")
def accept(uid: str, *, by: Scope, now: datetime) -> str:
    """The other side says yes: the draft is made; returns its public id. Raises Refused where one of four is missing."""
    row = proposal_for(uid, by=by, to=ANSWER)
    contract = _draft(row, by.day, now)
    PROPOSALS.make(row, "accept", answered_by_id=by.person_id, answered=now, contract=contract)
    happened("contracts.proposal-answered", row.pk)
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"state": "draft", "proposal": row.pk})
    return contract.uid


@deed("contracts.decline-proposal")
def decline(uid: str, reason: str, *, by: Scope, now: datetime) -> str:
    """The other side says no, with or without a reason."""
    row = proposal_for(uid, by=by, to=ANSWER)
    PROPOSALS.make(row, "decline", answered_by_id=by.person_id, answered=now, reason=reason.strip())
    happened("contracts.proposal-answered", row.pk)
    record("contract proposal", row.pk, unit_id=row.second_unit_id, after={"state": row.state})
    return row.uid


@deed("contracts.withdraw-proposal")
def withdraw(uid: str, *, by: Scope, now: datetime) -> str:
    """The proposing side takes it back while it is open."""
    row = proposal_for(uid, by=by, to=WITHDRAW)
    PROPOSALS.make(row, "withdraw", answered_by_id=by.person_id, answered=now)
    record("contract proposal", row.pk, unit_id=row.first_unit_id, after={"state": row.state})
    return row.uid


@deed("contracts.counter-proposal")
def counter(uid: str, said: ProposalWords, *, by: Scope, now: datetime) -> str:
    """The other side answers with a proposal of its own; returns the new one's public id."""
    row = proposal_for(uid, by=by, to=ANSWER)
    PROPOSALS.make(row, "counter", answered_by_id=by.person_id, answered=now)
    unit, other = (unit_by_uid(side.uid, by.day) for side in (row.second_unit, row.first_unit))
    if unit is None or other is None:
        raise Refused(_("The other unit is there no longer."))
    happened("contracts.proposal-answered", row.pk)
    return _propose(unit, other, said, by, now, counters=row).uid


def _propose(unit: UnitLine, other: UnitLine, said: ProposalWords, by: Scope, now: datetime, **more: Any) -> Proposal:
    if unit.level != other.level:
        raise Refused(
            _("Both parties must be of one level: this is a %(one)s, that a %(other)s.")
            % {"one": unit.level_name, "other": other.level_name}, field="second",
        )  # fmt: skip
    if unit.id == other.id:
        raise Refused(_("A unit does not sign with itself."), field="second")
    if not said.indicator.strip():
        raise Refused(_("Say what it is about."), field="indicator")
    if said.ends <= by.day:
        raise Refused(_("This day has passed; choose a later one."), field="ends")
    if said.target == said.baseline:
        raise Refused(_("The target is where it stands already."), field="target")
    try:
        with transaction.atomic():
            row = Proposal.objects.create(
                first_unit_id=unit.id, second_unit_id=other.id, first_level=unit.level, second_level=other.level,
                by_id=by.person_id or 0, made=now, **asdict(said), **more,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("The same is proposed to them already."), field="indicator") from None
    happened("contracts.proposed", row.pk)
    record("contract proposal", row.pk, unit_id=unit.id, after={"to": other.id, "state": row.state})
    return row


def _draft(row: Proposal, day: date, now: datetime) -> Contract:
    """The draft of an accepted proposal, kept by the second unit, with its one term."""
    seats = seats_of(row.first_unit_id, row.second_unit_id, row.first_level, day)
    path = path_of(row.second_unit_id, day)
    account = Account.objects.filter(person_id=row.by_id).values_list("language", flat=True)
    language = account.first() or settings.LANGUAGE_CODE
    shows, learns = duties_in(language, UNITS)
    contract = Contract.objects.create(
        matter=Matter.objects.create(kind="contract", unit_id=row.second_unit_id, opened=day), kind=UNITS.code, mode="found",
        first_unit_id=row.first_unit_id, second_unit_id=row.second_unit_id, first_level=row.first_level,
        second_level=row.second_level, **dict(zip(SEATS, seats, strict=True)), drafted=now, language=language,
        duties_first=shows if row.first_teaches else learns, duties_second=learns if row.first_teaches else shows,
        lapses=working_day_after(day, rule(DRAFT_DAYS, path=path, day=day).value, unit_ids=ids_of(path)), ends=row.ends,
    )  # fmt: skip
    teacher, learner = seats[:2] if row.first_teaches else seats[1::-1]
    Term.objects.create(
        contract=contract, position=1, teacher_id=teacher, learner_id=learner, indicator=row.indicator,
        measure=row.measure, baseline=row.baseline, target=row.target, ends=row.ends,
        first_measurement_due=row.ends if row.baseline is None else None,
    )  # fmt: skip
    return contract
