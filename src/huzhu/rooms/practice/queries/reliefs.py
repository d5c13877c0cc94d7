"""Who may mind a machine meanwhile: mates of one's group, those who hold the role of a relief first (S36)."""

from __future__ import annotations

from dataclasses import dataclass

from huzhu.base.access import LEADERS, Role, Scope
from huzhu.base.people.queries import groups_of, holders_at, roster

ORDER = (Role.RELIEF.value, *(role.value for role in reversed(LEADERS)))
"""The relief, the production leader, the group leader; then everybody else."""


@dataclass(frozen=True)
class Relief:
    """`role`: what he is to the group, in words, '' for any mate."""

    id: int
    uid: str
    name: str
    role: str


def reliefs_for(person_id: int, two: tuple[int, int], scope: Scope) -> list[Relief]:
    """Who may stand in for somebody of one's pair: reliefs, then the two leaders, then the others in roll order. Whether
    they are at work and free shows in the times alone."""
    group = groups_of({person_id}, scope.day).get(person_id)
    if group is None:
        return []
    roles = {row.person_id: row for row in reversed(holders_at(group, scope.day)) if row.code in ORDER}
    found = [
        Relief(line.id, line.uid, line.name, roles[line.id].role if line.id in roles else "")
        for line in roster(group, scope.day)
        if line.id not in two
    ]
    rank = {person: ORDER.index(row.code) for person, row in roles.items()}
    return sorted(found, key=lambda line: rank.get(line.id, len(ORDER)))
