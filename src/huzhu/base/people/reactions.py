"""What happens by itself among people."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from huzhu.base.jobs import sweeps_hourly
from huzhu.base.journal import happened
from huzhu.base.people.models import Account, Membership


@sweeps_hourly
def close_sign_ins(now: datetime) -> int:
    """Whoever left on a date that has come signs in no more, and rooms end what was his; who never had a home stays as he
    is."""
    homes = Membership.objects.filter(person_id=OuterRef("person_id"))
    at_home = homes.filter(ends__gt=timezone.localdate(now))
    gone = Account.objects.filter(is_active=True).filter(Exists(homes), ~Exists(at_home))
    with transaction.atomic():
        left = sorted(gone.values_list("person_id", flat=True))
        Account.objects.filter(person_id__in=left).update(is_active=False)
        for person_id in left:
            happened("people.left", person_id)
    return len(left)
