"""A group's people × techniques: who can help, who needs help, in roll order; no total and no order of persons (Q5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.base.drawing.heat import Cell, Column, Ground, Row, Trend
from huzhu.base.drawing.heat import HeatMap as DrawnMap
from huzhu.base.people.queries import PersonLine, roster
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.skills.clauses import CAN_HELP, STALL
from huzhu.rooms.skills.models import Month
from huzhu.rooms.skills.months import last_day
from huzhu.rooms.skills.queries.catalogue import (
    TechniqueLine,
    scale_of,
    techniques,
    techniques_for,
    trade_of,
    wanted_for,
)
from huzhu.rooms.skills.queries.keys import KeyLine, current_key_problems
from huzhu.rooms.skills.queries.marks import marks_of
from huzhu.rooms.skills.queries.standing import Standing, curves
from huzhu.rooms.skills.scores import Level, level_of, levels_short

Show = Literal["all", "help", "need"]


@dataclass(frozen=True)
class HeatMap(DrawnMap):
    """What `{% heat_map %}` draws, and what stands beside it; `can` and `need` count the whole group, whatever is shown."""

    keys: list[KeyLine] = field(default_factory=list)
    month: Month | None = None
    agreed: int = 0
    people: int = 0
    people_ids: tuple[int, ...] = ()


def trend_of(course: Sequence[Standing]) -> Trend:
    """Up or down by 20 or more against the month before; still = under 20 gained over three measurements (Q6)."""
    if len(course) < 2:
        return ""
    step = course[-1].score - course[-2].score
    if abs(step) >= STALL.default:
        return "up" if step > 0 else "down"
    return "still" if len(course) > 2 and course[-1].score - course[-3].score < STALL.default else ""


def ground_of(score: int | None, wanted: int, scale: Sequence[Level]) -> Ground:
    """Somebody may help a beginner and still have a gap: then it is both (Q4)."""
    if score is None:
        return "plain"
    short = levels_short(score, wanted, scale)
    if score >= CAN_HELP.default:
        return "both" if short else "can-help"
    return ("plain", "needs-one", "needs-two")[min(short, 2)]  # type: ignore[return-value]


def heat_of(
    group: UnitLine, day: date, show: Show = "all", month: date | None = None, *, present: bool = True
) -> HeatMap:
    """The matrix of a group; `show` leaves only the cells of those who can help, or need help.

    With `month` it is the sheet posted for that month (S16): only what was measured in it, the arrow against the month
    before. Offers are marked on the sheet of today (`present`) alone: who has left offers to others now. Constant
    statements.
    """
    people = roster(group.id, min(day, last_day(month)) if month else day)
    ids = [person.id for person in people]
    courses, wanted, scale = curves(ids, day), wanted_for(ids, day), scale_of(group.path)
    if month:
        upto = {key: [at for at in course if at.month <= month] for key, course in courses.items()}
        courses = {key: course for key, course in upto.items() if course and course[-1].month == month}
    offers, keys = marks_of(ids if present and not month else (), day), current_key_problems(group.path, day)
    columns = columns_of(group, ids, day, {technique for _person, technique in courses})
    about = {line.technique_id for line in keys}
    cells = {
        (person.id, line.id): _cell(
            group,
            person,
            line,
            courses.get((person.id, line.id), []),
            wanted[person.id, line.id],
            scale,
            (person.id, line.id, "offer") in offers,
        )
        for person in people
        for line in columns
    }
    newest = [courses[key][-1] for key in courses if courses[key]]
    return HeatMap(
        [
            Column(
                line.name, line.id in about,
                can=sum(cells[i, line.id].ground in ("can-help", "both") for i in ids),
                need=sum(cells[i, line.id].ground in ("needs-one", "needs-two", "both") for i in ids),
            )
            for line in columns
        ],
        [
            Row(person.name, [_shown(cells[person.id, line.id], show) for line in columns])
            for person in people
        ],
        ["", *(str(level.name) for level in scale)],
        _("Skills of %(group)s") % {"group": group.name},
        keys,
        Month.objects.filter(unit_id=group.id, state=Month.State.CLOSED, **({"month": month} if month else {}))
        .order_by("-month").first(),
        round(100 * sum(at.agreed for at in newest) / len(newest)) if newest else 0,
        len(people),
        tuple(ids),
    )  # fmt: skip


def columns_of(group: UnitLine, person_ids: list[int], day: date, measured: set[int]) -> list[TechniqueLine]:
    """Techniques of the members' trades that are in use, and whatever else was measured, in the catalogue's order."""
    trades = set(trade_of(person_ids, day).values())
    found = {line.id: line for line in techniques_for(group.path, trade_ids=trades, on=day)}
    found |= {line.id: line for line in techniques(measured - found.keys(), group.path).values()}
    return list(found.values())


def _cell(
    group: UnitLine, person: PersonLine, line: TechniqueLine, course: list[Standing], wanted: int, scale: Sequence[Level], offers: bool
) -> Cell:  # fmt: skip
    url = reverse("skills:records", args=[group.uid, person.uid, line.uid])
    if not course:
        return Cell(None, offers=offers, url=url)
    level, ground = level_of(course[-1].score, scale), ground_of(course[-1].score, wanted, scale)
    trend = trend_of(course)
    if trend == "still" and ground in ("plain", "can-help"):
        trend = ""
    short = ground in ("needs-one", "needs-two", "both")
    return Cell(
        level.quarters, str(level.name), str(level_of(wanted, scale).name) if short else "", ground, offers, trend, url
    )


def _shown(cell: Cell, show: Show) -> Cell | None:
    if show == "help":
        return cell if cell.ground in ("can-help", "both") else None
    if show == "need":
        return cell if cell.ground in ("needs-one", "needs-two", "both") else None
    return cell
