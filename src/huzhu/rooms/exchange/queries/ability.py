"""Who can help with a technique: by the last closed month's score (Q4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from huzhu.rooms.skills.clauses import CAN_HELP
from huzhu.rooms.skills.queries import current_scores


def able(person_ids: Collection[int], technique_id: int, day: date) -> set[int]:
    """Those of them who can help with it; three statements."""
    held = current_scores(person_ids, day, technique_ids=[technique_id])
    return {person for (person, _technique), at in held.items() if at.score >= CAN_HELP.default}


def able_in(person_id: int, technique_ids: Collection[int], day: date) -> set[int]:
    """Those of the techniques with which somebody can help; three statements."""
    held = current_scores([person_id], day, technique_ids=technique_ids)
    return {technique for (_person, technique), at in held.items() if at.score >= CAN_HELP.default}
