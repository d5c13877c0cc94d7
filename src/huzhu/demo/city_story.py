"""Who does what beside the mill: pairs of each kind, and what their people could do before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from huzhu.demo.house import House
from huzhu.demo.measured import Given

KINDS = ("tutor", "apprenticeship", "sisters", "brothers")
PEERS = ("sisters", "brothers")
TEACHES, LEARNS = 2, 3
"""Places of a pair in its group."""
AGES = ((40, 20), (26, 9), (16, 30), (33, -4))
"""Days ago that a pair signed, and days from today to its end."""
CONTENTS = {"临澜市第三医院": "business", "澜光印刷厂": "management", "青石机械厂": "research"}
"""What the first pair of a factory is about, where not about operations."""
HELPS = {
    ("青石机械厂", "车工二组", 5): "机床保养",
    ("青石机械厂", "车工三组", 6): "机床保养",
    ("澜光印刷厂", "胶印一组", 7): "看样",
}
ASKS = {
    ("锦澜服装厂", "缝制二组", 6): "缝纫机保养",
    ("锦澜服装厂", "缝制三组", 7): "缝纫机保养",
    ("锦澜服装厂", "缝制四组", 8): "缝纫机保养",
}
"""Wishes that reach through the city: (factory, group, place)."""


@dataclass(frozen=True)
class PairPlan:
    """A pair of a group: who teaches whom what, where peers what the other way round."""

    kind: str
    teacher: int
    learner: int
    technique: str
    back: str
    age: int
    ends: int
    content: str


def pairs_of(house: House) -> Iterator[PairPlan]:
    """One pair in each of the first four measured groups of a factory, each of another kind."""
    measured = [group for group in house.working.values() if group.words.measured]
    for number, (kind, (age, ends), group) in enumerate(zip(KINDS, AGES, measured, strict=False)):
        one, other, *_ = (technique.name for technique in group.words.trade.techniques)
        yield PairPlan(
            kind, group.people[TEACHES], group.people[LEARNS], one, other if kind in PEERS else "", age, ends,
            CONTENTS.get(house.words.name, "operations") if number == 0 else "operations",
        )  # fmt: skip


def given(house: House) -> Given:
    """First and last scores that the pairs and the wishes through the city need."""
    told: Given = {}
    for plan in pairs_of(house):
        for technique, teacher, learner in (
            (plan.technique, plan.teacher, plan.learner),
            (plan.back, plan.learner, plan.teacher),
        ):
            if technique:
                told[teacher, house.techniques[technique]] = (780, 860)
                told[learner, house.techniques[technique]] = (300, 400)
    for wishes, ends in ((HELPS, (790, 880)), (ASKS, (250, 380))):
        for (factory, group, place), technique in wishes.items():
            if factory == house.words.name:
                told[house.groups[group].people[place], house.techniques[technique]] = ends
    return told
