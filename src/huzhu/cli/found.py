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
    parser.add_argument(
        "--officer", metavar="NAME", help="name of the first training officer, the second who confirms sign-ins"
    )
    parser.add_argument("--officer-roll", metavar="NUMBER", help="his or her roll number")


def run(options: argparse.Namespace) -> int:
    """Found all in one transaction; refused if a factory of this name exists."""
    start_django()
    must_be_current()
    from django.conf import settings
    from django.db import transaction
    from django.urls import reverse
    from django.utils import timezone

    from huzhu.base.access import HuzhuError, Role, Scope
    from huzhu.base.people.actions.accounts import bootstrap_administrator
    from huzhu.base.people.actions.roll import enrol
    from huzhu.base.units.actions.tree import found_unit
    from huzhu.base.units.models import Unit

    there = Unit.objects.filter(level="factory", name=options.factory).first()
    if there and not options.officer:
        raise Stop(f"The factory {options.factory} exists already.")
    if bool(options.officer) != bool(options.officer_roll):
        raise Stop("--officer and --officer-roll belong together.")
    founders = [] if there else [(options.name, options.roll, Role.ADMINISTRATOR, _secret(options.name))]
    if options.officer:
        founders.append((options.officer, options.officer_roll, Role.TRAINING_OFFICER, _secret(options.officer)))
    if any(secret.isdigit() for *_words, secret in founders):
        raise Stop("Digits alone are a PIN, and a PIN works only on a device that knows you; take a password.")
    now = timezone.now()
    day: date = timezone.localdate()
    nobody = Scope.system(day)
    try:
        with transaction.atomic():
            if there:
                factory, office = there.id, _office_of(options.roll, there.id, day)
            else:
                factory = found_unit(
                    options.factory, "factory", parent_id=None, starts=options.since, by=nobody, now=now
                )
                office = found_unit(
                    options.office, "group", parent_id=factory, starts=options.since, by=nobody, now=now
                )
            for name, roll, role, secret in founders:
                person = enrol(name, roll, group_id=office, by=nobody, now=now)
                bootstrap_administrator(person, secret, role=role, by=nobody, now=now)
    except HuzhuError as error:
        raise Stop(str(error)) from None
    join = reverse("join", args=[Unit.objects.values_list("uid", flat=True).get(id=factory)])
    print(f"Founded. Open {settings.ADDRESS}{join} once, so that the browser knows the factory;")
    print(f"then sign in with number {' or '.join(roll for _, roll, *_rest in founders)} and this password.")
    if not options.officer:
        print(
            "A sign-in takes two who confirm it, and you are one: run this once more with --officer and --officer-roll."
        )
    return OK


def _office_of(roll: str, factory_id: int, day: date) -> int:
    """The home group of the administrator who founded the factory, where the officer is at home too."""
    from huzhu.base.people.models import Membership

    rows = Membership.objects.on(day).filter(person__factory_id=factory_id, person__roll=roll)
    found = rows.values_list("unit_id", flat=True).first()
    if found is None:
        raise Stop(f"Number {roll} is at home nowhere in this factory.")
    return found


def _secret(name: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass(f"Password of {name}: ")
    if getpass.getpass("Once more: ") != first:
        raise Stop("The two differ; nothing was changed.")
    return first
