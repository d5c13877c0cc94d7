"""Try before look: a try is counted by one conditional UPDATE before the secret is looked at (Q33).

So any number of rivals at once have no more tries than one; counters are kept per account and place, so that nobody
locks somebody else's own device.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, PositiveIntegerField, Q, Value, When

from huzhu.base.db import insert_once
from huzhu.base.people.models import Tries

DOUBLINGS = 6
"""A lock lasts twice as long as the one before, at most 2**6 times the setting."""


def may_try(account_id: int, place: str, now: datetime) -> bool:
    """Count a try; False while locked. Committed at once: inside a deed, whose error would undo it, it raises."""
    limit = settings.ENVIRONMENT.lockout_tries
    with transaction.atomic(durable=True):
        insert_once(Tries, account_id=account_id, place=place, count=0, locks=0, until=None)
        rows = Tries.objects.filter(account_id=account_id, place=place)
        rows.filter(count__gte=limit, until__lte=now).update(count=0, until=None)
        locks = rows.values_list("locks", flat=True).get()
        lock = timedelta(minutes=settings.ENVIRONMENT.lockout_minutes) * 2 ** min(locks, DOUBLINGS)
        last = Q(count=limit - 1)
        return bool(
            rows.filter(count__lt=limit).update(
                count=F("count") + 1,
                until=Case(When(last, then=Value(now + lock)), default=F("until")),
                locks=Case(When(last, then=F("locks") + 1), default=F("locks"), output_field=PositiveIntegerField()),
            )
        )


def succeeded(account_id: int, place: str) -> None:
    """The secret was right: the count begins again."""
    Tries.objects.filter(account_id=account_id, place=place).update(count=0, locks=0, until=None)


def pretend() -> None:
    """The same statements for a number that nobody has, so that an answer takes as long."""
    with transaction.atomic():
        rows = Tries.objects.filter(account_id=0)
        rows.update(count=0)
        rows.update(count=F("count") + 1)
