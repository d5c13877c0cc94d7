"""The contracts that grew from a round of introductions (S143)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from huzhu.rooms.contracts.models import ContractIntroduction
from huzhu.rooms.contracts.moves import VOID
from huzhu.rooms.contracts.queries.modes import not_really


@dataclass(frozen=True)
class Grown:
    """Contracts of one round that both have signed: {id: day of the last signature}; `own` = how many began with the wish
    of one of the two and nobody said at signing that it was not really his. A total: never told of fewer than five."""

    signed: dict[int, date]
    own: int


def grown_from(round_id: int, day: date) -> Grown:
    """Up to the end of a day; two statements."""
    rows = ContractIntroduction.objects.filter(introduction__wave__round_id=round_id, contract__signed__isnull=False)
    rows = rows.exclude(contract__state=VOID)
    signed, wished = {}, set()
    for contract, at, mode, request in rows.values_list(
        "contract_id", "contract__signed", "contract__mode", "introduction__request_id"
    ):
        if at is not None and timezone.localdate(at) <= day:
            signed[contract] = timezone.localdate(at)
            if request is not None or mode == "found":
                wished.add(contract)
    return Grown(signed, len(wished - not_really(wished)))
