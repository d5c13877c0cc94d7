"""State and score of contracts from plain histories: the one entry for a database, a simulator, a benchmark.

    judged(histories, elsewhere, day) -> [Judged(state, working, suspicion), ...]

The STATE is a rule (Q24): it reads days of signs of life and nothing else, and decides figures. The SCORE (Q27) orders a
checker's work and decides nothing. docs/truth.md says what each finds and what it cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huzhu.engine.evidence.histories import Check, Elsewhere, History, Measurement, Session
from huzhu.engine.evidence.standing import LIVING, PERIOD, WORDS, standing_of, works
from huzhu.engine.evidence.suspicion import WEIGHTS, Suspicion, suspicions

__all__ = ["WEIGHTS", "Check", "Elsewhere", "History", "Judged", "Measurement", "Session", "Suspicion", "judged"]


@dataclass(frozen=True)
class Judged:
    """`state`: new, living, paper, due, or '' where it is not signed on the day; `working` is part of living."""

    state: str
    working: bool
    suspicion: Suspicion


def judged(
    histories: Sequence[History], elsewhere: Sequence[Elsewhere], day: int, *, period: int = PERIOD
) -> list[Judged]:
    """Every contract on `day`, in the order given, from all histories of the units that are looked at together (bursts
    and sittings are seen only there)."""
    codes = standing_of(histories, day, period=period)
    scores = suspicions(histories, elsewhere, day, period=period)
    return [
        Judged(WORDS[code], bool(code == LIVING) and works(history, day), score)
        for history, code, score in zip(histories, codes, scores, strict=True)
    ]
