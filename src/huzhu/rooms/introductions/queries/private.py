"""Private words in clear, for the matching and for the person himself; nothing here is ever shown to another."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import F, QuerySet

from huzhu.base.access import LEADERS, Scope
from huzhu.base.db import compiled, under
from huzhu.base.people.models import Membership
from huzhu.base.people.queries import PersonLine, people
from huzhu.base.units.models import Place
from huzhu.rooms.introductions import sealing
from huzhu.rooms.introductions.models import PrivateWord, Wish
from huzhu.rooms.introductions.sealing import Words

SILENT = Words()


def words_of(person_ids: QuerySet[Any, Any] | list[int]) -> dict[int, Words]:
    """Private words by person, one statement; who said nothing has no entry.

    Hand over a subquery where the number of persons depends on something sealed, so that the statement does not.
    """
    rows = _words(person_ids) if isinstance(person_ids, list) else _words.build(person_ids)
    return {row.person_id: _in_clear(row) for row in rows}


def words_of_wishing(kind: str) -> dict[int, Words]:
    """Private words of everybody with an open wish of a kind, by person; one statement."""
    return {row.person_id: _in_clear(row) for row in _words_of_wishing(kind)}


@compiled
def _words(person_ids: Collection[int] | QuerySet[Any, Any]) -> QuerySet[PrivateWord]:
    return PrivateWord.objects.filter(person_id__in=person_ids).annotate(wrapped=F(sealing.KEY))


@compiled
def _words_of_wishing(kind: str) -> QuerySet[PrivateWord]:
    return _words.build(Wish.objects.filter(state=Wish.State.OPEN, kind=kind).values("person_id"))


def own_words(scope: Scope) -> Words:
    """What I said myself."""
    return words_of([scope.person_id or 0]).get(scope.person_id or 0, SILENT)


def talks_wanted(scope: Scope) -> list[PersonLine]:
    """Who of the units led by this person chose him for a talk first, in roll order."""
    paths = scope.paths(*LEADERS)
    if not paths:
        return []
    units = Place.objects.on(scope.day).filter(under(paths[0]))
    for path in paths[1:]:
        units = units | Place.objects.on(scope.day).filter(under(path))
    members = Membership.objects.on(scope.day).filter(unit_id__in=units.values("unit_id"))
    words = words_of(members.values("person_id"))
    wanted = {i for i, word in words.items() if word.readiness == sealing.TALK and word.talk_with == scope.person_id}
    return sorted(people(wanted).values(), key=lambda line: (len(line.roll), line.roll))


def apart(one: int, other: int, words: dict[int, Words]) -> bool:
    """Has either flagged the other, or is either not ready? One answer for all, so that nothing tells which."""
    mine, yours = words.get(one, SILENT), words.get(other, SILENT)
    return other in mine.not_with or one in yours.not_with or not mine.ready or not yours.ready


def _in_clear(row: Any) -> Words:
    text = {c: sealing.read(row, row.person_id, c, row.wrapped) for c in ("readiness", "talk_with", "not_with")}
    talk = int(text["talk_with"]) if text["talk_with"] else None
    return Words(text["readiness"] or sealing.READY, talk, sealing.ids_in(text["not_with"]))
