"""Is this the demo's database? Its sign-in page lets one step into each role, so no other may ever pass for it."""

from __future__ import annotations

from datetime import datetime

from huzhu.base.journal.models import Entry

DEED = "demo.seed"


def mark_as_demo(now: datetime) -> None:
    """Make the mark the very first journal row; an installation in use has another first row and can't be marked.

    Raises ValueError if the journal is not empty.
    """
    if Entry.objects.exists():
        raise ValueError("this database is in use and cannot become a demo")
    Entry.objects.create(at=now, actor_id=None, deed=DEED, subject="demo", subject_id=0)


def is_demo() -> bool:
    """True if the first journal row is the demo's mark; one query."""
    return Entry.objects.order_by("id").values_list("deed", flat=True).first() == DEED
