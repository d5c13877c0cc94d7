"""'Waiting for me': each room registers what it would have somebody do, and what went well."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from huzhu.base.access import Scope

MOST_WENT_WELL = 3


@dataclass(frozen=True)
class Tap:
    """A deed done from its line, without opening a page: a POST to `url` that answers with a redirect.

    `choices`: one or two of (verb on the button, its field, its value); `fields`: what else is posted. `queue`: how it
    is called on the phone's list where it waits for a network; '' = it needs one.
    """

    url: str
    choices: tuple[tuple[str, str, str], ...]
    fields: tuple[tuple[str, str], ...] = ()
    queue: str = ""


@dataclass(frozen=True)
class Waiting:
    """One line of 'today': what, underneath why or when, and one button with a verb, or a deed of one tap.

    `due` orders; None = last. `somebody`: another person waits for this one's word. With a `deed` its choices stand in
    place of the button, and what the line says leads to `url`.
    """

    title: str
    detail: str
    url: str
    verb: str
    due: datetime | None = None
    overdue: bool = False
    somebody: bool = False
    deed: Tap | None = None


@dataclass(frozen=True)
class WentWell:
    """A fact of the last days, never praise: 'Piecing: 82 → 71 s', 'target 70 s, 12 days left'."""

    title: str
    detail: str
    url: str
    at: datetime


Source = Callable[[Scope, datetime], Iterable[Waiting]]
Facts = Callable[[Scope, datetime], Iterable[WentWell]]
F = TypeVar("F", bound=Facts)
_sources: list[Source] = []
_facts: list[Facts] = []


def waiting(source: Source) -> Source:
    """Register a room's function (scope, now) -> what waits for this person."""
    if source not in _sources:
        _sources.append(source)
    return source


def went_well(source: F) -> F:
    """Register a room's function (scope, now) -> at most `MOST_WENT_WELL` facts of this person's last days, one
    statement or two."""
    if source not in _facts:
        _facts.append(source)
    return source


def waiting_for(scope: Scope, now: datetime) -> list[Waiting]:
    """Everything that waits for this person, overdue first, then by date."""
    lines = [line for source in _sources for line in source(scope, now)]
    return sorted(lines, key=lambda line: (not line.overdue, line.due is None, line.due or now, line.title))


def went_well_for(scope: Scope, now: datetime) -> list[WentWell]:
    """The newest facts, `MOST_WENT_WELL` at most."""
    facts = [fact for source in _facts for fact in source(scope, now)]
    return sorted(facts, key=lambda fact: (fact.at, fact.title), reverse=True)[:MOST_WENT_WELL]
