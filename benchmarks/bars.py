"""What the engine has to hold, bar by bar: the measured figure, the required one, holds or falls short.

    huzhu bench --bars                                      2,000 to 100,000 requests, under two minutes
    huzhu bench --full                                      up to 2.3 million, beside OR-tools for 10^6: most of an hour
    PYTHONPATH=src python benchmarks/bars.py [--full] [--json FILE] [--only SECTION …]      the same

Every ratio is measured in one run, on the worst of its instances; `instances.py` makes them from seed 1. A pass is the sum
of two int32 columns of the edges by NumPy on one thread, measured right beside. The JSON holds every single figure;
`figures.py` makes the plots and the tables of docs/engine.md out of it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import partitions as cluster
import peers
from instances import FAMILIES, PLACES, REAL, Instance, instance, real, tables
from measuring import Run, best, limits, machine, one_pass, peak, status, warm

from huzhu.engine import matching as engine
from huzhu.engine.matching import Edges, Loads, Matching
from huzhu.engine.matching.candidates.orders import orders

SIZES_OF_CURVES = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 1_000_000, 2_300_000)

BARS = {
    "matching": ("stable, faster than `matching` HospitalResident", True, 3000, "times"),
    "algmatch": ("stable, faster than `algmatch`", True, 300, "times"),
    "python": ("stable, faster than deferred acceptance in plain Python", True, 300, "times"),
    "same": ("stable, pairs that differ from any of the three", False, 0, "pairs"),
    "tree": ("orders and stable, tree-local", False, 18, "passes"),
    "nation": ("orders and stable, random teachers over the nation", False, 80, "passes"),
    "blocking": ("blocking pairs found by the verifier in these", False, 0, "pairs"),
    "memory": ("peak memory of orders and stable", False, 2.5, "times the edges"),
    "growth": ("growth of time per edge, tree-local, smallest to largest", False, 1.3, "times"),
    "verify": ("verification of these", False, 5, "passes"),
    "gain": ("greatest gain, certified, faster than OR-tools", True, 10, "times"),
    "cut": ("fewer served than the certified cut", False, 0, "requests"),
    "gap": ("certified gap of gain", False, 0.1, "%"),
    "close": ("greatest gain, closely certified, faster than OR-tools", True, 5, "times"),
    "closeness": ("certified gap of that gain", False, 0.01, "%"),
    "exact": ("exact greatest gain, faster than OR-tools", True, 1, "times"),
    "optimal": ("gain it leaves to OR-tools", False, 0, "tenths"),
    "factory-stable": ("factory of 5,000, stable and verified, of OR-tools' time", False, 0.01, "times"),
    "factory-mutual": ("factory of 5,000, mutual and verified, of OR-tools' time", False, 0.01, "times"),
    "factory-gain": ("factory of 5,000, greatest gain and verified, of OR-tools' time", False, 0.2, "times"),
    "candidates": ("candidate edges out of eight measurements each", False, 40, "passes"),
    "partitions": ("what three Dask workers, one of them killed, give otherwise than one machine", False, 0, "pairs"),
}


def stable_against_peers(run: Run) -> None:
    """Small instances: every pair the same as that of three programs, and how much faster."""
    for family in FAMILIES:
        for places in PLACES if run.full else PLACES[1:2]:
            for code, who, n in (
                ("matching", "matching", run.peer), ("algmatch", "algmatch", run.peer), ("python", "plain Python", run.small),
            ):  # fmt: skip
                i = instance(family, n, places)
                seconds, answer = run.engine("stable", i, lambda i=i: engine.stable_matching(i.edges, i.loads))
                other = run.against("stable", who, i)
                run.see(code, i, other.seconds / seconds)
                run.see("same", f"{who}, {i.name}", np.setxor1d(answer.edges, other.edges).size)
    twice = [instance("tree", run.small, 0.95, 2), *filter(None, map(real, REAL))]
    for i in twice:  # a learner's load decides here, which hospitals and residents cannot say
        answer = engine.stable_matching(i.edges, i.loads)
        run.see("same", i, np.setxor1d(answer.edges, peers.plain_python(i.edges, i.loads).edges).size)


def _ordered_and_stable(i: Instance) -> tuple[Edges, Matching]:
    learner_rank, teacher_rank, key = orders(*i.columns)
    e = i.edges
    edges = Edges.trusted(
        indptr=e.indptr, person=e.person, teacher=e.teacher, learner_rank=learner_rank, teacher_rank=teacher_rank,
        gain=e.gain, key=key,
    )  # fmt: skip
    return edges, engine.stable_matching(edges, i.loads)


def stable_large(run: Run) -> None:
    """A whole nation: both orders, the stable rule, its verification; then how time grows with size."""
    per_edge: dict[float, float] = {}
    for family in FAMILIES:
        for places, per_person in (*((places, 1) for places in PLACES), (0.95, 2)):
            i = instance(family, run.large, places, per_person)
            each = one_pass(i.edges)
            seconds, (edges, answer) = run.engine(
                "orders and stable", i, lambda i=i: _ordered_and_stable(i), least=3, seconds=0.5
            )
            verifying, found = run.engine(
                "verify", i, lambda i=i, e=edges, a=answer: engine.verify(e, i.loads, a), least=3, seconds=0.5
            )
            if per_person > 1:
                run.note(f"{i.name}: {seconds / each:.1f} passes, verified in {verifying / each:.1f}, {seconds:.2f} s")
            else:
                run.see(family, i, seconds / each)
                if family == "tree":
                    per_edge[places] = seconds / i.edges.size
            run.see("verify", i, verifying / each)
            run.see("blocking", i, found.blocking if found.ok else max(1, found.blocking))
            del i, edges, answer, found
    for places in PLACES:
        i = instance("tree", run.middle, places)
        seconds, _ = run.engine("orders and stable", i, lambda i=i: _ordered_and_stable(i))
        run.see("growth", i, per_edge[places] / (seconds / i.edges.size))


def memory(run: Run) -> None:
    """In a process of its own whose every array goes back when freed, so that nothing freed before is used again."""
    alone = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "MALLOC_MMAP_THRESHOLD_": "65536"}
    for family in FAMILIES:
        words = [sys.executable, __file__, "--memory", family, str(run.large)]
        done = subprocess.run(words, capture_output=True, text=True, check=False, env=alone)
        if done.returncode:
            raise RuntimeError(done.stderr.strip().splitlines()[-1])
        run.see("memory", f"{family} {run.large:,}, places 95%", float(done.stdout))


def _memory_of(family: str, requests: int) -> float:
    """Peak above what was there before any edge, in times of the edges; what candidates know of edges is counted too."""
    small = instance(family, 2_000)
    _ordered_and_stable(small)
    i = instance(family, requests)
    size, columns, loads = i.bytes, i.columns, i.loads
    e = i.edges
    bare = Edges.trusted(
        indptr=e.indptr, person=e.person, teacher=e.teacher, gain=e.gain, learner_rank=e.gain, teacher_rank=e.gain,
        key=e.key[:0],
    )  # fmt: skip
    del i, e
    before = status("VmRSS") - sum(a.nbytes for a in columns[:6])  # rows, teacher, gain, level, flags are of the edges
    stripped = Instance("", bare, loads, columns, np.empty(0, np.int64), np.empty(0, np.int64))
    return (peak(lambda: _ordered_and_stable(stripped)) - before) / size


def gain_against_ortools(run: Run) -> None:
    """Most served, then greatest gain, which is always exact here: one time is held against all that is asked of it."""
    for family in FAMILIES:
        for places in PLACES:
            i = instance(family, run.gain_large, places)
            seconds, found = _gained(run, i)
            run.see("gap", i, 100 * found.gap)
            run.see("gain", i, run.against("greatest gain", "OR-tools", i).seconds / seconds)
    for family in FAMILIES:
        for places in PLACES if run.full else PLACES[1:2]:
            i = instance(family, run.gain_middle, places)
            seconds, found = _gained(run, i)
            other = run.against("greatest gain", "OR-tools", i)
            run.see("closeness", i, 100 * found.gap)
            run.see("optimal", i, other.gain(i.edges) - found.gain)
            for code in ("close", "exact"):
                run.see(code, i, other.seconds / seconds)
    if run.full:
        for family in FAMILIES:
            i = instance(family, run.large)
            seconds, found = _gained(run, i)
            run.note(
                f"greatest gain, {i.name}: {seconds:.1f} s, {found.served:,} served, proved exact: {found.gap == 0}"
            )


def _gained(run: Run, i: Instance) -> tuple[float, Any]:
    """Seconds of greatest gain, and what an independent recount finds: served against the cut, gain against the bound."""
    seconds, answer = run.engine("greatest gain", i, lambda: engine.greatest_gain(i.edges, i.loads), least=2)
    found = engine.verify(i.edges, i.loads, answer)
    if not found.ok or found.servable is None or found.gap is None:
        raise RuntimeError(f"no proof: {'; '.join(found.faults)}")
    run.see("cut", i, found.servable - found.served)
    return seconds, found


def factory(run: Run) -> None:
    """5,000 requests, warm: from the edges to a verified answer, against OR-tools' time for the same."""
    rules: dict[str, Callable[[Edges, Loads], Matching]] = {
        "stable": engine.stable_matching, "mutual": engine.mutual_first, "gain": engine.greatest_gain,
    }  # fmt: skip
    for family in FAMILIES:
        for places in PLACES:
            i = instance(family, 5_000, places)
            other = run.against("greatest gain", "OR-tools", i, least=3).seconds
            for name, solve in rules.items():

                def whole(i: Instance = i, solve: Callable[[Edges, Loads], Matching] = solve) -> bool:
                    return bool(engine.verify(i.edges, i.loads, solve(i.edges, i.loads)).ok)

                seconds, ok = run.engine(f"factory, {name} and verified", i, whole)
                if not ok:
                    run.bars[f"factory-{name}"].failed = f"not verified: {i.name}"
                run.see(f"factory-{name}", i, seconds / other)
    for i in filter(None, map(real, REAL)):
        for name, solve in rules.items():
            seconds, found = best(lambda i=i, solve=solve: engine.verify(i.edges, i.loads, solve(i.edges, i.loads)))
            says = "verified" if found.ok else "; ".join(found.faults)
            run.note(f"{i.name}, {name}: {found.served} served in {seconds * 1e3:.1f} ms, {says}")


def candidates(run: Run) -> None:
    """From tables to edges with both orders."""
    for places in PLACES:
        of = tables(run.large, places)
        work = lambda of=of: engine.find_candidates(of.people, of.requests, of.offers, of.scores, seed=1)  # noqa: E731
        found = work()
        edges, each = found.edges, one_pass(found.edges)
        i = Instance(
            f"tree {run.large:,}, places {places:.0%}, seed 1", edges, Loads([], []), (), edges.gain, edges.gain
        )
        del found
        seconds, _ = best(work, least=5)  # as a pass is; the first of them touches the memory
        run.see("candidates", i, run.took("candidates", "Huzhu", i, seconds) / each)
        del of, i, edges


def partitions(run: Run) -> None:
    """Parts on three Dask workers, one of them killed; then what borders cost where edges cross them."""
    n = 1_000_000 if run.full else 20_000
    for i in (instance("tree", n), instance("tree", n, 0.95, 2), instance("nation", n)):
        for rule in (engine.STABLE, engine.GREATEST_GAIN):
            found = cluster.measure(rule, i, cluster.regions(i))
            run.note(found.line())
            if found.parts > 1 and not found.died:
                run.bars["partitions"].failed = "no worker was killed"
            exact = found.differ if rule == engine.STABLE else abs(found.served) + abs(found.gain)
            run.see("partitions", f"{rule}, {i.name}", found.killed_differ + (0 if found.crossing else exact))


def curves(run: Run) -> None:
    """Every program at the sizes it reaches within a minute, for the plot of time against size."""
    rules: dict[str, Callable[[Edges, Loads], Matching]] = {
        "stable": engine.stable_matching,
        "greatest gain": lambda edges, loads: engine.greatest_gain(edges, loads),
    }
    for n in SIZES_OF_CURVES if run.full else ():
        i = instance("tree", n)
        for what, known in (("stable", peers.STABLE), ("greatest gain", peers.GAIN)):
            run.engine(what, i, lambda i=i, what=what: rules[what](i.edges, i.loads), least=2)
            for who in known:
                smaller = [t for t in run.times if (t["what"], t["who"]) == (what, who) and t["requests"] < n]
                last = max((t["seconds"] for t in smaller), default=0.0)
                if not any((t["who"], t["instance"]) == (who, i.name) for t in run.times) and last < 5:
                    run.against(what, who, i)


def scarcity(run: Run) -> None:
    """Passes of orders and stable while places are scarce, just enough, plenty."""
    for family in FAMILIES if run.full else ():
        for places in (0.4, 0.6, 0.8, 0.95, 1.05, 1.2, 1.5, 1.7):
            i = instance(family, run.gain_large, places)
            each = one_pass(i.edges)
            seconds, (_, answer) = run.engine("orders and stable", i, lambda i=i: _ordered_and_stable(i))
            run.scarcity.append(
                {"family": family, "requests": i.edges.requests, "places": places, "passes": seconds / each,
                 "served": answer.certificate.served}
            )  # fmt: skip


def what_is_possible(run: Run) -> None:
    """Reads at random are what a nation costs: how many there must be, and what each costs here."""
    run.limits = limits()
    far = run.limits
    run.note(
        f"memory: {far['read_gb_s']:.1f} GB/s read and {far['write_gb_s']:.1f} written in a row; at random {far['far_ns']:.0f} ns "
        f"one after the other, {far['gather_ns']:.1f} ns where places are known beforehand, {far['gather_all_ns']:.1f} on all threads"
    )
    for places in PLACES:
        i = instance("nation", run.large, places)
        asked = _proposals(i, engine.stable_matching(i.edges, i.loads))
        each = one_pass(i.edges)
        run.limits[f"proposals_{places}"] = asked / i.edges.requests
        run.note(
            f"{i.name}: deferred acceptance must ask {asked / i.edges.requests:.2f} times per request; one read at random each is "
            f"{asked * far['gather_all_ns'] * 1e-9 / each:.1f} passes at best, {asked * far['far_ns'] * 1e-9 / each:.0f} one after the other"
        )
        del i


def _proposals(i: Instance, answer: Matching) -> int:
    """How often deferred acceptance asks, in whatever order: each request every edge not worse than the one it holds."""
    e, held = i.edges, np.zeros(i.edges.size, bool)
    held[answer.edges] = True
    rank = (e.learner_rank.astype(np.int64) << 32) + (e.key >> np.uint64(32)).astype(np.int64)
    request = np.repeat(np.arange(e.requests), np.diff(e.indptr))
    worst = np.full(e.requests, np.iinfo(np.int64).max)
    worst[request[held]] = rank[held]
    return int((rank <= worst[request]).sum())


SECTIONS: tuple[tuple[Callable[[Run], None], tuple[str, ...]], ...] = (
    (stable_against_peers, ("matching", "algmatch", "python", "same")),
    (factory, ("factory-stable", "factory-mutual", "factory-gain")),
    (stable_large, ("tree", "nation", "blocking", "growth", "verify")),
    (memory, ("memory",)),
    (candidates, ("candidates",)),
    (gain_against_ortools, ("gain", "cut", "gap", "close", "closeness", "exact", "optimal")),
    (partitions, ("partitions",)),
    (curves, ()),
    (scarcity, ()),
    (what_is_possible, ()),
)


def measure(full: bool, only: tuple[str, ...] = (), file: Path | None = None) -> Run:
    """Print one line per bar and, last, how many hold; only: names of sections; file: where the JSON goes."""
    start, run = time.perf_counter(), Run(full, BARS)
    where = machine()
    says = "{processor}, {cores} cores, {threads} threads, {memory_gb} GB, Python {python}, NumPy {numpy}; load {load}; {date}"
    print(f"{says.format(**where)}; seed 1", flush=True)
    warm((6 if full else 1) << 30)
    asked: list[str] = []
    for section, codes in SECTIONS:
        if only and section.__name__ not in only:
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what the peers' own code is warned of
                section(run)
        except Exception as error:
            for code in codes:
                run.bars[code].failed = f"{type(error).__name__}: {error}"
            if not codes:
                run.note(f"{section.__name__}: {type(error).__name__}: {error}")
        for code in codes:
            print(run.bars[code].line(), flush=True)
        asked += codes
        if file:  # after each section: what was measured in half an hour is not lost
            _write(file, run, where, asked)
    hold = sum(run.bars[code].holds for code in asked)
    print(f"{time.perf_counter() - start:.0f} s\n{hold} of {len(asked)} hold")
    return run


def _write(file: Path, run: Run, where: dict[str, Any], asked: list[str]) -> None:
    bars = [{"code": code, **run.bars[code].row()} for code in asked]
    text = {"machine": where, "full": run.full, "bars": bars, "beside": run.beside, "times": run.times,
            "scarcity": run.scarcity, "limits": run.limits}  # fmt: skip
    file.write_text(json.dumps(text, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    words = argparse.ArgumentParser(description="The engine's bars.")
    words.add_argument("--full", action="store_true")
    words.add_argument("--json", type=Path)
    words.add_argument("--only", nargs="*", default=(), help="names of sections")
    words.add_argument("--memory", nargs=2, metavar=("FAMILY", "REQUESTS"), help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.memory:
        print(_memory_of(given.memory[0], int(given.memory[1])))
    else:
        measure(given.full, tuple(given.only), given.json)
