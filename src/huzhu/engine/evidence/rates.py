"""Rates printed with one decimal, in whole numbers throughout, so that they are the same everywhere."""

from __future__ import annotations


def per_mille(part: int, whole: int) -> int:
    """`part` of `whole` in thousandths, rounded half away from nought; 0 of an empty whole. 6 of 106 = 57."""
    if whole <= 0:
        return 0
    found, sign = (abs(part) * 2000 + whole) // (2 * whole), -1 if part < 0 else 1
    return sign * found


def change(before: int, after: int) -> int | None:
    """Change in thousandths of what was before; None where there was nothing. 740 to 281 = -620."""
    return per_mille(after - before, before) if before > 0 else None
