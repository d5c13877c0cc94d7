"""Most places of each person: the charter's at his own group, before his own lower limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from huzhu.base.charter import rules_at
from huzhu.base.units.queries import path_of
from huzhu.rooms.introductions.clauses import LEARNING_LOAD, TEACHING_LOAD
from huzhu.rooms.introductions.models import Wave


@dataclass(frozen=True)
class Limit:
    """Most places of one person, from the charter alone."""

    teaching: int
    learning: int

    def at_most(self, teaching: int | None, learning: int | None) -> Limit:
        """The lesser of this and a round's own limits; None = none."""
        return Limit(
            self.teaching if teaching is None else min(self.teaching, teaching),
            self.learning if learning is None else min(self.learning, learning),
        )


def limits_at(paths: set[str], day: date) -> dict[str, Limit]:
    """The load limits at several units, nearest ruling first; one statement however many units."""
    found = rules_at(TEACHING_LOAD, LEARNING_LOAD, paths=paths, day=day)
    return {path: Limit(held[TEACHING_LOAD].value, held[LEARNING_LOAD].value) for path, held in found.items()}


@dataclass(frozen=True)
class Sending:
    """When an introduction went out, and the path of its round's unit then: by whose rules it got its deadline."""

    at: datetime
    path: str


def sending_of(introduction_id: int) -> Sending:
    """The sending of an introduction that is out or over; two statements."""
    wave = Wave.objects.select_related("round").get(introductions=introduction_id)
    at = wave.opened or wave.round.opened
    return Sending(at, path_of(wave.round.unit_id, timezone.localdate(at)))
