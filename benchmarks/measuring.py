"""How the bars are measured: the best of several runs, a pass over the edges beside, memory touched first, its peak.

A machine's first touch of memory can cost ten times what a later one does (the host hands pages to a virtual machine),
so `warm` touches and frees as much as will be needed before anything is timed.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from huzhu.engine.compiled import kernel, side_by_side, threads
from huzhu.engine.matching import Edges

_T = TypeVar("_T")


def best(work: Callable[[], _T], *, least: int = 3, seconds: float = 0.3) -> tuple[float, _T]:
    """The shortest of at least `least` runs and of as many as `seconds` hold (at most 50), and the last answer."""
    shortest, spent, runs = float("inf"), 0.0, 0
    while runs < least or (spent < seconds and runs < 50):
        answer: Any = None  # the last answer is freed before the next is made
        start = time.perf_counter()
        answer = work()
        taken = time.perf_counter() - start
        shortest, spent, runs = min(shortest, taken), spent + taken, runs + 1
    return shortest, answer


def one_pass(edges: Edges) -> float:
    """Seconds of a pass: both int32 columns summed up by NumPy on one thread, best of five."""
    return best(lambda: edges.teacher.sum() + edges.learner_rank.sum(), least=5, seconds=0.0)[0]


def warm(size: int) -> None:
    """Touch and free this many bytes."""
    np.ones(size // 8, np.int64).sum()


def status(field: str) -> int:
    """Bytes of a line of /proc/self/status: VmRSS, or VmHWM, its peak."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) * 1024
    raise OSError(f"no {field} in /proc/self/status")


def peak(work: Callable[[], object]) -> int:
    """The highest resident bytes of this process while it works; what it held before is in it."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    work()
    return status("VmHWM")


def machine() -> dict[str, Any]:
    """What the figures were measured on, and how busy it was."""
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    return {
        "processor": names[0] if names else platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "threads": threads(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "load": round(os.getloadavg()[0], 2),
        "date": time.strftime("%Y-%m-%d"),
    }


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []


def limits(size: int = 1 << 26) -> dict[str, float]:
    """What no program passes here: reading and writing in a row (GB/s), reads at random (ns each), in `size` int32.

    `far` reads go each where the last one says, so every one waits for the memory; `gather` reads know their places
    beforehand, so many misses are waited for at once; on one thread and on all.
    """
    chance = np.random.default_rng(1)
    table = np.arange(size, dtype=np.int32)
    reading = best(lambda: side_by_side(lambda low, high: table[low:high].max(), size))[0]
    writing = best(lambda: side_by_side(lambda low, high: table[low:high].fill(1), size))[0]
    places = chance.integers(0, size, 1 << 22, dtype=np.int32)
    one = best(lambda: _gather(table, places))[0]
    both = best(lambda: side_by_side(lambda low, high: _gather(table, places[low:high]), places.size))[0]
    ring = np.empty(size, np.int32)
    tour = chance.permutation(size).astype(np.int32)
    ring[tour] = np.roll(tour, -1)
    far = best(lambda: _follow(ring, 1 << 20))[0]
    return {
        "read_gb_s": table.nbytes / reading / 1e9,
        "write_gb_s": table.nbytes / writing / 1e9,
        "far_ns": far / (1 << 20) * 1e9,
        "gather_ns": one / places.size * 1e9,
        "gather_all_ns": both / places.size * 1e9,
    }


@kernel
def _gather(table: NDArray[np.int32], places: NDArray[np.int32]) -> int:
    """Sum of the entries at these places."""
    total = 0
    for at in places:
        total += table[at]
    return total


@kernel
def _follow(ring: NDArray[np.int32], steps: int) -> int:
    """Where so many steps lead, each to the entry that the last one names."""
    at = 0
    for _ in range(steps):
        at = ring[at]
    return at
