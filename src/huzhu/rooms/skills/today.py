"""What skills would have somebody do: put in the group, measure, close the month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.base.access import Role, Scope
from huzhu.base.access.scope import LEADERS
from huzhu.base.notices import Waiting, waiting
from huzhu.base.units.models import Unit
from huzhu.rooms.skills.clauses import CLOSE_BY
from huzhu.rooms.skills.models import Month
from huzhu.rooms.skills.months import later
from huzhu.rooms.skills.queries.catalogue import scales_of
from huzhu.rooms.skills.queries.owed import Owed, owed_in


@waiting
def skills_waiting(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """For a group's leaders and its assessor, three statements; two more for leaders of open months."""
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
    yield from _words([row for row in months if scope.holds_exactly(*LEADERS, unit_id=row.unit_id)], groups, scope, now)
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


def _words(months: list[Month], groups: list[Unit], scope: Scope, now: datetime) -> Iterator[Waiting]:
    """What a leader has not said yet: the production leader on the assessor's opinions at any time, both on the group's
    words and the differences from the 1st on, before the month closes."""
    if not months:
        return
    paths = {held.unit_id: held.path for held in scope.holdings}
    scales = scales_of({paths[row.unit_id] for row in months})
    by_group = {row.unit_id: scales[paths[row.unit_id]] for row in months}
    owed, by_id = owed_in(months, by_group, scope.day, but=scope.person_id or 0), {group.id: group for group in groups}
    for row in months:
        group, found, closing = by_id[row.unit_id], owed[row.id], scope.day >= later(row.month, 1)
        due = timezone.make_aware(datetime.combine(_last_day(row, later(row.month, 1)), time(23, 59)))
        for title, page in _titles(found, scope.holds_exactly(Role.FOREMAN, unit_id=row.unit_id), closing):
            where = reverse(f"skills:{page}", args=[group.uid]) + f"?month={row.month:%Y-%m}"
            detail = _("%(group)s, before the month can be agreed") % {"group": group.said}
            yield Waiting(title, detail, where, _("See"), due=due if closing else None, overdue=closing and due < now)


def _titles(found: Owed, seconds: bool, closing: bool) -> Iterator[tuple[str, str]]:
    """(what is missing, the name of its page)."""
    if seconds and (n := found.opinions):
        opinions = ngettext(
            "%(n)s opinion of the assessor waits for yours", "%(n)s opinions of the assessor wait for yours", n
        )
        yield opinions % {"n": n}, "central"
    if closing and (n := found.words):
        words = ngettext("%(n)s word of the group is missing", "%(n)s words of the group are missing", n)
        yield words % {"n": n}, "supplement"
    if closing and (n := found.differences):
        yield ngettext("%(n)s difference to look at", "%(n)s differences to look at", n) % {"n": n}, "differences"


def _last_day(row: Month, opens: date) -> date:
    """The last day on which the leaders close it themselves: the one stamped when it was opened."""
    return row.by_rule - timedelta(days=1) if row.by_rule else opens.replace(day=CLOSE_BY.default)
