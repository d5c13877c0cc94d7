"""What the sweeper does each morning: reminders, lapses, and what would otherwise wait in silence (Q7, S27)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from huzhu.base.access import LEADERS, Role, Scope
from huzhu.base.calendar.working import end_of
from huzhu.base.charter import rule
from huzhu.base.journal import deed
from huzhu.base.notices import tell
from huzhu.base.people.models import Mandate
from huzhu.rooms.introductions import moves
from huzhu.rooms.introductions.clauses import OFFER_DAYS
from huzhu.rooms.introductions.models import Hold, Introduction, Wish
from huzhu.rooms.introductions.notices import BOTH_OPEN, GROUP_OWNS, OFFER_IDLE, REMINDER, WISH_ENDS, WORKSHOP_OWNS
from huzhu.rooms.introductions.queries.arrays import lines, open_wishes, paths_of
from huzhu.rooms.introductions.queries.board import owners_of, waiting_requests
from huzhu.rooms.introductions.queries.private import words_of

WEEK = timedelta(days=7)


def every_morning(now: datetime) -> None:
    """Everything of a morning, each part in its own transaction; done again the same day it does nothing more."""
    day = timezone.localdate(now)
    for part in (remind_of_answers, remind_of_ends, tell_idle_offers, tell_both_open, tell_owners):
        with transaction.atomic():
            part(day, now)
    lapse_wishes(by=Scope.system(day), now=now)


@deed("wishes.lapse", sealed=True)
def lapse_wishes(*, by: Scope, now: datetime) -> None:
    """Wishes whose time is over. Sealed: a sleeping wish lapses too, and its row would tell it from a withdrawn one."""
    moves.WISH.make_all(Wish.objects.filter(lapses__lte=by.day), "lapse")


def remind_of_answers(day: date, now: datetime) -> None:
    """On the morning of a deadline's day: everybody whose introduction is open, answered or not (Q15)."""
    rows = Introduction.objects.filter(state=Introduction.State.SENT, deadline__gt=now, deadline__lte=end_of(day))
    for row in rows.order_by("id"):
        for person in (row.teacher_id, row.learner_id):
            tell(person, REMINDER, now=now, subject=row.uid, state="reminder", due=row.deadline)


def remind_of_ends(day: date, now: datetime) -> None:
    """A week before a wish ends, to its owner; a sleeping one ends without it."""
    for wish in (wish for kind in Wish.Kind.values for wish in _ready(kind)):
        if day < wish.lapses <= day + WEEK:
            tell(wish.person_id, WISH_ENDS, now=now, state=f"{wish.uid}{wish.lapses:%y%m%d}", due=_noon(wish.lapses))


def tell_idle_offers(day: date, now: datetime) -> None:
    """An offer that nobody has asked for in 14 days, to its owner."""
    asked = {wish.technique_id for wish in _ready(Wish.Kind.REQUEST.value)}
    offers = _ready(Wish.Kind.OFFER.value)
    days = defaultdict[str, int](int)
    paths = paths_of(sorted({offer.person_id for offer in offers}), day)
    for offer in offers:
        path = paths.get(offer.person_id, "")
        days[path] = days[path] or rule(OFFER_DAYS, path=path, day=day).value
        if offer.technique_id not in asked and offer.opened <= day - timedelta(days=days[path]):
            tell(offer.person_id, OFFER_IDLE, now=now, state=offer.uid)


def tell_both_open(day: date, now: datetime) -> None:
    """A request and an offer of one technique, both open since yesterday without an introduction: to both groups' leaders.

    Whether the two were flagged plays no part.
    """
    busy = set(Hold.objects.filter(freed=None).values_list("person_id", "technique_id", "side"))
    sides: dict[int, dict[str, list[Wish]]] = defaultdict(lambda: defaultdict(list))
    for kind, side in ((Wish.Kind.REQUEST.value, "learn"), (Wish.Kind.OFFER.value, "teach")):
        for wish in _ready(kind):
            if wish.opened < day and (wish.person_id, wish.technique_id, side) not in busy:
                sides[wish.technique_id][kind].append(wish)
    both = {technique: found for technique, found in sides.items() if len(found) == 2}
    wishes = [wish for found in both.values() for kind in found.values() for wish in kind]
    leaders = _leaders({wish.unit_id for wish in wishes}, day, *LEADERS)
    for technique in sorted(both):
        found = both[technique]
        newest = max(wish.id for kind in found.values() for wish in kind)
        units = {wish.unit_id for kind in found.values() for wish in kind}
        for person in sorted({person for unit in units for person in leaders[unit]}):
            tell(person, BOTH_OPEN, now=now, state=f"{technique}.{newest}")


def tell_owners(day: date, now: datetime) -> None:
    """Requests past 14 days to the group's leaders, past 28 to the workshop, each with its date (S27)."""
    owners = owners_of(waiting_requests(day), day)
    late = {unit for row, unit in owners.items() if row.is_late(day)}
    groups = _leaders(set(owners.values()) - late, day, *LEADERS)
    workshops = _leaders(late, day, Role.SPONSOR, Role.ORGANISER)
    for row, unit in owners.items():
        due, kind = row.due(day), WORKSHOP_OWNS if row.is_late(day) else GROUP_OWNS
        for person in workshops[unit] if row.is_late(day) else groups[unit]:
            tell(person, kind, now=now, state=f"{row.technique_id}.{due:%y%m%d}", due=_noon(due))


def _ready(kind: str) -> list[Wish]:
    """Open wishes of those who are ready, read by the same statements whoever is."""
    words = words_of(open_wishes(kind).values("person_id"))
    ready = {line.id for line in lines(open_wishes(kind), words)}
    return [wish for wish in open_wishes(kind).order_by("id") if wish.id in ready]


def _leaders(unit_ids: set[int], day: date, *roles: Role) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = Mandate.objects.on(day).filter(unit_id__in=sorted(unit_ids), role__in=roles).order_by("person_id")
    for unit, person in rows.values_list("unit_id", "person_id"):
        if person not in found[unit]:
            found[unit].append(person)
    return found


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
