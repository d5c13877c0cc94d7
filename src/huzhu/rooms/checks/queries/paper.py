"""What of a unit's signed contracts lives, works, or is paper only, and how that changed month by month (S48, S49, Q24)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huzhu.base.charter import Rule, rules
from huzhu.base.drawing.truth import Parts, truth_bar, truth_strip
from huzhu.base.drawing.words import figure_words
from huzhu.base.units.queries import UnitLine, lines_below, told_apart
from huzhu.engine.evidence.rates import change, per_mille
from huzhu.rooms.checks.queries.bursts import Burst, bursts
from huzhu.rooms.contracts.clauses import BURST_OF, LIVING_FALL
from huzhu.rooms.contracts.queries.living import Truth, counted, ended_between, reasons_of, sum_of, truth_of
from huzhu.rooms.contracts.queries.modes import modes_of, wished
from huzhu.rooms.skills.months import last_day, later

MONTHS = 6


@dataclass(frozen=True)
class Line:
    """One unit, month or way of coming about: its truth, its bar on the common scale."""

    name: str
    uid: str
    truth: Truth
    strip: SafeString

    @property
    def rate(self) -> str:
        return percent(self.truth.rate) if self.truth.signed else "–"


@dataclass(frozen=True)
class MonthLine:
    """The end of a month, or the day asked for; `change` of the living since the line before, in words; `fell` = alarm."""

    day: date
    truth: Truth
    strip: SafeString
    change: str
    fell: bool


@dataclass(frozen=True)
class Alarm:
    """Between two days the living, or all that is signed, fell so far; `reasons` of those that ended in between."""

    first: date
    last: date
    before: Truth
    after: Truth
    living: str
    signed: str
    ended: int
    reasons: list[tuple[str, int]]


@dataclass(frozen=True)
class Paper:
    """Everything of the page; `fall` and `burst_of` are the clauses it goes by."""

    truth: Truth
    bar: SafeString
    rate: str
    units: list[Line]
    months: list[MonthLine]
    alarm: Alarm | None
    bursts: list[Burst]
    fall: Rule


def paper_page(unit: UnitLine, day: date, *, tree: date) -> Paper:
    """How everything kept at and below a unit stood on `day`; a constant number of statements whatever is found."""
    limits = rules(LIVING_FALL, BURST_OF, path=unit.path, day=day)
    parts = truth_of(unit.path, day, tree=tree)
    truth = sum_of(part.truth for part in parts)
    by_unit: dict[int, Truth] = {}
    for part in parts:
        by_unit[part.unit] = by_unit.get(part.unit, Truth()) + part.truth
    months = _months(unit.path, day, truth, limits[LIVING_FALL].value, tree)
    return Paper(
        truth, truth_bar(drawn(truth)), percent(truth.rate), _below(unit, by_unit, tree), months,
        _alarm(unit.path, months, tree), bursts(unit.path, day, limits[BURST_OF], tree=tree), limits[LIVING_FALL],
    )  # fmt: skip


def mode_lines(unit: UnitLine, day: date, *, tree: date) -> list[Line]:
    """By how they came about, as it is recorded (S21); their truths sum to the unit's."""
    found = modes_of(unit.path, day, tree=tree)
    most = max((mode.truth.signed for mode in found), default=0)
    return [Line(mode.word, "", mode.truth, truth_strip(drawn(mode.truth), most)) for mode in found]


def wished_lines(unit: UnitLine, day: date, *, tree: date) -> list[tuple[str, int, str, str]]:
    """(word, signed, working, working of signed) with what the two said of their own wish; nothing where it would tell."""
    return [
        (line.word, line.signed, _("few or most"), "–")
        if line.working is None
        else (line.word, line.signed, str(line.working), percent(per_mille(line.working, line.signed)))
        for line in wished(unit, day, tree=tree)
    ]


def drawn(truth: Truth) -> Parts:
    return Parts(truth.living, truth.working, truth.paper, truth.new, truth.due)


def percent(thousandths: int) -> str:
    """57 as '5.7 %', always with its one decimal."""
    return figure_words(thousandths / 10, "%", places=1)


def falls(before: int, after: int, limit: int) -> bool:
    """Fell it by `limit` in 100 or more?"""
    return before > 0 and 100 * (before - after) >= limit * before


def _below(unit: UnitLine, by_unit: dict[int, Truth], tree: date) -> list[Line]:
    if unit.is_home:
        return []
    lines, counted_under = lines_below(unit, by_unit, tree)
    sums: dict[int, Truth] = {}
    for keeper, line in counted_under.items():
        sums[line] = sums.get(line, Truth()) + by_unit[keeper]
    called, most = told_apart(lines), max((truth.signed for truth in sums.values()), default=0)
    return [
        Line(called[line.id], line.uid if line.id != unit.id else "", sums[line.id], truth_strip(drawn(sums[line.id]), most))
        for line in lines
        if line.id in sums
    ]  # fmt: skip


def month_ends(day: date, months: int = MONTHS) -> list[date]:
    """The last days of the months before the one of `day`, then `day` itself; oldest first."""
    return [*(last_day(later(day, -back)) for back in range(months - 1, 0, -1)), day]


def _months(path: str, day: date, today: Truth, limit: int, tree: date) -> list[MonthLine]:
    ends = month_ends(day)
    truths = [*counted(path, ends[:-1], tree=tree), today]
    begun = next((n for n, truth in enumerate(truths) if truth.signed), len(truths) - 1)
    ends, truths = ends[begun:], truths[begun:]
    most = max(truth.signed for truth in truths)
    before: list[Truth | None] = [None, *truths[:-1]]
    return [
        MonthLine(
            end, truth, truth_strip(drawn(truth), most), _changed(was.living, truth.living) if was else "",
            was is not None and falls(was.living, truth.living, limit),
        )
        for end, truth, was in zip(ends, truths, before, strict=True)
    ]  # fmt: skip


def _alarm(path: str, months: list[MonthLine], tree: date) -> Alarm | None:
    """Of this month against the last one; else of the last one against the one before."""
    for before, after in reversed(list(pairwise(months[-3:]))):
        if after.fell:
            rows = ended_between(path, before.day, after.day, tree=tree)
            reasons = reasons_of(rows)
            return Alarm(
                before.day, after.day, before.truth, after.truth, after.change,
                _changed(before.truth.signed, after.truth.signed), sum(n for _why, n in reasons), reasons,
            )  # fmt: skip
    return None


def _changed(before: int, after: int) -> str:
    """'−62.0 %', or nothing where there was nothing before."""
    found = change(before, after)
    return "" if found is None else ("+" if found > 0 else "") + percent(found)
