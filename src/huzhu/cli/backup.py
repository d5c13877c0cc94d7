"""`huzhu backup`: one file with all data, while the server runs."""

from __future__ import annotations

import argparse
import hashlib
import hmac
import io
import json
import os
import secrets
import shutil
import sqlite3
import subprocess  # nosec B404
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from huzhu.cli import OK, Stop, start_django, version
from huzhu.conf.deletions import FILE as BESIDE

FORM = 1
MANIFEST = "manifest.json"
WITHOUT_KEYS = (
    "keys.json is NOT in the backup, and without it nothing sealed can be read and no proof verified.\n"
    "Keep a copy of {keys} in another place, and beside it the newest {beside}:\n"
    "whoever is deleted after this backup stands there alone."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("file", nargs="?", type=Path, help="the file to write; huzhu-DATE-TIME.tar.gz by default")


def run(options: argparse.Namespace) -> int:
    """Write the backup under a passing name first, so that a file of the full name is always whole."""
    start_django()
    from django.conf import settings

    target: Path = options.file or Path(f"huzhu-{datetime.now():%Y-%m-%d-%H%M%S}.tar.gz")
    if target.exists():
        raise Stop(f"{target} exists; backups are never written over.")
    if not target.absolute().parent.is_dir():
        raise Stop(f"The folder of {target} does not exist.")
    from huzhu.base.people.deletion import complete_list

    if lacking := complete_list():
        print(f"{BESIDE} lacked {lacking} people who were deleted; it was completed from the database.")
    write(target)
    print(f"Written: {target} ({target.stat().st_size / 1e6:.1f} MB)")
    print(WITHOUT_KEYS.format(keys=settings.HOME / "keys.json", beside=BESIDE))
    return OK


def write(target: Path) -> None:
    """A gzipped tar: manifest first (release, time, engine, migrations, SHA-256 of each file), then database and files."""
    from django.conf import settings

    draft = target.with_name(f".{target.name}.{os.getpid()}")
    with tempfile.TemporaryDirectory(prefix="huzhu-backup-", dir=target.absolute().parent) as folder:
        dump = Path(folder) / ("database.sqlite3" if engine() == "sqlite" else "database.pgdump")
        _copy_sqlite(dump) if engine() == "sqlite" else _dump_postgres(dump)
        members = {dump.name: dump}
        if (settings.HOME / BESIDE).is_file():
            members[BESIDE] = settings.HOME / BESIDE
        if settings.MEDIA_ROOT.is_dir():
            found = sorted(path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())
            members |= {
                f"files/{path.relative_to(settings.MEDIA_ROOT).as_posix()}": held
                for path in found
                if (held := _held(path, Path(folder) / secrets.token_hex(8)))
            }
        try:
            _pack(draft, members)
            draft.rename(target)
        finally:
            draft.unlink(missing_ok=True)


def _held(path: Path, link: Path) -> Path | None:
    """A file that may be deleted at any moment (a clip whose consent is taken back), held fast until it is packed; None
    where it is gone already."""
    try:
        link.hardlink_to(path)
    except FileNotFoundError:
        return None
    except OSError:  # another disk, or one without links
        shutil.copy2(path, link)
    return link


def _pack(draft: Path, members: dict[str, Path]) -> None:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    manifest = {
        "form": FORM,
        "release": version(),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "engine": engine(),
        "keys": fingerprint(),
        "migrations": sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
        "files": {name: sha256(path) for name, path in members.items()},
    }
    text = json.dumps(manifest, indent=1).encode()
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar:
            head = tarfile.TarInfo(MANIFEST)
            head.size = len(text)
            tar.addfile(head, io.BytesIO(text))
            for name, path in members.items():
                tar.add(path, name)
        raw.flush()
        os.fsync(raw.fileno())


def engine() -> str:
    """'sqlite' or 'postgresql'."""
    from django.db import connection

    return connection.vendor


def fingerprint() -> str:
    """Tells two keys.json apart and gives nothing away."""
    from django.conf import settings

    return hmac.new(settings.KEYS.seal + settings.KEYS.proof, b"backup", "sha256").hexdigest()[:16]


def sha256(path: Path) -> str:
    """Checksum of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy_sqlite(target: Path) -> None:
    """SQLite's online backup: one consistent state, writers go on."""
    from django.conf import settings
    from django.db.backends.sqlite3._functions import register

    source = sqlite3.connect(f"file:{settings.DATABASES['default']['NAME']}?mode=ro", uri=True)
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
        register(copy)  # constraints over dates call Django's functions
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        copy.close()
        source.close()
    if found != "ok":
        raise Stop(f"The database is damaged ({found}); no backup was written.")


def _dump_postgres(target: Path) -> None:
    command = [postgres_program("pg_dump"), "--format=custom", "--no-owner", f"--file={target}", *postgres_place()]
    run_postgres(command)


def postgres_program(name: str) -> str:
    """Path of pg_dump or pg_restore; stops where it is absent."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    path = str(found[-1]) if found else shutil.which(name)
    if not path:
        raise Stop(f"{name} is not on this machine; install the package postgresql-client.")
    return path


def postgres_place() -> list[str]:
    """Arguments that name the database; the password goes by the environment."""
    from django.conf import settings

    place = settings.DATABASES["default"]
    named = {"host": place["HOST"], "port": place["PORT"], "username": place["USER"], "dbname": place["NAME"]}
    return [f"--{name}={value}" for name, value in named.items() if value]


def run_postgres(command: list[str]) -> None:
    """Run a program of PostgreSQL; stops with its own words if it fails."""
    from django.conf import settings

    place: dict[str, Any] = settings.DATABASES["default"]
    more = {"PGPASSWORD": place["PASSWORD"]} if place["PASSWORD"] else {}
    more |= {f"PG{name.upper()}": value for name, value in place["OPTIONS"].items() if name.startswith("ssl")}
    done = subprocess.run(command, env={**os.environ, **more}, capture_output=True, text=True)  # nosec B603
    if done.returncode:
        raise Stop(f"{Path(command[0]).name} failed:\n{done.stderr.strip()}")
