"""Mutual-aid contracts between two people (S28-S34): both answer for the result."""
