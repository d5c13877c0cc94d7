"""The message that confirms a first sign-in: digits to an address that no leader of the group wrote."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from huzhu.base.people.actions.first_sign_in import new_message


def send_message_code(claim_id: int) -> None:
    """Background job: make fresh digits and send them; the digits are in no job, row or log."""
    found = new_message(claim_id, timezone.now())
    if found is None:
        return
    account, code = found
    with translation.override(account.language or settings.LANGUAGE_CODE):
        text = _("Your digits are %(code)s. Type them on the device on which you are signing in. "
                 "If that is not you, tell your training officer: somebody is trying to sign in under your name.")  # fmt: skip
        send_mail(_("Huzhu: digits for your sign-in"), text % {"code": code}, None, [account.email or ""])
