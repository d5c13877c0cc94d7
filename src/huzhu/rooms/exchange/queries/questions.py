"""Questions as pages print them (S40)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from huzhu.base.access import Scope
from huzhu.rooms.exchange.access import ANSWER, ASKER, may, questions_seen
from huzhu.rooms.exchange.models import Question
from huzhu.rooms.exchange.moves import ACCEPTED, ANSWERED, OPEN, UNCLEAR, WITHDRAWN
from huzhu.rooms.skills.queries import techniques

MOST = 50


@dataclass(frozen=True)
class QuestionLine:
    """One question; `answerer`, `answer` '' while it is open. `contract_id`: its matter's, None = asked of the group."""

    uid: str
    contract_id: int | None
    technique_id: int
    technique: str
    text: str
    asker: str
    asked: datetime
    state: str
    answerer: str = ""
    answer: str = ""
    mine: bool = False

    @property
    def open(self) -> bool:
        return self.state == OPEN


@dataclass(frozen=True)
class QuestionPage:
    """A question, what it follows, and what this reader may do with it."""

    line: QuestionLine
    before: list[QuestionLine]
    group_uid: str
    may_answer: bool
    may_accept: bool
    may_withdraw: bool


def open_questions(contract_ids: Collection[int], technique_ids: Collection[int], scope: Scope) -> list[QuestionLine]:
    """Open questions of these contracts, or about these techniques, that this person sees, oldest first: what stands on
    the next slot's page. Two statements."""
    about = Q(contract_id__in=contract_ids) | Q(technique_id__in=technique_ids)
    return _lines(questions_seen(scope).filter(about, state=OPEN).order_by("asked", "id")[:MOST], scope)


def of_contract(contract_id: int, scope: Scope) -> list[QuestionLine]:
    """Questions of one contract that this person sees, open ones first, then the newest."""
    rows = questions_seen(scope).filter(contract_id=contract_id).exclude(state__in=(WITHDRAWN, UNCLEAR))
    return sorted(_lines(rows.order_by("-asked", "-id")[:MOST], scope), key=lambda line: not line.open)


def of_group(unit_id: int, scope: Scope) -> tuple[list[QuestionLine], list[QuestionLine]]:
    """(open or not yet accepted, accepted) questions of a group, newest first; the door is the caller's."""
    rows = questions_seen(scope).filter(unit_id=unit_id).order_by("-asked", "-id")
    running = _lines(rows.filter(state__in=(OPEN, ANSWERED))[:MOST], scope)
    return running, _lines(rows.filter(state=ACCEPTED)[:MOST], scope)


def question_page(row: Question, scope: Scope) -> QuestionPage:
    """One question whose door was opened."""
    before: list[int] = []
    at = row
    while at.follows_id and len(before) < MOST:
        at = Question.objects.select_related("follows", "unit").get(pk=at.follows_id)
        before.append(at.pk)
    lines = {line.uid: line for line in _lines(Question.objects.filter(pk__in=[row.pk, *before]), scope)}
    mine, line = may(row, scope, ASKER), lines.pop(row.uid)
    earlier = sorted(lines.values(), key=lambda line: line.asked)
    return QuestionPage(
        line, earlier, row.unit.uid, line.open and not mine and may(row, scope, ANSWER),
        mine and row.state == ANSWERED, mine and line.open,
    )  # fmt: skip


def _lines(rows: QuerySet[Question], scope: Scope) -> list[QuestionLine]:
    found = list(rows.select_related("asker", "answerer"))
    names = techniques({row.technique_id for row in found}, scope.group_path) if found else {}
    return [
        QuestionLine(
            row.uid, row.contract_id, row.technique_id, names[row.technique_id].name, row.text, row.asker.name, row.asked,
            row.state, row.answerer.name if row.answerer else "", row.answer, row.asker_id == scope.person_id,
        )
        for row in found
    ]  # fmt: skip
