"""`huzhu bench`: what the engine claims of its speed, measured again on this machine, from a checkout."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

import huzhu
from huzhu.cli import FOUND, OK, Stop


def arguments(parser: argparse.ArgumentParser) -> None:
    """Few sizes or all."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--bars", action="store_true", help="2,000 to 100,000 requests, under two minutes")
    which.add_argument("--full", action="store_true", help="all sizes up to 2.3 million, an hour or more, several GB")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every single figure to this file")
    parser.add_argument(
        "--only", nargs="+", default=(), metavar="SECTION", help="sections of benchmarks/bars.py; all by default"
    )


def run(options: argparse.Namespace) -> int:
    """Print one line per bar: name, measured, required, holds or falls short; 1 if any falls short."""
    folder = Path(huzhu.__file__).resolve().parents[2]
    if not (folder / "pyproject.toml").exists() or not (folder / "benchmarks" / "bars.py").exists():
        raise Stop(f"The benchmarks are in the source code only, and {folder} is no checkout of it.")
    sys.path.insert(0, str(folder / "benchmarks"))
    try:
        bars = importlib.import_module("bars")
        if unknown := set(options.only) - {section.__name__ for section, _ in bars.SECTIONS}:
            raise Stop(f"No section is called {', '.join(sorted(unknown))}.")
        done = bars.measure(options.full, tuple(options.only), options.json)
    finally:
        sys.path.remove(str(folder / "benchmarks"))
    return OK if done.all_hold else FOUND
