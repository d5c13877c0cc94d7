"""Sharing meetings as pages print them: counted per quarter, each with the lessons that it left (S42)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.units.kinds import LEVELS
from huzhu.base.units.queries import UnitLine, ids_of, last_places, subtree
from huzhu.rooms.contracts.access import visible_to
from huzhu.rooms.exchange.access import RUN, WRITE, inside, may_sharing
from huzhu.rooms.exchange.models import Lesson, LessonOf, Sharing
from huzhu.rooms.exchange.moves import DROPPED, HELD, PLANNED

QUARTERS = 8
"""So many quarters are offered."""


@dataclass(frozen=True)
class Quarter:
    first: date

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(date(day.year, day.month - (day.month - 1) % 3, 1))

    @classmethod
    def asked(cls, text: str, today: date) -> Quarter:
        """'2026-3' is July to September; anything else the quarter of today."""
        year, _dash, number = text.partition("-")
        if year.isdecimal() and 1900 <= int(year[:5]) <= 9000 and number in ("1", "2", "3", "4"):
            return cls(date(int(year), 3 * int(number) - 2, 1))
        return cls.of(today)

    @property
    def end(self) -> date:
        """The first day after it."""
        return Quarter.of(self.first + timedelta(days=100)).first

    @property
    def code(self) -> str:
        return f"{self.first.year}-{(self.first.month + 2) // 3}"

    @property
    def words(self) -> str:
        return _("%(year)s, quarter %(n)s") % {"year": self.first.year, "n": (self.first.month + 2) // 3}

    @property
    def before(self) -> Quarter:
        return Quarter.of(self.first - timedelta(days=1))


@dataclass(frozen=True)
class LessonLine:
    """`contracts`: (public id, or '' where this reader may not open it) of each contract that it comes from."""

    text: str
    by: str
    written: datetime
    contracts: list[str]


@dataclass
class SharingLine:
    uid: str
    about: str
    day: date
    unit: str
    held: bool
    ahead: bool
    lessons: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class QuarterPage:
    """`count`: meetings held. `parts`: (unit, count) of the factories of a larger unit, else of the units right below.
    `lines`: the meetings themselves, for readers of the factory."""

    quarter: Quarter
    count: int
    parts: list[tuple[UnitLine, int]]
    lines: list[SharingLine]
    others: list[tuple[Quarter, int]]


@dataclass(frozen=True)
class SharingPage:
    line: SharingLine
    unit_uid: str
    names: list[str]
    lessons: list[LessonLine]
    open: bool
    may_write: bool
    may_drop: bool


def quarter_page(unit: UnitLine, quarter: Quarter, scope: Scope) -> QuarterPage:
    """A unit's meetings of a quarter and how many in the quarters before; the door is the caller's."""
    units = last_places(unit.path, scope.day).values("unit_id")
    rows, back = Sharing.objects.filter(unit_id__in=units), [Quarter.of(scope.day)]
    while len(back) < QUARTERS:
        back.append(back[-1].before)
    days = rows.filter(state=HELD, day__gte=back[-1].first).values_list("day", flat=True)
    by_quarter = Counter(Quarter.of(day) for day in days)
    here = rows.filter(day__gte=quarter.first, day__lt=quarter.end)
    held = list(here.filter(state=HELD).values_list("unit_id", flat=True))
    lines = _lines(here.exclude(state=DROPPED), scope.day) if inside(unit, scope) else []
    return QuarterPage(quarter, len(held), _parts(unit, held, scope), lines, [(one, by_quarter[one]) for one in back])


def sharing_page(row: Sharing, scope: Scope) -> SharingPage:
    """One meeting whose door was opened; who was there is named to those who were, and to who calls the unit together."""
    (line,) = _lines(Sharing.objects.filter(pk=row.pk), scope.day)
    writes = may_sharing(row, scope, WRITE)
    people = row.present.select_related("person").order_by("person__roll") if writes else []
    lessons = list(row.lessons.select_related("by").prefetch_related("contracts__contract"))
    linked = {link.contract_id for lesson in lessons for link in lesson.contracts.all()}
    seen = set(visible_to(scope).filter(pk__in=linked).values_list("pk", flat=True))
    return SharingPage(
        line, row.unit.uid, [one.person.name for one in people],
        [
            LessonLine(
                lesson.text, lesson.by.name, lesson.written,
                [link.contract.uid if link.contract_id in seen else "" for link in lesson.contracts.all()],
            )
            for lesson in lessons
        ],
        row.state == PLANNED, writes and row.state != DROPPED and row.day <= scope.day,
        row.state == PLANNED and may_sharing(row, scope, RUN),
    )  # fmt: skip


def lessons_of(contract_id: int) -> list[tuple[str, date, str]]:
    """(text, day of the meeting, its public id) of each lesson of a contract, newest first; the door is the caller's."""
    rows = LessonOf.objects.filter(contract_id=contract_id).select_related("lesson__sharing")
    return [
        (row.lesson.text, row.lesson.sharing.day, row.lesson.sharing.uid)
        for row in rows.order_by("-lesson__sharing__day")
    ]


def _lines(rows: QuerySet[Sharing], today: date) -> list[SharingLine]:
    found = rows.select_related("unit").order_by("-day", "-id")
    lines = {
        row.pk: SharingLine(row.uid, row.about, row.day, row.unit.said, row.state == HELD, row.day > today)
        for row in found
    }
    for sharing, text in Lesson.objects.filter(sharing_id__in=lines).values_list("sharing_id", "text"):
        lines[sharing].lessons.append(text)
    return list(lines.values())


def _parts(unit: UnitLine, held: list[int], scope: Scope) -> list[tuple[UnitLine, int]]:
    """Where they were: of a unit above factories, factory by factory."""
    if LEVELS[unit.level].nearness <= LEVELS["factory"].nearness:
        return []
    paths = dict(last_places(unit.path, scope.day).filter(unit_id__in=held).values_list("unit_id", "path"))
    counts = Counter(above for place in held for above in ids_of(paths.get(place, "")))
    return [(line, counts[line.id]) for line in subtree(unit.path, scope.day, level="factory")]
