"""Authenticator apps: RFC 6238 with SHA-1, 30 seconds, six digits, one step of tolerance either way."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

from huzhu.base.people.models import Account, Totp
from huzhu.base.people.seal import seal, unseal

STEP = 30
WINDOW = 1


def code_at(secret: bytes, step: int, digits: int = 6) -> str:
    """The code of one time step (RFC 4226, 5.3)."""
    mac = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = mac[-1] & 15
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def check(account: Account, code: str, now: datetime) -> bool:
    """Is this a code of the account's app that was not taken before? Its step is taken by a conditional UPDATE."""
    row = Totp.objects.filter(account=account, active=True).first()
    return row is not None and take(row, code, now)


def take(row: Totp, code: str, now: datetime) -> bool:
    """Take `code` if it is right for about now; the same or an older one is never taken again."""
    secret, present = secret_of(row), int(now.timestamp()) // STEP
    for step in range(present - WINDOW, present + WINDOW + 1):
        if hmac.compare_digest(code_at(secret, step), code):
            return Totp.objects.filter(id=row.id, last_step__lt=step).update(last_step=step) == 1
    return False


def begin(account: Account) -> Totp:
    """A new secret for an app that is not yet in use; replaces one never finished."""
    Totp.objects.filter(account=account, active=False).delete()
    row = Totp(account=account)
    clear = base64.b32encode(secrets.token_bytes(20)).decode()
    row.secret = seal(account.person_id, clear, table="totp", row=row.uid, column="secret")
    row.save()
    return row


def secret_of(row: Totp) -> bytes:
    return base64.b32decode(letters_of(row))


def letters_of(row: Totp) -> str:
    """The secret as letters, for typing it into an app."""
    return unseal(row.account.person_id, row.secret, table="totp", row=row.uid, column="secret")


def address_of(row: Totp, label: str) -> str:
    """The otpauth address that an app reads from a QR code."""
    return f"otpauth://totp/Huzhu:{quote(label)}?secret={letters_of(row)}&issuer=Huzhu"
