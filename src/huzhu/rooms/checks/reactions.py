"""What checks do when something happened, and what the sweeper does for them."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from huzhu.base.access import Overtaken, Scope
from huzhu.base.db import insert_once
from huzhu.base.followup.halves import end_of, half_of
from huzhu.base.followup.models import Finding
from huzhu.base.followup.moves import OPEN
from huzhu.base.jobs import sweeps_hourly
from huzhu.base.journal import reaction
from huzhu.base.notices import tell
from huzhu.base.people.queries import leaders_of
from huzhu.base.units.models import Place
from huzhu.rooms.checks.actions.findings import escalate
from huzhu.rooms.checks.actions.opening import limits
from huzhu.rooms.checks.actions.private import rows_for
from huzhu.rooms.checks.models import PartnerWord, Sitting
from huzhu.rooms.checks.notices import FINDING_ANSWERED, FINDING_YOURS
from huzhu.rooms.contracts.queries.kept import all_ran


@reaction("contracts.signed")
def seal_rows(contract_id: int) -> None:
    """Both rows stand from the first day on, so that none tells that somebody has spoken (Q34)."""
    half = half_of(timezone.localdate())
    for ran in all_ran(half, end_of(half), [contract_id]):
        if not ran.of_units:
            rows_for(ran.id, ran.two)


@reaction("checks.finding-raised")
def tell_owner(finding_id: int) -> None:
    row = Finding.objects.get(pk=finding_id)
    tell(row.owner_id, FINDING_YOURS, now=timezone.now(), subject=row.uid, state=row.level)


@reaction("checks.finding-answered")
def tell_group(finding_id: int) -> None:
    row = Finding.objects.get(pk=finding_id)
    for person_id in sorted({*leaders_of(row.raised_by_id, timezone.localdate()).values(), row.author_id}):
        tell(person_id, FINDING_ANSWERED, now=timezone.now(), subject=row.uid, state=str(row.answered))


@sweeps_hourly
def sweep(now: datetime) -> int:
    """Half months that have begun, rows that stand sealed, findings that are overdue; again with the same result."""
    day = timezone.localdate(now)
    half, done = half_of(day), 0
    kept = all_ran(half, end_of(half))
    keepers = {ran.keeper for ran in kept}
    begun = set(Sitting.objects.filter(half=half, unit_id__in=keepers).values_list("unit_id", flat=True))
    paths = dict(Place.objects.on(day).filter(unit_id__in=keepers - begun).values_list("unit_id", "path"))
    for unit_id in sorted(keepers - begun):
        done += insert_once(Sitting, unit_id=unit_id, half=half, **limits(paths.get(unit_id, ""), half))
    there = set(
        PartnerWord.objects.filter(contract_id__in=[ran.id for ran in kept]).values_list("contract_id", flat=True)
    )
    for ran in kept:
        if ran.id not in there and not ran.of_units:
            rows_for(ran.id, ran.two)
    overdue = Finding.objects.filter(state=OPEN, escalate_after__lt=day).order_by("pk")
    for finding_id in overdue.values_list("pk", flat=True):
        try:
            done += escalate(finding_id, by=Scope.system(day), now=now)
        except Overtaken:  # answered in this very moment
            continue
    return done
