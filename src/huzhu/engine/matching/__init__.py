"""Who could learn from whom, and three rules for introducing them; NumPy arrays in and out, no Django (Q8-Q16).

`find_candidates` makes edges and both orders out of wishes and measurements; `stable_matching`, `greatest_gain` and
`mutual_first` choose; `verify` recomputes every claim from scratch; `certificate_files` writes what may be handed out
and `check` recomputes it from there.
Two learners ask for one technique; teachers 2 and 3 have a place each, learner 1 would gain more from either:

>>> from huzhu.engine.matching import Edges, Loads, greatest_gain, stable_matching, verify
>>> edges = Edges(
...     indptr=[0, 2, 4], person=[0, 1], teacher=[2, 3, 2, 3],  # edges 0 and 1 are of request 0
...     learner_rank=[0, 1, 0, 1], teacher_rank=[1, 0, 0, 1],  # both would rather have teacher 2
...     gain=[200, 150, 400, 300],  # tenths of a point
... )
>>> loads = Loads(learner=[2, 2, 0, 0], teacher=[0, 0, 1, 1])
>>> stable_matching(edges, loads).edges.tolist()  # teacher 2 prefers learner 1
[1, 2]
>>> found = verify(edges, loads, greatest_gain(edges, loads))
>>> found.ok, found.served, found.servable, found.gain, found.bound
(True, 2, 2, 550, 550)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .arrays import (
    GREATEST_GAIN,
    MUTUAL,
    STABLE,
    Certificate,
    Cut,
    Edges,
    IntArray,
    Loads,
    Matching,
    Prices,
    hash64,
    rank_within,
)
from .tables import Common, Excluded, Offers, People, Requests, Rules, Scores, Together, Why

if TYPE_CHECKING:
    from .candidates.finding import Candidates, find_candidates
    from .proof.certificate import Files, certificate_files, prove, pseudonyms
    from .proof.paper import Paper, Unreadable, check
    from .proof.verification import MOST_GAP, Verification, blocking_pairs, cut_capacity, gain_bound, verify
    from .rules.gain import greatest_gain
    from .rules.mutual import mutual_first
    from .rules.stable import stable_matching
    from .warming import warm

_HOMES = {
    "candidates.finding": ("Candidates", "find_candidates"),
    "proof.certificate": ("Files", "certificate_files", "prove", "pseudonyms"),
    "proof.paper": ("Paper", "Unreadable", "check"),
    "proof.verification": ("MOST_GAP", "Verification", "blocking_pairs", "cut_capacity", "gain_bound", "verify"),
    "rules.gain": ("greatest_gain",),
    "rules.mutual": ("mutual_first",),
    "rules.stable": ("stable_matching",),
    "warming": ("warm",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import what solves when it is first used: compiled kernels take most of a second to load (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


RULES = {STABLE: "stable_matching", GREATEST_GAIN: "greatest_gain", MUTUAL: "mutual_first"}
"""Each rule and the function that solves by it."""


def solve(rule: str, edges: Edges, loads: Loads, fixed: IntArray | None = None) -> Matching:
    """The matching that one of RULES gives; edges that stand are kept, and the rule speaks of the others (Q16)."""
    matching: Matching = __getattr__(RULES[rule])(edges, loads, fixed=fixed)
    return matching


__all__ = [
    "GREATEST_GAIN",
    "MOST_GAP",
    "MUTUAL",
    "RULES",
    "STABLE",
    "Candidates",
    "Certificate",
    "Common",
    "Cut",
    "Edges",
    "Excluded",
    "Files",
    "Loads",
    "Matching",
    "Offers",
    "Paper",
    "People",
    "Prices",
    "Requests",
    "Rules",
    "Scores",
    "Together",
    "Unreadable",
    "Verification",
    "Why",
    "blocking_pairs",
    "certificate_files",
    "check",
    "cut_capacity",
    "find_candidates",
    "gain_bound",
    "greatest_gain",
    "hash64",
    "mutual_first",
    "prove",
    "pseudonyms",
    "rank_within",
    "solve",
    "stable_matching",
    "verify",
    "warm",
]
