"""Preparing and sending a wave: the one way in which an introduction reaches two people. Run inside deeds."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from huzhu.base.access import Scope
from huzhu.base.calendar.working import evening_of_working_day
from huzhu.base.charter import rule
from huzhu.base.db import new_uid
from huzhu.base.notices import tell_all
from huzhu.base.units.models import Unit
from huzhu.base.units.queries import at_level, ids_of
from huzhu.rooms.introductions import moves, sealing
from huzhu.rooms.introductions.actions import holds
from huzhu.rooms.introductions.clauses import ANSWER_DAYS
from huzhu.rooms.introductions.models import Answer, Certificate, Introduction, Round, Wave
from huzhu.rooms.introductions.notices import INTRODUCED
from huzhu.rooms.introductions.queries.arrays import paths_of
from huzhu.rooms.introductions.queries.limits import Limit
from huzhu.rooms.introductions.queries.places import shown_places
from huzhu.rooms.introductions.queries.solving import Proposal

if TYPE_CHECKING:
    from huzhu.engine.matching import Files

NO_PLACE = "full"
"""Held back because a place was taken between computing and sending."""
PART = 200
"""Introductions that go out in one transaction; a larger wave goes on in the background (nothing slow in a transaction)."""


def new_seed() -> str:
    """16 random bytes in hex, which break what ties the rules leave and stand in the certificate (Q11)."""
    return secrets.token_hex(16)


def small_round(
    kind: str,
    unit_id: int,
    *,
    by: Scope,
    now: datetime,
    request_id: int | None = None,
    seed: str = "",
    uid: str = "",
    rule: str = "",
) -> Round:
    """A round of one, by hand or found: no gathering, sent at once."""
    return Round.objects.create(
        uid=uid or new_uid(), unit_id=unit_id, kind=kind, state=Round.State.SENT, seed=seed or new_seed(), rule=rule,
        opened_by_id=by.person_id, opened=now, gather_until=now, request_id=request_id,
    )  # fmt: skip


def prepare(
    round_: Round,
    number: int,
    proposals: Iterable[Proposal],
    *,
    certificate: Files | None = None,
    mode: str = "introduced",
) -> Wave:
    """A wave with its introductions, seen by nobody yet."""
    wave = Wave.objects.create(round=round_, number=number)
    if certificate is not None:
        Certificate.objects.create(wave=wave, statement=certificate.statement, edges=certificate.edges)
    Introduction.objects.bulk_create(
        Introduction(
            wave=wave, teacher_id=p.teacher_id, learner_id=p.learner_id, technique_id=p.technique_id, gain=p.gain,
            request_id=p.request_id, offer_id=p.offer_id, facts=p.facts, mode=mode,
        )
        for p in proposals
    )  # fmt: skip
    return wave


def deadline_of(path: str, now: datetime, day_of: Scope) -> datetime:
    """20:00 on the third working day, by the factory's calendar and clock (Q15)."""
    factory = at_level(path, "factory", day_of.day)
    unit_id = factory.id if factory else ids_of(path)[0]
    zone = Unit.objects.values_list("time_zone", flat=True).get(id=unit_id)
    days = rule(ANSWER_DAYS, path=path, day=day_of.day).value
    return evening_of_working_day(now, days, unit_ids=ids_of(path), time_zone=zone)


def open_wave(wave: Wave, *, path: str, by: Scope, now: datetime) -> None:
    """From now on the wave is out: one deadline for all of it (Q15)."""
    wave.opened, wave.deadline = now, deadline_of(path, now, by)
    wave.save(update_fields=["opened", "deadline"])


def send_part(wave: Wave, limits: Mapping[int, Limit], *, by: Scope, hidden: Collection[tuple[int, int]] = ()) -> int:
    """Take holds, make the sealed answer rows, tell both, for the next introductions of an open wave; returns how many
    were sent.

    `limits` by person. Pairs in `hidden` (teacher, learner) leave the very same rows, tasks and notices, and are shown
    to neither (Q14). What finds a place taken meanwhile is held back. Places are shown as they stood at the opening.
    """
    now, deadline = wave.opened, wave.deadline
    if now is None or deadline is None:
        raise ValueError("a wave opens before it is sent")
    rows = next_part(wave)
    shown = shown_places(paths_of(sorted(persons_of(rows)), by.day), by.day, now)
    held = holds.take(rows, dict(limits), now=now, day=by.day)
    sent = [row for row in rows if row.id in held]
    for row in rows:
        if row.id not in held:
            moves.INTRODUCTION.make(row, "hold-back", held_back_because=NO_PLACE)
            continue
        teacher, learner = shown[row.teacher_id], shown[row.learner_id]
        moves.INTRODUCTION.make(
            row,
            "send",
            deadline=deadline,
            teacher_load=teacher.teaching,
            teacher_limit=teacher.most_teaching,
            learner_load=learner.learning,
        )
    _make_answers(sent, set(hidden))
    told = [(person, row.uid) for row in sent for person in (row.teacher_id, row.learner_id)]
    tell_all(told, INTRODUCED, now=now, state="sent", due=deadline)
    return len(sent)


def next_part(wave: Wave) -> list[Introduction]:
    """What goes out next of a wave; empty when everything is out."""
    return list(Introduction.objects.filter(wave=wave, state=Introduction.State.PREPARED).order_by("id")[:PART])


def _make_answers(rows: list[Introduction], hidden: set[tuple[int, int]]) -> None:
    """One row per party, silent until rewritten in place; or the word that shows it to neither."""
    keys = sealing.keys_of(persons_of(rows))
    answers = []
    for row in rows:
        word = sealing.HIDDEN if (row.teacher_id, row.learner_id) in hidden else sealing.SILENT
        for person in (row.teacher_id, row.learner_id):
            answer = Answer(introduction=row, person_id=person)
            answer.word = sealing.write(answer, person, "word", word, keys[person])
            answers.append(answer)
    Answer.objects.bulk_create(answers)


def persons_of(rows: list[Introduction]) -> set[int]:
    return {row.teacher_id for row in rows} | {row.learner_id for row in rows}
