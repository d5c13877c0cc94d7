"""First sign-ins and resets (Q33): begun on a device, confirmed by two, finished with a secret nobody else knows.

A claim changes nothing until it is finished: whoever begins one in somebody else's name takes nothing away. Each has
a generation of its own, so that confirmations given to two claims never add up. The very first one may be finished
after one confirmation (to look and wish); a reset only after both, because by then there is something to protect.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Scope
from huzhu.base.journal import deed, record
from huzhu.base.people.devices import enrol_device
from huzhu.base.people.models import Account, Confirmation, Device, Enrolment, FirstSignIn, Passkey, Totp, Tries
from huzhu.base.people.queries import group_of
from huzhu.base.people.rights import MESSAGE, confirmed_enough
from huzhu.base.people.secrets import keyed, set_secret
from huzhu.base.people.standing import Standing, message_witness, standing

MINUTES = 10
WRONG_TRIES = 5
NO_SUCH_CODE = _("No device shows this code for this number now. Compare both and try once more.")


def begin_claim(
    account: Account | None, device: Device, token: str, now: datetime, *, goes_on: bool = False
) -> FirstSignIn:
    """Begin a first sign-in or reset on a device; None for a number that nobody has, which looks the same.

    `goes_on`: the owner is signed in and lacks a confirmation; the claim is for the generation he has.
    """
    with transaction.atomic():
        FirstSignIn.objects.filter(expires__lt=now - timedelta(days=1)).delete()
        FirstSignIn.objects.filter(device=device, finished=False).delete()
        claim = FirstSignIn(device=device, account=account, expires=now + timedelta(minutes=MINUTES))
        claim.code = keyed(f"code:{claim.uid}:{digits_of(claim, token)}")
        Account.objects.filter(id=account.id if account else 0).update(
            drawn=Greatest("drawn", "generation") + (0 if goes_on else 1)
        )
        if account:
            account.refresh_from_db(fields=["generation", "drawn"])
            claim.generation = account.generation if goes_on else account.drawn
        claim.save()
    return claim


def digits_of(claim: FirstSignIn, token: str) -> str:
    """The six digits that the device shows: made again from its own token, stored nowhere in clear."""
    return str(int(keyed(f"digits:{claim.uid}:{token}")[:15], 16) % 10**6).zfill(6)


def confirm(roll: str, code: str, *, by: Scope, now: datetime) -> int:
    """Confirm the sign-in whose device shows `code`; returns the account's id. The try is counted before the look.

    Raises NotAllowed where one's own sign-in is not confirmed, Refused with one wording for every wrong pair.
    """
    if not by.full or by.account_id is None:
        raise NotAllowed(_("Your own sign-in must be confirmed before you confirm others."))
    account = Account.objects.filter(
        person__factory_id=by.factory_id, person__roll=roll.strip(), is_active=True
    ).first()
    claim = _look(account, code.strip().replace(" ", ""), now)
    if account is None or claim is None:
        raise Refused(NO_SUCH_CODE, field="code")
    return confirm_claim(claim.id, by=by, now=now)


def _look(account: Account | None, code: str, now: datetime) -> FirstSignIn | None:
    if account is None:
        return None
    for claim in FirstSignIn.objects.filter(account=account, finished=False, expires__gt=now):
        if try_claim(claim, now) and hmac.compare_digest(keyed(f"code:{claim.uid}:{code}"), claim.code):
            FirstSignIn.objects.filter(id=claim.id, tries__gt=0).update(tries=F("tries") - 1)
            return claim
    return None


def try_claim(claim: FirstSignIn, now: datetime) -> bool:
    """Count a try of the claim's digits; False after five wrong ones."""
    rows = FirstSignIn.objects.filter(id=claim.id, expires__gt=now, tries__lt=WRONG_TRIES)
    with transaction.atomic(durable=True):
        return rows.update(tries=F("tries") + 1) == 1


@deed("people.confirm")
def confirm_claim(claim_id: int, *, by: Scope, now: datetime) -> int:
    """One person's confirmation of one generation of a sign-in, with what he stands for today.

    Raises NotAllowed for oneself, without a standing or without a full sign-in of one's own.
    """
    claim = FirstSignIn.objects.select_related("account").filter(id=claim_id, expires__gt=now).first()
    if claim is None or claim.account is None:
        raise NotFound
    stands = standing(by, claim.account.person_id)
    if not by.full or by.account_id in (None, claim.account_id) or stands is None:
        raise NotAllowed(
            _("You cannot confirm this sign-in: it takes a leader of the group or somebody appointed for it.")
        )
    generation = Account.objects.values_list("generation", flat=True).get(id=by.account_id or 0)
    _put(claim, stands, by.account_id, generation, now)
    return claim.account.id


@deed("people.confirm-message")
def confirm_by_message(claim_id: int, code: str, *, by: Scope, now: datetime) -> int:
    """The owner typed the digits sent to an address that no leader of the group wrote. `by` = the owner."""
    claim = FirstSignIn.objects.select_related("account").filter(id=claim_id, expires__gt=now).first()
    if claim is None or claim.account is None or by.person_id != claim.account.person_id:
        raise NotFound
    witness = message_witness(claim.account, by.day)
    if (
        not claim.message
        or witness is None
        or not hmac.compare_digest(keyed(f"message:{claim.uid}:{code}"), claim.message)
    ):
        raise Refused(_("These are not the digits that were sent."), field="message")
    own = witness.id == claim.account_id
    _put(claim, Standing(MESSAGE, leads=False), None if own else witness.id, 0 if own else witness.generation, now)
    return claim.account.id


def _put(claim: FirstSignIn, stands: Standing, confirmer: int | None, confirmer_generation: int, now: datetime) -> None:
    assert claim.account_id is not None
    if (
        confirmer is None
        and Confirmation.objects.filter(
            account_id=claim.account_id, generation=claim.generation, confirmer=None
        ).exists()
    ):
        raise Refused(_("This is confirmed already; somebody else has to be the second."), field="code")
    try:
        with transaction.atomic():
            Confirmation.objects.create(
                account_id=claim.account_id, generation=claim.generation, confirmer_id=confirmer,
                confirmer_generation=confirmer_generation, role=stands.role, leads=stands.leads, at=now,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("This is confirmed already; somebody else has to be the second."), field="code") from None
    record("account", claim.account_id, after={"generation": claim.generation, "as": stands.role})


def new_message(claim_id: int, now: datetime) -> tuple[Account, str] | None:
    """Fresh digits for the owner's e-mail; None where there is no address that may count."""
    claim = (
        FirstSignIn.objects.select_related("account__person")
        .filter(id=claim_id, expires__gt=now, finished=False)
        .first()
    )
    if claim is None or claim.account is None or message_witness(claim.account, timezone.localdate(now)) is None:
        return None
    code = f"{secrets.randbelow(10**6):06}"
    FirstSignIn.objects.filter(id=claim.id).update(message=keyed(f"message:{claim.uid}:{code}"))
    return claim.account, code


def may_finish(claim: FirstSignIn) -> bool:
    """One confirmation for the very first sign-in, both for a reset."""
    if claim.account is None or claim.finished:
        return False
    if claim.account.generation:
        return claim.generation > claim.account.generation and confirmed_enough(claim.account.id, claim.generation)
    return Confirmation.objects.filter(account=claim.account, generation=claim.generation).exists()


@deed("people.first-sign-in")
def finish_claim(claim_id: int, secret: str, *, by: Scope, now: datetime) -> str:
    """The owner sets a PIN or password: the new generation begins, everything of the old one ends. `by` = the owner.

    Returns the token of the freshly enrolled device, '' on a group's tablet.
    """
    claim = FirstSignIn.objects.select_related("account__person", "device").get(id=claim_id)
    account = claim.account
    if account is None or by.person_id != account.person_id or not may_finish(claim):
        raise NotAllowed
    if claim.expires + timedelta(minutes=MINUTES) < now:
        raise Refused(_("This took too long. Begin once more."))
    account.pin = ""
    account.set_unusable_password()
    set_secret(account, secret)
    rows = Account.objects.filter(id=account.id, generation__lt=claim.generation, is_active=True)
    done = FirstSignIn.objects.filter(id=claim.id, finished=False).update(finished=True) and rows.update(
        generation=claim.generation,
        pin=account.pin,
        password=account.password,
        reset_before=F("reset_at"),
        reset_at=now,
    )
    if not done:
        raise Overtaken
    before = account.generation
    account.generation = claim.generation
    for model in (Enrolment, Passkey, Totp, Tries):
        model._default_manager.filter(account=account).delete()
    record("account", account.id, before={"generation": before}, after={"generation": claim.generation})
    return "" if claim.device.unit_id else enrol_device(account, now)[1]


@deed("people.close-sign-in")
def close_sign_in(account_id: int, *, by: Scope, now: datetime) -> int:
    """A phone is lost: every sign-in, device and passkey of the account ends now; two must confirm again.

    For the owner and for whoever may confirm him.
    """
    account = Account.objects.get(id=account_id)
    if by.account_id != account.id and standing(by, account.person_id) is None and not by.is_system:
        raise NotAllowed
    before = account.generation
    account.pin = ""
    account.set_unusable_password()
    Account.objects.filter(id=account.id).update(
        drawn=Greatest("drawn", "generation") + 1,
        generation=Greatest("drawn", "generation") + 1,
        pin="",
        password=account.password,
    )
    for model in (Enrolment, Passkey, Totp, Tries):
        model._default_manager.filter(account=account).delete()
    record(
        "account",
        account.id,
        unit_id=group_of(account.person_id, by.day),
        before={"generation": before},
        after={"closed": True},
    )
    return account.id
