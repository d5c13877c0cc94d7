"""Kernels: Python loops compiled to machine code by Numba, cached on disk, run side by side on the cores there are.

A kernel works on a range `low..high` of rows and writes only what belongs to these rows, so the answer does not depend
on how many threads share the work. No thread pool outlives a call: a process may fork afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

import numba

_Function = TypeVar("_Function", bound=Callable[..., Any])

THREADS = "HUZHU_THREADS"
"""Environment variable: most threads of one solving; without it as many as cores are given to the process."""


def kernel(function: _Function) -> _Function:
    """Compile at the first call, or load what an earlier process compiled; runs without Python's lock."""
    return cast(_Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def threads() -> int:
    """How many threads share a large piece of work, at least 1."""
    given = os.environ.get(THREADS)
    return max(1, int(given) if given else len(os.sched_getaffinity(0)))


def side_by_side(work: Callable[[int, int], Any], rows: int, *, least: int = 20_000) -> list[Any]:
    """Call `work(low, high)` for ranges that cover 0..rows, at most one per thread, and return their answers in order.

    least: rows that are worth a thread of their own.
    """
    parts = max(1, min(threads(), rows // max(1, least)))
    ends = [rows * part // parts for part in range(parts + 1)]
    if parts == 1:
        return [work(0, rows)]
    with ThreadPoolExecutor(parts - 1) as pool:
        others = [pool.submit(work, ends[part], ends[part + 1]) for part in range(1, parts)]
        return [work(ends[0], ends[1]), *(other.result() for other in others)]
