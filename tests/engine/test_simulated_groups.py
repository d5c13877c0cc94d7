"""Simulated groups (S49): what the state and the score find in them, and that the hard cases stay hard and are named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.detector import DAYS, curve, made
from huzhu.cli import FOUND, OK, REFUSED, main
from huzhu.engine.evidence.groups import read_ways


@pytest.fixture(scope="module")
def world() -> tuple[list, list]:
    return made(groups=12)


def shares(world: tuple[list, list], kind: str, asked: object) -> float:
    return float(np.mean([asked(said) for one, said in zip(*world, strict=True) if one.kind == kind]))


def test_s49_groups_that_only_tap_good_have_no_living_contract_and_healthy_ones_nearly_all(world) -> None:
    assert shares(world, "tap-only", lambda said: said.state == "living") == 0
    assert shares(world, "healthy", lambda said: said.state == "living") > 0.9
    assert shares(world, "burst-signed", lambda said: said.state == "paper") > 0.6


def test_q27_the_score_puts_untrue_entries_before_honest_ones_and_its_hard_case_is_missed(world) -> None:
    rows = [(not one.honest, said.suspicion.score, one.kind) for one, said in zip(*world, strict=True)]
    _alarm, _found, area = curve([wrong for wrong, _s, kind in rows if kind != "careful-ghost"],
                                 [score for _w, score, kind in rows if kind != "careful-ghost"])  # fmt: skip
    assert area > 0.85
    assert shares(world, "careful-ghost", lambda said: said.state == "living") > 0.9, "the rule cannot see it"
    assert shares(world, "careful-ghost", lambda said: said.suspicion.score >= 20) < 0.1, "nor does the score"


def test_q27_people_who_work_and_never_log_are_their_own_case_and_not_suspected(world) -> None:
    assert shares(world, "works-and-never-logs", lambda said: said.suspicion.unlogged) > 0.5
    assert shares(world, "works-and-never-logs", lambda said: said.suspicion.score >= 20) < 0.05
    assert shares(world, "healthy", lambda said: said.suspicion.unlogged) < 0.05


def test_the_same_seed_makes_the_same_groups_and_another_seed_others() -> None:
    assert made(groups=1) == made(groups=1)
    assert made(groups=1)[0] != made(groups=1, seed=7)[0]


@pytest.mark.parametrize(
    ("wrong", "right", "area"), [([1, 1], [3, 3], 0.0), ([3, 3], [1, 1], 1.0), ([2, 2], [2, 2], 0.5)]
)
def test_the_curve_counts_ties_as_one_step(wrong: list[float], right: list[float], area: float) -> None:
    assert curve([True] * 2 + [False] * 2, wrong + right)[2] == pytest.approx(area)


def test_the_command_prints_a_line_per_kind_and_says_which_word_of_a_file_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", "--groups", "1", "--contracts", "2", "--days", str(DAYS)]) == OK
    assert {line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]} == set(read_ways())
    (tmp_path / "groups.toml").write_text("[ours]\nsigning = 3\nwekly = 1\n", encoding="utf-8")
    assert main(["simulate", "--parameters", str(tmp_path / "groups.toml")]) == REFUSED != FOUND
    assert "wekly" in capsys.readouterr().err
