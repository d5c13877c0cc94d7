"""What a campaign would have somebody do: take up a proposal, or say why not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.notices import Waiting, waiting
from huzhu.rooms.campaigns.access import ORGANISERS, visible_to
from huzhu.rooms.campaigns.kinds import REASONS
from huzhu.rooms.campaigns.moves import PROPOSED


@waiting
def proposed(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Proposals to those who organise; one statement, none for others."""
    if not scope.has(*ORGANISERS):
        return
    for row in visible_to(scope).filter(state=PROPOSED).select_related("unit").order_by("seen", "pk"):
        detail = _("%(unit)s: %(why)s") % {"unit": row.unit.said, "why": REASONS[row.reason]}
        yield Waiting(_("A campaign of help is proposed"), detail, reverse("campaigns:page", args=[row.uid]), _("See"))
