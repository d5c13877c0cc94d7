"""How contracts stand on a day: new, living, paper only or due (Q24); exactly one of the four for each that is signed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from huzhu.engine.evidence.histories import History, sign_days

IntArray = NDArray[np.int64]
OUT, NEW, LIVING, PAPER, DUE = range(5)
WORDS = ("", "new", "living", "paper", "due")
NEVER = np.iinfo(np.int64).min // 2
"""Stands for a day that there was none of; days are far from the ends of int64."""
PERIOD, WORKS = 30, 50
"""Days without a sign of life after which a contract is paper only, and score points above the baseline that work."""


def standing(
    day: int, signed: IntArray, ends: IntArray, closed: IntArray, new_until: IntArray, awake_until: IntArray
) -> NDArray[np.int8]:
    """OUT, NEW, LIVING, PAPER or DUE for each contract on `day`: int8[n].

    All int64[n], days. signed: first day; ends: last day; closed: day of closing, NEVER while it is open. new_until: last
    day on which it need show nothing yet; awake_until: last day on which a sign given up to `day` keeps it living, NEVER
    without one. Order of the rules: not yet signed or closed before the day: OUT; past its end: DUE; awake: LIVING; not
    yet of age: NEW; else PAPER. O(n).
    """
    out = (signed > day) | ((closed > NEVER) & (closed < day))
    found = np.where(awake_until >= day, LIVING, np.where(new_until >= day, NEW, PAPER))
    return np.where(out, OUT, np.where(ends < day, DUE, found)).astype(np.int8)


def standing_of(histories: Sequence[History], day: int, *, period: int = PERIOD) -> NDArray[np.int8]:
    """The same of histories: a sign keeps a contract living for `period` days after it, its signing for one less (not
    before day 30 is it paper only)."""
    rows = [
        (
            history.signed,
            history.ends,
            NEVER if history.closed is None else history.closed,
            history.signed + period - 1,
            max((given + period for given in given_days if given <= day), default=NEVER),
        )
        for history, given_days in zip(histories, sign_days(histories), strict=True)
    ]
    columns = np.array(rows, np.int64).reshape(-1, 5).T
    return standing(day, *columns)


def works(history: History, day: int, *, points: int = WORKS) -> bool:
    """Does some term's last measurement known on `day` beat its baseline by `points`, or meet its target?"""
    last = {}
    for row in sorted((row for row in history.measurements if row.day <= day), key=lambda row: row.day):
        last[row.term] = row
    return any(row.met or row.gain >= points for row in last.values())
