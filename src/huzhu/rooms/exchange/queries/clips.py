"""Clips as pages print them (S40)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from huzhu.base.access import LEADERS, Scope
from huzhu.base.people.queries import PersonLine, people, roster
from huzhu.rooms.contracts.queries.running import Pair
from huzhu.rooms.exchange.access import clips_seen
from huzhu.rooms.exchange.films import TROUBLES
from huzhu.rooms.exchange.models import Clip
from huzhu.rooms.exchange.moves import ASKING, REFUSED, SHOWN
from huzhu.rooms.skills.queries import techniques

MOST = 60


@dataclass(frozen=True)
class ClipLine:
    """A clip in a list; `waits`: not for others' eyes yet."""

    uid: str
    title: str
    technique: str
    by: str
    length: str
    waits: bool
    lesson: bool


@dataclass(frozen=True)
class ClipPage:
    """A clip for one reader. `asked`: he is filmed; `said` what he agreed to: '', yes, lesson."""

    line: ClipLine
    group_uid: str
    state: str
    keep_until: date
    trouble: str
    marks: list[tuple[str, str, str]]
    plays: bool
    asked: bool
    said: str
    mine: bool
    may_mark: bool
    may_keep: bool


def clips_of_group(unit_id: int, scope: Scope) -> list[ClipLine]:
    """A group's clips, newest first, that this person may see; two statements."""
    return _lines(clips_seen(scope).filter(unit_id=unit_id), scope)


def clips_of_contract(contract_id: int, scope: Scope) -> list[ClipLine]:
    return _lines(clips_seen(scope).filter(contract_id=contract_id), scope)


def clip_page(row: Clip, scope: Scope) -> ClipPage:
    """One clip whose door was opened."""
    me, filmed = scope.person_id, {line.person_id: line for line in row.filmed.all()}
    own, kept = filmed.get(me or 0), row.state in (ASKING, SHOWN)
    said = "" if own is None or own.yes is None else "lesson" if own.lesson else "yes"
    may_keep = (
        row.state == SHOWN
        and row.lesson_by_id is None
        and scope.holds_exactly(*LEADERS, unit_id=row.unit_id)
        and all(line.lesson for line in filmed.values())
    )
    (line,) = _lines(Clip.objects.filter(pk=row.pk), scope)
    return ClipPage(
        line, row.unit.uid, row.state, row.keep_until,
        str(TROUBLES.get(row.trouble, "")) if row.state == REFUSED else "",
        [(f"{mark.at / 1000:.3f}", _clock(mark.at / 1000), mark.words) for mark in row.marks.all()],
        kept, kept and own is not None, said, row.by_id == me, kept and (row.by_id == me or own is not None), may_keep,
    )  # fmt: skip


def nameable(scope: Scope, pair: Pair | None) -> list[PersonLine]:
    """Who may be named as filmed: one's own group, and the two of the contract."""
    lines = {line.id: line for line in roster(scope.group_id or 0, scope.day)}
    return list((lines | people(set(pair.two if pair else ()) - lines.keys())).values())


def _lines(rows: QuerySet[Clip], scope: Scope) -> list[ClipLine]:
    found = list(rows.select_related("by").order_by("-brought", "-id")[:MOST])
    names = techniques({row.technique_id for row in found}, scope.group_path) if found else {}
    return [
        ClipLine(
            row.uid, row.title, names[row.technique_id].name, row.by.name, _clock(row.seconds), row.state != SHOWN,
            row.lesson_by_id is not None,
        )
        for row in found
    ]  # fmt: skip


def _clock(seconds: float) -> str:
    """'0:03'."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
