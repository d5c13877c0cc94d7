"""What the STATE (Q24) and the SCORE (Q27) find in simulated groups, and what they miss: benchmarks/detector.py [--write].

Groups come from `huzhu.engine.evidence.groups` with its parameters; whoever wrote the score had not seen them. The curve
asks: in the order of the score, how many of the contracts whose entries are not true come before how many of the honest?
`--write` draws docs/truth-roc.svg and puts the figures between the two marks of docs/truth.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from huzhu.engine.evidence.groups import Simulated, read_ways, simulate
from huzhu.engine.evidence.paper import Judged, judged

GROUPS, CONTRACTS, DAYS, SEED = 100, 12, 120, 1952
THRESHOLDS = (1, 5, 10, 15, 20, 30, 40)
HARD = ("careful-ghost",)
"""Kinds that nothing written down tells apart from honest work."""
DOCS = Path(__file__).parents[1] / "docs"
PAGE, PICTURE = DOCS / "truth.md", DOCS / "truth-roc.svg"
BEGIN, END = "<!-- figures: made by benchmarks/detector.py -->", "<!-- end of figures -->"


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
    lines = report(contracts, said)
    print("\n".join(lines))
    if "--write" in sys.argv:
        scores = [float(verdict.suspicion.score) for verdict in said]
        draw(contracts, scores, [not one.honest for one in contracts])
        text = PAGE.read_text(encoding="utf-8")
        head, rest = text.split(BEGIN)
        tail = rest.split(END)[1]
        PAGE.write_text(head + BEGIN + "\n" + "\n".join(lines) + "\n" + END + tail, encoding="utf-8")


def report(contracts: Sequence[Simulated], said: Sequence[Judged]) -> list[str]:
    """The page's own lines."""
    scores = [float(verdict.suspicion.score) for verdict in said]
    wrong = [not one.honest for one in contracts]
    areas = []
    for kinds in ((), HARD):
        keep = [one.kind not in kinds for one in contracts]
        areas.append(curve(*zip(*[(w, s) for w, s, k in zip(wrong, scores, keep, strict=True) if k], strict=True))[2])
    lines = [
        f"{len(contracts)} contracts, {GROUPS} groups of each kind with {CONTRACTS} contracts, {DAYS} days, seed {SEED}. "
        f"Area under the curve: **{areas[0]:.2f}** over all kinds, **{areas[1]:.2f}** without {', '.join(HARD)}.",
        "",
        "| kind | true? | "
        + " | ".join(f"score ≥ {step}" for step in THRESHOLDS)
        + " | paper only | did not practise |",
        "|---|---|" + "---|" * (len(THRESHOLDS) + 2),
    ]
    for kind in dict.fromkeys(one.kind for one in contracts):
        own = [at for at, one in enumerate(contracts) if one.kind == kind]
        shares = [percent(scores[at] >= step for at in own) for step in THRESHOLDS]
        paper = percent(said[at].state == "paper" for at in own)
        idle = percent(not practised(contracts[at]) for at in own)
        true = "yes" if contracts[own[0]].honest else "no"
        lines.append(f"| {kind} | {true} | " + " | ".join([*shares, paper, idle]) + " |")
    honest = [at for at, one in enumerate(contracts) if one.honest]
    alarms = [percent(scores[at] >= step for at in honest) for step in THRESHOLDS]
    lines.append("| **false alarms among the honest** | | " + " | ".join(f"**{one}**" for one in alarms) + " | | |")
    idle = percent(said[at].state == "paper" for at, one in enumerate(contracts) if not practised(one))
    busy = percent(said[at].state == "paper" for at, one in enumerate(contracts) if practised(one))
    lines += [
        "",
        f"The state says paper only of {idle} of those who did not practise in the last 30 days, and of {busy} of those who did.",
    ]
    return lines


def practised(one: Simulated) -> bool:
    """Did they truly meet in the last 30 days?"""
    return any(day > DAYS - 30 for day in one.truly)


def percent(found: Iterable[bool]) -> str:
    return f"{100 * float(np.mean(list(found))):.0f} %"


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
