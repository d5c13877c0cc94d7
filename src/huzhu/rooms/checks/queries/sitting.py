"""The page of a sitting: every contract of the group with its facts, its proposal, and what was said of it (S44)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.base.access import NotFound, Scope
from huzhu.base.drawing.words import day_words
from huzhu.base.followup.halves import before, end_of, half_of, half_words
from huzhu.base.followup.models import Check, Finding
from huzhu.base.followup.moves import BESIDE, CURRENT
from huzhu.base.people.queries import crumbs, leaders_of
from huzhu.base.units.queries import UnitLine, names
from huzhu.rooms.checks.access import leads, rates, sitting_group
from huzhu.rooms.checks.actions.opening import due_of, limits
from huzhu.rooms.checks.kinds import CAUSES, DIFFICULTIES, LEVELS, OBSERVED, POOR, RATINGS
from huzhu.rooms.checks.models import Condition, Sitting
from huzhu.rooms.checks.queries.facts import Facts, facts_of, proposed
from huzhu.rooms.contracts.queries.kept import Kept, kept_elsewhere


@dataclass(frozen=True)
class Version:
    """What somebody said of a contract; of two a leader takes one."""

    uid: str
    rating: str
    word: str
    who: str
    when: date
    remarks: str


@dataclass(frozen=True)
class Line:
    """One contract. `check` = the current version, `beside` = others that wait; `mine`: this reader may check it."""

    uid: str
    title: str
    subject: str
    facts: Facts
    proposed: str
    mine: bool
    check: Version | None = None
    beside: tuple[Version, ...] = ()

    @property
    def proposal(self) -> str:
        """'Proposed: fair. 2 sessions, 50 min, steps 2 of 4, 79→75 s.'"""
        words = {"rating": RATINGS[self.proposed], "facts": self.facts.sentence}
        return _("Proposed: %(rating)s. %(facts)s.") % words

    @property
    def open(self) -> bool:
        return self.mine and self.check is None


@dataclass(frozen=True)
class ConditionLine:
    """A competition condition; `kept` by the last word, `split`: two leaders said different things."""

    uid: str
    text: str
    measure: str
    target: str
    kept: bool | None
    split: bool


@dataclass(frozen=True)
class SittingPage:
    unit: UnitLine
    half: date
    words: str
    due: date
    crumbs: list[dict[str, str]]
    least_days: int
    good_sessions: int
    lines: list[Line]
    elsewhere: list[tuple[str, str, str]]
    conditions: list[ConditionLine]
    findings: list[Finding]
    earlier: str
    later: str
    leads: bool
    talked: list[Line] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(line.check is not None for line in self.lines)

    @property
    def open(self) -> list[Line]:
        return [line for line in self.lines if line.open]

    @property
    def rest(self) -> int:
        """How many 'Confirm the rest' would take: open ones whose proposal is good or fair."""
        return sum(line.proposed != POOR for line in self.open)

    @property
    def poor(self) -> int:
        return sum(line.proposed == POOR for line in self.open)


def half_asked(text: str, unit_id: int, day: date) -> date:
    """The half month that an address names; without one the last that still lacks something, else the present one."""
    try:
        half = date.fromisoformat(text)
    except ValueError:
        present = half_of(day)
        last = before(present)
        sitting = Sitting.objects.filter(unit_id=unit_id, half=last).first()
        return last if sitting and missing_in(sitting) else present
    if half.year < 1900 or half != half_of(half) or half > day:
        raise NotFound
    return half


def missing_in(sitting: Sitting) -> list[Kept]:
    """Contracts of which this half month's check is still owed; they are seven statements."""
    due = due_of(sitting)
    checked = set(
        Check.objects.filter(matter_id__in=[one.id for one in due], half=sitting.half, state=CURRENT).values_list(
            "matter_id", flat=True
        )
    )
    return [one for one in due if one.id not in checked]


def sitting_page(uid: str, half_text: str, scope: Scope) -> SittingPage:
    """A group's sitting of a half month, for those who hold it; as many statements for fifty contracts as for one."""
    unit = sitting_group(uid, scope)
    half = half_asked(half_text, unit.id, scope.day)
    sitting = Sitting.objects.filter(unit_id=unit.id, half=half).first() or Sitting(
        unit_id=unit.id, half=half, **limits(unit.path, half)
    )
    leaders = set(leaders_of(unit.id, scope.day).values())
    due = due_of(sitting)
    if not leads(scope, unit.id):  # the sponsor, for what neither leader may check
        due = [one for one in due if rates(one, scope, leaders)]
    facts = facts_of(due, half, scope.day)
    versions: dict[int, list[Check]] = {}
    rows = Check.objects.filter(matter_id__in=facts, half=half, state__in=(CURRENT, BESIDE)).select_related("by")
    for row in rows.order_by("received", "pk"):
        versions.setdefault(row.matter_id, []).append(row)
    elsewhere = kept_elsewhere(unit.id, half, end_of(half)) if leads(scope, unit.id) else []
    keepers = names({one.keeper for one in elsewhere})
    return SittingPage(
        unit, half, half_words(half), sitting.due, crumbs(unit.path, scope), sitting.least_days, sitting.good_sessions,
        [
            _line(one, facts[one.id], versions.get(one.id, []), rates(one, scope, leaders), sitting.good_sessions)
            for one in due
        ],
        [(title_of(one), one.subject, keepers.get(one.keeper, "")) for one in elsewhere],
        conditions_of(unit.id, half),
        list(
            Finding.objects.filter(raised_by_id=unit.id).exclude(state="closed").select_related("unit", "owner")
            .order_by("due", "pk")
        ),
        before(half).isoformat(),
        (end_of(half) + timedelta(days=1)).isoformat() if end_of(half) < scope.day else "", leads(scope, unit.id),
    )  # fmt: skip


def title_of(one: Kept) -> str:
    """'Shen Yulan with He Guiying': who learns with whom."""
    first, second = one.names
    learner, teacher = (second, first) if one.teacher_first else (first, second)
    return _("%(learner)s with %(teacher)s") % {"learner": learner, "teacher": teacher}


def remarks_of(row: Check) -> str:
    """What was said beside the rating, in one line."""
    said = [
        row.reason, row.going, str(OBSERVED.get(row.observed, "")), str(DIFFICULTIES.get(row.difficulty, "")),
        str(CAUSES.get(row.cause, "")), _("asks %(level)s for help") % {"level": LEVELS[row.help]} if row.help else "",
    ]  # fmt: skip
    return " · ".join(part for part in said if part)


def _line(one: Kept, facts: Facts, versions: Sequence[Check], mine: bool, good_sessions: int) -> Line:
    said = [
        Version(row.uid, row.rating, str(RATINGS[row.rating]), row.by.name, row.done_at.date(), remarks_of(row))
        for row in versions
    ]
    current = next((word for word, row in zip(said, versions, strict=True) if row.state == CURRENT), None)
    beside = tuple(word for word, row in zip(said, versions, strict=True) if row.state == BESIDE)
    return Line(one.uid, title_of(one), one.subject, facts, proposed(facts, good_sessions), mine, current, beside)


def conditions_of(unit_id: int, half: date, *, later: bool = False) -> list[ConditionLine]:
    """What the group had set itself by a half month, `later`: or since, with what was ticked in it; two statements."""
    found = []
    rows = Condition.objects.filter(unit_id=unit_id, ended=None)
    for row in (rows if later else rows.filter(added__lte=end_of(half))).prefetch_related("ticks"):
        ticks = sorted((tick for tick in row.ticks.all() if tick.half == half), key=lambda tick: tick.done_at)
        split = len({tick.kept for tick in ticks}) > 1
        kept = ticks[-1].kept if ticks else None
        found.append(ConditionLine(row.uid, row.text, row.measure, row.target, kept, split))
    return found


def overdue_words(sitting: Sitting, missing: int, day: date) -> str:
    """'3 contracts missing, 6 days over', or 'by 15 Nov'."""
    left = ngettext("%(n)s contract missing", "%(n)s contracts missing", missing) % {"n": missing}
    over = (day - sitting.due).days
    if over <= 0:
        return _("%(missing)s, by %(day)s") % {"missing": left, "day": day_words(sitting.due)}
    late = ngettext("%(n)s day over", "%(n)s days over", over) % {"n": over}
    return _("%(missing)s, %(late)s") % {"missing": left, "late": late}
