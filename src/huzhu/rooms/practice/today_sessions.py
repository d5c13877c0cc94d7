"""What practice would have somebody do about sessions: say whether one happened, note one, say yes to a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from huzhu.base.access import LEADERS, Scope
from huzhu.base.calendar.models import SlotPerson
from huzhu.base.db import compiled
from huzhu.base.drawing.words import day_words
from huzhu.base.followup.signs import IN_TIME
from huzhu.base.notices import Tap, Waiting, waiting
from huzhu.rooms.practice.access import RELIEF
from huzhu.rooms.practice.kinds import kind_words
from huzhu.rooms.practice.models import Session
from huzhu.rooms.practice.moves import BOOKED, LOGGED
from huzhu.rooms.practice.queries.lines import minutes_words


@waiting
def sessions_to_confirm(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Sessions that the other one noted, and that one relieved for; one tap. Two statements."""
    me = scope.person_id or 0
    for row in sorted(
        {*_others(me, now - IN_TIME), *_relieved(me, now - IN_TIME)}, key=lambda row: (row.received, row.pk)
    ):
        words = {
            "who": row.logged_by.name if row.logged_by else "",
            "day": day_words(row.day),
            "what": minutes_words(row),
        }
        title = _("Did this session happen?")
        yes, no = (_("It happened"), "said", "yes"), (_("It did not"), "said", "no")
        tap = Tap(reverse("practice:word", args=[row.uid]), (no, yes) if me in row.two else (yes,), queue=title)
        detail = _("%(who)s, %(day)s: %(what)s") % words
        yield Waiting(title, detail, _page(row), _("Say"), (row.received or now) + IN_TIME, somebody=True, deed=tap)


@compiled
def _others(me: int, since: datetime) -> QuerySet[Session]:
    rows = Session.objects.filter(Q(teacher_id=me) | Q(learner_id=me), ~Q(logged_by_id=me))
    return _open(rows, me, since)


@compiled
def _relieved(me: int, since: datetime) -> QuerySet[Session]:
    rows = Session.objects.filter(Q(relief_of_teacher_id=me) | Q(relief_of_learner_id=me))
    return _open(rows.exclude(words__happened=False), me, since)


def _open(rows: QuerySet[Session], me: int, since: datetime) -> QuerySet[Session]:
    """Those that may still be confirmed and of which somebody has said nothing yet."""
    rows = rows.filter(state=LOGGED, received__gte=since, received__lte=F("done_at") + IN_TIME)
    return rows.exclude(words__by_id=me).select_related("logged_by").order_by("received", "pk")


@waiting
def appointments(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Sessions of today and of the days before that nobody noted, and times that wait for one's yes; one statement."""
    for seat in _seats(scope.person_id or 0, now - IN_TIME, now + timedelta(hours=16)):
        yield from _appointment(seat, scope, now)


@compiled
def _seats(me: int, since: datetime, until: datetime) -> QuerySet[SlotPerson]:
    rows = SlotPerson.objects.filter(
        person_id=me, slot__cancelled=None, slot__starts__gte=since, slot__session__state=BOOKED
    )
    rows = rows.filter(Q(slot__starts__lt=until) | Q(outside=True, agreed=None))
    parts = ("slot__session__teacher", "slot__session__learner", "slot__session__contract")
    return rows.select_related(*parts).order_by("slot__starts", "pk")


def _appointment(seat: SlotPerson, scope: Scope, now: datetime) -> Iterator[Waiting]:
    row, at = seat.slot.session, seat.slot.starts
    who = row.learner.name if row.teacher_id == scope.person_id else row.teacher.name
    words = {"who": who, "one": row.teacher.name, "other": row.learner.name, "kind": kind_words(row.kind)}
    detail = f"{day_words(at, weekday=True)}, {timezone.localtime(at):%H:%M}"
    mine = capfirst(_("%(kind)s with %(who)s") % words)
    waits = seat.outside and seat.agreed is None and at > now
    if seat.part == RELIEF:
        mine = _("Relief for %(one)s and %(other)s") % words
    if waits:
        tap = Tap(reverse("practice:agree", args=[row.uid]), ((_("It suits me"), "agree", "yes"),))
        title = _("%(mine)s: does the time suit?") % {"mine": mine}
        yield Waiting(title, detail, _page(row), _("See"), at, somebody=True, deed=tap)
    elif seat.part == RELIEF:
        if at > now:
            yield Waiting(mine, detail, _page(row), _("See"), at)
    elif seat.slot.ends <= now:
        url = f"{reverse('practice:log', args=[row.contract.uid])}?booked={row.uid}"
        yield Waiting(mine, detail, url, _("Note it"), at)
    else:
        yield Waiting(mine, detail, _page(row), _("See"), at)


@waiting
def two_versions(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Sessions that two remember differently, for the leaders of the group that keeps their contract; one statement."""
    for row in _denied(units) if (units := scope.units(*LEADERS)) else ():
        if scope.person_id not in row.two:
            detail = _("%(one)s and %(other)s") % {"one": row.teacher.name, "other": row.learner.name}
            yield Waiting(_("Two remember a session differently"), detail, _page(row), _("See"), somebody=True)


@compiled
def _denied(units: Collection[int]) -> QuerySet[Session]:
    rows = Session.objects.filter(contract__second_unit_id__in=units, state=LOGGED, words__happened=False)
    return rows.select_related("teacher", "learner").order_by("day", "pk")


def _page(row: Session) -> str:
    return reverse("practice:session", args=[row.uid])
