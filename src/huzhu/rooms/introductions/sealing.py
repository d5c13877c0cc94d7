"""The sealed columns of this room, read and written (Q34): wishes' names, private words, answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from huzhu.base.people.models import PersonKey
from huzhu.base.people.seal import seal, unseal

SILENT, YES, NO, HIDDEN = "silent", "yes", "no", "hidden"
"""Words of an answer; `HIDDEN` stands from sending on where the introduction is shown to neither (Q14)."""

READY, NOT_NOW, TALK = "yes", "not-now", "talk"
"""Readiness (Q7)."""

MOST_FLAGS = 8

KEY = "person__key__wrapped"
"""Join that brings a person's wrapped key along in the statement of the row itself."""


@dataclass(frozen=True)
class Words:
    """One person's private words in clear; who said nothing is ready."""

    readiness: str = READY
    talk_with: int | None = None
    not_with: frozenset[int] = frozenset()

    @property
    def ready(self) -> bool:
        return self.readiness == READY


class Sealing(Protocol):
    """A row with sealed columns, each tied to the row's public id."""

    uid: str
    _meta: ClassVar[Any]


def write(row: Sealing, person_id: int, column: str, text: str, wrapped: Any = None) -> bytes:
    """Cipher text for `column` of `row`, whose public id it is tied to."""
    return seal(person_id, text, table=row._meta.db_table, row=row.uid, column=column, wrapped=wrapped)


def read(row: Sealing, person_id: int, column: str, wrapped: Any) -> str:
    """The clear text of `column`; '' where nothing was sealed or the key is destroyed (Q36)."""
    if wrapped is None:
        return ""
    return unseal(
        person_id,
        getattr(row, column),
        table=row._meta.db_table,
        row=row.uid,
        column=column,
        wrapped=wrapped,
    )


def keys_of(person_ids: set[int]) -> dict[int, Any]:
    """Wrapped keys of persons, in one statement."""
    return dict(PersonKey.objects.filter(person_id__in=sorted(person_ids)).values_list("person_id", "wrapped"))


def ids_in(text: str) -> frozenset[int]:
    return frozenset(int(part) for part in text.split(",") if part)
