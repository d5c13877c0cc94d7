"""People below plan and why: for the group's two leaders, and each for himself (S19, Q6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from huzhu.base.people.queries import PersonLine, people, roster
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.production import sealing
from huzhu.rooms.production.access import home_day
from huzhu.rooms.production.kinds import CAUSES, remedy_of
from huzhu.rooms.production.models import Figure, Finding, Indicator, OwnView
from huzhu.rooms.production.plan import Row, Sum, summed
from huzhu.rooms.production.queries.indicators import IndicatorLine, indicator_line
from huzhu.rooms.skills.months import first_of, later

Key = tuple[int, int]
"""Person id, indicator id."""


@dataclass(frozen=True)
class FindingLine:
    """One cause found on a day, with its remedy, the next step and where that is taken."""

    month: date
    found: date
    cause: str
    remedy: str
    step: str
    address: str
    words: str
    by: str


@dataclass(frozen=True)
class BelowLine:
    """Somebody below plan in a month. `now`: the last finding for this month, None = no cause yet. `earlier`: the others of
    it and of months before; what was found of a later month may be another group's (Q35)."""

    person: PersonLine
    indicator: IndicatorLine
    total: Sum
    now: FindingLine | None
    earlier: list[FindingLine] = field(default_factory=list)
    own: str = ""


@dataclass(frozen=True)
class BelowPlan:
    """`months`: those with figures of people here, newest first. `measured`: how many people have plan and actual."""

    month: date
    months: list[date]
    lines: list[BelowLine]
    measured: int

    @property
    def without_cause(self) -> int:
        return sum(line.now is None for line in self.lines)


def sums_of(person_ids: Collection[int], month: date) -> dict[Key, Sum]:
    """{(person, indicator): sums of the month} of those who have figures in it; one statement."""
    rows: dict[Key, list[Row]] = defaultdict(list)
    found = Figure.objects.filter(person_id__in=person_ids, day__gte=month, day__lt=later(month, 1))
    for person, indicator, *row in found.values_list("person_id", "indicator_id", "day", "plan", "actual"):
        rows[person, indicator].append(tuple(row))  # type: ignore[arg-type]
    return {key: summed(of) for key, of in rows.items()}


def below_plan(group: UnitLine, asked: date | None, today: date) -> BelowPlan:
    """Everybody of a group below plan in a month, in roll order; default: its last month with figures. Constant statements."""
    here = [person.id for person in roster(group.id, today)]
    months = months_of(here)
    month = asked or next((one for one in months if one <= today), first_of(today))
    staff = {person.id: person for person in roster(group.id, home_day(month, today))}
    sums = sums_of(staff.keys(), month)
    kinds = {row.id: row for row in Indicator.objects.filter(id__in={indicator for _person, indicator in sums})}
    below = {key: total for key, total in sums.items() if total.below(less_is_better=kinds[key[1]].less_is_better)}
    findings = findings_of({person for person, _indicator in below})
    own = own_views({person for person, _indicator in below}, month)
    order = {person: n for n, person in enumerate(staff)}
    lines = []
    for key in sorted(below, key=lambda key: (order[key[0]], key[1])):
        of = findings.get(key, [])
        now = next((one for one in of if one.month == month), None)
        lines.append(
            BelowLine(
                staff[key[0]], indicator_line(kinds[key[1]]), below[key], now,
                [one for one in of if one is not now and one.month <= month],
                own.get(key, ""),
            )
        )  # fmt: skip
    return BelowPlan(month, months, lines, len({person for person, _i in sums}))


def below_keys(person_ids: Collection[int], month: date) -> set[Key]:
    """(person, indicator) of everybody below plan in a month; two statements."""
    sums = sums_of(person_ids, month)
    less = set(
        Indicator.objects.filter(id__in={key[1] for key in sums}, less_is_better=True).values_list("id", flat=True)
    )
    return {key for key, total in sums.items() if total.below(less_is_better=key[1] in less)}


def causes_of(person_ids: Iterable[int], month: date) -> dict[Key, str]:
    """{(person, indicator): code of the last cause found for that month}; one statement."""
    rows = Finding.objects.filter(person_id__in=list(person_ids), month=month).order_by("at", "id")
    return {(person, what): cause for person, what, cause in rows.values_list("person_id", "indicator_id", "cause")}


def findings_of(person_ids: Collection[int]) -> dict[Key, list[FindingLine]]:
    """Every cause ever found of these people, the newest first; three statements."""
    rows = list(Finding.objects.filter(person_id__in=person_ids).order_by("-at", "-id"))
    keys = sealing.keys_of(set(person_ids)) if rows else {}
    names = people({row.by_id for row in rows if row.by_id}) if rows else {}
    found: dict[Key, list[FindingLine]] = defaultdict(list)
    for row in rows:
        remedy = remedy_of(row.cause, row.remedy)
        found[row.person_id, row.indicator_id].append(
            FindingLine(
                row.month, row.found, str(CAUSES[row.cause].name), str(remedy.name if remedy else row.remedy),
                str(remedy.step) if remedy else "", remedy.address if remedy else "",
                sealing.read(row, keys.get(row.person_id)), names[row.by_id].name if row.by_id in names else "",
            )
        )  # fmt: skip
    return dict(found)


def own_views(person_ids: Collection[int], month: date) -> dict[Key, str]:
    """What people said themselves about a month; two statements."""
    rows = list(OwnView.objects.filter(person_id__in=person_ids, month=month))
    keys = sealing.keys_of({row.person_id for row in rows}) if rows else {}
    return {(row.person_id, row.indicator_id): sealing.read(row, keys.get(row.person_id)) for row in rows}


def months_of(person_ids: Collection[int]) -> list[date]:
    """Months with figures of these people, newest first; one statement."""
    return list(Figure.objects.filter(person_id__in=person_ids).dates("day", "month", order="DESC")[:24])
