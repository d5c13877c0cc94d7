"""'Waiting for me': each room registers what it would have somebody do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from huzhu.base.access import Scope


@dataclass(frozen=True)
class Waiting:
    """One line of 'today': what, underneath why or when, and one button with a verb. `due` orders; None = last."""

    title: str
    detail: str
    url: str
    verb: str
    due: datetime | None = None
    overdue: bool = False


Source = Callable[[Scope, datetime], Iterable[Waiting]]
_sources: list[Source] = []


def waiting(source: Source) -> Source:
    """Register a room's function (scope, now) -> what waits for this person."""
    if source not in _sources:
        _sources.append(source)
    return source


def waiting_for(scope: Scope, now: datetime) -> list[Waiting]:
    """Everything that waits for this person, overdue first, then by date."""
    lines = [line for source in _sources for line in source(scope, now)]
    return sorted(lines, key=lambda line: (not line.overdue, line.due is None, line.due or now, line.title))
