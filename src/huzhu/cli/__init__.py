"""The `huzhu` command: one module per subcommand, each with `arguments(parser)` and `run(options) -> int`."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

OK, FOUND, USAGE, REFUSED, BUSY = 0, 1, 2, 3, 4

COMMANDS = {
    "serve": "run the server and its background worker",
    "demo": "make a demo factory in a folder of its own and serve it",
    "migrate": "create the tables, or bring them to this release",
    "found": "make an empty database a factory with its first administrator",
    "import": "read a workbook of people, techniques, measurements; or an export",
    "export": "write a unit with its people, skills and contracts to one workbook",
    "match": "introductions from a workbook, without any server",
    "verify": "recount a round's certificate, without any server",
    "check": "is everything in the database consistent?",
    "backup": "one file with all data, made while the server runs",
    "restore": "put a backup back into an empty place",
    "simulate": "groups made up from parameters, and what is said of them: paper or alive",
    "bench": "what the engine claims of its speed, measured again here (from a checkout)",
}

EXIT_CODES = """exit codes:
  0  done
  1  something was found or failed: findings of check, rows with errors, a process that ended
  2  wrong arguments
  3  refused: a setting, file or database is not fit for this; nothing was changed
  4  busy: another Huzhu works on the same data folder or port
"""


class Stop(Exception):
    """Ends a command with a sentence on stderr and an exit code."""

    def __init__(self, says: str, code: int = REFUSED) -> None:
        super().__init__(says)
        self.code = code


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; returns its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    name = words[0] if words and words[0] in COMMANDS else None
    parser = _parser()
    try:
        if name is None:
            parser.parse_args(words)
            parser.print_help()
            return USAGE
        module = importlib.import_module(f"huzhu.cli.{MODULES.get(name, name)}")
        module.arguments(parser.subcommand(name))
        options = parser.parse_args(words)
        return int(module.run(options))
    except Stop as stop:
        print(stop, file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        return 130


MODULES = {"import": "importing", "export": "exporting"}


class _Parser(argparse.ArgumentParser):
    """Remembers its subcommands' parsers, so that only the one asked for is filled (and its module imported)."""

    commands: dict[str, argparse.ArgumentParser]

    def subcommand(self, name: str) -> argparse.ArgumentParser:
        return self.commands[name]


def _parser() -> _Parser:
    parser = _Parser(
        prog="huzhu",
        description="Huzhu 互助: mutual technical aid for factories.",
        epilog=f"{EXIT_CODES}\n{_variables()}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"huzhu {version()}")
    add = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=argparse.ArgumentParser)
    parser.commands = {
        name: add.add_parser(
            name,
            help=says,
            description=says[0].upper() + says[1:] + ".",
            epilog=EXIT_CODES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        for name, says in COMMANDS.items()
    }
    return parser


def _variables() -> str:
    from huzhu.conf.environment import variables

    lines = [f"  {name:<24} {says} [{default}]" for name, default, says in variables()]
    return "environment:\n" + "\n".join(lines)


def version() -> str:
    """This release."""
    from huzhu import __version__

    return __version__


def start_django() -> None:
    """Set Django up; a wrong setting ends the command with its sentence (exit code 3)."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huzhu.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise Stop(str(error)) from None
