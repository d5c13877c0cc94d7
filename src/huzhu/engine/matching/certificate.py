"""The certificate as a file, to hand out after a round, and its check by somebody who trusts nobody (Q16)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable

import numpy as np

from .arrays import GREATEST_GAIN, Certificate, Edges, Loads, Matching
from .verification import Verification, verify

COVERAGE = "No blocking pair among those free at this wave, given what stands."
COVERAGE_MUTUAL = "Exchanges first; no blocking pair among the rest of those free at this wave, given what stands."
COVERAGE_GAIN = (
    "Most served, then most gain, among those free at this wave, given what stands; blocking pairs may exist."
)
FORMAT = 1


def pseudonyms(key: bytes, ids: Iterable[object]) -> list[str]:
    """A name per person that only the holder of the round's key can tie to him: 16 hex digits of HMAC-SHA256."""
    return [hmac.new(key, str(i).encode(), hashlib.sha256).hexdigest()[:16] for i in ids]


def certificate_json(
    edges: Edges,
    loads: Loads,
    matching: Matching,
    verification: Verification,
    *,
    key: bytes,
    ids: Iterable[object],
    seed: int | bytes,
) -> str:
    """The certificate as JSON: pseudonyms, ranks, loads, seed, rule, coverage, served, cut and the two sums of gain.

    ids: of the persons 0.. in the common space; key: of the round, secret. No gain of an edge, no technique, no order
    that betrays one: everything is sorted by pseudonym and rank. Raises ValueError if the verification found faults.
    """
    if not verification.ok:
        raise ValueError(f"not certified: {'; '.join(verification.faults)}")
    names = pseudonyms(key, ids)
    held = np.zeros(edges.size, int)
    held[matching.edges] = 1
    held[matching.certificate.first] = 2
    requests = []
    for r in range(edges.requests):
        own = range(edges.indptr[r], edges.indptr[r + 1])
        rows = [[names[edges.teacher[e]], *_ranks(edges, e), int(held[e])] for e in own]
        requests.append([names[edges.person[r]], sorted(rows, key=lambda row: row[1])])
    rule = matching.certificate.rule
    coverage = {"stable": COVERAGE, "mutual": COVERAGE_MUTUAL, GREATEST_GAIN: COVERAGE_GAIN}[rule]
    learners, teachers = sorted(set(edges.person.tolist())), sorted(set(edges.teacher.tolist()))
    return json.dumps(
        {
            "format": FORMAT,
            "rule": rule,
            "coverage": coverage,
            "seed": seed.hex() if isinstance(seed, bytes) else seed,
            "served": verification.served,
            "cut": verification.servable,
            "gain": verification.gain,
            "gain_bound": verification.bound,
            "blocking": verification.blocking,
            "learning_places": dict(sorted((names[p], int(loads.learner[p])) for p in learners)),
            "teaching_places": dict(sorted((names[t], int(loads.teacher[t])) for t in teachers)),
            "columns": ["teacher", "learner_rank", "teacher_rank", "held (1 yes, 2 in an exchange)"],
            "requests": sorted(requests),
        },
        indent=None,
        separators=(",", ":"),
    )


def verify_certificate(text: str) -> Verification:
    """Recompute what the file proves: loads, served, cut, blocking pairs; the sums of gain are only printed.

    Edge ids in the answer count the file's rows. Raises ValueError if the text is no certificate.
    """
    try:
        file = json.loads(text)
        if file["format"] != FORMAT:
            raise ValueError(f"format {file['format']}, known is {FORMAT}")
        names = sorted({*file["learning_places"], *file["teaching_places"]})
        index = {name: i for i, name in enumerate(names)}
        rows = [row for _, rows in file["requests"] for row in rows]
        edges = Edges(
            indptr=np.cumsum([0] + [len(rows) for _, rows in file["requests"]]),
            person=np.array([index[name] for name, _ in file["requests"]], int),
            teacher=np.array([index[row[0]] for row in rows], int),
            learner_rank=np.array([row[1] for row in rows], int),
            teacher_rank=np.array([row[2] for row in rows], int),
            gain=np.ones(len(rows), int),
        )
        loads = Loads(
            np.array([file["learning_places"].get(name, 0) for name in names], int),
            np.array([file["teaching_places"].get(name, 0) for name in names], int),
        )
        mark = np.array([row[3] for row in rows], int)
        held = np.flatnonzero(mark)
        claim = Certificate(str(file["rule"]), int(file["served"]), held.size, np.flatnonzero(mark == 2))
        claimed = {name: int(file[name]) for name in ("served", "cut", "blocking", "gain", "gain_bound")}
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"not a certificate: {error!r}") from error

    found = verify(edges, loads, Matching(held, claim))
    faults = [fault for fault in found.faults if not fault.startswith("gains ")]
    if claimed["cut"] != found.servable:
        faults.append(f"the cut is {found.servable}, claimed is {claimed['cut']}")
    if claimed["blocking"] != found.blocking:
        faults.append(f"{found.blocking} blocking pairs, claimed are {claimed['blocking']}")
    if claimed["gain"] > claimed["gain_bound"]:
        faults.append(f"the gain {claimed['gain']} passes its own bound {claimed['gain_bound']}")
    return Verification(
        found.rule,
        tuple(faults),
        found.served,
        found.servable,
        claimed["gain"],
        claimed["gain_bound"],
        found.blocking,
        found.blocking_rest,
        found.examples,
        found.prices,
    )


def _ranks(edges: Edges, e: int) -> tuple[int, int]:
    return int(edges.learner_rank[e]), int(edges.teacher_rank[e])
