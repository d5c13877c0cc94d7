"""Passkeys (WebAuthn): user verification and a resident key are required; works while PIN or password are locked.

The address must be https or localhost; elsewhere browsers have none, and the pages say what is missing. The library
takes a third of a second to load, so only whoever uses a passkey loads it.
"""

from __future__ import annotations

import ipaddress
import json
from datetime import datetime

from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils.translation import gettext as _

from huzhu.base.people.models import Account, Passkey

CHALLENGE = "passkey"


def missing(request: HttpRequest) -> str:
    """What this address lacks: 'https', 'name' (a bare number, or this machine by number), or nothing ('').

    Browsers count https and this machine itself as secure, and give passkeys only to names.
    """
    host = _host(request)
    if host == "localhost":
        return ""
    try:
        number = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return "" if request.is_secure() else "https"
    return "name" if request.is_secure() or number.is_loopback else "https"


def registration_options(request: HttpRequest, account: Account) -> str:
    """JSON for `navigator.credentials.create`; the challenge waits in the session."""
    import webauthn
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    known = account.passkeys.values_list("credential", flat=True)
    options = webauthn.generate_registration_options(
        rp_id=_host(request), rp_name=_("Huzhu"), user_id=account.uid.encode(), user_name=account.person.roll,
        user_display_name=account.person.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=webauthn.base64url_to_bytes(key)) for key in known],
    )  # fmt: skip
    return _keep(request, options.challenge, options)


def registered(request: HttpRequest, account: Account, answer: str, name: str, now: datetime) -> bool:
    """Store the new passkey if the browser's answer is right."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    challenge = _take(request)
    try:
        found = webauthn.verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=_host(request),
            expected_origin=_origin(request), require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError):
        return False
    Passkey.objects.create(
        account=account, credential=webauthn.helpers.bytes_to_base64url(found.credential_id), public_key=found.credential_public_key,
        sign_count=found.sign_count, name=name, since=now,
    )  # fmt: skip
    return True


def sign_in_options(request: HttpRequest) -> str:
    """JSON for `navigator.credentials.get`: any passkey of this address."""
    import webauthn
    from webauthn.helpers.structs import UserVerificationRequirement

    required = UserVerificationRequirement.REQUIRED
    options = webauthn.generate_authentication_options(rp_id=_host(request), user_verification=required)
    return _keep(request, options.challenge, options)


def signed_in(request: HttpRequest, answer: str) -> Account | None:
    """Whose passkey answered; None where anything is wrong."""
    row = _verified(request, answer, _take(request))
    return row.account if row and row.account.is_active and row.account.generation else None


def _verified(request: HttpRequest, answer: str, challenge: bytes) -> Passkey | None:
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        credential = json.loads(answer)
        row = Passkey.objects.select_related("account").filter(credential=str(credential["id"])).first()
        if row is None or not challenge:
            return None
        found = webauthn.verify_authentication_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=_host(request),
            expected_origin=_origin(request), credential_public_key=bytes(row.public_key),
            credential_current_sign_count=row.sign_count, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    Passkey.objects.filter(id=row.id).update(sign_count=found.new_sign_count)
    return row


def _keep(request: HttpRequest, challenge: bytes, options: object) -> str:
    import webauthn

    request.session[CHALLENGE] = webauthn.helpers.bytes_to_base64url(challenge)
    return webauthn.options_to_json(options)  # type: ignore[arg-type,no-any-return]


def _take(request: HttpRequest) -> bytes:
    """The challenge, which counts once."""
    import webauthn

    return webauthn.base64url_to_bytes(request.session.pop(CHALLENGE, ""))


def _host(request: HttpRequest) -> str:
    return split_domain_port(request.get_host())[0]


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
