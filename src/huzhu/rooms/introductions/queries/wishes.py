"""One's own wishes, what one could wish, and whom else one could name; in words, never a count under five."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.db import compiled
from huzhu.base.drawing.words import day_words
from huzhu.base.people.queries import PersonLine, people
from huzhu.rooms.introductions import sealing
from huzhu.rooms.introductions.models import Ending, SuggestedWish, Wish
from huzhu.rooms.introductions.queries.arrays import key_techniques_of
from huzhu.rooms.introductions.queries.board import Offered, in_reach, offered
from huzhu.rooms.introductions.queries.words import SMALLEST
from huzhu.rooms.skills import queries as skills

MOST_ALTERNATIVES = 5
SHORT = 10


@dataclass(frozen=True)
class OwnWish:
    """One of my wishes. `ending`: where the last round left it (Q17), in words, or ''."""

    uid: str
    kind: str
    technique_id: int
    technique: str
    reach: str
    state: str
    opened: date
    lapses: date
    named: PersonLine | None
    show_name: bool
    other_trade_reason: str
    ending: str


@dataclass(frozen=True)
class Suggestion:
    """What one could wish and why: 'gap', 'key', 'asked' (others ask for it), 'list' (an imported list says so)."""

    kind: str
    technique_id: int
    technique_uid: str
    technique: str
    why: str
    said: str
    uid: str = ""


def my_wishes(scope: Scope) -> list[OwnWish]:
    """My wishes, open ones first; whom I named is in clear only for me."""
    rows: Any = _wishes(scope.person_id or 0)
    named = {row.id: sealing.read(row, row.person_id, "named", row.wrapped) for row in rows}
    others = people({int(text) for text in named.values() if text})
    techniques = skills.techniques({row.technique_id for row in rows}, scope.group_path)
    endings = _endings([row.id for row in rows])
    shown = [
        OwnWish(
            row.uid, row.kind, row.technique_id, techniques[row.technique_id].name, row.reach, row.state, row.opened,
            row.lapses, others.get(int(named[row.id] or 0)), row.show_name, row.other_trade_reason, endings.get(row.id, ""),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(shown, key=lambda wish: wish.state != Wish.State.OPEN)


def own_open_wish(scope: Scope, technique_id: int, kind: str) -> str | None:
    """Public id of one's own open wish of a kind about a technique; one statement."""
    rows = Wish.objects.filter(person_id=scope.person_id or 0, technique_id=technique_id, kind=kind, state="open")
    return rows.values_list("uid", flat=True).first()


@compiled
def _wishes(person_id: int) -> QuerySet[Wish]:
    return Wish.objects.filter(person_id=person_id).annotate(wrapped=F(sealing.KEY)).order_by("-opened", "-id")


def suggestions(scope: Scope, now: datetime) -> list[Suggestion]:
    """What I could ask for or offer: imported lists, key problems, own gaps, what others ask for; at most ten."""
    person = scope.person_id or 0
    standing = skills.current_scores([person], scope.day)
    wanted = skills.wanted_for([person], scope.day)
    trade = skills.trade_of([person], scope.day).get(person)
    used = skills.techniques_for(scope.group_path, trade_ids=[trade] if trade else None, on=scope.day)
    lines = {line.id: line for line in used}
    mine = set(_asked_and_offered(person))
    key = key_techniques_of({scope.group_path}, scope.day)[scope.group_path]
    asked = Counter(row.known_as for row in in_reach("request", scope) if row.person_id != person)
    found = []
    for row in _listed(person):
        found.append((0, row.kind, row.technique_id, "list", _("An imported list says so."), row.uid))
    for technique in lines:
        held = standing.get((person, technique))
        if held is None:
            continue
        gap = wanted[person, technique] - held.score
        if gap > 0:
            why, said = (
                ("key", _("A key problem just now.")) if technique in key else ("gap", _("You are still short of it."))
            )
            found.append((1 if why == "key" else 3, "request", technique, why, said, ""))
        if held.score >= 600 and asked[technique]:
            count = asked[technique]
            said = (
                _("%(count)s people ask for it.") % {"count": count} if count >= SMALLEST else _("Others ask for it.")
            )
            found.append((2, "offer", technique, "asked", said, ""))
    fresh = [row for row in sorted(found) if (row[1], row[2]) not in mine][:SHORT]
    names = lines | skills.techniques({row[2] for row in fresh} - lines.keys(), scope.group_path)
    return [
        Suggestion(kind, t, names[t].uid, names[t].name, why, said, uid) for _rank, kind, t, why, said, uid in fresh
    ]


@compiled
def _asked_and_offered(person_id: int) -> QuerySet[Any, tuple[str, int]]:
    return Wish.objects.filter(person_id=person_id, state=Wish.State.OPEN).values_list("kind", "technique_id")


@compiled
def _listed(person_id: int) -> QuerySet[SuggestedWish]:
    return SuggestedWish.objects.filter(person_id=person_id).order_by("id")


def teachers_for(scope: Scope, technique_id: int, now: datetime) -> list[Offered]:
    """Who offers a technique within my reach, in roll order: whom I could name."""
    return [
        line for line in offered(scope, now) if line.technique_id == technique_id and line.person.id != scope.person_id
    ]


def alternatives(scope: Scope, technique_id: int, named_id: int | None, now: datetime) -> tuple[str, list[PersonLine]]:
    """(sentence or '', whom else one could name), where a wish is likely to stay unmet; sealed names play no part."""
    offers = teachers_for(scope, technique_id, now)
    if not offers:
        return _("Nobody offers this yet. Your group will look for somebody."), []
    asking = sum(row.known_as == technique_id for row in in_reach("request", scope))
    liked = next((line for line in offers if line.person.id == named_id), None)
    free = liked.free if liked else sum(line.free for line in offers)
    if free and (asking < SMALLEST or asking <= free):
        return "", []
    others = [line.person for line in offers if line.free and line.person.id != named_id][:MOST_ALTERNATIVES]
    if not others:
        return _("Many ask for this and places are few."), []
    names = _(", ").join(person.name for person in others)
    if liked:
        return _("Many ask for this and places are few. You can also name %(names)s.") % {"names": names}, others
    return _("Many ask for this and places are few. You can name %(names)s.") % {"names": names}, others


def _endings(wish_ids: list[int]) -> dict[int, str]:
    """Where the last round left each wish."""
    said = {}
    for row in _last_round(wish_ids):
        name, unit = row.star.name if row.star else "", row.owner_unit.said if row.owner_unit else ""
        named = {"name": name, "unit": unit, "day": day_words(row.due) if row.due else ""}
        if row.way == Ending.Way.COLLECTIVE:
            said[row.wish_id] = _("A place at a demonstration by %(name)s, owned by %(unit)s, until %(day)s.") % named
        elif row.way == Ending.Way.OWNED:
            said[row.wish_id] = _("%(unit)s looks for somebody until %(day)s.") % named
        else:
            said[row.wish_id] = _("You were introduced.")
    return said


@compiled
def _last_round(wish_ids: Collection[int]) -> QuerySet[Ending]:
    return Ending.objects.filter(wish_id__in=wish_ids).select_related("owner_unit", "star").order_by("id")
