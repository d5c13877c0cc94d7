"""Percentages sum to 100, each is at most one away from its exact value, and ties go to the earlier class."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huzhu.engine.evidence import shares

COUNTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=12)


@given(COUNTS, st.integers(0, 1000))
def test_shares_sum_to_the_whole_and_stay_within_one_of_the_exact_value(counts: list[int], whole: int) -> None:
    found = shares(counts, whole)
    total = sum(counts)
    assert sum(found) == (whole if total else 0)
    assert all(abs(part - Fraction(count * whole, total or 1)) < 1 for part, count in zip(found, counts, strict=True))


@given(COUNTS)
def test_a_larger_count_never_has_a_smaller_share_and_of_equals_the_earlier_has_more(counts: list[int]) -> None:
    found = shares(counts)
    for one in range(len(counts)):
        for later in range(one + 1, len(counts)):
            if counts[one] >= counts[later]:
                assert found[one] >= found[later]
            else:
                assert found[one] <= found[later]


@given(COUNTS, st.integers(1, 50))
def test_only_the_proportions_count(counts: list[int], factor: int) -> None:
    assert shares([count * factor for count in counts]) == shares(counts)


def test_ties_go_to_the_class_earlier_in_the_order_and_f1_is_8_6_86() -> None:
    assert shares([1, 1, 1]) == (34, 33, 33)
    assert shares([358, 242, 3741]) == (8, 6, 86)
    assert shares([0, 0]) == (0, 0) and shares([]) == ()


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        shares([3, -1])
