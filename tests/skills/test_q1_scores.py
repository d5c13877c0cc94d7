"""Q1: scores, levels, anchors."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huzhu.rooms.skills.scores import (
    DEFAULT_SCALE,
    halves_up,
    level_of,
    levels_short,
    quantity_of_score,
    score_of,
    score_of_quantity,
)


@dataclass(frozen=True)
class Anchors:
    worth_0: float | None
    worth_1000: float | None


SECONDS = Anchors(240.0, 80.0)
tenths = st.integers(-100_000, 100_000).map(lambda n: n / 10)


def test_q1_a_quantity_is_scored_between_its_two_anchors_and_clamped() -> None:
    assert [score_of_quantity(SECONDS, value) for value in (300, 240, 160, 80, 10)] == [0, 0, 500, 1000, 1000]


def test_q1_halves_go_up() -> None:
    assert [halves_up(value) for value in (0.5, 1.5, 2.5, 2.4999)] == [1, 2, 3, 2]
    assert score_of_quantity(Anchors(0, 2000), 1) == 1  # half a score


@given(low=tenths, high=tenths, value=tenths)
def test_q1_scoring_agrees_with_exact_arithmetic(low: float, high: float, value: float) -> None:
    if low == high:
        return
    exact_low, exact_high, exact = (Fraction(str(number)) for number in (low, high, value))
    share = min(Fraction(1), max(Fraction(0), (exact - exact_low) / (exact_high - exact_low)))
    assert score_of_quantity(Anchors(low, high), value) == (share * 1000 + Fraction(1, 2)).__floor__()


@given(low=tenths, high=tenths, score=st.integers(0, 1000))
def test_q1_a_score_goes_to_its_quantity_and_back(low: float, high: float, score: int) -> None:
    if abs(low - high) < 1:
        return
    anchors = Anchors(low, high)
    assert score_of_quantity(anchors, quantity_of_score(anchors, score)) == score


@given(low=tenths, high=tenths, first=tenths, second=tenths)
def test_q1_nearer_to_the_better_anchor_never_scores_lower(
    low: float, high: float, first: float, second: float
) -> None:
    if low == high:
        return
    worse, better = sorted((first, second), reverse=high < low)
    assert score_of_quantity(Anchors(low, high), worse) <= score_of_quantity(Anchors(low, high), better)


def test_q1_without_anchors_a_quantity_has_no_score() -> None:
    with pytest.raises(ValueError, match="anchors"):
        score_of_quantity(Anchors(None, None), 5)


def test_q1_every_level_is_a_band_that_holds_its_own_middle() -> None:
    assert [level_of(level.middle).quarters for level in DEFAULT_SCALE] == [1, 2, 3, 4]
    assert [level_of(score).quarters for score in (0, 199, 200, 499, 500, 799, 800, 1000)] == [1, 1, 2, 2, 3, 3, 4, 4]


def test_q1_levels_short_counts_bands_and_never_hides_a_gap() -> None:
    assert [levels_short(score, 800) for score in (900, 800, 650, 350, 100)] == [0, 0, 1, 2, 3]
    assert levels_short(810, 1000) == 1


@dataclass(frozen=True)
class Item:
    id: int
    worth: int
    worth_0: float | None = None
    worth_1000: float | None = None


SEEN_BOTH_AND_TIMED = (Item(1, 100), Item(2, 200), Item(3, 100, 240.0, 80.0))


def test_s17_items_add_what_they_are_worth_and_halves_go_up() -> None:
    assert score_of(SEEN_BOTH_AND_TIMED, {1: True, 2: False, 3: 160.0}) == 375  # (100 + 0 + 50) / 400
    assert score_of(SEEN_BOTH_AND_TIMED, {1: True, 2: True, 3: 10.0}) == 1000
    assert score_of((Item(1, 1), Item(2, 15)), {1: True}) == 63  # 62.5


def test_s17_nothing_marked_or_a_quantity_not_measured_is_missing_and_never_nought() -> None:
    assert score_of(SEEN_BOTH_AND_TIMED, {}) is None
    assert score_of(SEEN_BOTH_AND_TIMED, {1: True, 2: True}) is None
    assert score_of((Item(1, 1), Item(2, 1)), {1: False}) == 0  # looked at, and not seen
