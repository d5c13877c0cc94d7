"""Marks a view that needs no sign-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

V = TypeVar("V", bound=Callable[..., Any])


def public(view: V) -> V:
    """The one way past the sign-in: `web.middleware` reads the mark."""
    view.public = True  # type: ignore[attr-defined]
    return view
