"""'Done in your name': after a reset, deeds of consent of the time before are shown to their owner once more (Q33).

Rooms register what they keep: `consents` lists deeds since a moment, `undo` takes one back ('not me').
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from huzhu.base.access import NotFound, Scope
from huzhu.base.people.models import Account

DAYS = 7
REACH = timedelta(days=30)


@dataclass(frozen=True)
class Consent:
    """One deed of consent: `what` in words, `uid` for undoing it, `url` to look at it."""

    uid: str
    what: str
    at: datetime
    url: str = ""
    kind: str = ""


Source = Callable[[Account, datetime], Iterable[Consent]]
Undo = Callable[..., object]
_kinds: dict[str, tuple[Source, Undo]] = {}


def register(kind: str, consents: Source, undo: Undo) -> None:
    """`consents(account, since)`; `undo(uid, *, by: Scope, now: datetime)` = the deed of 'not me'."""
    _kinds[kind] = (consents, undo)


def done_in_your_name(account: Account, now: datetime) -> list[Consent]:
    """For 7 days after a reset: deeds since the reset before it (at most 30 days back), newest first."""
    if account.reset_at is None or account.reset_before is None or now > account.reset_at + timedelta(days=DAYS):
        return []
    since = max(account.reset_before, account.reset_at - REACH)
    found = [
        Consent(line.uid, line.what, line.at, line.url, kind)
        for kind, (source, _) in _kinds.items()
        for line in source(account, since)
        if line.at <= account.reset_at
    ]
    return sorted(found, key=lambda line: line.at, reverse=True)


def not_me(account: Account, kind: str, uid: str, *, by: Scope, now: datetime) -> None:
    """Take back a deed that is on the list; NotFound for anything else."""
    if not any(line.kind == kind and line.uid == uid for line in done_in_your_name(account, now)):
        raise NotFound
    _kinds[kind][1](uid, by=by, now=now)
