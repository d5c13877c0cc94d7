"""The documents say what is so: the table of systems names tests that exist, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")})
ROWS = re.findall(
    r"^\| S(\d+) \|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|$", (ROOT / "docs/systems.md").read_text("utf-8"), re.M
)


def test_the_table_has_every_system_once_with_one_of_three_states() -> None:
    assert [int(number) for number, *_rest in ROWS] == list(range(1, 151))
    assert {state.strip() for _number, _name, state, *_rest in ROWS} <= {"done", "partly", "not yet"}


def test_what_is_begun_names_its_screen_and_its_tests() -> None:
    for number, _name, state, screen, tests in ROWS:
        named = re.findall(r"tests/[\w/]+\.py", tests)
        assert all((ROOT / path).exists() for path in named), f"S{number}"
        assert (state.strip() == "not yet") or (screen.strip() and named), f"S{number}"


def test_each_done_row_has_a_test_of_its_name_in_the_files_it_names() -> None:
    for number, _name, state, _screen, tests in ROWS:
        if state.strip() == "done":
            texts = [(ROOT / path).read_text("utf-8") for path in re.findall(r"tests/[\w/]+\.py", tests)]
            assert any(re.search(rf"def test_(s\d+_)*s{number}_", text) for text in texts), f"S{number}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text("utf-8")):
        assert "://" in target or (document.parent / target).exists(), target
