"""`huzhu check`: every law of the data that constraints alone cannot hold."""

from __future__ import annotations

import argparse

from huzhu.cli import FOUND, OK, start_django
from huzhu.cli.migrate import must_be_current


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to look at and how much to show."""
    parser.add_argument(
        "only", nargs="*", metavar="CODE", help="checks to run, by code or its beginning; all by default"
    )
    parser.add_argument("--list", action="store_true", help="only name the checks")
    parser.add_argument("--most", type=int, default=20, metavar="N", help="findings shown per check (20)")


def run(options: argparse.Namespace) -> int:
    """Print a line per check and its findings; 1 if there is any."""
    start_django()
    from huzhu.base.db.consistency import checks

    chosen = [c for c in checks() if not options.only or any(c.code.startswith(code) for code in options.only)]
    if options.list:
        for one in chosen:
            print(f"{one.code:<45} {one.title}")
        return OK
    must_be_current()
    total = 0
    for one in chosen:
        findings = list(one.find())
        total += len(findings)
        print(f"{'ok' if not findings else f'{len(findings)} found':<10} {one.code:<45} {one.title}")
        for says in findings[: options.most]:
            print(f"           {says}")
    print(f"{len(chosen)} checks, {total} findings.")
    return FOUND if total else OK
