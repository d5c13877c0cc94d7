"""Matters, and what is promised on them."""
