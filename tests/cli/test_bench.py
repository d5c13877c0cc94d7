"""`huzhu bench`: what it needs, what it says and how it ends; the figures themselves are no test."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import huzhu
from huzhu.cli import main


@pytest.fixture
def bars(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))
    import bars

    return bars


def test_a_bar_is_one_line_and_the_last_line_counts_those_that_hold(bars, monkeypatch, tmp_path, capsys):
    def two_things(run):
        run.see("matching", "one", 4000.0)
        run.see("matching", "another", 3500.0)
        run.see("memory", "one", 2.6)
        raise RuntimeError("out of breath")

    monkeypatch.setattr(bars, "SECTIONS", ((two_things, ("matching", "growth")), (bars.partitions, ("memory",))))
    monkeypatch.setattr(bars, "warm", lambda size: None)
    assert main(["bench", "--bars", "--only", "two_things", "--json", str(tmp_path / "figures.json")]) == 1
    said = capsys.readouterr().out
    assert "3,500 times · ≥ 3,000 times · falls short (RuntimeError: out of breath) · worst of 2: another" in said
    assert "not measured: RuntimeError: out of breath · ≤ 1.3 times · falls short" in said
    assert said.rstrip().endswith("0 of 2 hold")
    assert json.loads((tmp_path / "figures.json").read_text())["bars"][0]["measured"] == 3500.0


def test_what_holds_is_judged_by_the_worst_instance(bars):
    run = bars.Run(False, {"tree": ("passes", False, 18, "passes")})
    run.see("tree", "one", 12)
    run.see("tree", "another", 17.96)
    assert run.bars["tree"].holds and run.bars["tree"].worst == ("another", 17.96)
    run.see("tree", "third", 18.1)
    assert not run.all_hold


def test_without_a_checkout_that_is_said(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(huzhu, "__file__", str(tmp_path / "site/huzhu/__init__.py"))
    assert main(["bench", "--bars"]) == 3
    assert "no checkout" in capsys.readouterr().err
    assert not any("benchmarks" in path for path in sys.path if path.startswith(str(tmp_path)))
