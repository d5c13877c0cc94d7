"""Figures that can be checked: shares that sum to the whole."""

from huzhu.engine.evidence.largest_remainder import shares

__all__ = ["shares"]
