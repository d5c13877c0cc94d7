"""The sealed columns of this room, read and written (Q34): two questions answered, obstacles and their talks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import F

from huzhu.base.people.models import PersonKey
from huzhu.base.people.seal import seal, unseal
from huzhu.rooms.checks.kinds import OBSTACLES
from huzhu.rooms.checks.models import PartnerWord

KEY = F("person__key__wrapped")
"""Brings the person's wrapped key along in the statement of the row itself; rows are annotated with it as `wrapped`."""
TABLE = PartnerWord._meta.db_table


@dataclass(frozen=True)
class Answers:
    """What one of the two said of a half month; nothing said is ''."""

    half: date | None = None
    going: str = ""
    missing: str = ""

    @property
    def wants_help(self) -> bool:
        return self.going == "no" or self.missing not in ("", "nothing")


@dataclass(frozen=True)
class Obstacle:
    """What stands in somebody's way, with one leader: the last code, the day of the talk, how often each code was filed."""

    code: str = ""
    day: date | None = None
    leader: int = 0
    open: bool = False
    counts: tuple[int, ...] = (0,) * len(OBSTACLES)

    @property
    def times(self) -> int:
        """How often the last code was filed."""
        return self.counts[list(OBSTACLES).index(self.code)] if self.code else 0

    def again(self, code: str, day: date, leader: int) -> Obstacle:
        """Filed once more; with another leader the count begins anew, for what was said with one is not the other's."""
        held = self.counts if leader == self.leader else (0,) * len(OBSTACLES)
        place = list(OBSTACLES).index(code)
        counts = tuple(min(99, n + (at == place)) for at, n in enumerate(held))
        return Obstacle(code, day, leader, True, counts)

    def over(self) -> Obstacle:
        return replace(self, open=False)

    @property
    def text(self) -> str:
        day = self.day.isoformat() if self.day else ""
        return f"{self.code}|{day}|{self.leader}|{int(self.open)}|{'.'.join(map(str, self.counts))}"


def said_in(half: date, going: str, missing: str) -> str:
    return f"{half.isoformat()}|{going}|{missing}"


def answers_in(row: PartnerWord, half: date) -> Answers:
    """What was said of this half month; what was said of an earlier one is over."""
    parts = _read(row, "words").split("|")
    if len(parts) != 3 or parts[0] != half.isoformat():
        return Answers()
    return Answers(half, parts[1], parts[2])


def obstacle_in(row: PartnerWord, column: str) -> Obstacle:
    parts = _read(row, column).split("|")
    if len(parts) != 5:
        return Obstacle()
    code, day, leader, is_open, counts = parts
    return Obstacle(
        code, date.fromisoformat(day), int(leader), is_open == "1", tuple(int(n) for n in counts.split("."))
    )


def write(row: PartnerWord, column: str, text: str) -> None:
    """Rewrite one column of a row in place."""
    PartnerWord.objects.filter(pk=row.pk).update(
        **{column: seal_of(row.person_id, row.uid, column, text, row.wrapped)}  # type: ignore[attr-defined]
    )


def seal_of(person_id: int, uid: str, column: str, text: str, wrapped: Any) -> bytes:
    """Cipher text for a column of the row with public id `uid`; nothing where the person's key is destroyed (Q36)."""
    return seal(person_id, text, table=TABLE, row=uid, column=column, wrapped=wrapped) if wrapped else b""


def keys_of(person_ids: Collection[int]) -> dict[int, Any]:
    """Wrapped keys of persons, in one statement."""
    return dict(PersonKey.objects.filter(person_id__in=sorted(person_ids)).values_list("person_id", "wrapped"))


def _read(row: PartnerWord, column: str) -> str:
    wrapped = row.wrapped  # type: ignore[attr-defined]
    if wrapped is None:
        return ""
    return unseal(row.person_id, getattr(row, column), table=TABLE, row=row.uid, column=column, wrapped=wrapped)
