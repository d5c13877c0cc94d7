"""Wishes that a list names: suggestions until the person taps them (Q7)."""

from __future__ import annotations

import numpy as np

from huzhu.rooms.skills.clauses import CAN_HELP, WANTED
from huzhu.spreadsheets.mapping import Role
from huzhu.spreadsheets.planning import technique_id
from huzhu.spreadsheets.validating import Understood

REQUEST, OFFER = "request", "offer"
KINDS = {Role.LEARN: (REQUEST,), Role.TEACH: (OFFER,), Role.WISH: (REQUEST, OFFER)}


def wished(found: Understood, persons: dict[int, int], techniques: dict[str, int]) -> list[tuple[int, int, str]]:
    """(person id, technique id, kind): named techniques as they are; a bare yes asks where the file shows a gap and
    offers where it shows a strength."""
    if not found.wishes:
        return []
    m = found.measurements
    latest: dict[int, dict[int, int]] = {}
    for at in np.lexsort((m.row, m.day, m.month)).tolist():
        latest.setdefault(int(m.person[at]), {})[int(m.technique[at])] = int(m.score[at])
    rows: dict[tuple[int, int, str], None] = {}
    for wish in found.wishes:
        scores = latest.get(wish.person, {})
        chosen = [wish.technique] if wish.technique >= 0 else list(scores)
        for kind in KINDS[wish.role]:
            for technique in chosen:
                named = wish.technique >= 0 and wish.role != Role.WISH
                fits = named or (_strong if kind == OFFER else _lacking)(scores.get(technique))
                what = technique_id(techniques, found.techniques[technique])
                if fits and wish.person in persons and what:
                    rows[persons[wish.person], what, kind] = None
    return list(rows)


def _strong(score: int | None) -> bool:
    return score is not None and score >= CAN_HELP.default


def _lacking(score: int | None) -> bool:
    return score is not None and score < WANTED.default
