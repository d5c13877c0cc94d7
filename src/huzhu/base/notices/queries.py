"""What somebody was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from huzhu.base.access import Scope
from huzhu.base.db import compiled
from huzhu.base.journal.models import Answered
from huzhu.base.notices.channels import address_of, for_eyes, text_of
from huzhu.base.notices.kinds import CATALOGUE
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
    """The last notices of this person, newest first; a statement, and one per kind that may be hidden.

    What asks for an answer waits among `waiting_for` instead."""
    rows = for_eyes(_latest(scope.person_id or 0))
    return [Told(text_of(row), address_of(row), row.at) for row in rows if not CATALOGUE[row.kind].asks]


def waiting_count(scope: Scope, now: datetime) -> int:
    """How many lines wait, for the frame of every page: counted once in `COUNT_SECONDS` and after each deed of one's own."""
    last = next(iter(_last_deed(scope.person_id or 0)), None)
    key = f"waiting {scope.person_id} {scope.account_id} {scope.full} {scope.on_tablet} {scope.day} {last}"
    return int(cache.get_or_set(key.replace(" ", ":"), lambda: len(waiting_for(scope, now)), COUNT_SECONDS) or 0)


@compiled
def _latest(person_id: int) -> QuerySet[Notice]:
    return Notice.objects.filter(person_id=person_id).order_by("-at", "-id")[:MOST]


@compiled
def _last_deed(person_id: int) -> QuerySet[Any, int]:
    return Answered.objects.filter(actor_id=person_id).order_by("-id").values_list("id", flat=True)[:1]
