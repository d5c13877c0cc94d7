"""`huzhu demo`: a city made from a seed number, in a folder of its own, never among real data."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from huzhu.cli import OK, Stop, start_django
from huzhu.cli.migrate import apply
from huzhu.cli.serve import serve


def arguments(parser: argparse.ArgumentParser) -> None:
    """Seed and what to do after it."""
    parser.add_argument("--seed", type=int, default=1952, metavar="N", help="another number makes another city (1952)")
    parser.add_argument("--no-serve", action="store_true", help="only make the database")


def run(options: argparse.Namespace) -> int:
    """Make the demo the first time, then serve it; HOME/demo is its folder and can be deleted for a fresh one."""
    in_own_folder()
    start_django()
    prepare(options.seed)
    return OK if options.no_serve else serve()


def in_own_folder() -> None:
    """Point the settings at HOME/demo; a database given by HUZHU_DATABASE_URL stays, if it is empty or a demo."""
    from huzhu.conf.environment import default_home

    home = Path(os.environ.get("HUZHU_HOME") or default_home()).expanduser()
    os.environ["HUZHU_HOME"] = str(home / "demo")


def prepare(seed: int) -> None:
    """Migrate, and seed once: mark and data in one transaction, so a killed start begins again.

    Stops if the database is in use and no demo.
    """
    from django.db import connection, transaction
    from django.utils import timezone

    from huzhu.base.journal.demo import is_demo, mark_as_demo
    from huzhu.base.journal.models import Entry

    used = "journal_entry" in connection.introspection.table_names() and Entry.objects.exists()
    if used and not is_demo():
        raise Stop("HUZHU_DATABASE_URL holds data that are no demo; nothing was changed.")
    apply()
    if used:
        return
    from huzhu.demo import seed as sow

    print("Making the demo city …", flush=True)
    begun = time.monotonic()
    with transaction.atomic():
        mark_as_demo(timezone.now())
        sow(seed, city=True)
    print(f"Made in {time.monotonic() - begun:.0f} s.", flush=True)
