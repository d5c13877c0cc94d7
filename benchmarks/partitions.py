"""One instance in parts on three Dask workers: the same answer as one machine's, one worker killed, what borders cost.

    PYTHONPATH=src python benchmarks/partitions.py [requests]

Parts are trade × region: the tree by its districts, which no edge crosses; the nation cut into three regions. The workers
are processes of this machine, so they share its cores: their time says what sending costs, not what three machines give.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
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
    """A client of three worker processes of this machine; nobody restarts one that dies.

    They are forked by a server that has imported everything and runs no thread: Dask's own way takes ten times as long,
    and forks of a process that solves may wait for ever for what a thread of it held.
    """
    from distributed import Client, LocalCluster

    server = get_context("forkserver")
    server.set_forkserver_preload(
        ["distributed", "huzhu.engine.matching.rules.gain", "huzhu.engine.matching.rules.stable"]
    )
    with (
        LocalCluster(
            n_workers=0, processes=False, protocol="tcp://", host="127.0.0.1", dashboard_address=":0", silence_logs=50
        ) as cluster,
        Client(cluster) as client,
    ):
        started = [
            server.Process(target=_work, args=(cluster.scheduler_address, name), daemon=True) for name in range(WORKERS)
        ]
        try:
            for process in started:
                process.start()
            client.wait_for_workers(WORKERS, timeout=60)
            yield client
        finally:
            for process in started:
                process.kill()


def _work(address: str, name: int) -> None:
    """Be a worker until the scheduler ends."""
    from distributed import Worker

    async def serve() -> None:
        async with Worker(address, nthreads=1, name=name, silence_logs=50, dashboard=False) as worker:
            await worker.finished()

    asyncio.run(serve())


def dying(sign: Path) -> Any:
    """A plugin that kills (kill -9) the first worker that begins a part from now on, and no other; then `sign` exists."""
    from distributed import WorkerPlugin

    class Dies(WorkerPlugin):
        def transition(self, key: str, start: str, finish: str, **more: Any) -> None:
            if finish == "executing" and not sign.exists():
                with suppress(FileExistsError):
                    sign.touch(exist_ok=False)
                    os.kill(os.getpid(), signal.SIGKILL)

    return Dies()


def measure(rule: str, i: Instance, region: np.ndarray[Any, Any]) -> Measured:
    """Solve `i` whole, in parts here, on the workers, and once more with one of them killed."""
    cut = partition(i.edges, i.loads, i.technique, region)
    solve(rule, i.edges, i.loads), solve_parts(rule, cut)  # compiled, and memory touched
    seconds_whole, whole = _timed(lambda: solve(rule, i.edges, i.loads))
    seconds_here, here = _timed(lambda: solve_parts(rule, partition(i.edges, i.loads, i.technique, region)))
    with workers() as client, tempfile.TemporaryDirectory() as folder:
        solve_parts(rule, cut, client)  # its workers have loaded their kernels
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
