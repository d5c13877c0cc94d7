"""The arrays that matching takes and gives, and small functions on them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

IntArray = NDArray[Any]  # int32 or int64, as each docstring says
BoolArray = NDArray[np.bool_]

STABLE, GREATEST_GAIN, MUTUAL = "stable", "greatest-gain", "mutual"


@dataclass(frozen=True, eq=False)
class Edges:
    """Who could learn from whom, as CSR over requests; edge ids are the positions 0..m-1 (Q8, Q11).

    indptr: int64[n+1], edges of request r are indptr[r]:indptr[r+1]. person: int32[n], learner of each request.
    teacher: int32[m]. learner_rank: int32[m], orders all edges of a PERSON. teacher_rank: int32[m], orders all edges of
    a TEACHER; lower is better, any numbers. gain: int32[m], tenths of a point, >= 1.
    TIE RULE: where two ranks are equal the lower `key` is better, so that both orders are total.
    key: uint64[m], hash of (seed, learner's id, teacher's id, technique), breaks what ties the rules leave; without it
    one is made of the indices, and the answer then depends on how people were numbered where such ties exist.
    Persons and teachers are indices of one common space wherever `mutual_first` is used.
    Raises ValueError naming the column and the place.
    """

    indptr: IntArray
    person: IntArray
    teacher: IntArray
    learner_rank: IntArray
    teacher_rank: IntArray
    gain: IntArray
    key: NDArray[np.uint64] = None  # type: ignore[assignment]  # made of the indices if not given

    def __post_init__(self) -> None:
        _set(self, "indptr", _integers("indptr", self.indptr, np.int64))
        for name in ("person", "teacher", "learner_rank", "teacher_rank", "gain"):
            _set(self, name, _integers(name, getattr(self, name), np.int32))
        if self.indptr.size == 0 or self.indptr[0] != 0:
            raise ValueError("indptr must begin with 0")
        _refuse("indptr falls", np.diff(self.indptr) < 0, "request")
        n, m = self.indptr.size - 1, int(self.indptr[-1])
        if self.person.size != n:
            raise ValueError(f"person has {self.person.size} entries for {n} requests")
        for name in ("teacher", "learner_rank", "teacher_rank", "gain"):
            if getattr(self, name).size != m:
                raise ValueError(f"{name} has {getattr(self, name).size} entries for {m} edges")
        _refuse("person is negative", self.person < 0, "request")
        _refuse("teacher is negative", self.teacher < 0, "edge")
        _refuse("gain is below 1", self.gain < 1, "edge")
        _no_ties("teacher", "request", self.request, self.teacher)
        if self.key is None:
            _set(self, "key", hash64(0, self.learner, self.teacher))
        else:
            _set(self, "key", np.ascontiguousarray(self.key, np.uint64))
            if self.key.shape != (m,):
                raise ValueError(f"key has shape {self.key.shape} for {m} edges")
        _no_ties("learner_rank", "person", self.learner, self.learner_rank, self.key)
        _no_ties("teacher_rank", "teacher", self.teacher, self.teacher_rank, self.key)

    @classmethod
    def trusted(cls, **columns: NDArray[Any]) -> Edges:
        """The same without the checks, for columns that a kernel has just made with these very types."""
        made = object.__new__(cls)
        for name in ("indptr", "person", "teacher", "learner_rank", "teacher_rank", "gain", "key"):
            _set(made, name, columns[name])
        return made

    @property
    def requests(self) -> int:
        """n, the number of requests."""
        return self.person.size

    @property
    def size(self) -> int:
        """m, the number of edges."""
        return self.teacher.size

    @cached_property
    def request(self) -> IntArray:
        """The request of each edge, int64[m]."""
        return np.repeat(np.arange(self.person.size), np.diff(self.indptr))

    @cached_property
    def learner(self) -> IntArray:
        """The learner of each edge, int32[m]."""
        return self.person[self.request]


@dataclass(frozen=True, eq=False)
class Loads:
    """Free places of each person, learning and teaching apart: int32[P] and int32[T], >= 0 (Q12).

    A request takes at most one place; a person who teaches and learns has two separate loads.
    """

    learner: IntArray
    teacher: IntArray

    def __post_init__(self) -> None:
        for name in ("learner", "teacher"):
            _set(self, name, _integers(name, getattr(self, name), np.int32))
            _refuse(f"free places of {name} are negative", getattr(self, name) < 0, "person")

    def check(self, edges: Edges) -> None:
        """Raise ValueError if an edge points to somebody without a row here."""
        for name, used in (("learner", edges.person), ("teacher", edges.teacher)):
            if used.size and used.max() >= getattr(self, name).size:
                raise ValueError(f"loads.{name} has {getattr(self, name).size} rows, person {used.max()} is used")


@dataclass(frozen=True, eq=False)
class Cut:
    """One side of a cut through the network person -> request -> teacher -> places: bool[P], bool[n], bool[T].

    True is the side of the source. Whatever stands here, no more can be served than the cut holds, so it need not be
    trusted; the side that cannot reach a free place is the over-demanded part (Dulmage & Mendelsohn 1958).
    """

    person: BoolArray
    request: BoolArray
    teacher: BoolArray


@dataclass(frozen=True, eq=False)
class Prices:
    """A dual solution: what one more introduction is worth (`common`), and one place of each teacher (int64[T], >= 0).

    In units of 1/`scale` tenths of a point. Any prices give a valid bound on the gain, so they need not be trusted.
    """

    common: int
    place: IntArray
    scale: int = 1


@dataclass(frozen=True, eq=False)
class Certificate:
    """What a solver claims of its answer and what proves it; `verify` recomputes it, `certificate_files` writes it (Q16).

    rule: one of STABLE, GREATEST_GAIN, MUTUAL. served: introductions. gain: their sum, tenths of a point.
    first: int64, edge ids that the mutual rule took before the rest was made stable (empty for the other rules).
    fixed: int64, edge ids that stood before and were left as they are; the rule speaks of the others (Q16).
    cut: proves that no more can be served. prices: prove how much more could be gained at most.
    """

    rule: str
    served: int
    gain: int
    first: IntArray = field(default_factory=lambda: np.empty(0, np.int64))
    fixed: IntArray = field(default_factory=lambda: np.empty(0, np.int64))
    cut: Cut | None = None
    prices: Prices | None = None


@dataclass(frozen=True, eq=False)
class Matching:
    """The edge ids held, int64[k] ascending, and what the solver claims of them."""

    edges: IntArray
    certificate: Certificate

    @classmethod
    def of(
        cls,
        rule: str,
        edges: Edges,
        held: IntArray,
        first: IntArray | None = None,
        fixed: IntArray | None = None,
        cut: Cut | None = None,
        prices: Prices | None = None,
    ) -> Matching:
        """The matching that holds `held`, those of `first` and `fixed` among them, with its claims filled in."""
        held, nothing = np.sort(np.asarray(held, np.int64)), np.empty(0, np.int64)
        gain = int(edges.gain[held].sum(dtype=np.int64))
        first, fixed = nothing if first is None else np.sort(first), nothing if fixed is None else np.sort(fixed)
        return cls(held, Certificate(rule, held.size, gain, first, fixed, cut, prices))


@dataclass(frozen=True, eq=False)
class Standing:
    """What edges that stand leave to the others: open bool[n], requests not yet served; loads, the places left."""

    fixed: IntArray
    open: BoolArray
    loads: Loads


def left(edges: Edges, loads: Loads, fixed: IntArray | None) -> Standing:
    """What is left when the edges `fixed` (ids, in any order; None: none) stand: sent introductions are kept (Q16).

    Raises ValueError if they are no edges, meet in a request or pass somebody's places by themselves.
    """
    if fixed is None or len(fixed) == 0:
        return Standing(np.empty(0, np.int64), np.ones(edges.requests, bool), loads)
    fixed = np.sort(_integers("fixed", fixed, np.int64))
    if fixed[0] < 0 or fixed[-1] >= edges.size:
        raise ValueError(f"fixed holds an edge id outside 0..{edges.size - 1}")
    request = np.searchsorted(edges.indptr, fixed, "right") - 1
    _refuse("two fixed edges", np.bincount(request) > 1, "request")
    learner = loads.learner - np.bincount(edges.person[request], minlength=loads.learner.size)
    teacher = loads.teacher - np.bincount(edges.teacher[fixed], minlength=loads.teacher.size)
    _refuse("fixed edges pass the places of the learner", learner < 0, "person")
    _refuse("fixed edges pass the places of the teacher", teacher < 0, "person")
    still = np.ones(edges.requests, bool)
    still[request] = False
    return Standing(fixed, still, Loads(learner, teacher))


def place_in_run(group: IntArray) -> IntArray:
    """0, 1, 2 … within each run of equal values of a sorted array: int64."""
    if group.size == 0:
        return np.empty(0, np.int64)
    begins = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    return np.arange(group.size) - np.repeat(begins, np.diff(np.r_[begins, group.size]))


def rank_within(group: IntArray, *keys: NDArray[Any]) -> NDArray[np.int32]:
    """Dense rank 0, 1, 2 … of each row within its group, by the first key, then the second …; lower is better.

    Rows equal in every key keep their order, so the last key should be a hash. O(m log m).
    """
    order = np.lexsort((*reversed(keys), group))
    rank = np.empty(group.size, np.int32)
    rank[order] = place_in_run(group[order])
    return rank


def hash64(seed: int | bytes, *columns: ArrayLike) -> NDArray[np.uint64]:
    """A 64-bit hash of (seed, integer columns) by splitmix64, the same on every machine; order of columns matters."""
    if isinstance(seed, bytes):
        seed = int.from_bytes(hashlib.blake2b(seed, digest_size=8).digest(), "little")
    state = _splitmix(np.array([seed % 2**64], np.uint64))
    for column in columns:
        state = _splitmix(state ^ _splitmix(np.asarray(column).astype(np.uint64)))
    return state


def _splitmix(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One step of splitmix64 (Steele, Lea & Flood 2014); uint64 arrays wrap around."""
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def _set(owner: object, name: str, value: object) -> None:
    object.__setattr__(owner, name, value)


def _integers(name: str, values: ArrayLike, dtype: type) -> IntArray:
    array = np.asarray(values)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise ValueError(f"{name} must be a line of integers, not {array.dtype}{list(array.shape)}")
    if array.size and (array.max() > np.iinfo(dtype).max or array.min() < np.iinfo(dtype).min):
        raise ValueError(f"{name} does not fit {np.dtype(dtype)}")
    return np.ascontiguousarray(array, dtype)


def _refuse(what: str, wrong: BoolArray, where: str) -> None:
    if wrong.any():
        raise ValueError(f"{what} at {where} {int(np.argmax(wrong))}")


def _no_ties(name: str, group_name: str, group: IntArray, *keys: NDArray[Any]) -> None:
    order = np.lexsort((*reversed(keys), group))
    g, v = group[order], keys[0][order]
    tie = g[1:] == g[:-1]
    for key in keys:
        tie &= key[order][1:] == key[order][:-1]
    if tie.any():
        i = int(np.argmax(tie))
        first, second = sorted((int(order[i]), int(order[i + 1])))
        raise ValueError(f"{name} {v[i]} stands twice for {group_name} {g[i]}: at edges {first} and {second}")
