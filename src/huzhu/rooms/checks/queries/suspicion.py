"""Where to look first (Q27): contracts in the order of the score, each with its reasons in words; it changes no figure.

The score is computed by `engine.evidence` from when and how things were written. Whoever works and writes nothing down is
a case of his own, and no suspicion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Role, Scope
from huzhu.base.calendar.hours import Span, covered
from huzhu.base.calendar.queries.away import away_of
from huzhu.base.calendar.queries.plans import plans_of, work_of
from huzhu.base.followup.models import LifeSign
from huzhu.base.units.queries import UnitLine
from huzhu.engine.evidence.histories import DAY, Check, Elsewhere, History, Measurement, Session
from huzhu.engine.evidence.standing import PERIOD
from huzhu.engine.evidence.suspicion import (
    ALONE,
    BURST,
    BURST_DAYS,
    CLASH,
    HASTY,
    LATE,
    STILL,
    WEIGHTS,
    Suspicion,
    bursts_of,
    suspicions,
)
from huzhu.rooms.checks.access import holds
from huzhu.rooms.checks.queries.checks import Checked, checks_of
from huzhu.rooms.contracts.queries.histories import Written, written
from huzhu.rooms.practice.queries.held import Held, sessions_of
from huzhu.rooms.practice.queries.times import times_of

LOOKS_BACK = timedelta(days=45)
MOST = 10

REASONS: dict[str, Promise] = {
    CLASH: _("at the time of a session one of the two is noted as absent or elsewhere"),
    LATE: _("sessions were noted days later, several in one go"),
    HASTY: _("in a sitting everybody got the same rating, in under 3 seconds each"),
    STILL: _("they practise, and no measurement moves or none was made"),
    BURST: _("signed within 3 days together with many others"),
    ALONE: _("several sessions in working time, and never a relief"),
}
"""In the order of what contradicts most; words for each signal of the engine."""


@dataclass(frozen=True)
class Look:
    """One contract to look at, and why."""

    uid: str
    title: str
    parties: tuple[int, int]
    reasons: list[str]


@dataclass(frozen=True)
class LookFirst:
    """`first`: reasons to look, the strongest first; `unlogged`: they work and write nothing down."""

    first: list[Look]
    unlogged: list[Look]


def may_look(unit: UnitLine, scope: Scope) -> bool:
    """The two leaders of the group that keeps them, and the sponsor of its workshop; nobody else (Q27)."""
    return scope.holds_exactly(Role.SPONSOR, unit_id=unit.id) or (unit.is_home and holds(scope, unit.id))


def look_first(unit: UnitLine, scope: Scope) -> LookFirst:
    """The contracts kept at and below a unit in which the reader is no party; a constant number of statements."""
    first = scope.day - LOOKS_BACK
    rows = written(unit.path, scope, first)
    histories, elsewhere = _told(rows, first, scope.day)
    found = suspicions(histories, elsewhere, scope.day.toordinal())
    mine = [(row, one) for row, one in zip(rows, found, strict=True) if row.runs and scope.person_id not in row.two]
    ranked = sorted(
        (pair for pair in mine if pair[1].score), key=lambda pair: (-pair[1].score, pair[0].signed, pair[0].id)
    )
    return LookFirst(
        [_look(row, _reasons(one)) for row, one in ranked[:MOST]], [_look(row, []) for row, one in mine if one.unlogged]
    )


def _look(row: Written, reasons: list[str]) -> Look:
    return Look(row.uid, row.title, row.two, reasons)


def _reasons(found: Suspicion) -> list[str]:
    strongest = sorted(REASONS, key=lambda signal: -WEIGHTS[signal] * found.signals[signal])
    return [str(REASONS[signal]) for signal in strongest if found.signals[signal]]


def _told(rows: list[Written], first: date, last: date) -> tuple[list[History], list[Elsewhere]]:
    """What is written of each contract in these days, as the engine reads it."""
    ids, earlier, zone = [row.id for row in rows], _earlier(rows, first), timezone.get_current_timezone()
    held, times = sessions_of(ids, first, last), times_of(ids, first, last)
    checks, people = checks_of(ids, first, last), {person for row in rows for person in row.two}
    away = away_of(people, first, last)
    work = work_of(plans_of(sorted(people), first - timedelta(days=1), LOOKS_BACK.days + 2))
    sittings = {key: n for n, key in enumerate(sorted({_sitting(c) for lines in checks.values() for c in lines}))}
    missed = {(one.person, one.starts) for one in away if one.missed}
    elsewhere = [
        Elsewhere(one.person, _minute(one.starts, zone), _minute(one.ends, zone)) for one in away if not one.missed
    ] + _absent(missed, zone)
    histories = [
        History(
            row.unit, row.two, row.signed.toordinal(), row.ends.toordinal(), row.closed.toordinal() if row.closed else None,
            tuple(_session(one, times.get(one.id), work, zone) for one in held.get(row.id, ())),
            tuple(
                Check(sittings[_sitting(one)], _minute(one.done_at, zone), _minute(one.received, zone), one.rating, one.seconds, one.observed)
                for one in checks.get(row.id, ())
            ),
            tuple(Measurement(one.day.toordinal(), one.gain, one.met, one.ordered, one.term) for one in row.measured),
            tuple(earlier.get(row.id, ())),
        )
        for row in rows
    ]  # fmt: skip
    return histories, elsewhere


def _earlier(rows: list[Written], first: date) -> dict[int, list[int]]:
    """{contract: days before `first` on which it gave a sign of life} of those signed in a burst before then, while it is
    seen whether they live; one statement."""
    old = [row for row in rows if row.signed < first]
    bursts = bursts_of([row.unit for row in old], [row.signed.toordinal() for row in old])
    seen = [old[place] for burst in bursts for place in burst]
    last = min(first, max((row.signed for row in seen), default=first) + timedelta(days=BURST_DAYS + PERIOD))
    found: dict[int, list[int]] = {}
    signs = LifeSign.objects.filter(matter_id__in=[row.id for row in seen], day__lt=last)
    for contract, day in signs.values_list("matter_id", "day"):
        found.setdefault(contract, []).append(day.toordinal())
    return found


def _absent(missed: set[tuple[int, datetime]], zone: tzinfo) -> list[Elsewhere]:
    """Who did not come to a slot was not at its session: a minute within it, so that it is no booking of its own."""
    return [Elsewhere(person, _minute(starts, zone), _minute(starts, zone) + 1) for person, starts in sorted(missed)]


def _session(one: Held, time: tuple[datetime, int] | None, work: Mapping[int, Sequence[Span]], zone: tzinfo) -> Session:
    """Where its time is not known it stands at noon of its day with no minute, which clashes with nothing. In the shift:
    with relief, or all of it within the known work of both."""
    begins = one.day.toordinal() * DAY + 720 if time is None else _minute(time[0], zone)
    sent, inside = _minute(one.received, zone), one.supported
    if time is not None and not inside:
        first = int(time[0].timestamp() // 60)
        inside = all(
            covered(at, work[who]) for who in (one.teacher, one.learner) for at in (first, first + time[1] - 1)
        )
    return Session(
        begins, time[1] if time else 0, sent, one.logged_by, sent if one.confirmed else None, inside, one.supported
    )


def _sitting(check: Checked) -> tuple[int, int, int]:
    return check.unit, check.by, check.half.toordinal()


def _minute(at: datetime, zone: tzinfo) -> int:
    local = at.astimezone(zone)
    return local.date().toordinal() * DAY + local.hour * 60 + local.minute
