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
from huzhu.rooms.contracts.queries.lists import PARTIES


def signatures(account: Account, since: datetime) -> Iterator[Consent]:
    """Valid signatures of the account's owner since a moment; one statement."""
    rows = Signature.objects.filter(person_id=account.person_id, at__gte=since, voided=None)
    for row in rows.select_related(*(f"contract__{party}" for party in PARTIES)):
        what = _("Signed a contract with %(name)s") % {"name": _other(row)}
        yield Consent(row.uid, what, row.at, reverse("contracts:page", args=[row.contract.uid]))


def _other(row: Signature) -> str:
    """The other party's name."""
    contract = row.contract
    by_first = row.person_id in (row.first_id, row.first_beside_id)
    if contract.of_units:
        return (contract.second_unit if by_first else contract.first_unit).name
    return (contract.second if by_first else contract.first).name


register("contracts.signature", signatures, void_signature)
