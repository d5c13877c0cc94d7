"""Progress of a series of measurements: what was gained, and whether it stands still (Q6); pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence


def gain(scores: Sequence[int], over: int) -> int | None:
    """What the last `over` measurements gained: the last less the first of them; None while there are fewer.

    scores: oldest first, 0–1000, more is better. over: at least 2. Raises ValueError for less.
    """
    if over < 2:
        raise ValueError("a gain needs two measurements")
    return scores[-1] - scores[-over] if len(scores) >= over else None


def stands_still(scores: Sequence[int], *, over: int, least: int, target: int | None = None) -> bool:
    """Did the last `over` measurements gain less than `least`, while the target is not reached?

    Whoever has reached the target may stay there: that is no stall. Fewer measurements than `over` say nothing.
    """
    if target is not None and scores and scores[-1] >= target:
        return False
    gained = gain(scores, over)
    return gained is not None and gained < least
