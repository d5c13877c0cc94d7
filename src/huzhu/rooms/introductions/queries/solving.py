"""One solving: candidates, a rule, its verification, and the proposals with the facts of their reasons (Q10–Q18)."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from django.conf import settings

from huzhu.engine import matching as engine
from huzhu.rooms.introductions.queries.arrays import REACHES, World
from huzhu.rooms.skills import queries as skills


@dataclass(frozen=True)
class Proposal:
    """Two people and a technique; `facts` as in `Introduction.facts`."""

    teacher_id: int
    learner_id: int
    technique_id: int
    gain: int
    facts: dict[str, Any]
    request_id: int | None = None
    offer_id: int | None = None


@dataclass(frozen=True)
class Plan:
    """What a rule gives, certified by two files. `proposals` in the order of requests."""

    rule: str
    proposals: list[Proposal]
    certificate: engine.Files


def round_key(round_uid: str) -> bytes:
    """The secret key of a round's pseudonyms (Q16); made of the installation's own, which lies outside the database."""
    return hmac.new(settings.KEYS.proof, f"pseudonyms of round {round_uid}".encode(), sha256).digest()


def plan(world: World, rule: str, *, seed: str, round_uid: str, met: Collection[tuple[int, int]] = ()) -> Plan:
    """Solve by one rule, verify, certify. Raises ValueError if the answer does not verify, which would be our error."""
    found = world.candidates(seed, met)
    matching = engine.solve(rule, found.edges, world.free)
    verified = engine.prove(found.edges, world.free, matching, gap=engine.MOST_GAP)
    files = engine.certificate_files(
        found.edges, world.free, matching, verified,
        key=round_key(round_uid), ids=world.ids.tolist(), seed=bytes.fromhex(seed),
    )  # fmt: skip
    return Plan(rule, _proposals(world, found, matching), files)


def facts_of(
    teacher: skills.Standing | None,
    learner: skills.Standing | None,
    *,
    near: str,
    key: bool,
    scale: Sequence[skills.Level],
    other_trade: bool = False,
    missing: Sequence[str] = (),
    minutes: int = -1,
) -> dict[str, Any]:
    """The facts that a reason may use (Q18): named levels, nearness, rota, key problem; no score, no name wish.

    minutes: at work together in the next 28 days, -1 where the rota does not say.
    """
    return {
        "teacher_level": skills.level_of(teacher.score, scale).quarters if teacher else None,
        "learner_level": skills.level_of(learner.score, scale).quarters if learner else None,
        "agreed": bool(teacher and teacher.agreed and (learner is None or learner.agreed)),
        "opening": bool((teacher and teacher.opening) or (learner and learner.opening)),
        "month": teacher.month.isoformat() if teacher else None,
        "near": near,
        "rota": "unknown" if minutes < 0 else "known",
        "minutes": max(0, minutes),
        "key": key,
        "other_trade": other_trade,
        "missing": list(missing),
    }


def _minutes_shown(world: World, found: engine.Candidates, matching: engine.Matching) -> list[int]:
    """Minutes together of the matched by their rotas alone, so that nothing said in private shows (S138)."""
    learners = np.array([world.row(world.asks[r].person_id) for r in found.edges.request[matching.edges]], np.int64)
    teachers = found.edges.teacher[matching.edges].astype(np.int64)
    return world.rotas.minutes_or_unknown(teachers, learners, world.rules.minutes).tolist()


def _proposals(world: World, found: engine.Candidates, matching: engine.Matching) -> list[Proposal]:
    edges, scales = found.edges, skills.scales_of(set(world.paths.values()))
    minutes = _minutes_shown(world, found, matching)
    proposals = []
    for e, together in zip(matching.edges.tolist(), minutes, strict=True):
        ask, teacher = world.asks[int(edges.request[e])], int(world.ids[edges.teacher[e]])
        path = world.paths.get(ask.person_id, "")
        scale = scales.get(path, skills.DEFAULT_SCALE)
        offer = world.teaches[int(found.offer[e])]
        facts = facts_of(
            world.standing.get((teacher, offer.technique_id)),
            world.standing.get((ask.person_id, ask.technique_id)),
            near=REACHES[int(found.level[e])],
            key=bool(found.key[e]),
            scale=scale,
            other_trade=bool(found.other_trade[e]),
            minutes=together,
        )
        proposals.append(
            Proposal(teacher, ask.person_id, ask.technique_id, int(edges.gain[e]), facts, ask.id, offer.id)
        )
    back = {(p.teacher_id, p.learner_id): p.technique_id for p in proposals}
    for proposal in proposals:
        if technique := back.get((proposal.learner_id, proposal.teacher_id)):
            proposal.facts["exchange"] = technique
    return proposals
