"""Most places of each person: the charter's at his own group, before his own lower limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huzhu.base.charter import Clause
from huzhu.base.charter.models import Ruling
from huzhu.base.units.queries import ids_of
from huzhu.rooms.introductions.clauses import LEARNING_LOAD, TEACHING_LOAD


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
    wanted = {TEACHING_LOAD.code: TEACHING_LOAD, LEARNING_LOAD.code: LEARNING_LOAD}
    rows = Ruling.objects.filter(clause__in=list(wanted), starts__lte=day).order_by("starts", "version")
    values = {(unit, clause): value for unit, clause, value in rows.values_list("unit_id", "clause", "value")}

    def value(clause: Clause, path: str) -> int:
        nearest = (values[unit, clause.code] for unit in reversed(ids_of(path)) if (unit, clause.code) in values)
        return next(nearest, clause.default)

    return {path: Limit(value(TEACHING_LOAD, path), value(LEARNING_LOAD, path)) for path in paths}
