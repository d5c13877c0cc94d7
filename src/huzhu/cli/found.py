"""`huzhu found`: an empty database becomes a factory with its first administrator, who lets everybody else in."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import date

from huzhu.cli import OK, Stop, start_django
from huzhu.cli.migrate import must_be_current


def arguments(parser: argparse.ArgumentParser) -> None:
    """Names as they are written; the password is asked for, or read from standard input when that is no terminal."""
    parser.add_argument("--factory", required=True, metavar="NAME")
    parser.add_argument(
        "--since",
        type=date.fromisoformat,
        default=date(2000, 1, 1),
        metavar="YYYY-MM-DD",
        help="a day before the oldest measurement that will be imported (2000-01-01)",
    )
    parser.add_argument("--office", default="办公室", metavar="NAME", help="home group of the administrator (办公室)")
    parser.add_argument("--name", required=True, help="name of the first administrator")
    parser.add_argument("--roll", required=True, metavar="NUMBER", help="his or her roll number")


def run(options: argparse.Namespace) -> int:
    """Found all in one transaction; refused if a factory of this name exists."""
    start_django()
    must_be_current()
    from django.conf import settings
    from django.db import transaction
    from django.urls import reverse
    from django.utils import timezone

    from huzhu.base.access import HuzhuError, Scope
    from huzhu.base.people.actions.accounts import bootstrap_administrator
    from huzhu.base.people.actions.roll import enrol
    from huzhu.base.units.actions.tree import found_unit
    from huzhu.base.units.models import Unit

    if Unit.objects.filter(level="factory", name=options.factory).exists():
        raise Stop(f"The factory {options.factory} exists already.")
    secret = _secret()
    if secret.isdigit():
        raise Stop("Digits alone are a PIN, and a PIN works only on a device that knows you; take a password.")
    now = timezone.now()
    day: date = timezone.localdate()
    nobody = Scope.system(day)
    try:
        with transaction.atomic():
            factory = found_unit(options.factory, "factory", parent_id=None, starts=options.since, by=nobody, now=now)
            office = found_unit(options.office, "group", parent_id=factory, starts=options.since, by=nobody, now=now)
            person = enrol(options.name, options.roll, group_id=office, by=nobody, now=now)
            bootstrap_administrator(person, secret, by=nobody, now=now)
    except HuzhuError as error:
        raise Stop(str(error)) from None
    join = reverse("join", args=[Unit.objects.values_list("uid", flat=True).get(id=factory)])
    print(f"Founded. Open {settings.ADDRESS}{join} once, so that the browser knows the factory;")
    print(f"then sign in with number {options.roll} and this password.")
    return OK


def _secret() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise Stop("The two differ; nothing was changed.")
    return first
