"""The importer and `huzhu match` alone on three real files (issue A.9); results as in docs/real-input.md."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from huzhu.cli import main
from huzhu.engine.matching import Paper, check
from huzhu.spreadsheets.reading import read
from huzhu.spreadsheets.understanding import understand
from huzhu.spreadsheets.validating import validate

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real files are not beside the project (../shared/data)")


def match(tmp_path: Path, file: str, *more: str) -> tuple[dict[str, object], Path]:
    """Totals and folder of a run that succeeded."""
    out = tmp_path / "out"
    assert main(["match", str(DATA / file), "--assume-wishes", "--lang", "en", "--out", str(out), *more]) == 0
    return json.loads((out / "totals.json").read_text("utf-8")), out


def test_jacket_line_gives_exactly_three_introductions(tmp_path: Path) -> None:
    totals, out = match(tmp_path, "skills/jacket_competency_matrix.csv", "--wanted", "1000", "--pairs")
    lines = (out / "pairs.txt").read_text("utf-8").splitlines()
    assert lines[:2] == ["trial: nobody wished", "proposals: nothing is agreed before both accept"]
    pairs = [line.split(":")[0] for line in lines[3:]]
    assert sorted(pairs) == ["EMP003 → EMP004", "EMP006 → EMP005", "EMP057 → EMP056"]
    assert (totals["introductions"], totals["candidate_pairs"], totals["verified"]) == (3, 3, True)


@pytest.mark.parametrize("rule", ["gain", "mutual"])
def test_jacket_line_gives_the_same_three_by_each_rule(tmp_path: Path, rule: str) -> None:
    totals, _out = match(tmp_path, "skills/jacket_competency_matrix.csv", "--wanted", "1000", "--rule", rule)
    assert (totals["introductions"], totals["verified"]) == (3, True)


def test_vacant_posts_missing_production_and_zero_are_nobodys_gap() -> None:
    book = read(DATA / "skills/jacket_competency_matrix.csv")
    found = validate(book, understand(book))
    rows = book.sheets[0].rows[1:]
    vacant = sum(1 for row in rows if not row[2])
    unmeasured = {str(row[2]) for row in rows if row[2] and not row[5]}
    assert found.vacant == vacant > 0 and not found.errors
    assert "" not in {person.number for person in found.people}
    measured = {found.people[p].number for p in found.measurements.person.tolist()}
    assert unmeasured and not unmeasured & measured
    assert found.measurements.score.min() > 0


def test_assembly_seconds_per_element_lead_to_a_verified_round(tmp_path: Path) -> None:
    mapping = ROOT / "docs/real-input/assembly101.json"
    totals, _out = match(tmp_path, "timestudy/assembly101_steps.csv", "--mapping", str(mapping))
    assert totals["people"] == 32 and totals["verified"]
    assert totals["introductions"] == 61


def test_a_round_on_the_slow_elements_serves_all_whom_it_can(tmp_path: Path) -> None:
    slow = ["attach wheel", "attach arm", "attach arm connector", "attach bucket", "attach roof"]
    mapping = ("--mapping", str(ROOT / "docs/real-input/assembly101.json"))
    chosen = [word for name in slow for word in ("--technique", name)]
    totals, out = match(tmp_path, "timestudy/assembly101_steps.csv", *mapping, *chosen, "--pairs")
    assert totals["verified"] and totals["introductions"] == totals["greatest_possible"] > 0
    pairs = (out / "pairs.txt").read_text("utf-8").splitlines()[3:]
    assert {line.split(": ")[1] for line in pairs} <= set(slow)


def test_assembly_anchors_descend_from_three_times_the_best_quarter() -> None:
    memory = json.loads((ROOT / "docs/real-input/assembly101.json").read_text("utf-8"))
    mapping = understand(read(DATA / "timestudy/assembly101_steps.csv"), memory)
    assert len(mapping.scales) > 50
    assert all(scale.zero == pytest.approx(3 * scale.full) for scale in mapping.scales)


def test_assistments_attempts_give_at_least_a_thousand_introductions(tmp_path: Path) -> None:
    totals, out = match(tmp_path, "learning/assistments0910_attempts.csv")
    assert (totals["rows"], totals["people"], totals["techniques"]) == (407_967, 3_361, 123)
    assert totals["introductions"] >= 1000 and totals["verified"]
    paper = Paper.read((out / "certificate.json").read_text("utf-8"), (out / "edges.parquet").read_bytes())
    proof = check(paper).verification
    assert not check(paper).faults and proof.served == totals["introductions"] and proof.blocking == 0


def test_a_run_without_an_edge_says_why_and_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = str(DATA / "skills/jacket_competency_matrix.csv"), tmp_path / "out"
    assert main(["match", file, "--lang", "en", "--out", str(out)]) == 1
    assert "wish" in capsys.readouterr().out and not out.exists()
    assert main(["match", file, "--lang", "en", "--out", str(out), "--assume-wishes", "--min-difference", "900"]) == 1
    assert "clearly stronger" in capsys.readouterr().out and not out.exists()
