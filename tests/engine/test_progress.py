"""Progress of a series and standing still (Q6), against what the words say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huzhu.engine.evidence import gain, stands_still

SCORES = st.lists(st.integers(0, 1000), max_size=12)


@given(SCORES, st.integers(2, 6), st.integers(1, 200))
def test_standing_still_looks_at_the_last_measurements_alone_and_a_rise_of_all_changes_nothing(
    scores: list[int], over: int, least: int
) -> None:
    still = stands_still(scores, over=over, least=least)
    assert still == (len(scores) >= over and scores[-1] - scores[len(scores) - over] < least)
    assert (
        still == stands_still([1, 2, *scores][-max(over, len(scores)) :], over=over, least=least) or len(scores) < over
    )
    assert still == stands_still([score + 50 for score in scores], over=over, least=least)
    if still:  # a smaller demand is met sooner, a reached target is no stall
        assert stands_still(scores, over=over, least=least + 1)
        assert not stands_still(scores, over=over, least=least, target=scores[-1])


@given(SCORES)
def test_the_gains_of_two_add_up_to_the_gain_of_the_whole(scores: list[int]) -> None:
    steps = [gain(scores[: end + 1], 2) or 0 for end in range(1, len(scores))]
    if len(scores) > 1:
        assert sum(steps) == gain(scores, len(scores)) == scores[-1] - scores[0]
    assert gain(scores, len(scores) + 2) is None
    with pytest.raises(ValueError):
        gain(scores, 1)
