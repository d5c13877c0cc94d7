"""`huzhu match` on small files: who takes part, what is written, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from huzhu.cli import main
from huzhu.engine.matching import Paper, check
from huzhu.spreadsheets.writing import write_table

HEADER = ["工号", "姓名", "班组", "接头", "落纱", "意愿"]
ROWS = [
    ["1", "许春梅", "甲", 95, 30, "是"],
    ["2", "沈玉兰", "甲", 40, 90, "是"],
    ["3", "何桂英", "乙", 30, 85, "否"],
    ["4", "李秀珍", "乙", 20, "", "是"],
]


def file(tmp_path: Path, rows: list[list[object]] = ROWS, header: list[str] = HEADER) -> str:
    path = tmp_path / "people.xlsx"
    path.write_bytes(write_table(header, rows, sheet="2026年10月"))
    return str(path)


def run(tmp_path: Path, *more: str, **table: object) -> int:
    return main(["match", file(tmp_path, **table), "--lang", "en", "--out", str(tmp_path / "out"), *more])


def slips(tmp_path: Path) -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in (tmp_path / "out/slips").iterdir()}


def test_only_rows_whose_wish_says_yes_take_part(tmp_path: Path) -> None:
    assert run(tmp_path, "--pairs") == 0
    assert set(slips(tmp_path)) == {"1", "2", "4"}
    pairs = (tmp_path / "out/pairs.txt").read_text("utf-8").splitlines()
    assert pairs[0] == "proposals: nothing is agreed before both accept"
    assert pairs[2:] == [
        "沈玉兰 (2) → 许春梅 (1): 落纱",
        "许春梅 (1) → 沈玉兰 (2): 接头",
        "许春梅 (1) → 李秀珍 (4): 接头",
    ]


def test_each_slip_is_headed_and_shows_levels_but_no_score_of_anybody(tmp_path: Path) -> None:
    assert run(tmp_path) == 0
    for text in slips(tmp_path).values():
        assert "proposals: nothing is agreed before both accept" in text
        assert "by the assessor only" in text and "trial" not in text
        text = text[: text.index("In the certificate")]
        assert not any(score in text for score in ("950", "300", "400", "900", "95", "40"))
    mine = slips(tmp_path)["4"]
    assert "接头, with 许春梅 (1)" in mine and "“can teach”" in mine and "何桂英" not in mine


def test_pairs_are_written_only_when_asked_for(tmp_path: Path) -> None:
    assert run(tmp_path) == 0
    assert not (tmp_path / "out/pairs.txt").exists()


def test_assumed_wishes_head_everything_as_a_trial(tmp_path: Path) -> None:
    assert run(tmp_path, "--assume-wishes", "--pairs") == 0
    assert set(slips(tmp_path)) == {"1", "2", "3", "4"}
    for text in [*slips(tmp_path).values(), (tmp_path / "out/pairs.txt").read_text("utf-8")]:
        assert "trial: nobody wished" in text
    assert "trial: nobody wished" in json.loads((tmp_path / "out/totals.json").read_text("utf-8"))["headings"]


@pytest.mark.parametrize("rule", ["stable", "gain", "mutual"])
def test_the_certificate_proves_the_round_and_names_nobody(tmp_path: Path, rule: str) -> None:
    assert run(tmp_path, "--rule", rule) == 0
    files = [tmp_path / "out" / name for name in ("certificate.json", "edges.parquet")]
    found = check(Paper.read(files[0].read_text("utf-8"), files[1].read_bytes()))
    assert not found.faults
    assert not any(word.encode() in file.read_bytes() for file in files for word in ("许", "沈", "接头", "落纱"))
    assert main(["verify", *map(str, files), "--lang", "en"]) == 0
    totals = json.loads((tmp_path / "out/totals.json").read_text("utf-8"))
    assert totals["introductions"] == found.verification.served == 3


def test_nobody_is_overloaded(tmp_path: Path) -> None:
    rows = [["star", "", "甲", 95, "", "是"], *[[str(i), "", "甲", 20 + i, "", "是"] for i in range(8)]]
    assert run(tmp_path, "--teaching", "2", rows=rows) == 0
    assert json.loads((tmp_path / "out/totals.json").read_text("utf-8"))["introductions"] == 2
    assert sum("No introduction yet" in text for text in slips(tmp_path).values()) == 6


def test_nobody_wishing_says_why_and_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, rows=[[*row[:-1], "否"] for row in ROWS]) == 1
    assert "--assume-wishes" in capsys.readouterr().out and not (tmp_path / "out").exists()


def test_a_wanted_level_nobody_is_below_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--wanted", "100") == 1
    assert "no gap below the wanted level 100" in capsys.readouterr().out


def test_rows_with_errors_are_named_and_can_be_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [*ROWS, ["5", "周金凤", "乙", "约35", 20, "是"]]
    assert run(tmp_path, rows=rows) == 1
    assert "Row 6, column D" in capsys.readouterr().out and not (tmp_path / "out").exists()
    assert run(tmp_path, "--leave-out-errors", rows=rows) == 0
    assert "5" not in slips(tmp_path)


def test_wishes_may_name_techniques(tmp_path: Path) -> None:
    header = ["工号", "接头", "落纱", "想学", "愿教"]
    rows = [["1", 95, 90, "", "接头"], ["2", 20, 30, "接头,落纱", ""]]
    assert run(tmp_path, "--pairs", header=header, rows=rows) == 0
    assert (tmp_path / "out/pairs.txt").read_text("utf-8").splitlines()[2:] == ["1 → 2: 接头"]
    assert "落纱: nobody offers this technique" in slips(tmp_path)["2"]


def test_a_mapping_file_gives_the_anchors(tmp_path: Path) -> None:
    mapping = tmp_path / "m.json"
    scales = [{"technique": "", "kind": "quantity", "zero": 100, "full": 0}]
    mapping.write_text(json.dumps({"scales": scales}), "utf-8")
    assert run(tmp_path, "--mapping", str(mapping), "--assume-wishes", "--pairs") == 0
    assert "李秀珍 (4) → 许春梅 (1): 接头" in (tmp_path / "out/pairs.txt").read_text("utf-8")


def test_show_mapping_prints_what_a_mapping_file_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--show-mapping") == 0
    shown = tmp_path / "shown.json"
    shown.write_text(capsys.readouterr().out, "utf-8")
    assert not (tmp_path / "out").exists()
    assert run(tmp_path, "--mapping", str(shown)) == 0


@pytest.mark.parametrize("content", ["{", '{"columns": {"姓名": "boss"}}', '{"columns": 3}'])
def test_a_wrong_mapping_file_is_refused(tmp_path: Path, content: str) -> None:
    mapping = tmp_path / "m.json"
    mapping.write_text(content, "utf-8")
    assert run(tmp_path, "--mapping", str(mapping)) == 3


def test_a_file_that_is_no_table_and_a_full_folder_are_refused(tmp_path: Path) -> None:
    picture = tmp_path / "x.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    assert main(["match", str(picture), "--lang", "en"]) == 3
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine.txt").write_text("x")
    assert run(tmp_path) == 3
    assert (tmp_path / "out/mine.txt").read_text() == "x"


def test_help_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["match", "--help"])
    text = capsys.readouterr().out
    assert all(word in text for word in ("--assume-wishes", "--wanted", "--pairs", "aggregation", "exit codes"))
