"""What the pages of shifts, rotas and holidays print."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.calendar.access import plans, sets_rota
from huzhu.base.calendar.hours import clock
from huzhu.base.calendar.models import DayException, Pattern, PersonDay, Rota, Shift
from huzhu.base.calendar.queries.plans import OFF, UNKNOWN, WINDOW, Plan, group_plans
from huzhu.base.calendar.words import duration_words, hours_words
from huzhu.base.drawing.strips import Turn, strip
from huzhu.base.drawing.words import day_words
from huzhu.base.people.queries import roster
from huzhu.base.units.kinds import LEVELS
from huzhu.base.units.queries import UnitLine, ids_of, subtree, told_apart

STRIP = 14
A_PAGE = 20
"""Groups of one page of shifts."""


@dataclass(frozen=True)
class ShiftLine:
    code: str
    name: str
    hours: str
    pauses: list[str]
    work: str


@dataclass(frozen=True)
class PatternLine:
    uid: str
    name: str
    days: int
    cycle: str
    holidays: bool


@dataclass(frozen=True)
class GroupLine:
    """A group's rota today and its next change; `sets`: this reader may set it."""

    unit: UnitLine
    name: str
    pattern: str
    since: date | None
    next_pattern: str
    next_from: date | None
    strip: SafeString
    sets: bool


@dataclass(frozen=True)
class ShiftsPage:
    """`factories` below a unit that is larger than one: there each shows its own groups."""

    shifts: list[ShiftLine]
    patterns: list[PatternLine]
    factories: list[UnitLine]
    groups: list[GroupLine]
    page: int
    pages: int
    may_plan: bool


@dataclass(frozen=True)
class Holiday:
    day: date
    working: bool
    name: str
    own: bool

    @property
    def words(self) -> str:
        return day_words(self.day, weekday=True)


@dataclass
class RotaDay:
    """A day of a group: its turn, the holiday, who is off or works otherwise (name, code)."""

    turn: Turn
    holiday: Holiday | None = None
    off: list[str] = field(default_factory=list)
    otherwise: list[tuple[str, str]] = field(default_factory=list)

    @property
    def words(self) -> str:
        return day_words(self.turn.day, weekday=True)


def shifts_page(unit: UnitLine, scope: Scope, page: int = 1) -> ShiftsPage:
    """Shifts and patterns in force here, and the factories below, or the groups, 20 at a time; constant statements."""
    day = scope.day
    larger = LEVELS[unit.level].nearness > LEVELS["factory"].nearness
    factories = subtree(unit.path, day, level="factory") if larger else []
    groups = [] if factories else subtree(unit.path, day, level="group")
    names = told_apart(groups)
    count = max(1, -(-len(groups) // A_PAGE))
    page = min(max(1, page), count)
    shown = groups[(page - 1) * A_PAGE : page * A_PAGE]
    return ShiftsPage(
        shifts_at(unit.path), patterns_at(unit.path), factories, _group_lines(shown, names, scope), page, count,
        plans(scope, unit.path),
    )  # fmt: skip


def shifts_at(path: str) -> list[ShiftLine]:
    """Shifts of a unit and those above, by when they begin."""
    rows = Shift.objects.filter(unit_id__in=ids_of(path)).prefetch_related("pauses").order_by("starts", "id")
    return [_shift_line(row) for row in rows]


def _shift_line(row: Shift) -> ShiftLine:
    pauses, work = [], row.minutes
    for pause in row.pauses.all():
        at = row.starts + pause.after
        kind = _("meal") if pause.meal else _("rest")
        pauses.append(f"{kind} {clock(at)}–{clock(at + pause.minutes)}")
        work -= pause.minutes
    return ShiftLine(row.code, row.name, hours_words(row), pauses, duration_words(work))


def patterns_at(path: str) -> list[PatternLine]:
    """Patterns of a unit and those above, each with its cycle in codes."""
    rows = Pattern.objects.filter(unit_id__in=ids_of(path)).prefetch_related("cycle__shift").order_by("name", "id")
    found = []
    for row in rows:
        codes = {day.position: day.shift.code for day in row.cycle.all()}
        cycle = " ".join(codes.get(at, _("off")) for at in range(row.days))
        found.append(PatternLine(row.uid, row.name, row.days, cycle, row.holidays))
    return found


def turns(plan: Plan, shifts: dict[int, Shift]) -> list[Turn]:
    """A plan day by day, with codes and hours."""
    found = []
    for n, shift in enumerate(plan.shifts):
        day = plan.first + timedelta(days=n)
        if shift in shifts:
            found.append(Turn(day, shifts[shift].code, hours_words(shifts[shift])))
        else:
            found.append(Turn(day, None if shift == UNKNOWN else ""))
    return found


def shifts_by_id(ids: set[int]) -> dict[int, Shift]:
    return Shift.objects.in_bulk(sorted(ids - {OFF, UNKNOWN}))


def _group_lines(groups: list[UnitLine], names: dict[int, str], scope: Scope) -> list[GroupLine]:
    day, ids = scope.day, [group.id for group in groups]
    found = group_plans(ids, day, STRIP)
    shifts = shifts_by_id({shift for plan in found.values() for shift in plan.shifts})
    rotas: dict[int, list[Rota]] = defaultdict(list)
    for row in Rota.objects.filter(unit_id__in=ids, ends__gt=day).select_related("pattern").order_by("starts"):
        rotas[row.unit_id].append(row)
    lines = []
    for group in groups:
        now = next((row for row in rotas[group.id] if row.starts <= day), None)
        later = next((row for row in rotas[group.id] if row.starts > day), None)
        label = _("Shifts of %(group)s in the next 14 days") % {"group": names[group.id]}
        lines.append(
            GroupLine(
                group, names[group.id], now.pattern.name if now else "", now.starts if now else None, later.pattern.name if later else "",
                later.starts if later else None, strip(turns(found[group.id], shifts), label),
                sets_rota(scope, group.id, group.path),
            )
        )  # fmt: skip
    return lines


def holidays(path: str, first: date, last: date | None = None) -> list[Holiday]:
    """Days off and days worked that hold at a unit, from a day on; `own`: said by the unit itself. One statement."""
    ids = ids_of(path)
    rows = DayException.objects.filter(unit_id__in=ids, day__gte=first)
    if last:
        rows = rows.filter(day__lt=last)
    said = {row.day: row for row in sorted(rows, key=lambda row: ids.index(row.unit_id))}
    return [Holiday(day, row.working, row.name, row.unit_id == ids[-1]) for day, row in sorted(said.items())]


def four_weeks(group: UnitLine, first: date) -> list[RotaDay]:
    """A group's next four weeks, for its own people: shifts, holidays, who is off; why is kept nowhere."""
    last = first + timedelta(days=WINDOW)
    plan = group_plans([group.id], first, WINDOW)[group.id]
    names = {line.id: line.name for line in roster(group.id, first)}
    own = list(
        PersonDay.objects.filter(person_id__in=names, day__gte=first, day__lt=last)
        .order_by("person__roll")
        .values_list("person_id", "day", "shift_id")
    )
    shifts = shifts_by_id({*plan.shifts, *(shift or OFF for _person, _day, shift in own)})
    free = {one.day: one for one in holidays(group.path, first, last)}
    days = {turn.day: RotaDay(turn, free.get(turn.day)) for turn in turns(plan, shifts)}
    for person, day, shift in own:
        if shift:
            days[day].otherwise.append((names[person], shifts[shift].code))
        else:
            days[day].off.append(names[person])
    return list(days.values())
