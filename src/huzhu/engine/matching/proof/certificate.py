"""The certificate as two files to hand out after a round: pseudonyms, ranks and places; no gain, no technique (Q16).

`certificate.json` states rule, seed, places and what was proved; `edges.parquet` holds who could have learned from whom.
`paper` reads them back for somebody who trusts nobody.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..arrays import GREATEST_GAIN, MUTUAL, STABLE, Edges, IntArray, Loads, Matching, Prices, rank_within
from ..rules.served import most_served
from .verification import Verification, verify

FORMAT = 2
COVERAGE = "No blocking pair among those free at this wave, given what stands."
COVERAGE_MUTUAL = "Exchanges first; no blocking pair among the rest of those free at this wave, given what stands."
COVERAGE_GAIN = (
    "Most served, then most gain, among those free at this wave, given what stands; blocking pairs may exist."
)
COVERS = {STABLE: COVERAGE, MUTUAL: COVERAGE_MUTUAL, GREATEST_GAIN: COVERAGE_GAIN}
HELD, EXCHANGE, FIXED = 1, 2, 3
FEW = 5
"""Introductions below which the sums of gain are left out: the sum of one would be that one's gain (Q16)."""
COLUMNS = {
    "request": "requests in the order of their learner's pseudonym, then of his best rank among them; from 0",
    "learner": "pseudonym of who asks",
    "teacher": "pseudonym of who could teach it",
    "learner_rank": "the learner's order of all his rows, 0 is the best",
    "teacher_rank": "the teacher's order of all rows that name him, 0 is the best",
    "held": "0 not introduced, 1 introduced, 2 introduced as one half of an exchange, 3 stood before this wave",
}


@dataclass(frozen=True)
class Files:
    """certificate.json and edges.parquet."""

    statement: str
    edges: bytes


def pseudonyms(key: bytes, ids: Sequence[object]) -> list[str]:
    """A name per person that only the holder of the round's key can tie to him: 16 hex digits of HMAC-SHA256."""
    return [hmac.digest(key, str(i).encode(), hashlib.sha256).hex()[:16] for i in ids]


def prove(edges: Edges, loads: Loads, matching: Matching, *, gap: float = 0.0) -> Verification:
    """`verify` with all that the files state for every rule: a cut and a bound, found here where the rule brings none."""
    claim = matching.certificate
    if claim.rule == GREATEST_GAIN:
        return verify(edges, loads, matching, gap=gap)
    cut = claim.cut or most_served(edges, loads, claim.fixed)[1]
    prices = claim.prices or Prices(0, np.zeros(loads.teacher.size, np.int64))
    return verify(edges, loads, matching, gap=gap, cut=cut, prices=prices)


def certificate_files(
    edges: Edges,
    loads: Loads,
    matching: Matching,
    verification: Verification,
    *,
    key: bytes,
    ids: Sequence[object],
    seed: int | bytes,
) -> Files:
    """The two files. Ranks are made dense, everybody is numbered by pseudonym, so that no order betrays anything.

    ids: of the persons 0.. in the common space; key: of the round, secret. Requests without a candidate are left out.
    Raises ValueError if the verification found faults, or was shown no cut. O(m log m).
    """
    cut, claim = verification.cut, matching.certificate
    if not verification.ok or cut is None or verification.servable is None:
        raise ValueError(f"not certified: {'; '.join(verification.faults) or 'no cut was shown'}")
    learner, teacher = edges.learner, edges.teacher
    used = np.unique(np.concatenate((learner, teacher)))
    names = np.array(pseudonyms(key, [ids[i] for i in used.tolist()]), "S16")
    by_name = np.argsort(names)
    code = np.zeros(max(loads.learner.size, loads.teacher.size), np.int32)
    code[used[by_name]] = np.arange(used.size)
    person, names = used[by_name], names[by_name]

    learner_rank = rank_within(learner, edges.learner_rank, edges.key)
    teacher_rank = rank_within(teacher, edges.teacher_rank, edges.key)
    held = np.zeros(edges.size, np.int8)
    for mark, some in ((HELD, matching.edges), (EXCHANGE, claim.first), (FIXED, claim.fixed)):
        held[some] = mark
    asked = np.flatnonzero(np.diff(edges.indptr))
    best = np.minimum.reduceat(learner_rank, edges.indptr[asked]) if asked.size else asked
    asked = asked[np.lexsort((best, code[edges.person[asked]]))]
    number = np.zeros(edges.requests, np.int32)
    number[asked] = np.arange(asked.size)
    rows = np.lexsort((learner_rank, number[edges.request]))
    table = _parquet(
        names.astype("U16"),
        number[edges.request[rows]],
        code[learner[rows]],
        code[teacher[rows]],
        learner_rank[rows],
        teacher_rank[rows],
        held[rows],
    )
    said = {
        "format": FORMAT,
        "rule": claim.rule,
        "coverage": COVERS[claim.rule],
        "seed": seed.hex() if isinstance(seed, bytes) else seed,
        "served": verification.served,
        "cut": verification.servable,
        "blocking": verification.blocking,
        "exchanges": int((held == EXCHANGE).sum()) // 2,
        "stood_before": int((held == FIXED).sum()),
        "gain": {"sum": verification.gain, "bound": verification.bound}
        if verification.served >= FEW
        else {"sum": None, "bound": None},
        "edges": edges.size,
        "edges_sha256": hashlib.sha256(table).hexdigest(),
        "edges_columns": COLUMNS,
        "person_columns": ["places", "side of the cut, 1 is the source's"],
        "learners": _sides(names, person, np.unique(code[learner]), loads.learner, cut.person),
        "teachers": _sides(names, person, np.unique(code[teacher]), loads.teacher, cut.teacher),
        "requests": cut.request[asked].astype(int).tolist(),
    }
    return Files(json.dumps(said, separators=(",", ":")), table)


def _sides(
    names: NDArray[np.bytes_], person: IntArray, codes: IntArray, places: IntArray, side: NDArray[np.bool_]
) -> dict[str, list[int]]:
    """{pseudonym: [places, side of the cut]}, by pseudonym."""
    who = person[codes]
    values = zip(places[who].tolist(), side[who].astype(int).tolist(), strict=True)
    return {name: list(pair) for name, pair in zip(names[codes].astype("U16").tolist(), values, strict=True)}


def _parquet(
    names: NDArray[np.str_], request: IntArray, learner: IntArray, teacher: IntArray, *rest: IntArray
) -> bytes:
    import polars as pl  # a tenth of a second to load: only whoever writes or reads a file pays it

    said = pl.Series(names.tolist(), dtype=pl.String)
    columns = (request, said.gather(learner), said.gather(teacher), *rest)
    file = io.BytesIO()
    pl.DataFrame(dict(zip(COLUMNS, columns, strict=True))).write_parquet(file, compression="zstd", statistics=False)
    return file.getvalue()
