"""Deeds of the calendar."""
