"""A move: the only way in which a stored state changes, as compare-and-set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from huzhu.base.access.errors import Overtaken

CATALOGUE: dict[str, Moves] = {}
"""Every noun's table of moves, for the documentation and the test that compares the two."""


@dataclass(frozen=True)
class Move:
    """From one of `sources` to `target`; `who` may make it, in words for the documentation."""

    sources: tuple[str, ...]
    target: str
    who: str


class Moves:
    """One table per noun, readable as the documentation and drawn from it."""

    def __init__(self, noun: str, table: dict[str, Move]) -> None:
        self.noun = noun
        self.table = table
        CATALOGUE[noun] = self

    def make(self, row: Model, verb: str, **changes: Any) -> None:
        """Move `row` by `verb`, with further column values; raises Overtaken where somebody was a moment earlier."""
        move = self.table[verb]
        rows = type(row)._default_manager.filter(pk=row.pk, state__in=move.sources)
        if rows.update(state=move.target, **changes) != 1:
            raise Overtaken
        for name, value in {"state": move.target, **changes}.items():
            setattr(row, name, value)

    def make_all(self, rows: QuerySet[Any], verb: str, **changes: Any) -> int:
        """Move all of `rows` that may be moved by `verb`, in one statement; returns how many."""
        move = self.table[verb]
        return rows.filter(state__in=move.sources).update(state=move.target, **changes)

    def drawing(self) -> str:
        """The table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2"]
        for verb, move in self.table.items():
            for source in move.sources or ("[*]",):
                lines.append(f"    {source.replace(' ', '_')} --> {move.target.replace(' ', '_')}: {verb} ({move.who})")
        return "\n".join(lines)


def documentation() -> str:
    """docs/moves.md: one diagram for every noun."""
    parts = [
        "# Moves\n\nEvery stored state changes by one of these moves and by nothing else (`Moves.make`, a compare-and-set)."
        " This page is drawn from the tables; after a change: `HUZHU_TEST_RENEW=moves python -m pytest tests/base/test_moves.py`."
    ]
    parts += [f"## {noun}\n\n```mermaid\n{moves.drawing()}\n```" for noun, moves in sorted(CATALOGUE.items())]
    return "\n\n".join(parts) + "\n"
