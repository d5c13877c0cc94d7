"""`huzhu verify`: what is proved is printed, what is wrong is named, and nothing but the files is needed."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from huzhu.cli import main
from huzhu.cli.verify import WORDS, words
from huzhu.engine.matching import Loads, Paper, certificate_files, check, prove, pseudonyms, stable_matching
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
    places = json.loads(Path(files[0]).read_text("utf-8"))
    assert f"{places['learners'][me][0]} to learn, {places['teachers'][me][0]} to teach." in said
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


def otherwise(files: list[str], table: pl.DataFrame | None = None, **changed: object) -> list[str]:
    """The same files with another table or other statements, the table's hash made anew."""
    said = json.loads(Path(files[0]).read_text("utf-8")) | changed
    if table is not None:
        table.write_parquet(files[1])
        said |= {"edges_sha256": hashlib.sha256(Path(files[1]).read_bytes()).hexdigest()}
    Path(files[0]).write_text(json.dumps(said), "utf-8")
    return [*files, "--lang", "en"]


def test_nothing_that_a_terminal_would_obey_is_printed(tmp_path: Path, capsys) -> None:
    for way in ({"rule": "\x1b[31mstable"}, {"format": "\x1b[31m\u202e"}):
        assert main(["verify", *otherwise(written(tmp_path), **way)]) == 1
    files = written(tmp_path)
    said, table = json.loads(Path(files[0]).read_text("utf-8")), pl.read_parquet(files[1])
    names = {name: f"\x1b[31m{name}" for name in {*said["learners"], *said["teachers"]}}
    people = {side: {names[name]: [0, 1] for name in said[side]} for side in ("learners", "teachers")}
    renamed = table.with_columns(pl.col("learner", "teacher").replace(names))
    me = next(iter(names.values()))
    assert main(["verify", *otherwise(files, renamed, **people), "--me", me]) == 1
    odd = renamed.with_columns(pl.lit("\x1b[31m").alias("teacher"))
    assert main(["verify", *otherwise(files, odd, **people), "--me", "x"]) == 1
    said = "".join(capsys.readouterr())
    assert "·[31m" in said and not {"\x1b", "\u202e"} & set(said.replace(me, ""))


@pytest.mark.parametrize(
    "changed",
    [
        {"coverage": None}, {"gain": {"sum": 1}}, {"gain": {"sum": 10**400, "bound": 10**401}},
        {"gain": {"sum": 10**400, "bound": None}}, {"served": 10**400}, {"waves": {}, "format": 7},
    ],
)  # fmt: skip
def test_odd_statements_are_a_fault_and_no_crash(tmp_path: Path, changed: dict[str, object]) -> None:
    assert main(["verify", *otherwise(written(tmp_path), **changed)]) == 1


def test_what_would_fill_memory_or_stack_is_refused_before_it_is_read(tmp_path: Path, capsys, monkeypatch) -> None:
    files = written(tmp_path)
    many = pl.DataFrame({"request": pl.repeat(0, 1_000_000, dtype=pl.Int32, eager=True)})
    with monkeypatch.context() as unread:
        unread.setattr(pl, "read_parquet", None)
        assert main(["verify", *otherwise(files, many)]) == 1
    monkeypatch.setattr(pl, "scan_parquet", broken)
    assert main(["verify", *otherwise(files)]) == 1
    assert capsys.readouterr().err.count("edges.parquet cannot be read") == 2
    Path(files[0]).write_text("[" * 100_000, "utf-8")
    assert main(["verify", *files, "--lang", "en"]) == 1


def broken(*_: object) -> None:
    """A broken file makes Polars panic now and then."""
    raise pl.exceptions.PanicException("out of range")


def test_introductions_that_are_said_to_have_stood_before_are_counted_aloud(tmp_path: Path, capsys) -> None:
    files = written(tmp_path)
    table = pl.read_parquet(files[1]).with_columns(pl.col("held") * 3)
    many = int((table["held"] == 3).sum())
    assert main(["verify", *otherwise(files, table, stood_before=many)]) == 0
    assert f"that stood before; no rule speaks of them: {many}\n" in capsys.readouterr().out


def test_sums_of_gain_of_fewer_than_five_are_in_no_file() -> None:
    edges, loads = shop()
    for many in (4, 5):
        few = Loads(loads.learner, (np.arange(24) < many).astype(int))
        answer = stable_matching(edges, few)
        files = certificate_files(edges, few, answer, prove(edges, few, answer), key=b"k", ids=range(24), seed=1)
        gain = json.loads(files.statement)["gain"]
        assert answer.edges.size == many and (gain == {"sum": None, "bound": None}) == (many < 5)
        assert not check(Paper.read(files.statement, files.edges)).faults


def test_it_needs_no_database_no_settings_and_no_folder_of_an_installation(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUZHU", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-m", "huzhu", "verify", *written(tmp_path), "--lang", "en"],
        env=kept | {"PYTHONPATH": str(ROOT / "src"), "HOME": str(tmp_path / "nobody")},
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0 and "All of it holds." in done.stdout, done.stdout + done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"certificate.json", "edges.parquet"}
