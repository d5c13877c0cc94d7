"""What a term measures: a quantity in the technique's own measure, or a score with a named level; pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from huzhu.rooms.skills.queries import (
    Level,
    Standing,
    TechniqueLine,
    level_of,
    quantity_of_score,
    score_of_quantity,
)  # fmt: skip


def is_quantity(technique: TechniqueLine | None) -> bool:
    """Has the technique a measure and the two anchors that turn it into a score (Q1)?"""
    return technique is not None and bool(technique.measure) and technique.worth_0 is not None


def value_of(technique: TechniqueLine, standing: Standing | None) -> float | None:
    """A standing in the term's own measure: its quantity, else its score."""
    if standing is None:
        return None
    if not is_quantity(technique):
        return float(standing.score)
    return standing.quantity if standing.quantity is not None else value_of_score(technique, standing.score)


def value_of_score(technique: TechniqueLine, score: int) -> float:
    """A score in the term's own measure, to a tenth."""
    return round(quantity_of_score(technique, score), 1) if is_quantity(technique) else float(score)


def score_of(technique: TechniqueLine, value: float) -> int:
    """The score 0–1000 of a value in the term's own measure."""
    return score_of_quantity(technique, value) if is_quantity(technique) else round(value)


def words_of(value: float | None, technique: TechniqueLine | None, measure: str, scale: Sequence[Level]) -> str:
    """A baseline, target or result in words: a quantity with its unit, or a named level of the learner's unit."""
    if value is None:
        return _("not measured yet")
    if technique is None or measure:
        return f"{round(value, 2):g} {measure}".strip()
    return str(level_of(round(value), scale).name)
