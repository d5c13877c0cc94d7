"""Wishes, rounds, introductions and sealed answers (S21-S27): it introduces, it never assigns."""
