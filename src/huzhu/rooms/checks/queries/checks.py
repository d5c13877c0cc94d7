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
    given = LifeSign.objects.filter(
        matter_id__in=contract_ids, kind=CHECK, day__gte=first
    )  # none before its half month
    signs = set(given.values_list("source", flat=True))
    columns = (
        "matter_id", "seconds", "pk", "uid", "half", "unit_id", "by_id", "rating", "proposed", "reason", "going",
        "difficulty", "cause", "help", "done_at", "received",
    )  # fmt: skip
    for contract, seconds, *said in rows.order_by("half", "pk").values_list(*columns):
        found.setdefault(contract, []).append(Checked(*[*said, said[0] in signs, seconds]))
    return found
