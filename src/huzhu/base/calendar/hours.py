"""Arithmetic of shifts, pure: cycles, spans of work on the one clock of the world, minutes in common (Q37)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
PAIRS = 1 << 14
"""Pairs of rotas compared in one go."""


class Hours(NamedTuple):
    """A shift by the factory's clock: `starts` minutes after midnight, for `minutes`; `pauses`: (after, minutes)."""

    starts: int
    minutes: int
    pauses: tuple[tuple[int, int], ...] = ()


Span = tuple[int, int]
"""Half-open [from, to), minutes since 1970 in UTC."""


def position(day: date, days: int, phase: int) -> int:
    """Where in a cycle of `days` a day stands: 0 … days - 1."""
    return (day.toordinal() + phase) % days


def phase_for(day: date, at: int, days: int) -> int:
    """The phase by which `day` stands at position `at`."""
    return (at - day.toordinal()) % days


def clock(minutes: int) -> str:
    """'06:30' of minutes after midnight; past midnight it begins anew."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def instant(day: date, minutes: int, zone: ZoneInfo) -> int:
    """Minutes since 1970 in UTC of a reading of the wall clock, `minutes` after the midnight that begins `day`.

    A reading that the clocks skip counts as if they had not been moved yet; of one that they show twice the first.
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return int(wall.replace(tzinfo=zone).timestamp() // 60)


@lru_cache(maxsize=50_000)
def spans(day: date, hours: Hours, zone: ZoneInfo) -> tuple[Span, ...]:
    """Work of one shift that begins on `day`, in order, without meals and rests; these are counted from its start."""
    first, last = instant(day, hours.starts, zone), instant(day, hours.starts + hours.minutes, zone)
    found, at = [], first
    for after, minutes in sorted(hours.pauses):
        found.append((at, min(first + after, last)))
        at = max(at, first + after + minutes)
    return tuple((a, b) for a, b in (*found, (at, last)) if a < b)


def covered(at: int, work: Sequence[Span]) -> bool:
    """Does a minute lie within one of the spans?"""
    return any(a <= at < b for a, b in work)


@dataclass(frozen=True, eq=False)
class Meeting:
    """Minutes at work together of any two of P people whose R distinct rotas are compared once.

    rota: int64[P], row of each person's rota. busy: bool[R, S], who works in which of S pieces of time that no shift
    begins or ends within. length: int64[S], minutes of each piece. known: bool[R].
    """

    rota: IntArray
    busy: NDArray[np.bool_]
    length: IntArray
    known: NDArray[np.bool_]

    def minutes(self, a: IntArray, b: IntArray) -> tuple[IntArray, NDArray[np.bool_]]:
        """Minutes together of the people of these rows, and whether both rotas are known throughout: [len(a)] each.

        O(d · S) for d different pairs of rotas.
        """
        rotas = max(1, self.known.size)
        one, other = self.rota[a], self.rota[b]
        pairs, of = np.unique(np.minimum(one, other) * rotas + np.maximum(one, other), return_inverse=True)
        left, right = np.divmod(pairs, rotas)
        found = np.zeros(pairs.size, np.int64)
        for at in range(0, pairs.size, PAIRS):
            part = slice(at, at + PAIRS)
            found[part] = (self.busy[left[part]] & self.busy[right[part]]) @ self.length
        return found[of], (self.known[left] & self.known[right])[of]

    def minutes_or_unknown(self, a: IntArray, b: IntArray, enough: int) -> IntArray:
        """The same, but -1 where days without a rota might still bring `enough`: int64[len(a)]."""
        found, known = self.minutes(a, b)
        return np.where(known | (found >= max(1, enough)), found, -1)


def meeting(works: Sequence[tuple[Hashable, Sequence[Span], bool]]) -> Meeting:
    """The `Meeting` of people in this order: (anything equal for equal rotas, work of the window, known throughout)."""
    rows: dict[Hashable, int] = {}
    rota = np.fromiter((rows.setdefault(key, len(rows)) for key, _work, _known in works), np.int64, len(works))
    distinct: dict[Hashable, tuple[Sequence[Span], bool]] = {key: (work, known) for key, work, known in works}
    ends = np.unique([at for work, _known in distinct.values() for span in work for at in span] or [0])
    steps = np.zeros((len(rows), ends.size), np.int8)
    for key, row in rows.items():
        work = np.asarray(distinct[key][0], np.int64).reshape(-1, 2)
        np.add.at(steps[row], np.searchsorted(ends, work[:, 0]), 1)
        np.subtract.at(steps[row], np.searchsorted(ends, work[:, 1]), 1)
    known: Any = [distinct[key][1] for key in rows]
    return Meeting(rota, np.cumsum(steps, axis=1, dtype=np.int8)[:, :-1] > 0, np.diff(ends), np.array(known, bool))
