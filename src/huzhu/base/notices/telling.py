"""Telling somebody: a row in the app at once, other channels by background jobs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from huzhu.base.jobs import enqueue
from huzhu.base.notices.kinds import NoticeKind

PART = 200
"""Notices that one background job delivers."""


def tell(
    person_id: int, kind: NoticeKind, *, now: datetime, subject: str = "", state: str = "", due: datetime | None = None
) -> None:
    """Tell a person once per matter and state; must run inside a deed or job."""
    from huzhu.base.db import insert_once
    from huzhu.base.notices.models import Notice

    if insert_once(
        Notice, person_id=person_id, kind=kind.code, subject=subject, state=state, at=now, due=due, seen=None
    ):
        notice_id = Notice.objects.values_list("id", flat=True).get(
            person_id=person_id, kind=kind.code, subject=subject, state=state
        )
        enqueue("huzhu.base.notices.channels.deliver", notice_id)


def tell_all(
    told: Iterable[tuple[int, str]], kind: NoticeKind, *, now: datetime, state: str = "", due: datetime | None = None
) -> None:
    """Tell many, each (person id, subject) once per state: a few statements for hundreds; run inside a deed or job."""
    from huzhu.base.notices.models import Notice

    rows = [
        Notice(person_id=person, kind=kind.code, subject=subject, state=state, at=now, due=due)
        for person, subject in told
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=PART)
    for start in range(0, len(rows), PART):
        part = rows[start : start + PART]
        found = Notice.objects.filter(
            kind=kind.code,
            state=state,
            person_id__in={row.person_id for row in part},
            subject__in={row.subject for row in part},
        )
        ids = found.order_by("id").values_list("id", flat=True)
        enqueue("huzhu.base.notices.channels.deliver_all", " ".join(map(str, ids)))
