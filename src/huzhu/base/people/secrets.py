"""PINs, passwords and codes: stored as slow hashes, looked at only after the try is counted (Q33)."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Refused
from huzhu.base.people import attempts, totp
from huzhu.base.people.models import Account, Device, Enrolment, Membership

COMMON_PINS = ("123456", "654321", "123123", "112233", "121212")


def check_secret(account_id: int, device_id: int | None, secret: str, *, now: datetime) -> bool:
    """Is this the account's PIN, password or authenticator code? Counts the try; asked again by the signing form.

    A PIN counts only on a device enrolled for the account or on its group's tablet. Must be called before the deed,
    not inside it: what a deed's error undoes would undo the count too (it raises there).
    """
    account = Account.objects.select_related("person").get(id=account_id)
    device = Device.objects.filter(id=device_id).first() if device_id else None
    return _check(account, device, secret, now, codes=True)


def check_pin_or_password(account: Account | None, device: Device | None, secret: str, now: datetime) -> bool:
    """The same for signing in, where a code alone is not enough. None: takes as long as for somebody known."""
    if account is None or not account.is_active:
        attempts.pretend()
        _waste(secret)
        return False
    return _check(account, device, secret, now, codes=False)


def _check(account: Account, device: Device | None, secret: str, now: datetime, *, codes: bool) -> bool:
    digits = secret.isascii() and secret.isdigit()
    here = pin_place(account, device) if digits else ""
    on_tablet = bool(device and device.unit_id)
    place = here or ("code" if digits else "password")
    if (on_tablet and not here) or not attempts.may_try(account.id, place, now):
        _waste(secret)
        return False
    if digits:
        right = _check_pin(account, secret) if here else _waste(secret)
        right = right or (codes and totp.check(account, secret, now))
    else:
        right = check_password(secret, account.password) if account.has_usable_password() else _waste(secret)
    if right:
        attempts.succeeded(account.id, place)
    return right


def pin_place(account: Account, device: Device | None) -> str:
    """Where tries of a PIN are counted; '' where it does not count. All tablets share one count."""
    if device is None:
        return ""
    if device.unit_id:
        today = timezone.localdate()
        at_home = Membership.objects.on(today).filter(person_id=account.person_id, unit_id=device.unit_id).exists()
        return "tablet" if at_home else ""
    own = Enrolment.objects.filter(device=device, account=account, generation=account.generation).exists()
    return f"device:{device.id}" if own else ""


def set_pin(account: Account, pin: str) -> None:
    """Put a PIN on the account (not saved). Raises Refused at the field 'secret' for a short or obvious one."""
    length = settings.ENVIRONMENT.pin_length
    if not (pin.isascii() and pin.isdigit() and length <= len(pin) <= 12):
        raise Refused(_("A PIN has at least %(count)s digits.") % {"count": length}, field="secret")
    if (
        len(set(pin)) == 1
        or pin in COMMON_PINS
        or (pin.startswith(account.person.roll) and len(account.person.roll) > 3)
    ):
        raise Refused(_("Others would guess this PIN. Take another."), field="secret")
    account.pin = make_password(_peppered(account, pin))


def set_password(account: Account, password: str) -> None:
    """Put a password on the account (not saved). Raises Refused at the field 'secret' for a weak one."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="secret") from None
    account.set_password(password)


def set_secret(account: Account, secret: str) -> None:
    """A PIN where only digits were typed, else a password."""
    (set_pin if secret.isascii() and secret.isdigit() else set_password)(account, secret)


def keyed(text: str) -> str:
    """A hash that needs the key beside the database: for six digits, which a plain hash would not hide."""
    return hmac.new(settings.KEYS.pin, text.encode(), hashlib.sha256).hexdigest()


def _peppered(account: Account, pin: str) -> str:
    return keyed(f"pin:{account.uid}:{pin}")


def _check_pin(account: Account, pin: str) -> bool:
    return check_password(_peppered(account, pin), account.pin) if account.pin else _waste(pin)


def _waste(secret: str) -> bool:
    """As slow as a real check, and never right."""
    make_password(secret)
    return False
