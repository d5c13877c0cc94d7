"""A matter's story: what each room can tell of it, day by day, for those who may see it.

A room registers a teller for a kind of matter in its `story.py`; the matter's page puts them in one order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from huzhu.base.access import Scope


@dataclass(frozen=True)
class Mark:
    """One thing on a day. `shape` on the timeline: session, check, booked, version, measured, other; `url` its record."""

    day: date
    shape: str
    words: str
    url: str = ""


Teller = Callable[[int, Scope], Iterable[Mark]]
_tellers: dict[str, list[Teller]] = {}


def tells(kind: str) -> Callable[[Teller], Teller]:
    """Register a room's function (matter id, scope) -> marks of matters of this kind; the door is the page's."""

    def register(teller: Teller) -> Teller:
        own = _tellers.setdefault(kind, [])
        if teller not in own:
            own.append(teller)
        return teller

    return register


def story_of(kind: str, matter_id: int, scope: Scope) -> list[Mark]:
    """All that is told, newest first; of one day, what was told last."""
    marks = [mark for teller in _tellers.get(kind, ()) for mark in teller(matter_id, scope)]
    return sorted(marks, key=lambda mark: mark.day)[::-1]
