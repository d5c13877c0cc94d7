"""Counts of what the other rooms keep, each with what it covers and what it means (S110)."""
