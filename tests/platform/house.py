"""A whole installation for a test: own data folder, own database, the `huzhu` command as people run it."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

TEST_DATABASE = os.environ.get("HUZHU_TEST_DATABASE_URL", "")


@dataclass
class House:
    """One installation, empty or `like` another; on PostgreSQL with a database of its own, dropped by `tear_down`.

    `made`: another process of this test run has made it under that `name` and place already.
    """

    home: Path
    like: House | None = None
    more: dict[str, str] = field(default_factory=dict)
    name: str = ""
    made: bool = False

    def __post_init__(self) -> None:
        if self.like:
            shutil.copytree(self.like.home, self.home)
        self.home.mkdir(parents=True, exist_ok=True)
        if TEST_DATABASE:
            self.name = self.name or f"house_{secrets.token_hex(6)}"
            if not self.made:
                self._server(f'CREATE DATABASE "{self.name}"' + (f' TEMPLATE "{self.like.name}"' if self.like else ""))
            self.more = {
                "HUZHU_DATABASE_URL": urlsplit(TEST_DATABASE)._replace(path=f"/{self.name}").geturl(),
                **self.more,
            }

    def tear_down(self) -> None:
        if TEST_DATABASE:
            self._server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _server(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(urlsplit(TEST_DATABASE)._replace(path="/postgres").geturl(), autocommit=True) as server:
            server.execute(statement)

    def environment(self, **more: str) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("HUZHU_")}
        return {**clean, "HUZHU_HOME": str(self.home), **self.more, **more}

    def huzhu(self, *words: object, code: int = 0, **more: str) -> str:
        """Run the command, compare its exit code, return what it printed on both channels."""
        done = self.start(*words, **more)
        said, _ = done.communicate(timeout=120)
        assert done.returncode == code, said
        return said

    def start(self, *words: object, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "huzhu", *map(str, words)],
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def python(self, code: str, **more: str) -> str:
        """Run lines with Django set up."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"],
            env=self.environment(DJANGO_SETTINGS_MODULE="huzhu.settings", **more),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()
