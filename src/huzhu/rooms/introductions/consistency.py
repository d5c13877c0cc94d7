"""What must hold of introductions, asked by `huzhu check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from huzhu.base.db.consistency import check
from huzhu.rooms.introductions.models import Hold, Introduction, Load


@check("counters of load equal the holds that are not freed")
def counters() -> Iterable[str]:
    held = Counter(Hold.objects.filter(freed=None).values_list("person_id", "side"))
    loads = {row.person_id: row for row in Load.objects.all()}
    for person in sorted({person for person, _ in held} | set(loads)):
        row = loads.get(person)
        for side, count in (("teach", row.teaching if row else 0), ("learn", row.learning if row else 0)):
            if count != held[person, side]:
                yield f"person {person}: counter {side} says {count}, holds are {held[person, side]}"


@check("an introduction that is out or concluded holds one place on each side, a closed one none")
def holds_of_introductions() -> Iterable[str]:
    rows = Introduction.objects.annotate(open=Count("holds", filter=Q(holds__freed=None, holds__contract_id=None)))
    for row in rows.filter(state=Introduction.State.SENT).exclude(open=2).order_by("id"):
        yield f"introduction {row.id}: sent, {row.open} holds"
    for row in rows.filter(state__in=["prepared", "held back", "not concluded"], open__gt=0).order_by("id"):
        yield f"introduction {row.id}: {row.state}, {row.open} holds"


@check("an introduction that went out has one sealed answer row per party")
def answers() -> Iterable[str]:
    rows = Introduction.objects.filter(state__in=["sent", "concluded", "not concluded"]).annotate(rows=Count("answers"))
    for row in rows.exclude(rows=2).order_by("id"):
        yield f"introduction {row.id}: {row.rows} answer rows"


@check("no introduction stays open a day past its deadline")
def deadlines() -> Iterable[str]:
    late = timezone.now() - timedelta(days=1)
    for row in Introduction.objects.filter(state=Introduction.State.SENT, deadline__lt=late).order_by("id"):
        yield f"introduction {row.id}: deadline {row.deadline:%Y-%m-%d}, still sent"
