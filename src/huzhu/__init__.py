"""Huzhu 互助: mutual technical aid for factories."""

__version__ = "0.1.0"
