"""The wheel holds all that a machine without this checkout needs, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built by `dev.py build` in a copy, for building writes collected files into the package."""
    if not (ROOT / ".tools" / "bin" / "uv").exists():
        pytest.skip("no .tools here: run these tests by python3 dev.py test")
    copy = tmp_path_factory.mktemp("copy")
    for name in ("src", "dev.py", "pyproject.toml", "requirements-dev.lock", "README.md", "LICENSE"):
        source = ROOT / name
        shutil.copytree(source, copy / name) if source.is_dir() else shutil.copy(source, copy / name)
    for name in (".venv", ".tools"):
        (copy / name).symlink_to(ROOT / name)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HUZHU_", "DJANGO_"))}
    done = subprocess.run([sys.executable, "dev.py", "build"], cwd=copy, env=clean, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = (copy / "dist").glob("*.whl")
    with zipfile.ZipFile(path) as opened:
        yield opened


def packaged(*patterns: str) -> set[str]:
    return {p.relative_to(ROOT / "src").as_posix() for pattern in patterns for p in (ROOT / "src").rglob(pattern)}


def test_templates_words_and_print_are_inside(wheel):
    inside = set(wheel.namelist())
    wanted = packaged("templates/**/*.*", "*.mo", "*.typ", "*.ttf", "migrations/*.py")
    assert len(wanted) > 20
    assert not wanted - inside


def test_static_files_are_inside_once_hashed_and_compressed(wheel):
    inside = set(wheel.namelist())
    paths = json.loads(wheel.read("huzhu/collected/staticfiles.json"))["paths"]
    assert "huzhu.css" in paths
    assert all(f"huzhu/collected/{hashed}" in inside for hashed in paths.values())
    assert f"huzhu/collected/{paths['huzhu.css']}.br" in inside
    assert not [name for name in inside if name.startswith("huzhu/web/static/")]


def test_licences_are_inside_and_nothing_of_this_machine(wheel):
    inside = wheel.namelist()
    licences = [name for name in inside if "/licenses/" in name]
    assert any(name.endswith("LICENSE") for name in licences) and any("OFL" in name for name in licences)
    assert not [
        name for name in inside if "test" in name.split("/")[0] or name.endswith((".pyc", "keys.json", ".sqlite3"))
    ]


def test_release_is_written_once(wheel):
    from huzhu import __version__

    (metadata,) = [name for name in wheel.namelist() if name.endswith("METADATA")]
    assert f"Version: {__version__}\n" in wheel.read(metadata).decode()
