"""A signed pair and their sessions, for every test that needs some."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from huzhu.base.people.models import Person
from huzhu.rooms.practice.actions.logging import Said, confirm, log_session
from huzhu.rooms.practice.models import Session
from tests.cast import NOW, local_day
from tests.contracts.pair import Pair, make_pair


def signed_pair(**options: Any) -> Pair:
    """Two of one group whose contract both signed on the cast's day; 甲 teaches 乙 piecing."""
    return make_pair(**options).signed()


def log(pair: Pair, person: Person, *, at: datetime = NOW, received: datetime | None = None, **said: Any) -> str:
    """Somebody logs 30 minutes of practice, 20 of them run by the learner, at `at`; returns the session's public id."""
    words = Said(**({"minutes": 30, "learner_minutes": 20} | said))
    now = received or at
    return log_session(pair.uid, words, done_at=at, by=pair.scope(person, day=local_day(now)), now=now)


def confirmed_by(pair: Pair, person: Person, uid: str, *, at: datetime = NOW) -> str:
    return confirm(uid, done_at=at, by=pair.scope(person, day=local_day(at)), now=at)


def held(pair: Pair, *, at: datetime = NOW, **said: Any) -> Session:
    """A session that 乙 logged and 甲 confirmed an hour later."""
    uid = log(pair, pair.second, at=at, **said)
    confirmed_by(pair, pair.first, uid, at=at + timedelta(hours=1))
    return Session.objects.get(uid=uid)
