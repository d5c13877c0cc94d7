"""What somebody was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db.models import Max

from huzhu.base.access import Scope
from huzhu.base.journal.models import Answered
from huzhu.base.notices.channels import address_of, for_eyes, text_of
from huzhu.base.notices.models import Notice
from huzhu.base.notices.today import waiting_for

MOST = 20
COUNT_SECONDS = 30
"""So old the number at 'Today' may be where somebody else did something; after one's own deeds it is counted anew."""


@dataclass(frozen=True)
class Told:
    text: str
    url: str
    at: datetime


def told(scope: Scope) -> list[Told]:
    """The last notices of this person, newest first; a statement, and one per kind that may be hidden."""
    rows = Notice.objects.filter(person_id=scope.person_id or 0).order_by("-at", "-id")[:MOST]
    return [Told(text_of(row), address_of(row), row.at) for row in for_eyes(list(rows))]


def waiting_count(scope: Scope, now: datetime) -> int:
    """How many lines wait, for the frame of every page: counted once in `COUNT_SECONDS` and after each deed of one's own."""
    last = Answered.objects.filter(actor_id=scope.person_id or 0).aggregate(last=Max("id"))["last"]
    key = f"waiting {scope.person_id} {scope.account_id} {scope.full} {scope.on_tablet} {scope.day} {last}"
    return int(cache.get_or_set(key.replace(" ", ":"), lambda: len(waiting_for(scope, now)), COUNT_SECONDS) or 0)
