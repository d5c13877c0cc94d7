"""Figures that can be checked: shares that sum to the whole, progress that stands still."""

from huzhu.engine.evidence.largest_remainder import shares
from huzhu.engine.evidence.progress import gain, stands_still

__all__ = ["gain", "shares", "stands_still"]
