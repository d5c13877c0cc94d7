"""What skills would have somebody do: put in the group, measure, close the month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.base.access import Role, Scope
from huzhu.base.access.scope import LEADERS
from huzhu.base.notices import Waiting, waiting
from huzhu.base.units.models import Unit
from huzhu.rooms.skills.clauses import CLOSE_BY
from huzhu.rooms.skills.models import Month
from huzhu.rooms.skills.months import later


@waiting
def skills_waiting(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """For a group's leaders and its assessor; three statements."""
    units = scope.units(*LEADERS, Role.ASSESSOR)
    if not units:
        return
    groups = list(Unit.objects.filter(id__in=units, level="group").order_by("id"))
    ids = [group.id for group in groups]
    months = list(
        Month.objects.filter(unit_id__in=ids, state="open")
        .exclude(voices__person_id=scope.person_id or 0)
        .order_by("month")
    )
    seen = set(Month.objects.filter(unit_id__in=ids).values_list("unit_id", flat=True))
    for group in groups:
        if group.id not in seen and scope.holds_exactly(*LEADERS, unit_id=group.id):
            yield Waiting(
                _("Put in your group"),
                _("Names, techniques, a grid: ten minutes."),
                reverse("skills:start", args=[group.uid]),
                _("Begin"),
            )
        for row in months:
            opens = later(row.month, 1)
            if row.unit_id == group.id and scope.day >= opens:
                due = timezone.make_aware(datetime.combine(_last_day(row, opens), time(23, 59)))
                yield Waiting(
                    _("Close the month of %(group)s") % {"group": group.said}, _("After that day it closes by rule."),
                    reverse("skills:months", args=[group.uid]), _("See"), due=due, overdue=due < now,
                )  # fmt: skip


def _last_day(row: Month, opens: date) -> date:
    """The last day on which the leaders close it themselves: the one stamped when it was opened."""
    return row.by_rule - timedelta(days=1) if row.by_rule else opens.replace(day=CLOSE_BY.default)
