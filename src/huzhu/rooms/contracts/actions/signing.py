"""Signing (S22, Q22): each from his own account, with his secret, under the exact text he saw."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Overtaken, Refused, Role, Scope
from huzhu.base.followup.models import Commitment
from huzhu.base.journal import deed, happened, record
from huzhu.base.people.queries import holders
from huzhu.base.people.seal import seal
from huzhu.base.people.secrets import check_secret
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.access import SIGN, contract_for
from huzhu.rooms.contracts.actions.classing import keys_of
from huzhu.rooms.contracts.actions.living import begin_living
from huzhu.rooms.contracts.actions.revising import take_over
from huzhu.rooms.contracts.actions.seats import seat_columns, take_seats
from huzhu.rooms.contracts.actions.terms import is_step_forward
from huzhu.rooms.contracts.dates import week_of
from huzhu.rooms.contracts.models import Contract, Orientation, Signature
from huzhu.rooms.contracts.moves import DRAFT, MOVES, RECORDED
from huzhu.rooms.contracts.proof import proof_of
from huzhu.rooms.contracts.queries.text import digest_of, facts_of, text_of
from huzhu.rooms.introductions.actions.wishes import fulfil_requests
from huzhu.rooms.skills.queries import techniques

OWN_WISH = ("yes", "not-really")


def sign(uid: str, *, secret: str, digest: str, own_wish: str, by: Scope, now: datetime) -> str:
    """Put `by`'s signature under the shown text; the last of two, or of four for units, makes it binding (S22, S28, Q22).

    The secret is tried first and in a transaction of its own, so that a refusal counts against the tries. Raises
    NotAllowed for whoever is no party or not fully signed in, Refused at the field that is wrong, Overtaken if the
    text was edited meanwhile.
    """
    contract_for(uid, by=by, to=SIGN)
    if by.account_id is None or not check_secret(by.account_id, by.device_id, secret, now=now):
        raise Refused(_("This is not your PIN or password."), field="secret")
    return _put_name(uid, digest, own_wish, by=by, now=now)


@deed("contracts.sign")
def _put_name(uid: str, digest: str, own_wish: str, *, by: Scope, now: datetime) -> str:
    contract = contract_for(uid, by=by, to=SIGN, lock=True)
    take_seats(contract, by.day, now)
    if by.person_id not in contract.signers:
        raise NotAllowed
    if own_wish not in OWN_WISH:
        raise Refused(_("Say whether this was your own wish."), field="own_wish")
    check_signable(contract, by)
    text, facts = text_of(contract), facts_of(contract)
    if digest_of(text) != digest:
        raise Overtaken
    names = Signature.objects.filter(contract=contract, version=contract.version, voided=None)
    if not names.filter(person_id=by.person_id or 0).exists():
        _write_name(contract, text, facts, own_wish, by, now)
    if names.count() == len(contract.signers):
        _bind(contract, by, now)
    record(
        "contract",
        contract.pk,
        unit_id=contract.second_unit_id,
        after={"state": contract.state, "version": contract.version},
    )
    return contract.uid


def _write_name(contract: Contract, text: str, facts: str, own_wish: str, by: Scope, now: datetime) -> None:
    signature = Signature(
        contract=contract, version=contract.version, person_id=by.person_id or 0, **seat_columns(contract), at=now, device_id=by.device_id, text=text, facts=facts,
    )  # fmt: skip
    signature.proof = proof_of(signature)
    signature.own_wish = seal(by.person_id or 0, own_wish, table="signature", row=signature.uid, column="own_wish")
    signature.save()


def check_signable(contract: Contract, by: Scope) -> None:
    """No signature without a measurable target and an end (S33), nor before the orientation (S26)."""
    if contract.state not in (DRAFT, RECORDED):
        raise Overtaken
    if not Orientation.objects.filter(person_id=by.person_id or 0).exists():
        raise Refused(_("Read first what mutual aid is about; it takes a minute."), field="orientation")
    terms = list(contract.terms.all())
    known = techniques(term.technique_id for term in terms if term.technique_id)
    if not terms or any(term.target is None for term in terms):
        raise Refused(_("A term has no measurable target yet: say up to what level or figure."), field="target")
    if any(term.ends is None or term.ends < by.day for term in terms):
        raise Refused(_("A term has no end date that still lies ahead."), field="ends")
    for term in terms:
        if not is_step_forward(term, known.get(term.technique_id) if term.technique_id else None):
            raise Refused(_("The target of term %(n)s is no step forward.") % {"n": term.position}, field="target")


def _bind(contract: Contract, by: Scope, now: datetime) -> None:
    """All have signed: the weeks of the steps begin, and what was never measured is owed with a date (Q20)."""
    verb = "sign-second" if contract.state == DRAFT else "confirm-second"
    is_key = contract.key_problem_id in {key.id for key in keys_of(contract, by.day)}
    take_over(contract, by.day)
    MOVES.make(contract, verb, signed=now, starts=contract.starts or by.day, key_at_signing=is_key)
    path = path_of(contract.second_unit_id, by.day)
    begin_living(contract, by.day)
    for step in contract.steps.all():
        step.starts, step.ends = week_of(contract.starts or by.day, step.week)
        step.save(update_fields=["starts", "ends"])
    assessor = next(iter(holders(Role.ASSESSOR, path=path, day=by.day)), None)
    for term in contract.terms.filter(baseline=None):
        due = min(day for day in (term.first_measurement_due, term.ends) if day)
        Commitment.objects.create(
            matter_id=contract.pk, kind="first-measurement", owner_id=assessor, due=due, about=term.uid
        )
    fulfil_requests(list(contract.introductions.values_list("introduction_id", flat=True)), to_key=is_key)
    happened("contracts.signed", contract.pk)
