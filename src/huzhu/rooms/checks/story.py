"""What checks tell of a contract's course."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.followup.models import Check
from huzhu.base.followup.moves import CURRENT
from huzhu.base.followup.story import Mark, tells
from huzhu.rooms.checks.kinds import RATINGS
from huzhu.rooms.checks.queries.sitting import remarks_of


@tells("contract")
def checks(matter_id: int, scope: Scope) -> Iterator[Mark]:
    """A mark for each half month that was checked."""
    for row in Check.objects.filter(matter_id=matter_id, state=CURRENT):
        words = _("Checked: %(rating)s") % {"rating": RATINGS[row.rating]}
        remarks = remarks_of(row)
        yield Mark(timezone.localdate(row.done_at), "check", f"{words} · {remarks}" if remarks else words)
