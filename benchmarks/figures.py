"""The plots and the table of docs/engine.md, out of what `huzhu bench --full --json benchmarks/figures.json` measured.

    python benchmarks/figures.py [run.json …]

Several runs are put together in benchmarks/figures.json: of a bar that two of them measured the later one stands. Without
one that file is read as it is. Writes docs/engine-time.svg, docs/engine-scarcity.svg and what stands between the two marks
of docs/engine.md.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent / "docs"
BEGIN, END = "<!-- figures: made by benchmarks/figures.py -->", "<!-- end of figures -->"
COLOURS = {"Huzhu": "#b3261e", "plain Python": "#5f6368", "algmatch": "#7b5ea7", "matching": "#2f6f9f",
           "OR-tools": "#2f6f9f", "HiGHS": "#7b5ea7", "networkx": "#5f6368"}  # fmt: skip

LIFT = {"algmatch": -11, "matching": 3, "networkx": 2, "HiGHS": -9}  # of names that would lie upon each other


def time_against_size(figures: dict[str, Any]) -> None:
    """Seconds of every program at the sizes it reaches, both axes logarithmic."""
    chart, panels = plt.subplots(1, 2, figsize=(9, 4.2), sharey=True, layout="constrained")
    for panel, what in zip(panels, ("stable", "greatest gain"), strict=True):
        of = [
            t for t in figures["times"] if t["what"] == what and re.match(r"tree .*places 95%, 1 each", t["instance"])
        ]
        for who in dict.fromkeys(t["who"] for t in of):
            best: dict[int, float] = {}
            for t in of:
                if t["who"] == who:
                    best[t["requests"]] = min(t["seconds"], best.get(t["requests"], 9e9))
            _line(panel, sorted(best.items()), who, COLOURS[who])
        panel.set(xscale="log", yscale="log", title=what, xlabel="requests, 18 candidates each")
        panel.set_xlim(right=panel.get_xlim()[1] * 6)
    panels[0].set_ylabel("seconds")
    _save(chart, "engine-time.svg")


def passes_against_scarcity(figures: dict[str, Any]) -> None:
    """Passes of both orders and the stable rule, from few places to plenty."""
    chart, panel = plt.subplots(figsize=(6, 3.8), layout="constrained")
    for family, colour, limit in (("tree", "#2f6f9f", 18), ("nation", "#b3261e", 80)):
        of = sorted((s["places"], s["passes"]) for s in figures["scarcity"] if s["family"] == family)
        if of:
            _line(panel, of, {"tree": "near each other", "nation": "anywhere in the nation"}[family], colour)
            panel.axhline(limit, color=colour, linestyle=":", linewidth=1)
    panel.set(xlabel="free places for each request", ylabel="passes over the edges", ylim=(0, None))
    panel.set_xlim(right=panel.get_xlim()[1] * 1.3)
    _save(chart, "engine-scarcity.svg")


def _line(panel: Axes, points: list[tuple[float, float]], name: str, colour: str) -> None:
    x, y = zip(*points, strict=True)
    panel.plot(x, y, marker="o", markersize=3.5, color=colour, linewidth=2.2 if name == "Huzhu" else 1.4)
    panel.annotate(name, (x[-1], y[-1]), xytext=(6, LIFT.get(name, -3)), textcoords="offset points", color=colour)
    panel.grid(alpha=0.25, linewidth=0.6)
    panel.spines[["top", "right"]].set_visible(False)


def _save(chart: Any, name: str) -> None:
    chart.savefig(DOCS / name, metadata={"Date": None})
    plt.close(chart)


def table(figures: dict[str, Any]) -> str:
    """The bars as Markdown, the machine above, what was measured beside below."""
    at = figures["machine"]
    bars = figures["bars"]
    rows = [
        f"{at['processor']}, {at['cores']} cores, {at['memory_gb']} GB; Python {at['python']}, NumPy {at['numpy']}; "
        f"{at['date']}; {figures['runs']}, instances from seed 1. "
        f"**{sum(bar['holds'] for bar in bars)} of {len(bars)} hold.** Each figure is that of the worst instance.",
        "",
        "| bar | measured | required | | worst of |",
        "|---|---|---|---|---|",
    ]
    for bar in bars:
        required = f"{'≥' if bar['at_least'] else '≤'} {bar['limit']:,g}"
        measured = f"{_short(bar['measured'])} {bar['unit']}" if "measured" in bar else f"not measured: {bar['failed']}"
        where = f"{len(bar['seen'])}: {bar['worst']}" if "worst" in bar else ""
        rows.append(
            f"| {bar['name']} | {measured} | {required} | {'holds' if bar['holds'] else '**falls short**'} | {where} |"
        )
    rows += ["", "Measured beside, without a bar:", "", *(f"- {text}" for text in figures["beside"])]
    return "\n".join(rows)


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def joined(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """One set of figures out of several runs; a later run's bars and curves stand for an earlier one's."""
    first = runs[0]
    bars = {bar["code"]: bar for run in runs for bar in run["bars"] if "measured" in bar or run is first}
    beside = {text.rpartition(":")[0]: text for run in runs for text in run["beside"]}
    full = sum(run["full"] for run in runs)
    said = "`huzhu bench --bars`" if full == 0 else "`huzhu bench --full`" if full == len(runs) else ""
    return first | {
        "runs": said or "`huzhu bench --bars`, and sections of `--full` where an instance is larger",
        "bars": [bars[bar["code"]] for bar in first["bars"]],
        "beside": list(beside.values()),
        "times": [time for run in runs for time in run["times"]],
        "scarcity": next((run["scarcity"] for run in reversed(runs) if run["scarcity"]), []),
        "limits": next((run["limits"] for run in reversed(runs) if run["limits"]), {}),
    }


def main(files: list[Path]) -> None:
    """Join, draw and write."""
    mpl.use("svg")
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "huzhu", "font.size": 9, "font.family": "sans-serif"})
    kept = HERE / "figures.json"
    if files:
        figures = joined([json.loads(file.read_text("utf-8")) for file in files])
        kept.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
    figures = json.loads(kept.read_text("utf-8"))
    time_against_size(figures)
    passes_against_scarcity(figures)
    page = DOCS / "engine.md"
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n{table(figures)}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
