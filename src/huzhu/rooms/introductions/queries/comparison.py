"""The three rules side by side for the organiser: totals and distributions, no person, from five requests on (Q13, Q14)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from huzhu.base.access import Scope
from huzhu.base.charter import Rule, rules
from huzhu.base.units.queries import path_of
from huzhu.engine import matching as engine
from huzhu.rooms.introductions.access import round_for
from huzhu.rooms.introductions.clauses import LEARNING_LOAD, TEACHING_LOAD
from huzhu.rooms.introductions.queries.arrays import World, asked_under, world
from huzhu.rooms.introductions.queries.solving import RULES
from huzhu.rooms.introductions.queries.words import SMALLEST, WHY

GAIN_STEP = 100
"""Width of a bar of the histogram of gains: ten points."""


@dataclass(frozen=True)
class Column:
    """One rule: `gain` in tenths of a point; `loads`: (learners of a teacher, teachers), `gains`: (from, introductions).

    `blocking`: edges both of whose people would rather have each other; `rather`: the distinct pairs of people in them.
    `verified`: recomputed from scratch without a fault. `servable`: the most that any rule could serve.
    """

    rule: str
    requests: int
    served: int
    servable: int
    gain: int
    blocking: int
    rather: int
    mutual: int
    loads: list[tuple[int, int]]
    gains: list[tuple[int, int]]
    verified: bool

    @property
    def unserved(self) -> int:
        return self.requests - self.served


@dataclass(frozen=True)
class Comparison:
    """`columns` is empty below five requests. `why`: (reason, requests that find nobody, next step)."""

    requests: int
    offers: int
    teaching: int
    learning: int
    teaching_rule: Rule
    learning_rule: Rule
    columns: list[Column] = field(default_factory=list)
    why: list[tuple[str, int]] = field(default_factory=list)

    @property
    def too_few(self) -> bool:
        return self.requests < SMALLEST


def comparison(
    scope: Scope, round_uid: str, now: datetime, *, teaching: int | None = None, learning: int | None = None
) -> Comparison:
    """Solve the round by all three rules under these limits (default: the charter's); nothing is stored.

    NotFound for anybody but the round's organiser. Limits outside the charter's are clamped to it.
    """
    round_ = round_for(round_uid, by=scope)
    path = path_of(round_.unit_id, scope.day)
    found = rules(TEACHING_LOAD, LEARNING_LOAD, path=path, day=scope.day)
    most_teaching, most_learning = found[TEACHING_LOAD], found[LEARNING_LOAD]
    limits = _clamped(teaching, most_teaching), _clamped(learning, most_learning)
    gathered = world(asked_under(path, scope.day), path=path, day=scope.day, teaching=limits[0], learning=limits[1])
    page = Comparison(len(gathered.asks), len(gathered.teaches), *limits, most_teaching, most_learning)
    if page.too_few:
        return page
    candidates = gathered.candidates(round_.seed)
    best = engine.verify(candidates.edges, gathered.free, engine.greatest_gain(candidates.edges, gathered.free))
    page.columns.extend(_column(rule, gathered, candidates, best.prices) for rule in RULES)
    reasons = Counter(int(why) for why in candidates.why)
    page.why.extend((str(WHY[why]), reasons[why]) for why in sorted(reasons) if why != engine.Why.HAS_EDGES)
    return page


def _column(rule: str, gathered: World, candidates: engine.Candidates, prices: engine.Prices) -> Column:
    edges, loads = candidates.edges, gathered.free
    matching = RULES[rule](edges, loads)
    verified = engine.verify(edges, loads, matching, prices=prices)
    held = matching.edges
    blocking = engine.blocking_pairs(edges, loads, held)
    per_teacher = Counter(Counter(edges.teacher[held].tolist()).values())
    per_teacher[0] = len({offer.person_id for offer in gathered.teaches}) - sum(per_teacher.values())
    bars = Counter((edges.gain[held] // GAIN_STEP * GAIN_STEP).tolist())
    return Column(
        rule=rule,
        requests=edges.requests,
        served=verified.served,
        servable=verified.servable,
        gain=verified.gain,
        blocking=verified.blocking,
        rather=len(set(zip(edges.learner[blocking].tolist(), edges.teacher[blocking].tolist(), strict=True))),
        mutual=_exchanges(edges, held),
        loads=[(many, per_teacher[many]) for many in range(max(per_teacher, default=0) + 1)],
        gains=[(low, bars[low]) for low in range(0, 1000, GAIN_STEP)],
        verified=verified.ok,
    )


def _exchanges(edges: engine.Edges, held: np.ndarray) -> int:
    """Pairs who teach each other."""
    pairs = set(zip(edges.learner[held].tolist(), edges.teacher[held].tolist(), strict=True))
    return sum((b, a) in pairs for a, b in pairs) // 2


def _clamped(value: int | None, most: Rule) -> int:
    return most.value if value is None else min(max(1, value), most.value)
