"""Sessions as other rooms count them (Q23, Q24)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from huzhu.base.followup.signs import in_time
from huzhu.rooms.practice.kinds import IN_SHIFT
from huzhu.rooms.practice.models import Session
from huzhu.rooms.practice.moves import CONFIRMED, LOGGED


@dataclass(frozen=True)
class Held:
    """One session that was logged. `confirmed` in time: only then it counts; else it is one-sided, from the 8th day after
    its arrival for ever, as it is at once where it is `late` (received over 7 days after it was done). `supported`: in the
    shift, with a named relief."""

    id: int
    day: date
    kind: str
    minutes: int
    learner_minutes: int
    confirmed: bool
    supported: bool
    logged_by: int
    done_at: datetime
    received: datetime
    late: bool
    term: int | None
    teacher: int
    learner: int
    works_alone: bool | None

    @property
    def one_sided(self) -> bool:
        return not self.confirmed


def sessions_of(contract_ids: Collection[int], first: date, last: date) -> dict[int, list[Held]]:
    """{contract id: its sessions of first … last, by day}, one-sided ones among them; what the other one denied is none,
    unless a leader decided. One statement; the door is the caller's."""
    rows = Session.objects.filter(
        contract_id__in=contract_ids, day__gte=first, day__lte=last, state__in=(LOGGED, CONFIRMED)
    ).exclude(state=LOGGED, pk__in=Session.objects.filter(words__happened=False).values("pk"))
    found: dict[int, list[Held]] = {}
    columns = (
        "contract_id", "state", "form", "done_at", "received", "pk", "day", "kind", "minutes", "learner_minutes",
        "logged_by_id", "term_id", "teacher_id", "learner_id", "works_alone",
    )  # fmt: skip
    for contract, state, form, done_at, received, pk, day, kind, minutes, own, by, *rest in rows.order_by(
        "day", "pk"
    ).values_list(*columns):
        found.setdefault(contract, []).append(
            Held(
                pk, day, kind, minutes, own or 0, state == CONFIRMED, form == IN_SHIFT, by, done_at, received,
                not in_time(done_at, received), *rest,
            )
        )  # fmt: skip
    return found
