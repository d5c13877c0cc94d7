"""What rooms above know of a person and a technique: open wishes, shown on the own card and in the heat map."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["request", "offer"]


@dataclass(frozen=True)
class WishMark:
    """An open wish: one short sentence for its owner ('open until 1 Feb'), and where to change it."""

    words: str
    url: str


Marks = dict[tuple[int, int, str], WishMark]
"""{(person, technique, 'request' | 'offer'): mark}"""

Source = Callable[[Collection[int], date], Marks]
_sources: list[Source] = []


def wish_marks(source: Source) -> Source:
    """Register a room's function (person ids, day) -> open wishes of these people; constant statements."""
    if source not in _sources:
        _sources.append(source)
    return source


def marks_of(person_ids: Collection[int], day: date) -> Marks:
    found: Marks = {}
    for source in _sources:
        found |= source(person_ids, day)
    return found
