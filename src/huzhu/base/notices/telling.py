"""Telling somebody: a row in the app at once, other channels by a background job."""

from __future__ import annotations

from datetime import datetime

from huzhu.base.jobs import enqueue
from huzhu.base.notices.kinds import NoticeKind


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
