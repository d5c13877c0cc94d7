"""What somebody was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huzhu.base.access import Scope
from huzhu.base.notices.channels import address_of, for_eyes, text_of
from huzhu.base.notices.models import Notice

MOST = 20


@dataclass(frozen=True)
class Told:
    text: str
    url: str
    at: datetime


def told(scope: Scope) -> list[Told]:
    """The last notices of this person, newest first; a statement, and one per kind that may be hidden."""
    rows = Notice.objects.filter(person_id=scope.person_id or 0).order_by("-at", "-id")[:MOST]
    return [Told(text_of(row), address_of(row), row.at) for row in for_eyes(list(rows))]
