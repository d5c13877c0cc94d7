"""The facts of a half month, contract by contract, and the rating they propose (Q28)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from huzhu.base.followup.halves import end_of
from huzhu.base.units.queries import path_of
from huzhu.rooms.checks.kinds import FAIR, GOOD, POOR
from huzhu.rooms.contracts.queries.kept import Kept, Term
from huzhu.rooms.contracts.queries.measured import Measured, measured_in
from huzhu.rooms.contracts.values import score_of, words_of
from huzhu.rooms.practice.queries.held import sessions_of
from huzhu.rooms.skills.queries import Level, TechniqueLine, scale_of, techniques


@dataclass(frozen=True)
class Facts:
    """`sessions` that the other confirmed, with their minutes; `one_sided` ones count for nothing. `done` of `steps`,
    `stepped` in this half month, `behind`: a week is over and its step is not done. `gain` in score points since the
    baseline, None = not measured again; `measured` now: it was ordered in this half month."""

    sessions: int = 0
    minutes: int = 0
    one_sided: int = 0
    done: int = 0
    steps: int = 0
    stepped: bool = False
    behind: bool = False
    gain: int | None = None
    measured: bool = False
    course: str = ""
    still: int = 0
    paper: bool = False

    @property
    def practised(self) -> str:
        said = ngettext("%(n)s session", "%(n)s sessions", self.sessions) % {"n": self.sessions}
        return _("%(sessions)s, %(n)s min") % {"sessions": said, "n": self.minutes} if self.sessions else said

    @property
    def stepping(self) -> str:
        return (
            pgettext("steps", "%(n)s of %(all)s") % {"n": self.done, "all": self.steps}
            if self.steps
            else _("none written")
        )

    @property
    def sentence(self) -> str:
        """'2 sessions, 50 min, steps 2 of 4, 79→75 s'."""
        steps = _("steps %(n)s of %(all)s") % {"n": self.done, "all": self.steps} if self.steps else ""
        return _(", ").join(part for part in (self.practised, steps, self.course or _("not measured again")) if part)


def proposed(facts: Facts, good_sessions: int) -> str:
    """The rating that the facts of a half month propose; the group confirms or changes it.

    Poor: no confirmed session, no step done and no measurement for the contract in this half month. Good: at least
    `good_sessions` confirmed sessions, no step behind its week, and the last measurement, where there is one, better than
    the baseline. Fair: everything between. Not measured again is held against nobody.
    """
    if not facts.sessions and not facts.stepped and not facts.measured:
        return POOR
    moving = facts.gain is None or facts.gain > 0
    return GOOD if facts.sessions >= good_sessions and not facts.behind and moving else FAIR


def facts_of(kept: Sequence[Kept], half: date, day: date) -> dict[int, Facts]:
    """{contract id: its facts of a half month as known on `day`}; as many statements for many as for one."""
    last = min(day, end_of(half))
    held = sessions_of([one.id for one in kept], half, end_of(half))
    now = measured_in([(one.row, term) for one in kept for term in _told(one)], last)
    known = techniques({term.technique_id for one in kept for term in one.terms if term.technique_id})
    scale = scale_of(path_of(kept[0].keeper, day)) if kept else []
    found = {}
    for one in kept:
        rows = [row for row in held.get(one.id, ()) if row.confirmed]
        terms = [(term, now[term.pk]) for term in one.terms if term.pk in now]
        gains = [
            seen.score - score_of(known[term.technique_id or 0], term.baseline)
            for term, seen in terms if term.baseline is not None
        ]  # fmt: skip
        quiet = one.row.matter.quiet_after
        found[one.id] = Facts(
            len(rows), sum(row.minutes for row in rows), len(held.get(one.id, ())) - len(rows),
            sum(step.done is True for step in one.steps), len(one.steps),
            any(step.done and step.done_on and half <= step.done_on <= end_of(half) for step in one.steps),
            any(step.done is not True and step.ends < last for step in one.steps),
            min(gains) if gains else None, any(seen.ordered and half <= seen.day for _term, seen in terms),
            _course(one, now, known, scale), _still(one, day), quiet is not None and quiet < day,
        )  # fmt: skip
    return found


def _course(one: Kept, now: dict[int, Measured], known: dict[int, TechniqueLine], scale: Sequence[Level]) -> str:
    """'79→75 s' of each term that was measured again."""
    said = []
    for term in one.terms:
        if term.pk in now and term.technique_id:
            technique = known.get(term.technique_id)
            before = words_of(term.baseline, technique, term.measure, scale) if term.baseline is not None else "?"
            before = before.removesuffix(term.measure).strip() if term.measure else before
            said.append(f"{before}→{words_of(now[term.pk].value, technique, term.measure, scale)}")
    return _(", ").join(said)


def _told(one: Kept) -> list[Term]:
    """Terms whose learner is of the keeping group: scores of another group's people are not its leaders' to see (Q31)."""
    return [term for term in one.terms if term.learner_id == one.second or one.row.first_unit_id == one.keeper]


def _still(one: Kept, day: date) -> int:
    """Days without any sign of life, where that is worth saying."""
    last = max((sign.day for sign in one.row.matter.signs.all()), default=one.row.starts)
    return (day - last).days if last else 0
