"""What doesn't suit somebody, sealed under his key (S138): always the same length, however much was said."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from huzhu.base.calendar.hours import Span
from huzhu.base.calendar.models import OwnTimes
from huzhu.base.people.models import PersonKey
from huzhu.base.people.seal import seal, unseal

PIECE, PIECES = 23, 16
"""Characters of a sealed value (four bytes each at most), and values of one column."""
WEEK = 7 * 24 * 60
QUARTER = 15
A_FEW = 500
"""So many persons are asked for by their numbers; of more, everybody's rows are looked through."""


@dataclass(frozen=True)
class Unsuited:
    """times: (weekday from Monday = 0, minutes from, to; an end before the beginning is on the next day)."""

    times: tuple[tuple[int, int, int], ...] = ()
    places: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()

    def time(self, zone: ZoneInfo, a: int, b: int) -> bool:
        """Does [a, b), minutes since 1970, touch one of the times by this clock?"""
        if not self.times:
            return False
        here = datetime.fromtimestamp(a * 60, UTC).astimezone(zone)
        start = here.weekday() * 24 * 60 + here.hour * 60 + here.minute
        for weekday, low, high in self.times:
            begins = weekday * 24 * 60 + low
            length = (high - low) % (24 * 60) or 24 * 60
            if (start - begins) % WEEK < length or (begins - start) % WEEK < b - a:
                return True
        return False

    def without(self, work: Sequence[Span], zone: ZoneInfo) -> list[Span]:
        """Spans of work without the times, counted by quarters of an hour of this clock."""
        found: list[Span] = []
        for start, end in work:
            for a in range(start, end, QUARTER):
                b = min(a + QUARTER, end)
                if not self.time(zone, a, b):
                    if found and found[-1][1] == a:
                        found[-1] = (found[-1][0], b)
                    else:
                        found.append((a, b))
        return found

    def place_or_form(self, place: str, form: str) -> bool:
        """Is it a place or a form of learning that doesn't suit?"""
        return bool(form and form in self.forms) or any(
            word and place and word.casefold() in place.casefold() for word in self.places
        )


def write(row: OwnTimes, said: Unsuited) -> bytes:
    """Cipher text for the words of `row`; raises ValueError where they don't fit."""
    text = json.dumps([said.times, said.places, said.forms], ensure_ascii=False, separators=(",", ":"))
    if len(text) > PIECE * PIECES:
        raise ValueError("more than fits")
    wrapped = PersonKey.objects.values_list("wrapped", flat=True).get(person_id=row.person_id)
    return b"".join(
        seal(row.person_id, text[n * PIECE : (n + 1) * PIECE], wrapped=wrapped, **_place(row, n)) for n in range(PIECES)
    )


def unsuited_of(person_ids: Collection[int]) -> dict[int, Unsuited]:
    """What each of these said; who said nothing is missing. One statement, whoever said anything."""
    wanted = set(person_ids)
    rows = OwnTimes.objects.select_related("person__key")
    if len(wanted) <= A_FEW:
        rows = rows.filter(person_id__in=sorted(wanted))
    return {
        row.person_id: _read(row, row.person.key.wrapped)
        for row in rows
        if row.person_id in wanted and hasattr(row.person, "key")
    }


def _read(row: OwnTimes, wrapped: Any) -> Unsuited:
    data = bytes(row.words)
    size = len(data) // PIECES
    pieces = (data[n * size : (n + 1) * size] for n in range(PIECES))
    text = "".join(unseal(row.person_id, piece, wrapped=wrapped, **_place(row, n)) for n, piece in enumerate(pieces))
    times, places, forms = json.loads(text)
    return Unsuited(tuple((a, b, c) for a, b, c in times), tuple(places), tuple(forms))


def _place(row: OwnTimes, piece: int) -> dict[str, str]:
    return {"table": row._meta.db_table, "row": row.uid, "column": f"words-{piece}"}
