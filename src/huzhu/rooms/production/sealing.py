"""A person's own words, sealed under his key: always the same length, however much was said."""

from __future__ import annotations

from typing import Any

from huzhu.base.people.models import PersonKey
from huzhu.base.people.seal import seal, unseal
from huzhu.rooms.production.models import Finding, OwnView

PIECE, PIECES = 23, 4
"""Characters of a sealed value (four bytes each at most), and values of one column."""

LONGEST = PIECE * PIECES
"""Characters that fit."""


def write(row: Finding | OwnView, text: str) -> bytes:
    """Cipher text of at most `LONGEST` characters for the words of `row`."""
    wrapped = PersonKey.objects.values_list("wrapped", flat=True).get(person_id=row.person_id)
    return b"".join(
        seal(row.person_id, text[n * PIECE : (n + 1) * PIECE], wrapped=wrapped, **_place(row, n)) for n in range(PIECES)
    )


def read(row: Finding | OwnView, wrapped: Any) -> str:
    """The clear text; '' where nothing was said or the key is destroyed (Q36)."""
    data = bytes(row.words or b"")
    if not data or wrapped is None:
        return ""
    size = len(data) // PIECES
    return "".join(
        unseal(row.person_id, data[n * size : (n + 1) * size], wrapped=wrapped, **_place(row, n)) for n in range(PIECES)
    )


def keys_of(person_ids: set[int]) -> dict[int, Any]:
    """Wrapped keys of persons; one statement."""
    return dict(PersonKey.objects.filter(person_id__in=person_ids).values_list("person_id", "wrapped"))


def _place(row: Finding | OwnView, piece: int) -> dict[str, str]:
    return {"table": row._meta.db_table, "row": row.uid, "column": f"words-{piece}"}
