"""Signatures are deeds of consent: after a reset they are listed as 'done in your name' (Q33)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.base.people.consents import Consent, register
from huzhu.base.people.models import Account
from huzhu.rooms.contracts.actions.closing import void_signature
from huzhu.rooms.contracts.models import Signature


def signatures(account: Account, since: datetime) -> Iterator[Consent]:
    """Valid signatures of the account's owner since a moment; one statement."""
    rows = Signature.objects.filter(person_id=account.person_id, at__gte=since, voided=None)
    for row in rows.select_related("contract__first", "contract__second"):
        other = row.contract.second if row.contract.first_id == row.person_id else row.contract.first
        what = _("Signed a contract with %(name)s") % {"name": other.name}
        yield Consent(row.uid, what, row.at, reverse("contracts:page", args=[row.contract.uid]))


register("contracts.signature", signatures, void_signature)
