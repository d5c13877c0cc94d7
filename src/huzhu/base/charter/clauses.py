"""A clause is declared beside the rule it serves, in a room's `clauses.py`."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

CATALOGUE: dict[str, Clause] = {}


@dataclass(frozen=True, eq=False)
class Clause:
    """A limit or cadence: code, default, range, source rows, and its name in words; unit of measure in `unit`.

    `touches`: one sentence on what a change applies to and what keeps the value it began with. `settable` False: lists compare by it, so its default holds everywhere; no unit sets its own. One object per clause: equal only to itself.
    """

    code: str
    default: int
    low: int
    high: int
    source: str
    name: Promise
    unit: Promise | str = ""
    settable: bool = True
    touches: Promise | str = ""

    def __post_init__(self) -> None:
        if not self.low <= self.default <= self.high:
            raise ValueError(f"{self.code}: default {self.default} outside {self.low}..{self.high}")
        CATALOGUE[self.code] = self


def clauses() -> list[Clause]:
    """Every declared clause, by code."""
    return [CATALOGUE[code] for code in sorted(CATALOGUE)]
