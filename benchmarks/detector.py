"""What the STATE (Q24) and the SCORE (Q27) find in simulated groups, and what they miss: benchmarks/detector.py [--draw].

Groups come from `huzhu.engine.evidence.groups` with its parameters; whoever wrote the score had not seen them. The curve
asks: in the order of the score, how many of the contracts whose entries are not true come before how many of the honest?
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from huzhu.engine.evidence.groups import Simulated, read_ways, simulate
from huzhu.engine.evidence.paper import Judged, judged

GROUPS, CONTRACTS, DAYS, SEED = 100, 12, 120, 1952
THRESHOLDS = (1, 5, 10, 15, 20, 30, 40)
HARD = ("careful-ghost",)
"""Kinds that nothing written down tells apart from honest work."""
PICTURE = Path(__file__).parents[1] / "docs" / "truth-roc.svg"


def curve(true: Sequence[bool], scores: Sequence[float]) -> tuple[np.ndarray, np.ndarray, float]:
    """False-alarm share, found share at every score from high to low, and the area below; ties are one step.

    true: bool[n], score: float[n]; both shares float64[m], rising from 0 to 1. Fawcett 2006.
    """
    wrong, score = np.asarray(true, bool), np.asarray(scores, float)
    steps = np.unique(score)[::-1]
    found = np.array([0.0, *((score[wrong] >= step).mean() for step in steps)])
    alarm = np.array([0.0, *((score[~wrong] >= step).mean() for step in steps)])
    return alarm, found, float(np.trapezoid(found, alarm))


def made(*, groups: int = GROUPS, seed: int = SEED) -> tuple[list[Simulated], list[Judged]]:
    """Every simulated contract and what is said of it on the last day."""
    contracts, elsewhere = simulate(read_ways(), groups=groups, contracts=CONTRACTS, days=DAYS, seed=seed)
    return contracts, judged([one.history for one in contracts], elsewhere, DAYS)


def main() -> None:
    contracts, said = made()
    scores = [float(verdict.suspicion.score) for verdict in said]
    wrong = [not one.honest for one in contracts]
    print(f"{len(contracts)} contracts, {GROUPS} groups of each kind, {DAYS} days, seed {SEED}")
    for name, kinds in (("all kinds", ()), (f"without {', '.join(HARD)}", HARD)):
        keep = [one.kind not in kinds for one in contracts]
        _a, _f, area = curve(*zip(*[(w, s) for w, s, k in zip(wrong, scores, keep, strict=True) if k], strict=True))
        print(f"  area under the curve, {name}: {area:.3f}")
    print("  share at or above a score:")
    print("    " + f"{'kind':22}" + "".join(f"{step:>7}" for step in THRESHOLDS) + f"{'paper':>8}{'idle':>7}")
    for kind in dict.fromkeys(one.kind for one in contracts):
        own = [at for at, one in enumerate(contracts) if one.kind == kind]
        shares = "".join(f"{np.mean([scores[at] >= step for at in own]):7.2f}" for step in THRESHOLDS)
        paper = np.mean([said[at].state == "paper" for at in own])
        idle = np.mean([not any(day > DAYS - 30 for day in contracts[at].truly) for at in own])
        print(f"    {kind:22}{shares}{paper:8.2f}{idle:7.2f}")
    honest = [at for at, one in enumerate(contracts) if one.honest]
    print("  honest contracts at or above a score (false alarms): " + ", ".join(
        f"{step}: {np.mean([scores[at] >= step for at in honest]):.3f}" for step in THRESHOLDS
    ))  # fmt: skip
    rule = [
        (said[at].state == "paper", not any(day > DAYS - 30 for day in one.truly)) for at, one in enumerate(contracts)
    ]
    idle_paper = np.mean([paper for paper, idle in rule if idle])
    busy_paper = np.mean([paper for paper, idle in rule if not idle])
    print(f"  the state says paper of {idle_paper:.2f} of the idle and of {busy_paper:.2f} of those who practised")
    if "--draw" in sys.argv:
        draw(contracts, scores, wrong)


def draw(contracts: Sequence[Simulated], scores: Sequence[float], wrong: Sequence[bool]) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "huzhu", "font.size": 10})
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(5.2, 4.4))
    for name, without, line in (("all kinds", (), "-"), ("without careful ghosts", HARD, "--")):
        keep = [one.kind not in without for one in contracts]
        pairs = [(w, s) for w, s, k in zip(wrong, scores, keep, strict=True) if k]
        alarm, found, area = curve(*zip(*pairs, strict=True))
        axes.plot(alarm, found, line, color="#14614A", label=f"{name}: {area:.2f}", drawstyle="default")
    axes.plot([0, 1], [0, 1], ":", color="#76837B", label="chance: 0.50")
    axes.set(xlabel="honest contracts looked at (false alarms)", ylabel="untrue ones found", xlim=(0, 1), ylim=(0, 1))
    axes.legend(loc="lower right", frameon=False, title="area")
    figure.tight_layout()
    figure.savefig(PICTURE, metadata={"Date": None})
    print(f"  {PICTURE.name} drawn")


if __name__ == "__main__":
    main()
