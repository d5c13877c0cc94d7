"""The sheet that a group posts for a month: rows by technique, names in roll order, level and arrow (S16, Q5).

No total, no average and no order of persons; every month of the group has one, also one in which nothing was measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from huzhu.base.access import NotFound
from huzhu.base.drawing.heat import Trend
from huzhu.base.people.queries import PersonLine, people, roster
from huzhu.base.units.models import Place
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.skills.clauses import STALL
from huzhu.rooms.skills.models import Correction, Month
from huzhu.rooms.skills.months import first_of, last_day
from huzhu.rooms.skills.queries.catalogue import scale_of
from huzhu.rooms.skills.queries.heat import columns_of
from huzhu.rooms.skills.queries.standing import Standing, curves
from huzhu.rooms.skills.scores import Level, level_of


@dataclass(frozen=True)
class Cell:
    """One person in one technique. `level` '' = not measured in this month; `before`: the level in the month compared;
    `late`: the level of a correction beside the closed one."""

    name: str
    quarters: int | None = None
    level: str = ""
    trend: Trend = ""
    before: str = ""
    late: str = ""

    @property
    def change(self) -> str:
        """The arrow in a word."""
        words = {"up": _("rising"), "down": _("falling"), "still": _("as before"), "": ""}
        return words[self.trend]


@dataclass(frozen=True)
class Late:
    """One correction: dated, with its reason, beside the closed value."""

    name: str
    technique: str
    closed: str
    level: str
    day: date
    by: str
    reason: str


@dataclass(frozen=True)
class Sheet:
    """`row` None = nothing was ever measured in this month. `against`: the month compared; `earlier`: those that can be.
    `lines`: (technique, a cell for each name in roll order)."""

    month: date
    row: Month | None
    people: list[PersonLine] = field(default_factory=list)
    lines: list[tuple[str, list[Cell]]] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)
    against: date | None = None
    earlier: list[date] = field(default_factory=list)
    agreed: int = 0

    @property
    def closed(self) -> bool:
        return self.row is not None and self.row.state == Month.State.CLOSED


def sheet_of(group: UnitLine, month: date, day: date, against: date | None = None) -> Sheet:
    """The posted sheet of a group's month; what is still open is not on it. Constant statements.

    `against`: a closed month to compare with, else the one before. NotFound for a month in which the group did not
    exist, or that is still to come, and for one to compare with that is not closed.
    """
    last = group.day(min(day, last_day(month)))
    if month > first_of(day) or not Place.objects.on(last).filter(unit_id=group.id).exists():
        raise NotFound
    rows = {row.month: row for row in Month.objects.filter(unit_id=group.id, month__lte=month).order_by("-month")}
    earlier = [at for at, row in rows.items() if at < month and row.state == Month.State.CLOSED]
    if against is not None and against not in earlier:
        raise NotFound
    row, against = rows.get(month), against or next(iter(earlier), None)
    if row is None or row.state != Month.State.CLOSED:
        return Sheet(month, row, earlier=earlier, against=against)
    members, scale = roster(group.id, last), scale_of(group.path)
    ids = [line.id for line in members]
    at: dict[date, dict[tuple[int, int], Standing]] = {month: {}, against or month: {}}
    for key, course in curves(ids, day).items():
        for standing in course:
            if standing.month in at:
                at[standing.month][key] = standing
    now, before = at[month], at[against] if against else {}
    columns = columns_of(group, ids, day, {technique for _person, technique in now})
    lines = [
        (line.name, [_cell(person, now.get((person.id, line.id)), before.get((person.id, line.id)), scale) for person in members])
        for line in columns
        if any((person, line.id) in now for person in ids)
    ]  # fmt: skip
    return Sheet(
        month, row, members, lines, _late(row, members, {line.id: line.name for line in columns}, now, scale), against,
        earlier, 100 * sum(one.agreed for one in now.values()) // len(now) if now else 0,
    )  # fmt: skip


def _cell(person: PersonLine, now: Standing | None, before: Standing | None, scale: Sequence[Level]) -> Cell:
    held = level_of(before.score, scale) if before else None
    was = str(held.name) if held else ""
    if now is None:
        return Cell(person.name, before=was)
    closed = now.closed_score if now.corrected else now.score
    level = level_of(closed, scale) if closed is not None else None
    late = str(level_of(now.score, scale).name) if now.corrected else ""
    step = now.score - before.score if before else 0
    trend: Trend = "" if before is None else "still" if abs(step) < STALL.default else "up" if step > 0 else "down"
    return Cell(person.name, level.quarters if level else None, str(level.name) if level else "", trend, was, late)


def _late(
    row: Month, members: list[PersonLine], named: dict[int, str], now: dict[tuple[int, int], Standing],
    scale: Sequence[Level],
) -> list[Late]:  # fmt: skip
    """Every correction of a month, the oldest first."""
    found = list(Correction.objects.filter(month=row).select_related("technique").order_by("at", "id"))
    names = {line.id: line.name for line in members} | {
        key: line.name for key, line in people({i for one in found for i in (one.person_id, one.by_id) if i}).items()
    }
    closed = {key: one.closed_score if one.corrected else one.score for key, one in now.items()}

    def word(score: int | None) -> str:
        return str(level_of(score, scale).name) if score is not None else _("not measured")

    return [
        Late(
            names[one.person_id], named.get(one.technique_id, one.technique.name),
            word(closed.get((one.person_id, one.technique_id))), word(one.score), one.at.date(),
            names.get(one.by_id or 0, _("from a workbook")), one.reason or _("measured again"),
        )
        for one in found
    ]  # fmt: skip
