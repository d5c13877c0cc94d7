"""Group, workshop and factory look at the same checks (S45, S47); above the group nobody is named (Q31)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huzhu.base.access import NotFound, Scope
from huzhu.base.charter import rule
from huzhu.base.drawing.words import month_words
from huzhu.base.followup.halves import MIDDLE, before, end_of, half_of
from huzhu.base.followup.models import Check, Finding
from huzhu.base.followup.moves import CLOSED, CURRENT
from huzhu.base.people.queries import crumbs
from huzhu.base.units.queries import UnitLine, ids_of, last_places, subtree
from huzhu.engine.evidence import shares
from huzhu.rooms.checks.access import ABOVE, leads, reported, reports
from huzhu.rooms.checks.kinds import CAUSES, DIFFICULTIES, LEVELS, OBSTACLES, RATINGS
from huzhu.rooms.checks.models import PartnerWord, Report, Sitting
from huzhu.rooms.checks.sealing import KEY, obstacle_in
from huzhu.rooms.contracts.queries.kept import Numbered, Ran, counted, numbered
from huzhu.rooms.skills.clauses import SMALLEST_BASE
from huzhu.rooms.skills.months import later, month_asked

LISTED = 200
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Share:
    word: str
    count: str
    percent: str


@dataclass(frozen=True)
class Sorted:
    """Contracts of a unit in a month, by the rating of their last check; `shares` empty where too few people are in it.

    Percentages are of the inspected ones and sum to 100; `uninspected` stand apart (S47).
    """

    inspected: int
    uninspected: int
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Fast:
    """Contracts of one content and kind: how many went well, between and badly, and the causes most often recorded."""

    content: str
    kind: str
    counts: tuple[str, ...]
    causes: str


@dataclass(frozen=True)
class Part:
    """A unit below: its contracts sorted, and its workshop's report of the month, `posted` None = missing."""

    name: str
    uid: str
    sorted: Sorted | None
    reports: bool
    posted: date | None


@dataclass(frozen=True)
class ReportPage:
    unit: UnitLine
    month: date
    words: str
    crumbs: list[dict[str, str]]
    sorted: Sorted
    difficulties: list[Share]
    causes: list[Share]
    obstacles: list[Share]
    fast: list[Fast]
    recorded: list[tuple[Numbered, str]]
    parts: list[Part]
    findings: list[tuple[str, int, int]]
    report: Report | None
    posts: bool
    smallest: int
    earlier: str
    later: str


@dataclass(frozen=True)
class _Seen:
    ran: Ran
    check: Check | None


def month_told(text: str, day: date) -> date:
    """'2026-03'; without a word the month of the last half month that is over."""
    month = month_asked(text) or before(half_of(day)).replace(day=1)
    if month > day:
        raise NotFound
    return month


def report_page(uid: str, text: str, scope: Scope) -> ReportPage:
    """The checks of a month at and below a unit; as many statements for a city as for a group."""
    unit = reported(uid, scope)
    month = month_told(text, scope.day)
    smallest = rule(SMALLEST_BASE, path=unit.path, day=scope.day).value
    places = last_places(unit.path, scope.day)
    paths = dict(places.values_list("unit_id", "path"))
    seen = _seen(places.values("unit_id"), month, scope.day)
    inspected = [one.check for one in seen if one.check]
    known = numbered([check.matter_id for check in inspected])
    posted = Report.objects.filter(unit_id__in=places.values("unit_id"), month=month).select_related("by")
    report_by = {row.unit_id: row for row in posted}
    big = _persons(seen) >= smallest and not _kept_back(unit, month, smallest, scope)
    return ReportPage(
        unit, month, month_words(month), crumbs(unit.path, scope), _sorted(seen, big),
        _shares(DIFFICULTIES, [check.difficulty for check in inspected], big),
        _shares(CAUSES, [check.cause for check in inspected], big),
        _obstacles(seen, smallest) if unit.level == "workshop" else [],
        _fast(seen, known, smallest) if big else [],
        [(known[check.matter_id], str(CAUSES[check.cause])) for check in inspected if check.cause in CAUSES][:LISTED],
        _parts(unit, seen, paths, report_by, smallest, scope),
        _findings(places.values("unit_id"), scope.day),
        report_by.get(unit.id), reports(scope, unit), smallest,
        f"{later(month, -1):%Y-%m}", f"{later(month, 1):%Y-%m}" if later(month, 1) <= scope.day else "",
    )  # fmt: skip


def _seen(unit_ids: QuerySet[Any], month: date, day: date) -> list[_Seen]:
    """Every contract owing a check in a half month of the month that has begun, with its last check of the month."""
    owing: dict[int, Ran] = {}
    for half in (month, month.replace(day=MIDDLE)):
        if half > day:
            continue
        least = dict(Sitting.objects.filter(unit_id__in=unit_ids, half=half).values_list("unit_id", "least_days"))
        owing |= {ran.id: ran for ran in counted(unit_ids, half, end_of(half)) if ran.days >= least.get(ran.keeper, 1)}
    rows = Check.objects.filter(matter_id__in=owing, state=CURRENT, half__gte=month, half__lt=later(month, 1))
    last = {row.matter_id: row for row in rows.order_by("half")}
    return [_Seen(ran, last.get(ran.id)) for ran in owing.values()]


def _persons(seen: Sequence[_Seen]) -> int:
    return len({person for one in seen if one.check for person in one.ran.two})


def _kept_back(unit: UnitLine, month: date, smallest: int, scope: Scope) -> bool:
    """Would its figures betray a smaller neighbour's, by subtracting them from a unit's above that this reader also reads?"""
    tops = [one.path for one in scope.holdings if one.plays(ABOVE) and unit.path.startswith(one.path)]
    if leads(scope, unit.id) or not tops or min(tops, key=len) == unit.path:
        return False
    places = last_places(min(tops, key=len), scope.day)
    paths = dict(places.values_list("unit_id", "path"))
    people: dict[str, set[int]] = {}
    for one in _seen(places.values("unit_id"), month, scope.day):
        ids = ids_of(paths.get(one.ran.keeper, "")) if one.check else ()
        for depth in range(len(ids)):
            people.setdefault(_path(ids[: depth + 1]), set()).update(one.ran.two)
    line = ids_of(unit.path)
    for depth in range(len(ids_of(min(tops, key=len))), len(line)):
        above = _path(line[:depth])
        beside = {
            path: len(who) for path, who in people.items() if path.startswith(above) and len(ids_of(path)) == depth + 1
        }
        if _path(line[: depth + 1]) in _merged(beside, smallest):
            return True
    return False


def _path(ids: Sequence[int]) -> str:
    return f"/{'/'.join(map(str, ids))}/"


def _sorted(seen: Sequence[_Seen], big: bool) -> Sorted:
    rated = Counter(one.check.rating for one in seen if one.check)
    total = sum(rated.values())
    return Sorted(total, len(seen) - total, tuple(_said(RATINGS, rated, total)) if big else ())


def _said(words: Mapping[str, object], counts: Counter[str], total: int) -> list[Share]:
    percents = shares([counts[code] for code in words])
    return [
        Share(str(word), _cell(counts[code], total), f"{percent} %" if 0 < counts[code] < total else "")
        for (code, word), percent in zip(words.items(), percents, strict=True)
    ]


def _shares(words: Mapping[str, object], codes: Sequence[str], big: bool) -> list[Share]:
    counts = Counter(code for code in codes if code)
    found = _said(words, counts, sum(counts.values())) if big and counts else []
    return [share for share, code in zip(found, words, strict=True) if counts[code]] if found else []


def _cell(part: int, whole: int) -> str:
    if part in (0, whole):
        return _("few") if part == 0 else _("most")
    return str(part)


def _obstacles(seen: Sequence[_Seen], smallest: int) -> list[Share]:
    """How many people an obstacle stood in the way of; nothing at all before so many have spoken of one (S137)."""
    rows = PartnerWord.objects.filter(contract_id__in=[one.ran.id for one in seen]).annotate(wrapped=KEY)
    people: dict[str, set[int]] = {code: set() for code in OBSTACLES}
    for row in rows:
        for column in ("with_leader", "with_foreman"):
            for code, times in zip(OBSTACLES, obstacle_in(row, column).counts, strict=True):
                if times:
                    people[code].add(row.person_id)
    if len(set().union(*people.values())) < smallest:
        return []
    return [
        Share(str(OBSTACLES[code]), str(len(who)) if len(who) >= smallest else _("few"), "")
        for code, who in people.items()
    ]


def _fast(seen: Sequence[_Seen], known: Mapping[int, Numbered], smallest: int) -> list[Fast]:
    groups: dict[tuple[str, str], list[_Seen]] = {}
    for one in seen:
        if one.check:
            about = known[one.ran.id]
            groups.setdefault((about.content, about.kind), []).append(one)
    found = []
    small = _merged({key: _persons(rows) for key, rows in groups.items()}, smallest)
    if small:
        groups[_("others"), ""] = [one for key in small for one in groups.pop(key)]
    for (content, kind), rows in groups.items():
        rated = Counter(one.check.rating for one in rows if one.check)
        why = Counter(one.check.cause for one in rows if one.check and one.check.cause in CAUSES)
        big = _persons(rows) >= smallest
        counts = tuple(_cell(rated[code], len(rows)) if big else "" for code in RATINGS)
        causes = _(", ").join(str(CAUSES[code]) for code, _n in why.most_common(2)) if big else ""
        found.append(Fast(content, kind, counts, causes))
    return found


def _parts(
    unit: UnitLine,
    seen: Sequence[_Seen],
    paths: Mapping[int, str],
    posted: Mapping[int, Report],
    smallest: int,
    scope: Scope,
) -> list[Part]:
    """Units right below; those of too few people and one neighbour stand together as 'other units', so that parts sum."""
    if unit.level == "group":
        return []
    depth = unit.path.count("/") + 1
    lines = [line for line in subtree(unit.path, scope.day) if line.path.count("/") == depth]
    rows = {line.id: [one for one in seen if paths.get(one.ran.keeper, "").startswith(line.path)] for line in lines}
    small = _merged({key: _persons(part) for key, part in rows.items() if part}, smallest)
    parts = []
    for line in lines:
        row = posted.get(line.id)
        own = None if line.id in small or not rows[line.id] else _sorted(rows[line.id], True)
        parts.append(Part(line.name, line.uid, own, line.level == "workshop", row.posted.date() if row else None))
    if small:
        together = [one for line_id in small for one in rows[line_id]]
        parts.append(Part(_("other units"), "", _sorted(together, _persons(together) >= smallest), False, None))
    return parts


def _merged(people: Mapping[K, int], smallest: int) -> set[K]:
    """Those of too few people, and, so that none is had by subtracting, the smallest of the others beside them."""
    small = {unit for unit, n in people.items() if n < smallest}
    if small and (others := [unit for unit in people if unit not in small]):
        small.add(min(others, key=lambda unit: (people[unit], str(unit))))
    return small


def _findings(unit_ids: QuerySet[Any], day: date) -> list[tuple[str, int, int]]:
    """(level, open, of them overdue) of what was raised at or below the unit (S46)."""
    rows = Finding.objects.filter(raised_by_id__in=unit_ids).exclude(state=CLOSED).values_list("level", "due", "state")
    found = list(rows)
    return [
        (str(word), sum(level == code for level, _due, _state in found),
         sum(level == code and due < day and state == "open" for level, due, state in found))
        for code, word in LEVELS.items()
    ]  # fmt: skip
