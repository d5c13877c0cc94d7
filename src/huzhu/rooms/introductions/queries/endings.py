"""Where a request ends that a round did not serve: visibly, in one of three (Q17)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from huzhu.base.charter import rule
from huzhu.base.units.queries import ids_of, path_of, workshops_of
from huzhu.rooms.introductions.clauses import WORKSHOP_DAYS
from huzhu.rooms.introductions.models import Ending, Introduction, Round, Wish
from huzhu.rooms.introductions.queries.arrays import World, world


@dataclass(frozen=True)
class Ended:
    """One request's ending: its way, who owns it until when, and whose demonstration it is where collective."""

    wish_id: int
    person_id: int
    way: str
    unit_id: int | None = None
    star_id: int | None = None
    due: date | None = None


def endings_of(round_: Round, requests: QuerySet[Wish], day: date) -> list[Ended]:
    """Endings of a round's requests, by wish: introduced; a place on a star's demonstration list; or owned.

    Collective where somebody of strength and reach offers the technique and places ran out; whether two were flagged,
    met or answered plays no part in it, so that it betrays nothing. Owned by the group, then the workshop, otherwise.
    """
    if round_.kind not in (Round.Kind.FULL, Round.Kind.ONE):
        return []
    path = path_of(round_.unit_id, day)
    found = world(requests, path=path, day=day, concluded_only=True)
    ends = [Ended(wish.id, wish.person_id, Ending.Way.INTRODUCED.value) for wish in found.served]
    done = Introduction.objects.filter(wave__round=round_, state=Introduction.State.CONCLUDED, request__isnull=False)
    known = {end.wish_id for end in ends}
    for wish_id, person in done.order_by("request_id").values_list("request_id", "learner_id"):
        if wish_id not in known:
            ends.append(Ended(wish_id, person, Ending.Way.INTRODUCED.value))
    later = day + timedelta(days=rule(WORKSHOP_DAYS, path=path, day=day).value)
    workshops = workshops_of(set(found.paths.values()))
    dates = {row[0]: row[1:] for row in requests.values_list("id", "group_due", "workshop_due", "lapses")}
    for wish, star in zip(found.asks, _stars(found, round_.seed), strict=True):
        own = found.paths[wish.person_id]
        if star is not None:
            ends.append(Ended(wish.id, wish.person_id, Ending.Way.COLLECTIVE.value, workshops[own], star, later))
            continue
        group_due, workshop_due, lapses = dates[wish.id]
        if workshop_due is None or day < workshop_due:
            ends.append(
                Ended(wish.id, wish.person_id, Ending.Way.OWNED.value, ids_of(own)[-1], None, workshop_due or group_due)
            )
        else:
            ends.append(Ended(wish.id, wish.person_id, Ending.Way.OWNED.value, workshops[own], None, lapses))
    return sorted(ends, key=lambda end: end.wish_id)


def _stars(found: World, seed: str) -> list[int | None]:
    """By request whose demonstration it is: of all able teachers within reach whoever could serve most, then the strongest.

    None where nobody is able. So those who are turned away stand on one list rather than on many.
    """
    wide = found.with_places_for_all()
    found_ = wide.candidates(seed)
    edges, technique = found_.edges, [wish.technique_id for wish in wide.teaches]
    pairs = [(int(wide.ids[t]), technique[o]) for t, o in zip(edges.teacher, found_.offer, strict=True)]
    could_serve = Counter(pairs)
    stars: list[int | None] = []
    for request in range(edges.requests):
        able = pairs[edges.indptr[request] : edges.indptr[request + 1]]
        best = max(able, key=lambda pair: (could_serve[pair], wide.standing[pair].score, -pair[0]), default=None)
        stars.append(best[0] if best else None)
    return stars
