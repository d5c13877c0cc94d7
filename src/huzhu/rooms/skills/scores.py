"""Scores, levels and quantities: pure functions, no database, no clock (Q1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TOP = 1000


class Anchored(Protocol):
    """Whatever has two anchors: the value worth 0 and the value worth 1000; they may descend."""

    @property
    def worth_0(self) -> float | None: ...
    @property
    def worth_1000(self) -> float | None: ...


@dataclass(frozen=True)
class Level:
    """A named band of scores from `low` on; `middle` is what a choice of it stores; `quarters` 1–4 draws it."""

    quarters: int
    name: str | Promise
    low: int
    middle: int


DEFAULT_SCALE: tuple[Level, ...] = (
    Level(1, _("not yet"), 0, 100),
    Level(2, _("with help"), 200, 350),
    Level(3, _("alone"), 500, 650),
    Level(4, _("can teach"), 800, 900),
)


def halves_up(value: float | Decimal) -> int:
    """The nearest whole number, halves upward."""
    return int(Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP))


def score_of_quantity(technique: Anchored, value: float) -> int:
    """Score 0–1000 of a quantity by the technique's two anchors: linear, clamped, halves up (Q1).

    Raises ValueError where the technique has no anchors.
    """
    low, high = _anchors(technique)
    share = (Decimal(str(value)) - low) / (high - low)
    return halves_up(max(Decimal(0), min(Decimal(1), share)) * TOP)


def quantity_of_score(technique: Anchored, score: int) -> float:
    """The quantity that is worth `score`; the way back within half a score. Raises ValueError without anchors."""
    low, high = _anchors(technique)
    return float(low + (high - low) * Decimal(score) / TOP)


def level_of(score: int, scale: Sequence[Level] = DEFAULT_SCALE) -> Level:
    """The level in whose band a score lies; `scale` ascends by `low`."""
    return next((level for level in reversed(scale) if score >= level.low), scale[0])


def level_by_quarters(quarters: int, scale: Sequence[Level] = DEFAULT_SCALE) -> Level | None:
    return next((level for level in scale if level.quarters == quarters), None)


def levels_short(score: int, wanted: int, scale: Sequence[Level] = DEFAULT_SCALE) -> int:
    """How many levels `score` lies below `wanted`: 0 = enough, at least 1 where anything is missing."""
    if score >= wanted:
        return 0
    places = [level.quarters for level in scale]
    return max(1, places.index(level_of(wanted, scale).quarters) - places.index(level_of(score, scale).quarters))


def _anchors(technique: Anchored) -> tuple[Decimal, Decimal]:
    if technique.worth_0 is None or technique.worth_1000 is None:
        raise ValueError("this technique has no anchors")
    return Decimal(str(technique.worth_0)), Decimal(str(technique.worth_1000))
