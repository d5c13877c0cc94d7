"""Where to look first: a score that orders a checker's work and changes no figure (Q27).

Six signals, each 0 to 1, times stated weights that sum to 100. A signal is a reason to look, no finding: a good group
shows one or two of them now and then. None is taken from what a person is; all from when and how things were written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from huzhu.engine.evidence.histories import DAY, Elsewhere, History, Session, held, sign_days
from huzhu.engine.evidence.standing import PERIOD, WORKS, works

BURST, LATE, CLASH, HASTY, ALONE, STILL = "burst", "late", "elsewhere", "hasty", "no-relief", "not-moving"
WEIGHTS = {BURST: 10, LATE: 25, CLASH: 25, HASTY: 15, ALONE: 10, STILL: 15}
"""Points of each signal at its full strength. Two places at once and logging after the fact weigh most, because they
contradict what is claimed; a burst and a missing relief least, because an honest round brings them too. Chosen by this
argument, not fitted to data."""
BURST_OF, BURST_DAYS = 5, 3
LATE_AFTER, IN_ONE_GO = 2 * DAY, 30
"""A log is late two days after the session; two logs of one sender within half an hour are sent in one go."""
HASTY_SECONDS, HASTY_OF = 3.0, 5
SESSIONS_TO_JUDGE, MOVES, AGE_TO_JUDGE = 3, 20, 45


@dataclass(frozen=True)
class Suspicion:
    """`score` 0 to 100, the sum of `signals` (each of the six, 0 to 1) times WEIGHTS; `unlogged`: its measurement moves
    and nobody logs: people who work and do not write, their own case and never a suspicion (their score is 0)."""

    score: int
    signals: dict[str, float]
    unlogged: bool


def suspicions(
    histories: Sequence[History], elsewhere: Sequence[Elsewhere], day: int, *, period: int = PERIOD
) -> list[Suspicion]:
    """Of each contract what stands written on `day`; later entries are not read. O(n log n) in all entries."""
    known = [_until(history, day) for history in histories]
    away: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in elsewhere:
        away[row.person].append((row.starts, row.ends))
    bursts, hasty = _bursts(known, day, period), _hasty_sittings(known)
    judges: dict[str, Callable[[int, History], float]] = {
        BURST: lambda place, _history: bursts[place],
        LATE: lambda _place, history: _late(history.sessions),
        CLASH: lambda _place, history: _clashing(history, away),
        HASTY: lambda _place, history: _share([check.sitting in hasty for check in history.checks]),
        ALONE: lambda _place, history: _alone(history),
        STILL: lambda _place, history: _still(history, day),
    }
    found = []
    for place, history in enumerate(known):
        signals = {signal: judge(place, history) for signal, judge in judges.items()}
        unlogged = not history.sessions and works(history, day, points=WORKS)
        points = sum(WEIGHTS[signal] * strength for signal, strength in signals.items())
        found.append(Suspicion(0 if unlogged else round(points), signals, unlogged))
    return found


def bursts_of(units: Sequence[int], signed: Sequence[int], *, least: int = BURST_OF) -> list[list[int]]:
    """Bursts (Q26): places of contracts of one unit of which `least` or more were signed within 3 days; bursts that share
    a contract are one. units, signed: of each contract its unit and day. In order of unit and day. O(n log n)."""
    by_unit: dict[int, list[int]] = defaultdict(list)
    for place in sorted(range(len(signed)), key=lambda place: (units[place], signed[place], place)):
        by_unit[units[place]].append(place)
    found: list[list[int]] = []
    for places in by_unit.values():
        first, burst = 0, -1
        for last in range(len(places)):
            while signed[places[last]] - signed[places[first]] >= BURST_DAYS:
                first += 1
            if last - first + 1 >= least:
                if burst >= first:
                    found[-1] += places[burst + 1 : last + 1]
                else:
                    found.append(places[first : last + 1])
                burst = last
    return found


def _bursts(histories: Sequence[History], day: int, period: int) -> list[float]:
    """1 where under half of its burst live one period later; half while that is not known yet; else 0."""
    strength = [0.0] * len(histories)
    given = sign_days(histories)
    for burst in bursts_of([row.unit for row in histories], [row.signed for row in histories]):
        then = max(histories[place].signed for place in burst) + period
        lives = sum(any(then - period <= sign <= then for sign in given[place]) for place in burst)
        value = 0.5 if then > day else float(2 * lives < len(burst))
        for place in burst:
            strength[place] = value
    return strength


def _late(sessions: Sequence[Session]) -> float:
    """Share of the logs that came late and together with the log of another session, from one hand."""
    logs = sorted(sessions, key=lambda log: (log.by, log.sent))
    late = [log.sent - (log.starts + log.minutes) > LATE_AFTER for log in logs]
    together = [
        any(
            0 <= at < len(logs) and logs[at].by == log.by and abs(logs[at].sent - log.sent) <= IN_ONE_GO
            for at in (place - 1, place + 1)
        )
        for place, log in enumerate(logs)
    ]
    return _share([one and two for one, two in zip(late, together, strict=True)])


def _clashing(history: History, away: dict[int, list[tuple[int, int]]]) -> float:
    """Share of the sessions during which one of the two is written down elsewhere; two such sessions are full strength."""
    sessions = history.sessions
    clash = [
        any(
            min(ends, log.starts + log.minutes) > max(starts, log.starts) and (starts, ends) != _span(log)
            for person in history.parties
            for starts, ends in away.get(person, ())
        )
        for log in sessions
    ]
    return 1.0 if sum(clash) > 1 else _share(clash)


def _span(log: Session) -> tuple[int, int]:
    return log.starts, log.starts + log.minutes


def _hasty_sittings(histories: Sequence[History]) -> set[int]:
    """Sittings of 5 contracts or more with one rating for all and under 3 seconds each, by the median of known times."""
    lines: dict[int, list[tuple[str, float | None]]] = defaultdict(list)
    for history in histories:
        for check in history.checks:
            lines[check.sitting].append((check.rating, check.seconds))
    found = set()
    for sitting, rows in lines.items():
        times = [seconds for _rating, seconds in rows if seconds is not None]
        same = len({rating for rating, _seconds in rows}) == 1
        if len(rows) >= HASTY_OF and same and times and float(np.median(times)) < HASTY_SECONDS:
            found.add(sitting)
    return found


def _alone(history: History) -> float:
    """Three sessions or more within working time, and never a relief."""
    inside = [log for log in history.sessions if log.in_shift]
    return float(len(inside) >= SESSIONS_TO_JUDGE and not any(log.relief for log in inside))


def _still(history: History, day: int) -> float:
    """Measured again after a period or more and nothing moved by 20 points: 1. Sessions for 45 days and nothing measured at
    all: a half."""
    if history.measurements:
        if day - history.signed < PERIOD:
            return 0.0
        return float(not any(row.met or abs(row.gain) >= MOVES for row in history.measurements))
    practised = len(held(history)) >= SESSIONS_TO_JUDGE
    return 0.5 if practised and day - history.signed >= AGE_TO_JUDGE else 0.0


def _until(history: History, day: int) -> History:
    """What had arrived by the end of `day`."""
    end = (day + 1) * DAY
    return History(
        history.unit, history.parties, history.signed, history.ends, history.closed,
        tuple(_said(log, end) for log in history.sessions if log.sent < end),
        tuple(check for check in history.checks if check.sent < end),
        tuple(row for row in history.measurements if row.day <= day),
        tuple(sign for sign in history.earlier if sign <= day),
    )  # fmt: skip


def _said(log: Session, end: int) -> Session:
    """A confirmation that had not come yet is none."""
    if log.confirmed is None or log.confirmed < end:
        return log
    return Session(log.starts, log.minutes, log.sent, log.by, None, log.in_shift, log.relief)


def _share(marks: Sequence[bool]) -> float:
    return sum(marks) / len(marks) if marks else 0.0
