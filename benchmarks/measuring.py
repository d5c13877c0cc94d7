"""How the bars are measured: the best of several runs, a pass over the edges beside, memory touched first, its peak.

A machine's first touch of memory can cost ten times what a later one does (the host hands pages to a virtual machine),
so `warm` touches and frees as much as will be needed before anything is timed.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import peers
from instances import Instance
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


@dataclass
class Bar:
    """One claim: at least (or at most) `limit`, on each of the instances seen."""

    name: str
    at_least: bool
    limit: float
    unit: str
    seen: list[tuple[str, float]] = field(default_factory=list)
    failed: str = ""

    @property
    def worst(self) -> tuple[str, float]:
        return (min if self.at_least else max)(self.seen, key=lambda one: one[1])

    @property
    def holds(self) -> bool:
        if not self.seen or self.failed:
            return False
        return self.worst[1] >= self.limit if self.at_least else self.worst[1] <= self.limit

    def line(self) -> str:
        required = f"{'≥' if self.at_least else '≤'} {self.limit:,g} {self.unit}"
        if not self.seen:
            return f"{self.name} · not measured: {self.failed} · {required} · falls short"
        where, value = self.worst
        says = f" ({self.failed})" if self.failed else ""
        verdict = "holds" if self.holds else "falls short"
        return f"{self.name} · {_short(value)} {self.unit} · {required} · {verdict}{says} · worst of {len(self.seen)}: {where}"

    def row(self) -> dict[str, Any]:
        """All of it, for the JSON."""
        row = {"name": self.name, "at_least": self.at_least, "limit": self.limit, "unit": self.unit, "holds": self.holds,
               "failed": self.failed, "seen": self.seen}  # fmt: skip
        return row | ({"worst": self.worst[0], "measured": self.worst[1]} if self.seen else {})


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


class Run:
    """One run over the bars: what was seen, every time taken, and the size of everything."""

    def __init__(self, full: bool, bars: dict[str, tuple[str, bool, float, str]]) -> None:
        self.full = full
        self.bars = {code: Bar(*declared) for code, declared in bars.items()}
        self.times: list[dict[str, Any]] = []
        self.beside: list[str] = []
        self.scarcity: list[dict[str, Any]] = []
        self.limits: dict[str, float] = {}
        self.small, self.peer = (10_000, 10_000) if full else (10_000, 2_000)
        self.middle, self.large = (100_000, 2_300_000) if full else (10_000, 100_000)
        self.gain_large, self.gain_middle = (1_000_000, 100_000) if full else (20_000, 50_000)

    @property
    def all_hold(self) -> bool:
        return all(bar.holds for bar in self.bars.values() if bar.seen or bar.failed)

    def see(self, code: str, where: Instance | str, value: float) -> None:
        self.bars[code].seen.append((where if isinstance(where, str) else where.name, float(value)))

    def note(self, text: str) -> None:
        self.beside.append(text)
        print(f"  beside: {text}", flush=True)

    def took(self, what: str, who: str, where: Instance, seconds: float) -> float:
        """Keep a time for the plots."""
        self.times.append(
            {"what": what, "who": who, "instance": where.name, "requests": where.edges.requests,
             "edges": where.edges.size, "seconds": seconds}
        )  # fmt: skip
        return seconds

    def engine(self, what: str, where: Instance, work: Callable[[], Any], **how: Any) -> tuple[float, Any]:
        """Time the engine; the answer is the last one."""
        work()  # compiled, and its memory touched
        seconds, answer = best(work, **how)
        return self.took(what, "Huzhu", where, seconds), answer

    def against(self, what: str, who: str, where: Instance, least: int = 1) -> peers.Answer:
        """The quickest of at least `least` runs of a peer."""
        peer = (peers.STABLE | peers.GAIN)[who]
        answers = [peer(where.edges, where.loads) for _ in range(least)]
        fastest = min(answers, key=lambda answer: answer.seconds)
        self.took(what, who, where, fastest.seconds)
        return fastest
