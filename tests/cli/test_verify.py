"""`huzhu verify`: what is proved is printed, what is wrong is named, and nothing but the files is needed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from huzhu.cli import main
from huzhu.cli.verify import WORDS, words
from huzhu.engine.matching import certificate_files, prove, pseudonyms, stable_matching
from huzhu.engine.matching.proof.paper import SAYS as FILES
from huzhu.engine.matching.proof.verification import SAYS, Fault
from tests.engine.small import shop

ROOT = Path(__file__).parents[2]


def written(folder: Path) -> list[str]:
    edges, loads = shop()
    answer = stable_matching(edges, loads)
    found = prove(edges, loads, answer)
    files = certificate_files(edges, loads, answer, found, key=b"k", ids=range(24), seed=1)
    (folder / "certificate.json").write_text(files.statement, "utf-8")
    (folder / "edges.parquet").write_bytes(files.edges)
    return [str(folder / "certificate.json"), str(folder / "edges.parquet")]


def test_every_fault_has_words_for_people() -> None:
    assert WORDS.keys() == SAYS.keys() | FILES.keys()
    for code, says in (SAYS | FILES).items():
        values = dict.fromkeys(("who", "edge", "row", "many"), 0) | {"rule": "x"}
        names = [part.split(")")[0] for part in says.split("%(")[1:]]
        assert words(Fault.of(code, SAYS | FILES, **{name: values.get(name, 7) for name in names}), ["a"])


def test_it_prints_what_is_covered_proved_and_only_printed(tmp_path: Path, capsys) -> None:
    files, me = written(tmp_path), pseudonyms(b"k", [3])[0]
    assert main(["verify", *files, "--lang", "en", "--me", f" {me.upper()} "]) == 0
    said = capsys.readouterr().out
    for word in ("no two who would rather", "introductions possible at most", "Only printed", f"You, {me}:"):
        assert word in said
    assert said.rstrip().endswith("All of it holds.")
    assert main(["verify", *files, "--lang", "en", "--me", "nobody"]) == 0
    assert "Nobody in these files" in capsys.readouterr().out


def test_what_does_not_hold_is_said_and_the_command_fails(tmp_path: Path, capsys) -> None:
    files = written(tmp_path)
    said = json.loads(Path(files[0]).read_text("utf-8"))
    teacher = next(name for name, (places, _) in said["teachers"].items() if places)
    said["teachers"] = {name: [0, side] for name, (_, side) in said["teachers"].items()}
    Path(files[0]).write_text(json.dumps(said), "utf-8")
    assert main(["verify", *files, "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "and has 0 places" in out and "This certificate does not hold." in out and len(teacher) == 16


@pytest.mark.parametrize("edges", [[], ["certificate.json"]])
def test_broken_or_missing_files_are_named(tmp_path: Path, capsys, edges: list[str]) -> None:
    files = written(tmp_path)
    assert main(["verify", files[0], *(str(tmp_path / name) for name in edges), "--lang", "en"]) == 1
    assert "edges.parquet" in capsys.readouterr().err
    assert main(["verify", str(tmp_path / "none.json"), "--lang", "en"]) == 3
    Path(files[0]).write_bytes(b"\xff\x00{")
    assert main(["verify", *files, "--lang", "en"]) == 1
    assert "certificate.json, line 1, column 1" in capsys.readouterr().err


def test_it_needs_no_database_no_settings_and_no_folder_of_an_installation(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUZHU", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-m", "huzhu", "verify", *written(tmp_path), "--lang", "en"],
        env=kept | {"PYTHONPATH": str(ROOT / "src"), "HOME": str(tmp_path / "nobody")},
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0 and "All of it holds." in done.stdout, done.stdout + done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"certificate.json", "edges.parquet"}
