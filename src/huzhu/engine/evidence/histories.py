"""What is known of contracts, as plain rows: what the rules and the score about paper are computed from (Q23-Q27).

Moments are whole minutes from any one midnight by the factory's clock; days are `minute // 1440`, parts of days (the 'half
days' of Q23) go from 6 to 14, to 22 and to 6 o'clock.
Whoever makes histories, a database or a simulator, fills in what was written down and when it arrived; nothing here says
what was true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

DAY, PART, FIRST_PART = 1440, 480, 360
IN_TIME = 7 * DAY
"""What arrives later than this after it was done, or is confirmed later than this after it arrived, is no sign (Q23)."""


@dataclass(frozen=True)
class Session:
    """One log of a session: it began at `starts`, for `minutes`; `sent` = the log arrived, from `by`; `confirmed` = the
    moment at which the other or the relief confirmed it, or None. `in_shift`: it lay in the working time of one of the
    two; `relief`: somebody is named who stood in."""

    starts: int
    minutes: int
    sent: int
    by: int
    confirmed: int | None = None
    in_shift: bool = False
    relief: bool = False


@dataclass(frozen=True)
class Check:
    """One contract's line of a sitting, made at `at`, arrived at `sent`: its rating, the seconds from the line before it
    (None: not known), and in `observed` what was named (a step done, a fault, a changed figure); '' = a bare rating."""

    sitting: int
    at: int
    sent: int
    rating: str
    seconds: float | None = None
    observed: str = ""


@dataclass(frozen=True)
class Measurement:
    """A measurement of one term after its baseline, known from `day` on: an ordered one at once, a routine one when its
    month closes. `gain` = score less baseline, in score points (tenths of 0-100); `met`: the target is reached."""

    day: int
    gain: int
    met: bool = False
    ordered: bool = False
    term: int = 0


@dataclass(frozen=True)
class History:
    """One contract that both have signed: `unit` keeps it, `signed` and `ends` are its first and last day, `closed` the
    day on which it was closed, or None. `earlier`: days of signs of life of which nothing else is told."""

    unit: int
    parties: tuple[int, int]
    signed: int
    ends: int
    closed: int | None = None
    sessions: tuple[Session, ...] = ()
    checks: tuple[Check, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    earlier: tuple[int, ...] = ()


@dataclass(frozen=True)
class Elsewhere:
    """Somebody was away, or claimed by the calendar: [starts, ends). A claim that begins and ends with a session is its own
    booking and speaks for it."""

    person: int
    starts: int
    ends: int


def held(history: History) -> list[Session]:
    """Sessions that count (Q23), in order of their beginning; one of each half day.

    Its log arrived in time, and within as long again the other side confirmed it, or logged the same half day itself;
    of two logs the lesser minutes count.
    """
    halves: dict[int, list[Session]] = defaultdict(list)
    for session in history.sessions:
        if session.sent - (session.starts + session.minutes) <= IN_TIME:
            halves[(session.starts - FIRST_PART) // PART].append(session)
    found = []
    for half in sorted(halves):
        logs = sorted(halves[half], key=lambda log: (log.sent, log.by))
        second = [log.sent for log in logs if log.by != logs[0].by]
        said = [log.confirmed - log.sent for log in logs if log.confirmed is not None]
        if min([*said, *(sent - logs[0].sent for sent in second)], default=IN_TIME + 1) <= IN_TIME:
            found.append(min(logs, key=lambda log: (log.minutes, log.sent, log.by)))
    return found


def named(histories: Sequence[History]) -> list[list[Check]]:
    """For each contract the checks that count (Q23): arrived in time, and naming something that is not said in the same
    words of another contract of the sitting."""
    said: dict[tuple[int, str], set[int]] = defaultdict(set)
    for place, history in enumerate(histories):
        for check in history.checks:
            said[check.sitting, check.observed].add(place)
    return [
        [
            check
            for check in history.checks
            if check.observed and check.sent - check.at <= IN_TIME and len(said[check.sitting, check.observed]) == 1
        ]
        for history in histories
    ]


def sign_days(histories: Sequence[History]) -> list[list[int]]:
    """The days on which each contract gave a sign of life while it ran, rising: sessions held, ordered re-measurements,
    checks that name something. A routine measurement and a bare rating are none (Q23)."""
    days = []
    for history, checks in zip(histories, named(histories), strict=True):
        signs = {session.starts // DAY for session in held(history)} | {check.at // DAY for check in checks}
        signs |= {row.day for row in history.measurements if row.ordered} | set(history.earlier)
        last = history.closed if history.closed is not None else max(signs, default=0)
        days.append(sorted(day for day in signs if history.signed <= day <= last))
    return days
