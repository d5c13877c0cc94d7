"""What checks would have somebody do: a sitting, an answer, a look, a talk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.base.access import LEADERS, Role, Scope
from huzhu.base.calendar.working import evening_of
from huzhu.base.db import under
from huzhu.base.drawing.words import day_words, month_words
from huzhu.base.followup.halves import before, end_of, half_of
from huzhu.base.followup.models import Check, Finding
from huzhu.base.followup.moves import ANSWERED, CURRENT, OPEN
from huzhu.base.notices import Waiting, waiting
from huzhu.base.units.models import Place
from huzhu.rooms.checks.models import Report, Sitting
from huzhu.rooms.checks.queries.private import private_ahead
from huzhu.rooms.checks.queries.sitting import overdue_words
from huzhu.rooms.contracts.access import sponsored
from huzhu.rooms.contracts.queries.kept import counted, ran
from huzhu.rooms.skills.months import later

SOON = timedelta(days=4)


@waiting
def sittings(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Sittings that are due or over, of the groups one leads, and for a sponsor the contracts that units below have signed;
    a statement or two, and three for each half month that is."""
    led, half = scope.units(*LEADERS), half_of(scope.day)
    below = sponsored(scope) if scope.has(Role.SPONSOR) else ()
    if not led and not scope.has(Role.SPONSOR):
        return
    rows = Sitting.objects.filter(half__in=(half, before(half)), due__lte=scope.day + SOON)
    with_units = Exists(
        ran(before(half), scope.day).filter(second_unit_id=OuterRef("unit_id")).exclude(first_beside=None)
    )
    mine = rows.filter(Q(unit_id__in=led) | Q(with_units, unit_id__in=below))
    for row in mine.select_related("unit").order_by("half", "unit_id"):
        owing = [one.id for one in counted([row.unit_id], row.half, end_of(row.half))
                 if one.days >= row.least_days and scope.person_id not in one.two
                 and one.of_units == (row.unit_id not in led)]  # fmt: skip
        done = Check.objects.filter(matter_id__in=owing, half=row.half, state=CURRENT).values("matter_id").distinct()
        if missing := len(owing) - done.count():
            title = _("First-half check") if row.half.day == 1 else _("Second-half check")
            url = reverse("checks:sitting", args=[row.unit.uid]) + f"?half={row.half.isoformat()}"
            detail = overdue_words(row, missing, scope.day)
            yield Waiting(title, detail, url, _("Check"), evening_of(row.due), row.due < scope.day)


@waiting
def findings(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Findings one owns, and answered ones of one's group, to be looked at; two statements."""
    mine = Finding.objects.filter(owner_id=scope.person_id or 0, state=OPEN).select_related("raised_by")
    for row in mine.order_by("due", "pk"):
        detail = _("%(unit)s, by %(day)s") % {"unit": row.raised_by.said, "day": day_words(row.due)}
        over = row.due < scope.day
        yield Waiting(row.text, detail, _page(row), _("Answer"), evening_of(row.due), over, somebody=True)
    back = Finding.objects.filter(raised_by_id__in=scope.units(*LEADERS), state=ANSWERED)
    for row in back.exclude(owner_id=scope.person_id or 0).order_by("answered", "pk"):
        yield Waiting(_("Answered: does it hold?"), row.answer, _page(row), _("Look"))


@waiting
def private(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Talks, named as no more than that, and two questions shortly before a sitting; at most four statements."""
    talks, unanswered = private_ahead(scope)
    for talk in talks:
        url = reverse("checks:own", args=[talk.contract]) if talk.contract else reverse("checks:my-talks")
        yield Waiting(_("A talk"), day_words(talk.day), url, _("See"), evening_of(talk.day), talk.day < scope.day)
    last = end_of(half_of(scope.day))
    if scope.day >= last - SOON:
        for uid in unanswered:
            url, detail = (
                reverse("checks:own", args=[uid]),
                _("Is it going on, and what is missing? Only for yourself."),
            )
            yield Waiting(_("Two questions before the sitting"), detail, url, _("Answer"), evening_of(last))


@waiting
def reports(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Last month's report of a workshop that one sponsors, where it had contracts to check; at most three statements."""
    month = later(scope.day, -1)
    shops = Place.objects.on(scope.day).filter(unit_id__in=scope.units(Role.SPONSOR), unit__level="workshop")
    for shop in shops.select_related("unit") if scope.has(Role.SPONSOR) else ():
        groups = Place.objects.on(month).filter(under(shop.path)).values("unit_id")
        sat = Sitting.objects.filter(unit_id__in=groups, half__gte=month, half__lt=later(month, 1))
        if sat.exists() and not Report.objects.filter(unit_id=shop.unit_id, month=month).exists():
            title = _("Report of %(month)s") % {"month": month_words(month)}
            url = reverse("checks:unit", args=[shop.unit.uid]) + f"?month={month:%Y-%m}"
            yield Waiting(title, shop.unit.said, url, _("Write"))


def _page(row: Finding) -> str:
    return reverse("checks:finding", args=[row.uid])
