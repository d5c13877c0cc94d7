"""Scores, levels and quantities: pure functions, no database, no clock (Q1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


class Observable(Anchored, Protocol):
    """An item of a published standard: without anchors it is seen or not, with them it is measured."""

    @property
    def id(self) -> int: ...
    @property
    def worth(self) -> int: ...


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
    return halves_up(_share(technique, value) * TOP)


def score_of(items: Sequence[Observable], marked: Mapping[int, bool | float]) -> int | None:
    """Score 0–1000 of one sitting by a standard's items: 1000 × what was reached / what all items are worth, halves up.

    `marked`: {item id: seen or not, or the measured value}. An item seen gives its whole worth, one not seen or not
    marked gives nothing; a measured value gives its share by the item's anchors, clamped. None, for missing is missing
    and never nought: where nothing was marked at all, or a quantity was not measured.
    """
    if not items or not any(item.id in marked for item in items):
        return None
    reached = Decimal(0)
    for item in items:
        if item.worth_0 is None:
            reached += item.worth if marked.get(item.id) else 0
        elif item.id not in marked:
            return None
        else:
            reached += item.worth * _share(item, float(marked[item.id]))
    return halves_up(reached * TOP / sum(item.worth for item in items))


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


def _share(anchored: Anchored, value: float) -> Decimal:
    """How far from the one anchor to the other, 0–1."""
    low, high = _anchors(anchored)
    return max(Decimal(0), min(Decimal(1), (Decimal(str(value)) - low) / (high - low)))


def _anchors(technique: Anchored) -> tuple[Decimal, Decimal]:
    if technique.worth_0 is None or technique.worth_1000 is None:
        raise ValueError("this technique has no anchors")
    return Decimal(str(technique.worth_0)), Decimal(str(technique.worth_1000))
