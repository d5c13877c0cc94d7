"""Checks as other rooms read them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from huzhu.base.followup.models import Check, LifeSign
from huzhu.base.followup.moves import CURRENT
from huzhu.base.followup.signs import CHECK


@dataclass(frozen=True)
class Checked:
    """A current check. `observed`: what was seen, in words, '' = a bare rating; `sign`: it was a sign of life (Q23); `seconds`:
    how long its line took, where it is known."""

    id: int
    uid: str
    half: date
    unit: int
    by: int
    rating: str
    proposed: str
    reason: str
    observed: str
    difficulty: str
    cause: str
    help: str
    done_at: datetime
    received: datetime
    sign: bool
    seconds: float | None = None

    @property
    def day(self) -> date:
        return timezone.localdate(self.done_at)


def checks_of(contract_ids: Collection[int], first: date, last: date) -> dict[int, list[Checked]]:
    """{contract id: current checks of the half months that begin in these days, by half}; two statements. The door is the
    caller's."""
    rows = Check.objects.filter(matter_id__in=contract_ids, half__gte=first, half__lte=last, state=CURRENT)
    found: dict[int, list[Checked]] = {}
    signs = set(LifeSign.objects.filter(matter_id__in=contract_ids, kind=CHECK).values_list("source", flat=True))
    for row in rows.order_by("half", "pk"):
        found.setdefault(row.matter_id, []).append(_checked(row, row.pk in signs))
    return found


def _checked(row: Check, sign: bool) -> Checked:
    return Checked(
        row.pk, row.uid, row.half, row.unit_id, row.by_id, row.rating, row.proposed, row.reason, row.going,
        row.difficulty, row.cause, row.help, row.done_at, row.received, sign, row.seconds,
    )  # fmt: skip
