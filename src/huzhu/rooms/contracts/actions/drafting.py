"""Deeds on a draft: made after two acceptances, edited by either, shown to somebody, lapsing by itself (Q19)."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotFound, Overtaken, Refused, Scope
from huzhu.base.calendar.working import working_day_after
from huzhu.base.charter import rule
from huzhu.base.followup.models import Matter
from huzhu.base.journal import deed, record
from huzhu.base.people.models import Account
from huzhu.base.people.queries import groups_of, person_by_roll
from huzhu.base.units.queries import ids_of, path_of
from huzhu.rooms.contracts.access import EDIT, contract_for
from huzhu.rooms.contracts.actions.classing import classify, propose_class
from huzhu.rooms.contracts.actions.terms import DraftWords, add_term, write_terms
from huzhu.rooms.contracts.clauses import DRAFT_DAYS, TERM_MONTHS
from huzhu.rooms.contracts.dates import months_after
from huzhu.rooms.contracts.kinds import APPRENTICESHIP, BROTHERS, CATALOGUE, duties_in
from huzhu.rooms.contracts.models import PERSON, Contract, ContractIntroduction, Shown, Signature
from huzhu.rooms.contracts.moves import DRAFT, ENDED, MOVES, SETTLED
from huzhu.rooms.contracts.queries.text import digest_of, written
from huzhu.rooms.introductions.actions.holds import free_holds_of_contract, move_hold_to_contract
from huzhu.rooms.introductions.queries.introductions import concluded


@deed("contracts.draft")
def draft_from_introduction(introduction_id: int, *, by: Scope, now: datetime) -> int:
    """Make the draft of a concluded introduction and take its holds over; done again it changes nothing (S32, Q12).

    A draft that the same two already have takes the new direction as one more term.
    """
    known = (
        ContractIntroduction.objects.filter(introduction_id=introduction_id)
        .values_list("contract_id", flat=True)
        .first()
    )
    if known:
        record("contract", known, after={"unchanged": True})
        return known
    meeting = concluded(introduction_id)
    if meeting is None:
        raise NotFound
    pair = {meeting.teacher_id, meeting.learner_id}
    contract = Contract.objects.select_for_update().filter(state=DRAFT, first_id__in=pair, second_id__in=pair).first()
    if contract is None:
        contract = _new_draft(meeting.teacher_id, meeting.learner_id, meeting.mode, by.day, now)
    else:
        void_signatures(contract, now)
        if meeting.teacher_id == contract.second_id and contract.kind == APPRENTICESHIP.code:
            contract.kind = BROTHERS.code
        contract.save(update_fields=["version", "kind"])
    ContractIntroduction.objects.create(contract=contract, introduction_id=introduction_id)
    add_term(contract, meeting.teacher_id, meeting.learner_id, meeting.technique_id, by.day)
    propose_class(contract, meeting.technique_id, meeting.key_problem_id, by.day)
    move_hold_to_contract(introduction_id, contract.pk)
    record(
        "contract",
        contract.pk,
        unit_id=contract.second_unit_id,
        after={"state": DRAFT, "introduction": introduction_id},
    )
    return contract.pk


@deed("contracts.edit")
def edit_draft(uid: str, words: DraftWords, *, by: Scope, now: datetime, seen: str | None = None) -> str:
    """Rewrite a draft; signatures under the text before are void (Q19). Raises Refused at the wrong field.

    `seen` = digest of the text that the editor started from: where the other has changed it since, Overtaken.
    """
    contract = contract_for(uid, by=by, to=EDIT, lock=True)
    if contract.state != DRAFT:
        raise Refused(_("Only a draft can be changed."))
    before = written(contract)
    if seen is not None and digest_of(before) != seen:
        raise Overtaken
    if words.kind not in CATALOGUE or CATALOGUE[words.kind].of_units != contract.of_units:
        raise Refused(_("There is no such kind of contract."), field="kind")
    classify(contract, words, by.day)
    contract.kind, contract.language = words.kind, words.language or contract.language
    contract.duties_first, contract.duties_second = words.duties_first.strip(), words.duties_second.strip()
    ends = write_terms(contract, words.terms, by.day)
    contract.ends = max((day for day in ends if day), default=None)
    if written(contract) != before:
        void_signatures(contract, now)
    contract.save(
        update_fields=[
            "kind", "language", "ends", "duties_first", "duties_second", "version", "content", "key_problem",
        ]
    )  # fmt: skip
    record(
        "contract",
        contract.pk,
        unit_id=contract.second_unit_id,
        after={"version": contract.version, "terms": len(ends)},
    )
    return contract.uid


@deed("contracts.show-draft")
def show_draft(uid: str, roll: str, *, by: Scope, now: datetime) -> str:
    """One party shows the draft to somebody of the factory, e.g. a leader who is to help with the words."""
    contract = contract_for(uid, by=by, to=EDIT)
    if contract.state != DRAFT:
        raise Refused(_("Only a draft can be shown; a signed contract is seen by both groups."), field="roll")
    Shown.objects.get_or_create(
        contract=contract, person_id=person_by_roll(roll, by), defaults={"by_id": by.person_id or 0}
    )
    record("contract", contract.pk, after={"shown": True})
    return contract.uid


@deed("contracts.lapse")
def lapse_draft(contract_id: int, *, by: Scope, now: datetime) -> int:
    """A draft not signed by both in time lapses: load is freed, wishes live on (Q19)."""
    contract = Contract.objects.get(pk=contract_id)
    MOVES.make(contract, "lapse", closed=by.day, follows=None)
    free_holds_of_contract(contract.pk, now)
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"state": contract.state})
    return contract.pk


def _new_draft(teacher_id: int, learner_id: int, mode: str, day: date, now: datetime) -> Contract:
    groups = groups_of({teacher_id, learner_id}, day)
    if len(groups) < 2:
        raise Refused(_("One of the two works here no longer."))
    path = path_of(groups[learner_id], day)
    language = (
        Account.objects.filter(person_id=learner_id).values_list("language", flat=True).first()
        or settings.LANGUAGE_CODE
    )
    duties = duties_in(language, APPRENTICESHIP)
    matter = Matter.objects.create(kind="contract", unit_id=groups[learner_id], opened=day)
    return Contract.objects.create(
        matter=matter, kind=APPRENTICESHIP.code, mode=mode, first_id=teacher_id, second_id=learner_id,
        first_unit_id=groups[teacher_id], second_unit_id=groups[learner_id], drafted=now,
        follows_id=last_of(teacher_id, learner_id),
        language=language, duties_first=duties[0], duties_second=duties[1],
        lapses=working_day_after(day, rule(DRAFT_DAYS, path=path, day=day).value, unit_ids=ids_of(path)),
        ends=months_after(day, rule(TERM_MONTHS, path=path, day=day).value),
    )  # fmt: skip


def last_of(one: int, other: int) -> int | None:
    """The last contract that the two have closed and from which they have not gone on yet: the next one follows it
    (S52)."""
    pair = {one, other}
    rows = Contract.objects.filter(first_level=PERSON, first_id__in=pair, second_id__in=pair, followed_by=None)
    closed = rows.filter(state__in=(SETTLED, ENDED)).exclude(signed=None).order_by("-closed", "-pk")
    return closed.values_list("pk", flat=True).first()


def void_signatures(contract: Contract, now: datetime) -> None:
    """The text has changed: names under the one before are void, and the version rises."""
    if Signature.objects.filter(contract=contract, version=contract.version, voided=None).update(voided=now):
        contract.version += 1
