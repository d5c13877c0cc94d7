"""What contracts do when something happened elsewhere, and what the sweeper does for them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from huzhu.base.access import NotFound, Overtaken, Scope
from huzhu.base.followup.models import Commitment
from huzhu.base.jobs import sweeps, sweeps_hourly
from huzhu.base.journal import reaction
from huzhu.base.notices import NoticeKind, tell
from huzhu.base.units.queries import path_of, subtree
from huzhu.rooms.contracts.actions.closing import leave_off, open_joint_review
from huzhu.rooms.contracts.actions.drafting import draft_from_introduction, lapse_draft
from huzhu.rooms.contracts.actions.measuring import first_measured, renew_baselines
from huzhu.rooms.contracts.actions.revising import mark_to_revise
from huzhu.rooms.contracts.models import Contract, Proposal, Review, TermPerson
from huzhu.rooms.contracts.moves import DRAFT, SIGNED
from huzhu.rooms.contracts.notices import (
    DRAFT_READY,
    PART_ASKED,
    PROPOSAL_ANSWERED,
    PROPOSED_TO_YOU,
    REVIEW_ASKED,
    SIGNED_BY_BOTH,
    TO_BE_REVISED,
)  # fmt: skip
from huzhu.rooms.contracts.queries.leading import leaders_at
from huzhu.rooms.contracts.queries.overtaken import overtaken
from huzhu.rooms.skills.queries.months import group_of_month

PART = 500
"""Contracts looked at in one go."""


@reaction("introductions.concluded")
def make_draft(introduction_id: int) -> None:
    """Two accepted: their draft, and word to both that it is ready."""
    now = timezone.now()
    try:
        contract_id = draft_from_introduction(introduction_id, by=Scope.system(timezone.localdate()), now=now)
    except NotFound:  # not concluded any more
        return
    contract = Contract.objects.get(pk=contract_id)
    _tell_signers(contract, DRAFT_READY)


@reaction("contracts.signed")
def tell_signed(contract_id: int) -> None:
    contract = Contract.objects.get(pk=contract_id)
    _tell_signers(contract, SIGNED_BY_BOTH)


@reaction("contracts.proposed")
def tell_proposed(proposal_id: int) -> None:
    row, now = Proposal.objects.get(pk=proposal_id), timezone.now()
    for person_id in leaders_at(row.second_unit_id, row.second_level, timezone.localdate(now)):
        tell(person_id, PROPOSED_TO_YOU, now=now, subject=row.uid)


@reaction("contracts.proposal-answered")
def tell_answered(proposal_id: int) -> None:
    """The answer to whoever proposed; where it was yes, the draft to all four."""
    row, now = Proposal.objects.select_related("contract").get(pk=proposal_id), timezone.now()
    tell(row.by_id, PROPOSAL_ANSWERED, now=now, subject=row.uid)
    if row.contract is not None:
        _tell_signers(row.contract, DRAFT_READY)


@reaction("contracts.part-asked")
def tell_part_asked(asked_id: int) -> None:
    row = TermPerson.objects.select_related("term__contract").filter(pk=asked_id).first()
    if row is not None:
        tell(row.person_id, PART_ASKED, now=timezone.now(), subject=row.term.contract.uid)


@reaction("skills.month_closed")
def take_measurements(month_id: int) -> None:
    """A month was closed: unsigned drafts take their baselines from it, owed first measurements are done."""
    now, system = timezone.now(), Scope.system(timezone.localdate())
    for contract_id in Contract.objects.filter(state=DRAFT).values_list("pk", flat=True):
        renew_baselines(contract_id, by=system, now=now)
    owed = Commitment.objects.filter(kind="first-measurement", done=None, matter__kind="contract")
    for contract_id in sorted(set(owed.values_list("matter_id", flat=True))):
        first_measured(contract_id, by=system, now=now)
    group = group_of_month(month_id)
    look_again(Contract.objects.filter(Q(first_unit_id=group) | Q(second_unit_id=group)), now)


@reaction("skills.standard_published")
def take_standard(standard_id: int) -> None:
    """A new version of a standard: whoever is learning by the one before looks at it (S51)."""
    look_again(Contract.objects.filter(terms__technique__isnull=False), timezone.now())


@reaction("people.post_changed")
def take_post(person_id: int) -> None:
    look_again(Contract.objects.filter(Q(first_id=person_id) | Q(second_id=person_id)), timezone.now())


@reaction("units.labelled")
def take_product(unit_id: int) -> None:
    """What is made at a unit, or below it, may have changed."""
    units = [line.id for line in subtree(path_of(unit_id, timezone.localdate()), timezone.localdate())]
    look_again(Contract.objects.filter(Q(first_unit_id__in=units) | Q(second_unit_id__in=units)), timezone.now())


@reaction("contracts.to-be-revised")
def tell_to_revise(contract_id: int) -> None:
    """Word to those who sign, and nobody else."""
    row = Contract.objects.get(pk=contract_id)
    _tell_signers(row, TO_BE_REVISED)


@reaction("contracts.date-missed")
def ask_both(contract_id: int) -> None:
    """Each of the two is asked for his own word."""
    row = Contract.objects.get(pk=contract_id)
    for person_id in (row.first_id, row.second_id):
        tell(person_id, REVIEW_ASKED, now=timezone.now(), subject=row.uid)


@reaction("contracts.next-version")
def tell_next_version(contract_id: int) -> None:
    row = Contract.objects.get(pk=contract_id)
    _tell_signers(row, DRAFT_READY)


@reaction("people.left")
def end_contracts(person_id: int) -> None:
    """The partner of whoever has left is free for somebody else."""
    leave_off(person_id, by=Scope.system(timezone.localdate()), now=timezone.now())


@sweeps
def sweep(now: datetime) -> int:
    """Drafts that lapse and dates that were missed; run each minute, again with the same result. Returns deeds done."""
    day = timezone.localdate(now)
    system, done = Scope.system(day), 0
    for contract_id in Contract.objects.filter(state=DRAFT, lapses__lt=day).values_list("pk", flat=True):
        try:
            done += bool(lapse_draft(contract_id, by=system, now=now))
        except Overtaken:  # signed or dropped in this very moment
            continue
    reviewed = Review.objects.filter(contract_id=OuterRef("pk"), missed=OuterRef("ends"))
    missed = Contract.objects.filter(~Exists(reviewed), state=SIGNED, ends__lt=day)
    for contract_id in missed.values_list("pk", flat=True):
        done += bool(open_joint_review(contract_id, by=system, now=now))
    return done


@sweeps_hourly
def find_overtaken(now: datetime) -> int:
    """Whatever no deed has told, or begins today: contracts that the facts have overtaken are marked within the hour."""
    return look_again(Contract.objects.all(), now)


def look_again(contracts: QuerySet[Contract], now: datetime) -> int:
    """Mark those of the running contracts that are overtaken and not marked yet, part by part; returns how many."""
    system, done = Scope.system(timezone.localdate(now)), 0
    asked = contracts.filter(state=SIGNED, revise_since=None)
    ids = sorted(set(asked.values_list("pk", flat=True)))
    for start in range(0, len(ids), PART):
        part = Contract.objects.filter(pk__in=ids[start : start + PART])
        for contract_id, because in overtaken(part, system.day).items():
            done += mark_to_revise(contract_id, because, by=system, now=now)
    return done


def _tell_signers(row: Contract, kind: NoticeKind) -> None:
    for person_id in row.signers:
        tell(person_id, kind, now=timezone.now(), subject=row.uid)
