"""What the charter's pages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huzhu.base.charter.clauses import Clause, clauses
from huzhu.base.charter.models import Ruling
from huzhu.base.charter.rulings import rules
from huzhu.base.units.queries import ids_of


@dataclass(frozen=True)
class Line:
    """A clause at a unit. `set_at`: place on the way from the root of the unit that set it, None = the example value."""

    clause: Clause
    value: int
    unit_name: str
    set_at: int | None
    here: int
    levels: int
    cited: str
    version: int

    @property
    def own(self) -> bool:
        return self.set_at == self.here


@dataclass(frozen=True)
class Past:
    """A row of a clause's history on the way to the unit, newest first; `value` None = back to inherited."""

    unit_name: str
    value: int | None
    version: int
    starts: date
    cited: str
    ahead: bool


def charter(path: str, day: date, *, only: str | None = None) -> list[Line]:
    """Every clause in force at the unit with `path`, own or inherited, in the order of their codes; one statement."""
    ids = ids_of(path)
    wanted = [clause for clause in clauses() if only in (None, clause.code)]
    return [
        Line(
            clause, held.value, held.unit_name, ids.index(held.unit_id) if held.unit_id else None, len(ids) - 1, len(ids),
            held.cited, held.version,
        )
        for clause, held in rules(*wanted, path=path, day=day).items()
    ]  # fmt: skip


def history(code: str, path: str, day: date) -> list[Past]:
    """What units from the root down to this one have ever said of a clause."""
    rows = Ruling.objects.filter(unit_id__in=ids_of(path), clause=code).select_related("unit")
    return [
        Past(row.unit.name, row.value, row.version, row.starts, row.cited, row.starts > day)
        for row in rows.order_by("-starts", "-id")
    ]
