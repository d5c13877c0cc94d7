"""Marks of views: those that need no sign-in, and those that are one step of several."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

V = TypeVar("V", bound=Callable[..., Any])


def public(view: V) -> V:
    """The one way past the sign-in: `web.middleware` reads the mark."""
    view.public = True  # type: ignore[attr-defined]
    return view


def goes_on(view: V) -> V:
    """Marks a step of something longer, after which a shared tablet does not sign off yet."""
    view.goes_on = True  # type: ignore[attr-defined]
    return view
