"""An introduction as its two people see it, and as the contracts room takes it over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from huzhu.base.access import NotFound, Scope
from huzhu.base.db import compiled
from huzhu.base.people.queries import PersonLine, people
from huzhu.rooms.introductions import sealing
from huzhu.rooms.introductions.access import introduction_for, introductions_of
from huzhu.rooms.introductions.models import Answer, Introduction, Wish
from huzhu.rooms.introductions.queries.arrays import paths_of
from huzhu.rooms.introductions.queries.reasons import reason, remarks
from huzhu.rooms.skills import queries as skills


@dataclass(frozen=True)
class Shown:
    """One introduction to one of its two people. `state`: sent, concluded, not concluded; `answer`: the own word.

    `load`, `limit`: the teacher's as they stood when the wave opened, never live. Past its deadline it shows as
    'not concluded' at once, whether the sweeper has come by or not.
    """

    uid: str
    id: int
    state: str
    mode: str
    technique: str
    teaches: bool
    other: PersonLine
    reason: str
    remarks: list[str]
    load: int
    limit: int
    deadline: datetime | None
    answer: str
    concluded_at: datetime | None

    @property
    def open(self) -> bool:
        return self.state == Introduction.State.SENT


@dataclass(frozen=True)
class Concluded:
    """What the contracts room makes a draft from (Q19)."""

    introduction_id: int
    uid: str
    teacher_id: int
    learner_id: int
    technique_id: int
    mode: str
    concluded_at: datetime
    request_id: int | None
    offer_id: int | None
    gain: int
    key_problem_id: int | None


def hidden_from(person_id: int, subjects: set[str]) -> set[str]:
    """Public ids of those introductions that are shown to neither (Q14); one statement."""
    rows: Any = _answers_about(person_id, subjects)
    return {row.subject for row in rows if _word(row) == sealing.HIDDEN}


@compiled
def _answers_about(person_id: int, subjects: Collection[str]) -> QuerySet[Answer]:
    return _answers.build(person_id).filter(introduction__uid__in=subjects).annotate(subject=F("introduction__uid"))


@compiled
def _answers(person_id: int) -> QuerySet[Answer]:
    return Answer.objects.filter(person_id=person_id).annotate(wrapped=F(sealing.KEY))


def my_introductions(scope: Scope, now: datetime) -> list[Shown]:
    """Introductions of this person, open ones first by deadline, then the newest."""
    words = {row.introduction_id: _word(row) for row in _answers(scope.person_id or 0)}
    rows = [row for row in _sent(scope.person_id or 0) if words.get(row.id) not in (None, sealing.HIDDEN)]
    shown = _shown(rows, scope.person_id or 0, words, scope, now)
    return sorted(
        shown, key=lambda line: (not line.open, line.deadline.timestamp() if line.open and line.deadline else -line.id)
    )


@compiled
def _sent(person_id: int) -> QuerySet[Introduction]:
    return introductions_of(person_id).order_by("-id")


def introduction(scope: Scope, uid: str, now: datetime) -> Shown:
    """One introduction of this person; NotFound for everybody else."""
    row, answers = introduction_for(uid, by=scope)
    own = answers[scope.person_id or 0]
    return _shown([row], own.person_id, {row.id: _word(own)}, scope, now)[0]


def concluded(introduction_id: int) -> Concluded:
    """The concluded introduction with this id; NotFound where it is none."""
    rows = Introduction.objects.filter(id=introduction_id, state=Introduction.State.CONCLUDED)
    row = rows.select_related("request").first()
    if row is None or row.concluded_at is None:
        raise NotFound
    return Concluded(
        row.id, row.uid, row.teacher_id, row.learner_id, row.technique_id, row.mode, row.concluded_at, row.request_id,
        row.offer_id, row.gain, row.request.key_problem_id if row.request else None,
    )  # fmt: skip


def _shown(rows: list[Introduction], person_id: int, words: dict[int, str], scope: Scope, now: datetime) -> list[Shown]:
    others = people({row.learner_id if row.teacher_id == person_id else row.teacher_id for row in rows})
    path = paths_of([person_id], scope.day).get(person_id, "")
    scale = skills.scale_of(path)
    exchanged = {row.facts["exchange"] for row in rows if row.facts.get("exchange")}
    offered = dict(_technique_of({row.offer_id for row in rows if row.offer_id}))
    asked = {row.technique_id for row in rows}
    names = skills.techniques(asked | exchanged | set(offered.values()), scope.group_path)
    lines = []
    for row in rows:
        teaches = row.teacher_id == person_id
        technique = names[(teaches and offered.get(row.offer_id or 0)) or row.technique_id].name
        back = row.facts.get("exchange")
        lines.append(
            Shown(
                uid=row.uid,
                id=row.id,
                state=_state(row, now),
                mode=row.mode,
                technique=technique,
                teaches=teaches,
                other=others[row.learner_id if teaches else row.teacher_id],
                reason=reason(
                    row.facts,
                    technique=technique,
                    teaches=teaches,
                    scale=scale,
                    exchange=names[back].name if back else "",
                ),
                remarks=remarks(row.facts),
                load=row.teacher_load,
                limit=row.teacher_limit,
                deadline=row.deadline,
                answer=words[row.id],
                concluded_at=row.concluded_at,
            )
        )
    return lines


@compiled
def _technique_of(wish_ids: Collection[int]) -> QuerySet[Any, tuple[int, int]]:
    return Wish.objects.filter(id__in=wish_ids).values_list("id", "technique_id")


def _state(row: Introduction, now: datetime) -> str:
    """Past its deadline an open one shows as not concluded at once, whether the sweeper has come by or not."""
    over = row.state == Introduction.State.SENT and row.deadline is not None and now >= row.deadline
    return Introduction.State.NOT_CONCLUDED.value if over else row.state


def _word(row: Answer) -> str:
    return sealing.read(row, row.person_id, "word", row.wrapped)  # type: ignore[attr-defined]
