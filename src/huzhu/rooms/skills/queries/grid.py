"""The empty and the half-filled grid: techniques, under each the group's people in roll order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huzhu.base.people.queries import PersonLine, roster
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.skills.arrivals import grid_values
from huzhu.rooms.skills.models import Month
from huzhu.rooms.skills.months import first_of
from huzhu.rooms.skills.queries.catalogue import TechniqueLine, scale_of
from huzhu.rooms.skills.queries.heat import columns_of
from huzhu.rooms.skills.queries.standing import current_scores
from huzhu.rooms.skills.scores import Level, level_of


@dataclass(frozen=True)
class Choice:
    """One person in one technique: its field's name, the level chosen this month, the word of the month before."""

    person: PersonLine
    field: str
    chosen: int | None
    before: str = ""
    own: bool = False


@dataclass(frozen=True)
class Line:
    technique: TechniqueLine
    choices: list[Choice]


@dataclass(frozen=True)
class Grid:
    lines: list[Line]
    scale: list[Level]
    month: date
    first: bool


def grid_of(group: UnitLine, person_id: int | None, day: date) -> Grid:
    """What is to be filled in this month; one's own row is somebody else's to fill. Constant statements."""
    people, month, scale = roster(group.id, day), first_of(day), scale_of(group.path)
    ids = [person.id for person in people]
    now, held = grid_values(group.id, month), current_scores(ids, day)
    lines = [
        Line(
            line,
            [
                Choice(
                    person, f"{person.uid}.{line.uid}",
                    level_of(now[person.id, line.id], scale).quarters if (person.id, line.id) in now else None,
                    str(level_of(held[person.id, line.id].score, scale).name)
                    if (person.id, line.id) in held and held[person.id, line.id].month < month
                    else "",
                    person.id == person_id,
                )
                for person in people
            ],
        )
        for line in columns_of(group, ids, day, {technique for _person, technique in held} | {key[1] for key in now})
    ]  # fmt: skip
    return Grid(
        lines, list(scale), month, not Month.objects.filter(unit_id=group.id, state=Month.State.CLOSED).exists()
    )


def cells_of(grid: Grid, posted: dict[str, str]) -> list[tuple[int, int, int]]:
    """(person, technique, quarters) of every field filled with a level of the scale; the rest is missing."""
    known = {str(level.quarters): level.quarters for level in grid.scale}
    return [
        (choice.person.id, line.technique.id, known[posted[choice.field]])
        for line in grid.lines
        for choice in line.choices
        if not choice.own and posted.get(choice.field) in known
    ]
