"""The plots and the table of docs/engine.md, out of what `huzhu bench --full --json benchmarks/figures.json` measured.

    python benchmarks/figures.py [benchmarks/figures.json]

Writes docs/engine-time.svg, docs/engine-scarcity.svg and what stands between the two marks of docs/engine.md.
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
        f"{at['date']}, load {at['load']} when it began; `huzhu bench --{'full' if figures['full'] else 'bars'}`, "
        f"instances from seed 1. {'Other work shared the cores. ' if at['load'] > 1 else ''}"
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


def main(file: Path) -> None:
    """Draw and write."""
    mpl.use("svg")
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "huzhu", "font.size": 9, "font.family": "sans-serif"})
    figures = json.loads(file.read_text("utf-8"))
    time_against_size(figures)
    passes_against_scarcity(figures)
    page = DOCS / "engine.md"
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n{table(figures)}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "figures.json")
