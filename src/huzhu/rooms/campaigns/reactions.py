"""What campaigns do by themselves: see a surge, and tell whom it concerns (S43)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from huzhu.base.access import LEADERS, Role, Scope
from huzhu.base.jobs import sweeps_hourly
from huzhu.base.journal import reaction
from huzhu.base.notices import tell_all
from huzhu.base.people.queries import holders, holders_under
from huzhu.base.units.queries import path_of
from huzhu.rooms.campaigns.actions.campaigns import propose
from huzhu.rooms.campaigns.models import Campaign
from huzhu.rooms.campaigns.notices import OPENED, PROPOSED
from huzhu.rooms.campaigns.queries.surges import surges


@sweeps_hourly
def see_surges(now: datetime) -> int:
    """Propose help where many are new or the product changed; done again it proposes nothing twice."""
    day = timezone.localdate(now)
    found = list(surges(day))
    for surge in found:
        propose(surge.unit_id, surge.reason, share=surge.share, product=surge.product, by=Scope.system(day), now=now)
    return len(found)


@reaction("campaigns.proposed")
def tell_proposed(campaign_id: int) -> None:
    """The nearest sponsor and the organiser of the unit."""
    row, day = Campaign.objects.get(pk=campaign_id), timezone.localdate()
    path = path_of(row.unit_id, day)
    people = {person for role in (Role.SPONSOR, Role.ORGANISER) for person in holders(role, path=path, day=day)[:1]}
    tell_all([(person, row.uid) for person in sorted(people)], PROPOSED, now=timezone.now())


@reaction("campaigns.opened")
def tell_opened(campaign_id: int) -> None:
    """The two leaders of every group of the unit."""
    row, day = Campaign.objects.get(pk=campaign_id), timezone.localdate()
    people = holders_under(path_of(row.unit_id, day), LEADERS, day)
    tell_all([(person, row.uid) for person in people], OPENED, now=timezone.now())
