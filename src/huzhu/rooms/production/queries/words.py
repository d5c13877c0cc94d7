"""Addresses of rooms above, which may be absent."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def taken_at(name: str, *ids: str) -> str:
    """The address called `name`; '' where there is none."""
    try:
        return reverse(name, args=ids) if name else ""
    except NoReverseMatch:
        return ""
