"""`huzhu import`: a workbook into the database, through the same deeds as the pages; previews unless told to save."""

from __future__ import annotations

import argparse
import dataclasses
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from huzhu.cli import FOUND, OK, Stop, start_django
from huzhu.cli.migrate import must_be_current
from huzhu.cli.serve import only_worker

if TYPE_CHECKING:
    from huzhu.base.access import Scope


def arguments(parser: argparse.ArgumentParser) -> None:
    """What, where to, in whose name."""
    parser.add_argument(
        "file",
        type=Path,
        help="XLSX or CSV; a cross table, a long list or what huzhu export wrote; a rota; holidays; headers Chinese or English",
    )
    parser.add_argument("--as", dest="roll", required=True, metavar="NUMBER", help="roll number of whoever imports")
    parser.add_argument("--factory", metavar="NAME", help="needed where roll numbers repeat between factories")
    parser.add_argument("--unit", metavar="NAME", help="name or id of the unit; the whole factory by default")
    parser.add_argument("--mapping", type=Path, metavar="FILE.json", help="how to read it, as in huzhu match --help")
    parser.add_argument("--trade", default="", metavar="NAME", help="trade of techniques that are new")
    parser.add_argument("--save", action="store_true", help="save all or nothing; without it only a preview is printed")
    parser.add_argument("--leave-errors", action="store_true", help="save the good rows although others have errors")


def run(options: argparse.Namespace) -> int:
    """Preview, then save all or nothing; 1 if rows have errors or saving failed."""
    start_django()
    must_be_current()
    from django.utils import timezone

    from huzhu.base.access import HuzhuError
    from huzhu.spreadsheets.access import upload_for
    from huzhu.spreadsheets.actions.importing import Wanted, put_away, read_as, start_saving, take_in
    from huzhu.spreadsheets.calendars import CALENDAR
    from huzhu.spreadsheets.page import judge, rows_without_errors
    from huzhu.spreadsheets.reading import read
    from huzhu.spreadsheets.saving import save
    from huzhu.spreadsheets.understanding import understand

    if not options.file.is_file():
        raise Stop(f"{options.file} does not exist.")
    now, content = timezone.now(), options.file.read_bytes()
    try:
        by = whoever(options)
        uid = take_in(unit_for(options.unit, by), options.file.name, content, by=by, now=now)
        if CALENDAR in upload_for(uid, by=by).mapping:
            return _calendar(uid, options, by)
        wanted = Wanted.of(upload_for(uid, by=by))
        if options.mapping:
            given = json.loads(options.mapping.read_text("utf-8"))
            wanted = dataclasses.replace(wanted, mapping=understand(read(content, options.file.name), given))
        read_as(uid, dataclasses.replace(wanted, trade=options.trade), by=by, now=now)
        upload = upload_for(uid, by=by)
        judged = judge(upload, by)
        found, todo, errors = judged.reading.found, judged.plan, judged.errors
        new_units = len(todo.new_groups) + len(todo.coming_units)
        says = (
            f"{len(found.people)} people ({len(todo.joining)} join, {len(todo.moving)} move)",
            f"{len(found.measurements)} measurements of {len(found.techniques)} techniques",
            f"new: {new_units} units, {len(todo.coming_techniques)} techniques, {len(todo.founding.posts)} posts",
            f"{len(todo.contracts)} contracts to record",
            f"{len(todo.figures)} figures of plan and actual",
            f"{len(found.wishes)} wishes",
            f"{len(errors)} errors",
        )
        print(f"{todo.unit.name}: {'; '.join(says)}.")
        for error in judged.questions[:20]:
            print(f"  to look at: {error.sheet} {error.place}: {error.message}")
        for error in errors[:20]:
            print(f"  {error.sheet} {error.place}: {error.message}")
        if not options.save or (errors and not options.leave_errors):
            put_away(uid, by=by, now=now)
            print("Nothing was saved." + (" Mend the rows, or leave them with --leave-errors." if errors else ""))
            return FOUND if errors else OK
        if errors:
            wanted = dataclasses.replace(Wanted.of(upload), unticked=rows_without_errors(upload, by))
            read_as(uid, wanted, by=by, now=now)
        start_saving(uid, by=by, now=now)
    except HuzhuError as error:
        raise Stop(str(error)) from None
    except (OSError, ValueError, KeyError) as error:
        raise Stop(f"{options.mapping or options.file}: {error}") from None
    return _saved(upload.id, save)


def _calendar(uid: str, options: argparse.Namespace, by: Scope) -> int:
    """The same for a rota or a list of holidays."""
    from django.utils import timezone

    from huzhu.spreadsheets.access import upload_for
    from huzhu.spreadsheets.actions.importing import put_away, start_saving
    from huzhu.spreadsheets.calendars import judge_calendar, save

    upload, now = upload_for(uid, by=by), timezone.now()
    judged = judge_calendar(upload, by)
    says = (
        f"{len(judged.groups)} days of groups",
        f"{len(judged.persons)} days of people",
        f"{len(judged.holidays)} days off or worked",
        f"{len(judged.errors)} errors",
    )
    print(f"{judged.unit.name}: {'; '.join(says)}.")
    for error in judged.errors[:20]:
        print(f"  {error.sheet} {error.place}: {error.message}")
    if not options.save or not judged.days or (judged.errors and not options.leave_errors):
        put_away(uid, by=by, now=now)
        print("Nothing was saved." + (" Mend the cells, or leave them with --leave-errors." if judged.errors else ""))
        return FOUND if judged.errors else OK
    start_saving(uid, by=by, now=now, leave=options.leave_errors)
    return _saved(upload.id, save)


def whoever(options: argparse.Namespace) -> Scope:
    """Scope of the person whose roll number is given."""
    from django.utils import timezone

    from huzhu.base.people.models import Person
    from huzhu.base.people.scopes import scope_of

    people = Person.objects.filter(roll=options.roll)
    if options.factory:
        people = people.filter(factory__name=options.factory)
    ids = list(people.values_list("id", flat=True)[:2])
    if len(ids) != 1:
        raise Stop(f"Number {options.roll}: {'name the factory with --factory' if ids else 'nobody has it'}.")
    return scope_of(ids[0], timezone.localdate(), full=True)


def unit_for(named: str | None, by: Scope) -> str:
    """Public id of the unit named, among those into which this person may import."""
    from huzhu.spreadsheets.access import importing_units

    lines = [line for line, _ in importing_units(by)]
    fits = [line for line in lines if named in (line.uid, line.name_zh, line.name_en)] if named else lines[:1]
    if len(fits) != 1:
        names = ", ".join(f"{line.name} ({line.uid})" for line in (fits or lines)[:20])
        raise Stop(f"Name the unit with --unit; this person may import into: {names or 'none'}.")
    return fits[0].uid


def _saved(upload_id: int, save: Callable[[int], None]) -> int:
    """Save here, or wait for the running worker that does it."""
    from django.conf import settings

    from huzhu.base.jobs.models import Job
    from huzhu.spreadsheets.models import Upload

    job = Upload.objects.values_list("job_id", flat=True).get(id=upload_id)
    try:
        with only_worker(settings.HOME, patience=0):
            save(upload_id)
    except Stop:
        while Job.objects.filter(id=job, ended=None).exists():
            time.sleep(0.5)
    upload = Upload.objects.get(id=upload_id)
    if upload.state != Upload.State.SAVED:
        raise Stop(f"Nothing was saved. {upload.job.note if upload.job else ''}", FOUND)
    print("Saved: " + ", ".join(f"{name} {value}" for name, value in upload.counts.items() if isinstance(value, int)))
    return OK
