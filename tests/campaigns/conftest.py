"""Figures are looked at on the cast's day."""

from tests.contracts.conftest import cast_day, english

__all__ = ["cast_day", "english"]
