"""Percentages that sum to 100: the largest-remainder method (Hamilton 1792)."""

from __future__ import annotations

from collections.abc import Sequence


def shares(counts: Sequence[int], whole: int = 100) -> tuple[int, ...]:
    """Split `whole` in proportion to `counts`, in whole numbers that sum to it; all nought where nothing was counted.

    counts: each >= 0, in the published order of the classes. Everyone gets the quotient rounded down, and what is left
    goes one by one to the largest remainders. TIE RULE: of equal remainders the class earlier in the order (Q28).
    Integers throughout, so that the answer is the same everywhere. O(k log k).
    """
    total = sum(counts)
    if min(counts, default=0) < 0 or whole < 0:
        raise ValueError("counts cannot be negative")
    if total == 0:
        return (0,) * len(counts)
    parts = [count * whole // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda place: (-(counts[place] * whole % total), place))
    for place in by_remainder[: whole - sum(parts)]:
        parts[place] += 1
    return tuple(parts)
