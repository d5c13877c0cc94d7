"""The demo lives through its months: a clock that stands where it is put, and ids drawn from the demo's own numbers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from random import Random
from typing import Any

from django.utils import timezone

from huzhu.base.db import fields
from huzhu.base.notices import channels
from huzhu.rooms.introductions.actions import sending


@contextmanager
def at(then: datetime) -> Iterator[datetime]:
    """`timezone.now()` is `then`: reactions and sweepers do what they did at that time. For the seeding process alone."""
    with _instead(timezone, "now", lambda: then):
        yield then


@contextmanager
def drawn_by(draw: Random) -> Iterator[None]:
    """Public ids and the seeds of rounds come from `draw`, so that one seed number makes one factory.

    Keys, nonces and tokens stay random: none of them passes through these two modules.
    """
    with _instead(fields, "secrets", _Drawn(draw)), _instead(sending, "secrets", _Drawn(draw)):
        yield


@contextmanager
def untold() -> Iterator[None]:
    """Notices of long ago stand in the app alone: no e-mail, no messenger."""
    with _instead(channels, "deliver", lambda notice_id: None):
        yield


class _Drawn:
    """The part of `secrets` that public ids and the seeds of rounds use."""

    def __init__(self, draw: Random) -> None:
        self.randbits = draw.getrandbits
        self._draw = draw

    def token_hex(self, count: int) -> str:
        return self._draw.randbytes(count).hex()


@contextmanager
def _instead(module: Any, name: str, value: Any) -> Iterator[None]:
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)
