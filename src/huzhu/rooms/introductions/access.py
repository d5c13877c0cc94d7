"""The doors of this room, and the one definition of who sees what."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from huzhu.base.access import NotAllowed, NotFound, Role, Scope, open_door
from huzhu.base.db import under
from huzhu.base.units.models import Place
from huzhu.base.units.queries import path_of
from huzhu.rooms.introductions import sealing
from huzhu.rooms.introductions.models import Answer, Introduction, Round, Wish

ORGANISERS = (Role.ORGANISER,)
SHOWN = ("sent", "concluded", "not concluded")


def wishes_of(scope: Scope) -> QuerySet[Wish]:
    """A person's own wishes; everybody else sees the board."""
    return Wish.objects.filter(person_id=scope.person_id or 0)


def wish_for(uid: str, *, by: Scope, lock: bool = False) -> Wish:
    return open_door(wishes_of(by), lock=lock, uid=uid)


def rounds_visible_to(scope: Scope) -> QuerySet[Round]:
    """Rounds of the units that the scope organises; a round of one, by hand or found has no page."""
    units = Q()
    for path in scope.paths(*ORGANISERS):
        units |= under(path)
    if not units:
        return Round.objects.none()
    places = Place.objects.on(scope.day).filter(units)
    return Round.objects.filter(kind=Round.Kind.FULL, unit_id__in=places.values("unit_id"))


def round_for(uid: str, *, by: Scope, lock: bool = False) -> Round:
    """A round to organise: visible = within the organiser's units."""
    rows = Round.objects.filter(kind=Round.Kind.FULL) if by.is_system else rounds_visible_to(by)
    return open_door(rows, lock=lock, uid=uid)


def may_organise(by: Scope, unit_id: int) -> str:
    """The path of a unit whose rounds the scope organises, else NotAllowed."""
    path = path_of(unit_id, by.day)
    if not path:
        raise NotFound
    if not by.is_system and not by.holds(*ORGANISERS, at=path):
        raise NotAllowed
    return path


def introductions_of(person_id: int | None) -> QuerySet[Introduction]:
    """Introductions that were sent to a person; those shown to neither still stand in it (`sealing.HIDDEN`)."""
    return Introduction.objects.filter(Q(teacher_id=person_id) | Q(learner_id=person_id), state__in=SHOWN)


def introduction_for(uid: str, *, by: Scope, lock: bool = False) -> tuple[Introduction, dict[int, Answer]]:
    """A party's introduction and the answer rows by person, each with its owner's wrapped key as `.wrapped`.

    NotFound for everybody else, and for both parties where it is shown to neither (Q14). Two statements, always.
    """
    introduction = open_door(introductions_of(by.person_id), lock=lock, uid=uid)
    answers = answers_of(introduction.id)
    own = answers[by.person_id]  # type: ignore[index]
    if sealing.read(own, own.person_id, "word", own.wrapped) == sealing.HIDDEN:  # type: ignore[attr-defined]
        raise NotFound
    return introduction, answers


def answers_of(introduction_id: int) -> dict[int, Answer]:
    rows = Answer.objects.filter(introduction_id=introduction_id).annotate(wrapped=F(sealing.KEY)).order_by("id")
    return {row.person_id: row for row in rows}
