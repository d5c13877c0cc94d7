"""What production would have somebody do: find a cause for who is below plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.base.access import LEADERS, Scope
from huzhu.base.notices import Waiting, waiting
from huzhu.base.people.models import Membership
from huzhu.base.units.models import Unit
from huzhu.rooms.production.queries.below import below_keys, causes_of
from huzhu.rooms.skills.months import first_of, last_day, later


@waiting
def production_waiting(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """For a group's two leaders: how many were below plan last month without a cause, never who; five statements."""
    units = scope.units(*LEADERS)
    if not units:
        return
    month = later(first_of(scope.day), -1)
    homes = dict(Membership.objects.on(last_day(month)).filter(unit_id__in=units).values_list("person_id", "unit_id"))
    below = below_keys(homes.keys(), month)
    if not below:
        return
    found = causes_of({person for person, _indicator in below}, month)
    lacking = [homes[person] for person, indicator in below if (person, indicator) not in found]
    for group in Unit.objects.filter(id__in=set(lacking)).order_by("id"):
        n = lacking.count(group.id)
        yield Waiting(
            ngettext("%(n)s below plan without a cause", "%(n)s below plan without a cause", n) % {"n": n},
            _("Hear each one; choose a cause and the remedy that fits it."),
            reverse("production:below-plan", args=[group.uid]), _("Look"),
        )  # fmt: skip
