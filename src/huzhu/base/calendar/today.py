"""What the calendar would have somebody do: say whether a time outside his work suits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.calendar.queries.slots import zone_of
from huzhu.base.calendar.queries.week import asked, title_of, when_of
from huzhu.base.notices import Waiting, waiting


@waiting
def slots(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Times outside one's work that one is asked about; one statement when there is none."""
    found = asked(scope.person_id or 0, now)
    zone = zone_of(scope.person_id or 0) if found else None
    for slot in found:
        detail = _("%(what)s: %(when)s") % {"what": title_of(slot), "when": when_of(slot, zone) if zone else ""}
        url = f"{reverse('calendar:week')}?day={slot.starts.date():%Y-%m-%d}"
        yield Waiting(_("Does this time suit you?"), detail, url, _("See"), slot.starts)
