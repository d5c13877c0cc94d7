"""`huzhu export`: a unit with its people, skills and contracts as one workbook that imports again unchanged."""

from __future__ import annotations

import argparse
from pathlib import Path

from huzhu.cli import OK, Stop, start_django
from huzhu.cli.importing import unit_for, whoever
from huzhu.cli.migrate import must_be_current


def arguments(parser: argparse.ArgumentParser) -> None:
    """What, where to, in whose name; sealed values never go out."""
    parser.add_argument(
        "file",
        type=Path,
        help="the XLSX to write: units, people, techniques, posts, the contracts that this person sees, and measurements of "
        "the groups whose scores this person gives; huzhu import takes it back unchanged",
    )
    parser.add_argument("--as", dest="roll", required=True, metavar="NUMBER", help="roll number of whoever exports")
    parser.add_argument("--factory", metavar="NAME", help="needed where roll numbers repeat between factories")
    parser.add_argument("--unit", metavar="NAME", help="name or id of the unit; the whole factory by default")


def run(options: argparse.Namespace) -> int:
    """Write what this person may take out; never over an existing file."""
    start_django()
    must_be_current()
    from huzhu.base.access import HuzhuError
    from huzhu.spreadsheets.access import importing_unit
    from huzhu.spreadsheets.exporting import export

    if options.file.exists():
        raise Stop(f"{options.file} exists; choose another name.")
    try:
        by = whoever(options)
        body = export(importing_unit(unit_for(options.unit, by), by), by)
        with options.file.open("xb") as file:
            file.write(body)
    except HuzhuError as error:
        raise Stop(str(error)) from None
    except OSError as error:
        raise Stop(f"{options.file}: {error.strerror}") from None
    print(f"Written: {options.file}")
    return OK
