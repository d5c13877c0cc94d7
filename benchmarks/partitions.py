"""One instance in parts on three Dask workers: the same answer as one machine's, one worker killed, what borders cost.

    PYTHONPATH=src python benchmarks/partitions.py [requests]

Parts are trade × region: the tree by its districts, which no edge crosses; the nation cut into three regions. The workers
are processes of this machine, so they share its cores: their time says what sending costs, not what three machines give.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from instances import Instance, instance

from huzhu.engine.matching import GREATEST_GAIN, STABLE, solve
from huzhu.engine.matching.partitions import partition, solve_parts

WORKERS, REGIONS = 3, 3


@dataclass(frozen=True)
class Measured:
    """Seconds of the whole, of its parts here and on the workers, and with one killed; what the parts give otherwise.

    differ: pairs that the parts hold otherwise than the whole. killed_differ: and than the parts here, once a worker has
    died. served, gain: what the borders cost, of the whole's.
    """

    name: str
    rule: str
    parts: int
    crossing: float
    differ: int
    killed_differ: int
    died: bool
    served: float
    gain: float
    seconds_whole: float
    seconds_here: float
    seconds_workers: float
    seconds_killed: float

    def line(self) -> str:
        same = "the very same pairs" if not self.differ else f"{self.differ:,} pairs differ"
        killed = "not tried" if not self.died else "the same" if not self.killed_differ else "NOT the same"
        return (
            f"{self.rule}, {self.name}, {self.parts} parts, {self.crossing:.1%} of the edges cross a border: {same}, "
            f"{self.served:.2%} fewer served, {self.gain:.2%} less gained, with a worker killed {killed}; whole "
            f"{self.seconds_whole:.2f} s, parts here {self.seconds_here:.2f} s, on {WORKERS} workers "
            f"{self.seconds_workers:.2f} s, one killed {self.seconds_killed:.2f} s"
        )


@contextmanager
def workers() -> Iterator[Any]:
    """A client of three worker processes of this machine, forked, so that they need not import and compile again."""
    import dask.config
    from distributed import Client, LocalCluster

    with (
        dask.config.set({"distributed.worker.multiprocessing-method": "fork"}),
        LocalCluster(WORKERS, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as cluster,
        Client(cluster) as client,
    ):
        yield client


def dying(sign: Path) -> Any:
    """A plugin that kills worker 0 (kill -9) when it has begun a part; `sign` exists from then on."""
    from distributed import WorkerPlugin

    class Dies(WorkerPlugin):
        def setup(self, worker: Any) -> None:
            self.worker = worker

        def transition(self, key: str, start: str, finish: str, **more: Any) -> None:
            if finish == "executing" and self.worker.name == 0 and not sign.exists():
                sign.touch()
                os.kill(os.getpid(), signal.SIGKILL)

    return Dies()


def measure(rule: str, i: Instance, region: np.ndarray[Any, Any]) -> Measured:
    """Solve `i` whole, in parts here, on the workers, and once more with one of them killed."""
    cut = partition(i.edges, i.loads, i.technique, region)
    solve(rule, i.edges, i.loads), solve_parts(rule, cut)  # compiled, and memory touched
    seconds_whole, whole = _timed(lambda: solve(rule, i.edges, i.loads))
    seconds_here, here = _timed(lambda: solve_parts(rule, partition(i.edges, i.loads, i.technique, region)))
    with workers() as client, tempfile.TemporaryDirectory() as folder:
        seconds_workers, there = _timed(lambda: solve_parts(rule, cut, client))
        sign = Path(folder) / "died"
        client.register_plugin(dying(sign))
        seconds_killed, killed = _timed(lambda: solve_parts(rule, cut, client))
        died = sign.exists()
    served, gain = here.loss(whole)
    claim = whole.certificate
    return Measured(
        i.name,
        rule,
        cut.parts,
        cut.crossing / max(1, i.edges.size),
        np.setxor1d(whole.edges, here.matching.edges).size,
        max(np.setxor1d(here.matching.edges, other.matching.edges).size for other in (there, killed)),
        died,
        served / max(1, claim.served),
        gain / max(1, claim.gain),
        seconds_whole,
        seconds_here,
        seconds_workers,
        seconds_killed,
    )


def _timed(work: Any) -> tuple[float, Any]:
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def regions(i: Instance) -> np.ndarray[Any, Any]:
    """Districts where no edge crosses them; else three regions of the nation."""
    if i.name.startswith("tree"):
        return i.region
    return np.arange(i.loads.learner.size) * REGIONS // i.loads.learner.size


if __name__ == "__main__":
    many = int(float(sys.argv[1])) if len(sys.argv) > 1 else 20_000
    for i in (instance("tree", many), instance("tree", many, 0.95, 2), instance("nation", many)):
        for rule in (STABLE, GREATEST_GAIN):
            print(measure(rule, i, regions(i)).line(), flush=True)
