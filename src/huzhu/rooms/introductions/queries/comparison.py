"""The three rules side by side for the organiser: totals and distributions, no person, from five requests on (Q13, Q14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from django.core.cache import caches
from numpy.typing import NDArray

from huzhu.base.access import Scope
from huzhu.base.charter import Rule, rules
from huzhu.base.jobs.models import Job
from huzhu.base.units.queries import path_of
from huzhu.engine import matching as engine
from huzhu.rooms.introductions.access import round_for
from huzhu.rooms.introductions.clauses import LEARNING_LOAD, TEACHING_LOAD
from huzhu.rooms.introductions.models import Round
from huzhu.rooms.introductions.queries.arrays import World, asked_under, asking_under, world
from huzhu.rooms.introductions.queries.words import SMALLEST, WHY

LARGE = 2_000
"""Open requests from which on the rules are compared and frozen by a background job: a page would make people wait."""
COMPARE = "round-compare"
"""Kind of the job that compares."""
MEMORY, KEPT = "gathered", 10
"""What was gathered is kept in this process's memory while somebody moves a slider: for so many seconds, of few rounds."""
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
    """`columns` is empty below five requests, and while a large round waits for its job. `why`: (reason, requests that
    find nobody)."""

    requests: int
    offers: int
    teaching: int
    learning: int
    teaching_rule: Rule
    learning_rule: Rule
    columns: list[Column] = field(default_factory=list)
    why: list[tuple[int, int]] = field(default_factory=list)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        return [(str(WHY[engine.Why(why)]), many) for why, many in self.why]

    @property
    def too_few(self) -> bool:
        return self.requests < SMALLEST


@dataclass(frozen=True, eq=False)
class Gathered:
    """What no slider changes: the arrays of a world, and how many ask, offer and teach; `open`: with those who have a
    teacher already."""

    world: World
    requests: int
    offers: int
    teachers: int
    open: int

    @classmethod
    def under(cls, path: str, day: date) -> Gathered:
        found = world(asked_under(path, day), path=path, day=day)
        nameless = replace(found, asks=[], served=[], teaches=[], limits={}, loads={}, paths={}, standing={})
        teachers = {offer.person_id for offer in found.teaches}
        asking = len(found.asks)
        return cls(nameless, asking, len(found.teaches), len(teachers), asking + len(found.served))


def asking(round_: Round, path: str, scope: Scope, *, moving: bool = False) -> int:
    """How many requests are open; while a slider moves as last gathered. Two statements, or none."""
    gathered = _remembered(round_, scope) if moving else None
    return gathered.open if gathered else asking_under(path, scope.day)


def comparison(
    scope: Scope, round_uid: str, *, teaching: int | None = None, learning: int | None = None, moving: bool = False
) -> Comparison:
    """The round under all three rules and these limits (default: the charter's), solved here and now; a large one as its
    last job left it.

    NotFound for anybody but the round's organiser. Limits outside the charter's are clamped to it. `moving`: a slider is
    on its way, and wishes may stand as they stood up to ten seconds ago; who asks without it always sees those of now.
    """
    round_ = round_for(round_uid, by=scope)
    gathered = _remembered(round_, scope) if moving else None
    if gathered is None:
        path = path_of(round_.unit_id, scope.day)
        requests = asking_under(path, scope.day)
        if large(requests):
            job = Job.objects.filter(id=round_.job_id or 0, kind=COMPARE, state=Job.State.DONE).first()
            return _kept(round_, job.note, scope) if job else _empty(round_, scope, requests, 0, teaching, learning)
        gathered = Gathered.under(path, scope.day)
        caches[MEMORY].set(_memory(round_, scope), gathered, KEPT)
    return compare(round_, scope, teaching=teaching, learning=learning, gathered=gathered)


def _memory(round_: Round, scope: Scope) -> str:
    return f"gathered-{round_.id}-{scope.day}"


def _remembered(round_: Round, scope: Scope) -> Gathered | None:
    found: Gathered | None = caches[MEMORY].get(_memory(round_, scope))
    return found


def large(requests: int) -> bool:
    """Is a round of so many open requests computed by a job?"""
    return requests >= LARGE


def compare(
    round_: Round,
    scope: Scope,
    *,
    teaching: int | None = None,
    learning: int | None = None,
    gathered: Gathered | None = None,
    step: Callable[[int], None] = lambda done: None,
) -> Comparison:
    """Solve by all three rules; nothing is stored. `step` hears when 1 wishes are read, 2 candidates are found, 3 solved."""
    page = _empty(round_, scope, 0, 0, teaching, learning)
    gathered = gathered or Gathered.under(path_of(round_.unit_id, scope.day), scope.day)
    page = replace(page, requests=gathered.requests, offers=gathered.offers)
    step(1)
    if page.too_few:
        return page
    looked_at = gathered.world.under(page.teaching, page.learning)
    candidates = looked_at.candidates(round_.seed)
    step(2)
    edges, loads = candidates.edges, looked_at.free
    matchings = {rule: engine.solve(rule, edges, loads) for rule in engine.RULES}
    best = engine.verify(edges, loads, matchings[engine.GREATEST_GAIN], gap=engine.MOST_GAP)  # shows what is possible
    page.columns.extend(_column(edges, loads, matching, best, gathered.teachers) for matching in matchings.values())
    step(3)
    reasons = Counter(int(why) for why in candidates.why)
    page.why.extend((why, reasons[why]) for why in sorted(reasons) if why != engine.Why.HAS_EDGES)
    return page


def note_of(found: Comparison) -> dict[str, Any]:
    """A comparison as a job keeps it: totals and distributions, no person."""
    said = {name: getattr(found, name) for name in ("requests", "offers", "teaching", "learning", "why")}
    return said | {"columns": [asdict(column) for column in found.columns]}


def _kept(round_: Round, note: dict[str, Any], scope: Scope) -> Comparison:
    page = _empty(round_, scope, note["requests"], note["offers"], note["teaching"], note["learning"])
    for column in note["columns"]:
        bars = {name: [(low, many) for low, many in column[name]] for name in ("loads", "gains")}
        page.columns.append(Column(**(column | bars)))
    page.why.extend((why, many) for why, many in note["why"])
    return page


def _empty(
    round_: Round, scope: Scope, requests: int, offers: int, teaching: int | None, learning: int | None
) -> Comparison:
    found = rules(TEACHING_LOAD, LEARNING_LOAD, path=path_of(round_.unit_id, scope.day), day=scope.day)
    most = found[TEACHING_LOAD], found[LEARNING_LOAD]
    return Comparison(requests, offers, _clamped(teaching, most[0]), _clamped(learning, most[1]), *most)


def _column(
    edges: engine.Edges, loads: engine.Loads, matching: engine.Matching, best: engine.Verification, teachers: int
) -> Column:
    verified = engine.verify(edges, loads, matching, gap=engine.MOST_GAP, prices=best.prices, cut=best.cut)
    held = matching.edges
    blocking = engine.blocking_pairs(edges, loads, held)
    per_teacher = Counter(Counter(edges.teacher[held].tolist()).values())
    per_teacher[0] = teachers - sum(per_teacher.values())
    bars = Counter((edges.gain[held] // GAIN_STEP * GAIN_STEP).tolist())
    there, back = (np.unique(_pairs(edges, held, way)) for way in (False, True))
    return Column(
        rule=matching.certificate.rule,
        requests=edges.requests,
        served=verified.served,
        servable=verified.servable or 0,
        gain=verified.gain,
        blocking=verified.blocking,
        rather=np.unique(_pairs(edges, blocking)).size,
        mutual=np.intersect1d(there, back, assume_unique=True).size // 2,
        loads=[(many, per_teacher[many]) for many in range(max(per_teacher, default=0) + 1)],
        gains=[(low, bars[low]) for low in range(0, 1000, GAIN_STEP)],
        verified=verified.ok,
    )


def _pairs(edges: engine.Edges, ids: NDArray[np.int64], back: bool = False) -> NDArray[np.int64]:
    """One number for (learner, teacher) of each of these edges, or for (teacher, learner)."""
    learner, teacher = edges.learner[ids].astype(np.int64), edges.teacher[ids].astype(np.int64)
    return (teacher << 32 | learner) if back else (learner << 32 | teacher)


def _clamped(value: int | None, most: Rule) -> int:
    return most.value if value is None else min(max(1, value), most.value)
