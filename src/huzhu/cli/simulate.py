"""`huzhu simulate`: groups made up from parameters, and what the state and the score about paper say of them."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from statistics import median

from huzhu.cli import OK, Stop
from huzhu.engine.evidence.groups import PARAMETERS, Simulated, read_ways, simulate
from huzhu.engine.evidence.paper import Judged, judged


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many, of which kinds, for how long."""
    parser.add_argument(
        "--parameters",
        type=Path,
        default=PARAMETERS,
        metavar="FILE",
        help=f"kinds of group; {PARAMETERS.name} by default",
    )
    parser.add_argument("--groups", type=int, default=20, help="groups of each kind (20)")
    parser.add_argument("--contracts", type=int, default=12, help="contracts of each group (12)")
    parser.add_argument("--days", type=int, default=120, help="days that go by (120)")
    parser.add_argument("--seed", type=int, default=1952)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every contract with what is true of it")


def run(options: argparse.Namespace) -> int:
    """Print one line per kind of group; the same seed prints the same."""
    if min(options.groups, options.contracts, options.days) < 1:
        raise Stop("Groups, contracts and days are at least one.")
    try:
        kinds = read_ways(options.parameters)
    except (OSError, ValueError) as wrong:
        raise Stop(f"{options.parameters}: {wrong}") from None
    made, elsewhere = simulate(
        kinds, groups=options.groups, contracts=options.contracts, days=options.days, seed=options.seed
    )
    said = judged([one.history for one in made], elsewhere, options.days)
    sys.stdout.write(table(made, said))
    if options.json:
        rows = [asdict(one) | {"judged": asdict(verdict)} for one, verdict in zip(made, said, strict=True)]
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return OK


def table(made: list[Simulated], said: list[Judged]) -> str:
    """Contracts by kind: states of the rule, working ones, and the middle score."""
    lines = [f"{'kind':22} {'contracts':>9} {'living':>7} {'working':>8} {'paper':>6} {'other':>6} {'score':>6}\n"]
    for kind in dict.fromkeys(one.kind for one in made):
        own = [verdict for one, verdict in zip(made, said, strict=True) if one.kind == kind]
        states = Counter(verdict.state for verdict in own)
        other = len(own) - states["living"] - states["paper"]
        score = median(verdict.suspicion.score for verdict in own)
        working = sum(verdict.working for verdict in own)
        lines.append(
            f"{kind:22} {len(own):9} {states['living']:7} {working:8} {states['paper']:6} {other:6} {score:6.2f}\n"
        )
    return "".join(lines)
