"""First suggestions at once: who could help whom in a group; ideas for wishes, never pairs (A.9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huzhu.base.people.queries import roster
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.skills.clauses import CAN_HELP
from huzhu.rooms.skills.queries.catalogue import TechniqueLine, wanted_for
from huzhu.rooms.skills.queries.heat import columns_of
from huzhu.rooms.skills.queries.own import AHEAD
from huzhu.rooms.skills.queries.standing import current_scores


@dataclass(frozen=True)
class Suggestion:
    """One technique: names in roll order of those who could help somebody, and of those who could learn from one of them."""

    technique: TechniqueLine
    helpers: list[str]
    learners: list[str]


def first_suggestions(group: UnitLine, day: date) -> list[Suggestion]:
    """By technique in the catalogue's order; a technique where nobody could help anybody is left out. Constant statements."""
    people = roster(group.id, day)
    ids = [person.id for person in people]
    scores, wanted = current_scores(ids, day), wanted_for(ids, day)
    found = []
    for line in columns_of(group, ids, day, {technique for _person, technique in scores}):
        held = {person: at.score for (person, technique), at in scores.items() if technique == line.id}
        able = {person: score for person, score in held.items() if score >= CAN_HELP.default}
        learning = {
            person for person, score in held.items()
            if score < wanted[person, line.id] and any(other != person and mark >= score + AHEAD for other, mark in able.items())
        }  # fmt: skip
        helping = {person for person, score in able.items() if any(score >= held[other] + AHEAD for other in learning)}
        if learning and helping:
            found.append(
                Suggestion(
                    line, [p.name for p in people if p.id in helping], [p.name for p in people if p.id in learning]
                )
            )
    return found
