"""Somebody's way through the factory: groups, posts and roles with their dates, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huzhu.base.access import Role
from huzhu.base.people.models import Mandate, Membership, Posting
from huzhu.base.units.periods import OPEN_END
from huzhu.base.units.queries import said


@dataclass(frozen=True)
class Stay:
    """What somebody was from `starts` up to and without `ends`; None: still."""

    what: str
    starts: date
    ends: date | None
    where: str = ""


@dataclass(frozen=True)
class History:
    groups: list[Stay]
    posts: list[Stay]
    roles: list[Stay]


def history_of(person_id: int) -> History:
    """Three statements."""
    homes = Membership.objects.filter(person_id=person_id).select_related("unit").order_by("starts")
    posts = Posting.objects.filter(person_id=person_id).select_related("post").order_by("starts")
    roles = Mandate.objects.filter(person_id=person_id).select_related("unit").order_by("starts", "id")
    return History(
        [Stay(said(row.unit.name, row.unit.name_en), row.starts, _end(row.ends)) for row in homes],
        [Stay(said(row.post.name, row.post.name_en), row.starts, _end(row.ends)) for row in posts],
        [
            Stay(Role(row.role).label, row.starts, _end(row.ends), said(row.unit.name, row.unit.name_en))
            for row in roles
        ],
    )


def _end(day: date) -> date | None:
    return day if day < OPEN_END else None
