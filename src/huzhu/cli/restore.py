"""`huzhu restore`: put a backup back, into an empty place unless told otherwise."""

from __future__ import annotations

import argparse
import json
import shutil
import tarfile
import tempfile
from pathlib import Path, PurePosixPath
from typing import Any

from huzhu.cli import OK, Stop, start_django
from huzhu.cli.backup import (
    BESIDE,
    FORM,
    MANIFEST,
    engine,
    fingerprint,
    postgres_place,
    postgres_program,
    run_postgres,
    sha256,
)
from huzhu.cli.migrate import missing
from huzhu.cli.serve import only_worker


def arguments(parser: argparse.ArgumentParser) -> None:
    """What, and how far it may go."""
    parser.add_argument("file", type=Path, help="a file written by huzhu backup")
    parser.add_argument("--replace", action="store_true", help="replace the data that are here")
    parser.add_argument("--other-keys", action="store_true", help="go on although keys.json is another one than then")


def run(options: argparse.Namespace) -> int:
    """Judge the whole file first, then put it in place; a backup that does not fit changes nothing."""
    start_django()
    from django.conf import settings

    if not options.file.is_file():
        raise Stop(f"{options.file} does not exist.")
    had_list = (settings.HOME / BESIDE).is_file()
    with (
        only_worker(settings.HOME, patience=0),
        tempfile.TemporaryDirectory(dir=settings.HOME, prefix="restore-") as into,
    ):
        folder = Path(into)
        manifest = unpack(options.file, folder)
        judge(manifest, options)
        _put_sqlite(folder) if engine() == "sqlite" else _put_postgres(folder, options.replace)
        _put_files(folder)
    print(f"Restored: the state of {manifest['made']}.")
    _forget_again(manifest["made"], had_list)
    if waiting := missing():
        print(f"The backup comes from release {manifest['release']}; {len(waiting)} migrations are due: huzhu migrate")
    return OK


def unpack(file: Path, folder: Path) -> dict[str, Any]:
    """Write the members that the manifest names into `folder` and compare their checksums; stops if anything differs."""
    try:
        with tarfile.open(file, "r:gz") as tar:
            head = tar.next()
            raw = tar.extractfile(head) if head and head.name == MANIFEST else None
            if raw is None:
                raise Stop(f"{file} is no backup of Huzhu.")
            manifest: dict[str, Any] = json.load(raw)
            if manifest.get("form") != FORM:
                raise Stop(f"{file} was written by a newer release of Huzhu ({manifest.get('release')}).")
            due: dict[str, str] = dict(manifest["files"])
            for member in tar:
                if member is head:
                    continue
                if member.name not in due or not member.isfile() or not _stays_inside(member.name):
                    raise Stop(f"{file} holds {member.name!r}, which its manifest does not name.")
                target = folder / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                source = tar.extractfile(member)
                if source is None:
                    raise Stop(f"{file} is damaged.")
                with target.open("wb") as sink:
                    shutil.copyfileobj(source, sink)
                if sha256(target) != due.pop(member.name):
                    raise Stop(f"{file} is damaged: the checksum of {member.name} differs.")
    except (tarfile.TarError, EOFError, OSError, ValueError, KeyError) as error:
        raise Stop(f"{file} is damaged ({type(error).__name__}).") from None
    if due:
        raise Stop(f"{file} is damaged: {next(iter(due))} is missing.")
    return manifest


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def judge(manifest: dict[str, Any], options: argparse.Namespace) -> None:
    """Stop if the backup does not fit this installation."""
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    if manifest["engine"] != engine():
        raise Stop(f"The backup is of {manifest['engine']}, this database is {engine()}.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations or {}}
    if newer := sorted(set(manifest["migrations"]) - known):
        raise Stop(f"The backup was written by a newer release, {manifest['release']} ({newer[0]}). Install that one.")
    if manifest["keys"] != fingerprint() and not options.other_keys:
        raise Stop(
            f"{settings.HOME / 'keys.json'} is another one than when the backup was made, and it is not inside a backup.\n"
            "Put your copy of it there first. With --other-keys everything sealed is lost and proofs no longer verify."
        )
    if connection.introspection.table_names() and not options.replace:
        raise Stop("There are data here already. --replace puts the backup in their place.")
    connection.close()


def _put_sqlite(folder: Path) -> None:
    """Swap the file in one step; what was there stays beside it as ….before-restore."""
    from django.conf import settings

    here = Path(settings.DATABASES["default"]["NAME"])
    if here.exists():
        _settle_log(here)
        here.replace(here.with_name(f"{here.name}.before-restore"))
    for tail in ("-wal", "-shm"):
        here.with_name(here.name + tail).unlink(missing_ok=True)
    shutil.move(folder / "database.sqlite3", here)


def _settle_log(here: Path) -> None:
    """Write the write-ahead log into the file, so that the file alone is whole."""
    import sqlite3

    connection = sqlite3.connect(here, isolation_level=None)
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    connection.close()
    if busy:
        raise Stop("Somebody is using the database; stop the server first.")


def _put_postgres(folder: Path, replace: bool) -> None:
    clean = ["--clean", "--if-exists"] if replace else []
    command = [postgres_program("pg_restore"), "--no-owner", "--single-transaction", "--exit-on-error", *clean]
    run_postgres([*command, *postgres_place(), str(folder / "database.pgdump")])


def _put_files(folder: Path) -> None:
    """Attachments, and the list of deletions: the one here and the backup's are joined, for nobody comes back."""
    from django.conf import settings

    old = settings.MEDIA_ROOT.with_name(f"{settings.MEDIA_ROOT.name}.before-restore")
    if settings.MEDIA_ROOT.exists():
        shutil.rmtree(old, ignore_errors=True)
        settings.MEDIA_ROOT.rename(old)
    if (folder / "files").is_dir():
        shutil.move(folder / "files", settings.MEDIA_ROOT)
    if (folder / BESIDE).is_file():
        here = settings.HOME / BESIDE
        lines = (here.read_text("utf-8") if here.exists() else "") + (folder / BESIDE).read_text("utf-8")
        here.write_text("".join(f"{line}\n" for line in dict.fromkeys(lines.splitlines())), "utf-8")


def _forget_again(made: str, had_list: bool) -> None:
    """Apply the list of deletions to what came back (Q36), and say so where there was none."""
    from django.conf import settings

    from huzhu.base.people.deletion import apply_again

    if not had_list:
        print(
            f"There was no {BESIDE} in {settings.HOME}: whoever was deleted after {made} is back.\n"
            "If anybody was, put your copy of it there, beside keys.json, and run: huzhu migrate"
        )
    if missing():
        return  # older tables: huzhu migrate applies the list
    if again := apply_again():
        print(f"{again} people who had been deleted were deleted again.")
