"""Trades, techniques, measurements, months, key problems: who can help and who needs help (S16-S20)."""
